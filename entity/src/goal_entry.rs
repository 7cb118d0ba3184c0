//! What is added to a goal: a note of progress, evidence, a comment of a coach.

use sea_orm::entity::prelude::*;

/// Never changed. Whoever may read the goal reads it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goal_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub goal_id: Uuid,
    /// Whose goal it is.
    pub learner_id: Uuid,
    pub author_id: Uuid,
    /// `progress`, `evidence` or `comment`.
    pub kind: String,
    /// The text of a note or a comment; null for evidence.
    pub body: Option<String>,
    /// What the evidence is called; null for the others.
    pub title: Option<String>,
    /// Where the evidence is; null for the others. Nothing here ever fetches it.
    pub url: Option<String>,
    pub written_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
