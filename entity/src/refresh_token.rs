//! With which a client gets its next access token, once.

use sea_orm::entity::prelude::*;

/// One that was used stays until its grant goes, so that it is known when it comes again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub grant_id: Uuid,
    /// SHA-256.
    pub digest: String,
    pub issued_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    /// Null until it is exchanged for the next one.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
