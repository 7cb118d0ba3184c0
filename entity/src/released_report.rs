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
    /// `distribution`, `growth`, `gaps` or `goals`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Whose answers (a rater kind), for gaps beside the learner's own; or since when: `previous`, `baseline`. Goals: `self`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant: String,
    /// What it covers: a `group`, a `cohort` of a programme, a `programme` or the `organisation`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slice: String,
    /// The id of that group, programme (the cohort's too) or organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slice_id: Uuid,
    /// The year of a cohort; 0 where it covers something else.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cohort: i32,
    /// The round that growth is measured from; null in other reports.
    pub since_round_id: Option<Uuid>,
    /// The report as JSON, suppression already applied.
    pub document: String,
    /// What the report tells, a byte per competency in the instrument's order: 0 nothing, 1 all, 2 classes of transitions, 3 all and kappa, 100 and
    /// more a band. Null: to be read from the document.
    pub told: Option<Vec<u8>>,
    pub released_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
