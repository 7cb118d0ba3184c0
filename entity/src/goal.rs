//! A goal of a learner: what she wants to learn or do, and how.

use sea_orm::entity::prelude::*;

/// The learner's alone, unless she lets her coaches read it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub learner_id: Uuid,
    /// `learn` or `do`.
    pub kind: String,
    pub what: String,
    pub how: Option<String>,
    /// The day by which; null: none was set.
    pub due_on: Option<Date>,
    /// JSON: the ids of its competencies.
    pub competencies: String,
    /// `planned`, `active`, `achieved` or `dropped`.
    pub status: String,
    /// Since when it has this status.
    pub status_at: DateTimeUtc,
    /// The revision from which the coaches may read it; null while it is private.
    pub coaches_from: Option<i32>,
    /// The self-score whose reflection it comes from; null for a goal of its own.
    pub origin_assessment_id: Option<Uuid>,
    /// The question it comes from, by its code.
    pub origin_prompt_code: Option<String>,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
