//! The answers remembered under an `Idempotency-Key`.

use sea_orm::entity::prelude::*;

/// A row is written with its answer. Where `status`, `headers` and `body` are null, a request of an earlier version never got to one: it counts for nothing.
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
    /// When the request came.
    pub claimed_at: DateTimeUtc,
    /// The HTTP status answered.
    pub status: Option<i32>,
    /// JSON of the headers to be repeated.
    pub headers: Option<String>,
    /// The body answered.
    pub body: Option<String>,
    /// From when on the key is forgotten.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
