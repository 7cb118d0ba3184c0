//! The learners in a round, as they stood when they joined it.

use sea_orm::entity::prelude::*;

/// Later moves between groups do not change it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_participant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub learner_id: Uuid,
    /// The group counted for in this round.
    pub group_id: Uuid,
    /// As in the membership at joining, unless somebody put it right.
    pub profession: Option<String>,
    /// Set: the learner need not take part, and this is why.
    pub exempted_reason: Option<String>,
    /// The round's opening, or later for who came late.
    pub joined_at: DateTimeUtc,
    /// Set: she was added later than the others, and this is why.
    pub late_reason: Option<String>,
    /// From 1, one more at every change; with how far she is, the `ETag`.
    pub revision: i32,
    /// When it was last changed; null: never.
    pub updated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
