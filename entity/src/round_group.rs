//! The groups a round is held for.

use sea_orm::entity::prelude::*;

/// One group of one round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_group")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: Uuid,
    /// The group's cohort when the round opened; what it becomes later does not matter to the round.
    pub cohort: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
