//! With what a confidential client shows who it is.

use sea_orm::entity::prelude::*;

/// A secret, of which the digest is kept, or a public key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_credential")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub client_id: Uuid,
    /// `secret` or `publicKey`.
    pub kind: String,
    /// SHA-256 of a secret; null for a public key.
    pub digest: Option<String>,
    /// A JWK (RFC 7517); null for a secret.
    pub public_key: Option<String>,
    /// The administrator who has had it in hand; null for one that the operator made.
    pub created_by_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    /// From when on it shows nothing; null: it is good until it is withdrawn.
    pub expires_at: Option<DateTimeUtc>,
    /// When the client last used it, to within an hour.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
