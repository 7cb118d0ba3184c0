//! Who coaches whom (begeleiding): one learner or one group, and for how long.

use sea_orm::entity::prelude::*;

/// Exactly one of `learner_id` and `group_id` is set. In force from `starts_at` up to, not including, `ends_at`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coaching")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub coach_id: Uuid,
    /// `studyCoach` or `practiceSupervisor`.
    pub kind: String,
    pub learner_id: Option<Uuid>,
    pub group_id: Option<Uuid>,
    pub starts_at: DateTimeUtc,
    /// Null: open-ended.
    pub ends_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub updated_at: DateTimeUtc,
    /// Id in the school's own systems, unique in the organisation.
    pub external_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
