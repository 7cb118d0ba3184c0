//! The part a user has in an organisation, a programme or a group, and for how long.

use sea_orm::entity::prelude::*;

/// In force from `starts_at` up to, not including, `ends_at`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// `learner`, `coach`, `curriculum` or `admin`.
    pub role: String,
    /// Null where the role is not about one group.
    pub group_id: Option<Uuid>,
    /// Null where the role is not about one programme.
    pub programme_id: Option<Uuid>,
    /// A learner's future profession, such as `sociaal-werker`: decides which competencies are asked.
    pub profession: Option<String>,
    pub starts_at: DateTimeUtc,
    /// Null: open-ended.
    pub ends_at: Option<DateTimeUtc>,
    /// The id in the school's own system, as it gave it; unique in the organisation.
    pub external_id: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
}

impl ActiveModelBehavior for ActiveModel {}
