//! The history of agreed actions: one row per change, never changed.

use sea_orm::entity::prelude::*;

/// The whole action as it was left.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreed_action_save")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub action_id: Uuid,
    /// The action's revision that this change made; from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    pub what: String,
    pub due_on: Option<Date>,
    /// `open`, `done` or `dropped`.
    pub state: String,
    pub actor_id: Uuid,
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
