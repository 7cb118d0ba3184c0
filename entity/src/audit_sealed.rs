//! Which rows of the audit trail are in which seal.

use sea_orm::entity::prelude::*;

/// Stays when the row itself is erased: it holds nothing of what stood there. Append-only.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_sealed")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// `event`: a row of `audit_event`; `save`: one of `sheet_save`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Of an `audit_event` its id; of a `sheet_save` the assessment's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_id: Uuid,
    /// Of a `sheet_save`; 0 of an `audit_event`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// Number of the seal.
    pub seal: i32,
    /// Its place among the rows of the seal, from 1.
    pub place: i32,
    /// HMAC-SHA-256 of the row.
    pub digest: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
