//! A report as it was released, to the letter.

use sea_orm::entity::prelude::*;

/// Published figures are read back from here and never computed again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "released_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// `distribution` or `participation`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// What it covers: a `group`, a `programme` or the `organisation`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slice: String,
    /// The id of that group, programme or organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slice_id: Uuid,
    /// The report as JSON, suppression already applied.
    pub document: String,
    pub released_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
