//! What a client gets at a sign-in, and exchanges for tokens once.

use sea_orm::entity::prelude::*;

/// Lives for a minute.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub grant_id: Uuid,
    /// SHA-256.
    pub digest: String,
    /// Where it was sent to.
    pub redirect_uri: String,
    /// SHA-256 of the client's verifier, in base64url.
    pub challenge: String,
    pub expires_at: DateTimeUtc,
    /// Null until it is exchanged.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
