//! A journey to a provider that came back: it does so once.

use sea_orm::entity::prelude::*;

/// Forgotten when the journey would have expired.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_arrival")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// SHA-256 of its state.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: String,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
