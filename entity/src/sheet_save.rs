//! The history of a sheet: one row per save, never changed.

use sea_orm::entity::prelude::*;

/// The save's audit record too: who, when, through which client, and all levels as they were left.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sheet_save")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment_id: Uuid,
    /// The assessment's revision that this save made; from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// `started`, `saved`, `submitted`, `reopened`, `disclosed` or `discussed`.
    pub cause: String,
    /// The whole sheet, coded as in `assessment`.
    pub levels: Vec<u8>,
    /// JSON of the notes and reasons this save changed; null when it changed none.
    pub remarks: Option<String>,
    /// Why it was reopened.
    pub reason: Option<String>,
    pub actor_id: Uuid,
    pub client_id: String,
    pub saved_at: DateTimeUtc,
    /// `UUIDv7`: its place among the lines of the audit trail. Null in a row that was sealed before there was one.
    pub line_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
