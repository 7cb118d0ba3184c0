//! How far the release of a round is, as who works on it told last.

use sea_orm::entity::prelude::*;

/// Nothing depends on it: whether a round is released stands in the round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_release")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// When this attempt began.
    pub started_at: DateTimeUtc,
    /// Its last sign of life.
    pub told_at: DateTimeUtc,
    /// How many competencies are reckoned.
    pub done: i32,
    /// Of how many.
    pub total: i32,
}

impl ActiveModelBehavior for ActiveModel {}
