//! The history of a goal: one row per change, never changed.

use sea_orm::entity::prelude::*;

/// The change's audit record too: who, when, through which client, and the goal as it was left.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goal_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub goal_id: Uuid,
    /// The goal's revision that this change made; from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// `learn` or `do`.
    pub kind: String,
    pub what: String,
    pub how: Option<String>,
    pub due_on: Option<Date>,
    /// JSON: the ids of its competencies.
    pub competencies: String,
    /// `planned`, `active`, `achieved` or `dropped`.
    pub status: String,
    /// `private` or `coaches`.
    pub visibility: String,
    pub actor_id: Uuid,
    pub client_id: String,
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
