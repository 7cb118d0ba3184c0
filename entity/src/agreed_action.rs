//! What learner and author agreed to do, on a piece of feedback.

use sea_orm::entity::prelude::*;

/// Either changes it; `agreed_action_save` keeps every version.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreed_action")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub feedback_id: Uuid,
    pub what: String,
    /// Null: no day was agreed.
    pub due_on: Option<Date>,
    /// `open`, `done` or `dropped`.
    pub state: String,
    /// Who wrote it down.
    pub author_id: Uuid,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub agreed_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
