//! The answers remembered under an `Idempotency-Key`.

use sea_orm::entity::prelude::*;

/// `status`, `headers` and `body` are null while the first request is in flight.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// Who sent the key: another's same key is another.
    #[sea_orm(primary_key, auto_increment = false)]
    pub principal_id: Uuid,
    /// Method and path template.
    #[sea_orm(primary_key, auto_increment = false)]
    pub route: String,
    /// As the client sent it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Of the first request's body: the same key with another body is refused.
    pub body_digest: String,
    /// When the first request took the key.
    pub claimed_at: DateTimeUtc,
    /// The HTTP status answered.
    pub status: Option<i32>,
    /// JSON of the headers to be repeated.
    pub headers: Option<String>,
    /// The body answered; null also where there was none.
    pub body: Option<String>,
    /// From when on the key is forgotten.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
