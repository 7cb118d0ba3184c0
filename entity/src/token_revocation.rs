//! What every server has to know at once: whose access tokens are refused, though they have not expired.

use sea_orm::entity::prelude::*;

/// Forgotten when the last such token has expired.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token_revocation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// `grant` or `user`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    /// Access tokens from before this moment are refused.
    pub revoked_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
