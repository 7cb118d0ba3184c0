//! The seals of the audit trail: a chain, one for each organisation.

use sea_orm::entity::prelude::*;

/// Says that the rows which `audit_sealed` lists for it were as they are. Append-only.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// From 1, without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Name of the key it was made with.
    pub key_name: String,
    /// The hash of the seal before it; empty for the first.
    pub previous: Vec<u8>,
    /// Every row that is older is in this seal or in one before it.
    pub through: DateTimeUtc,
    pub row_count: i32,
    pub sealed_at: DateTimeUtc,
    /// HMAC-SHA-256 of all of the above and of the digests of its rows.
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
