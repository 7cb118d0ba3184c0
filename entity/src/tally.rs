//! How often each answer was given in a round, for one kind of learner and one kind of rater.

use sea_orm::entity::prelude::*;

/// Written in the transaction that submits, reopens, moves or exempts. A row without sheets says the same as no row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tally")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// The learner's group, as a participant of the round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: Uuid,
    /// The learner's profession, as a participant; empty: none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub profession: String,
    pub instrument_owner_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub instrument_id: Uuid,
    /// `self`, `studyCoach`, `practiceSupervisor`, `peer` or `guest`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rater_kind: String,
    /// How many sheets are counted.
    pub sheets: i32,
    /// Per competency, in the instrument's order, a little-endian `u32` for each level in the scale's order, for unanswered and for
    /// not observed.
    pub counts: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
