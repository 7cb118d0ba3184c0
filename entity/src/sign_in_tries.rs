//! How often somebody failed to sign in of late, by account and by address.

use sea_orm::entity::prelude::*;

/// Forgotten when `free_at_ms` has come.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_tries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// `account` or `address`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// A keyed digest of the name or the address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Milliseconds since 1970: when nothing is left to remember of them.
    pub free_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
