//! One sign-in through one client, and every token that comes of it.

use sea_orm::entity::prelude::*;

/// One that was revoked or has expired stays for a while, so that its tokens are known when they come again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub client_id: Uuid,
    pub user_id: Uuid,
    /// What was granted, separated by spaces.
    pub scopes: String,
    pub granted_at: DateTimeUtc,
    /// When signing in again is due, whatever happens.
    pub expires_at: DateTimeUtc,
    /// Null while it holds.
    pub revoked_at: Option<DateTimeUtc>,
    /// `signedOut`, `codeReused`, `tokenReused`, `passwordChanged` or `accountDisabled`.
    pub revoked_because: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
