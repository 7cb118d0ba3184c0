//! A group (klas) within a programme; `group` itself is a reserved word of SQL.

use sea_orm::entity::prelude::*;

/// What rounds are held for and coaches are given.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "learner_group")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    /// Unique in the organisation.
    pub code: String,
    pub name: String,
    /// The id in the school's own system, as it gave it; unique in the organisation.
    pub external_id: Option<String>,
    /// The calendar year in which it began its programme, in August: 2025 for 2025-2026.
    pub cohort: Option<i32>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    /// In which year of the programme its learners are: 1 to 10.
    pub study_year: Option<i32>,
    /// `bol`, `bbl`, `fullTime` or `partTime`.
    pub learning_route: Option<String>,
    /// Since when it takes no new learners; null while it does.
    pub deactivated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
