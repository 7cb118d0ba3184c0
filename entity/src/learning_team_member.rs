//! Who is in a learning team, from when until when.

use sea_orm::entity::prelude::*;

/// In force from `starts_at` up to, not including, `ends_at`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "learning_team_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub team_id: Uuid,
    pub learner_id: Uuid,
    pub starts_at: DateTimeUtc,
    /// Null: open-ended.
    pub ends_at: Option<DateTimeUtc>,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
