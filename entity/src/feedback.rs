//! Feedback on an assessment: on one score, one domain or the whole.

use sea_orm::entity::prelude::*;

/// Read by its author only while a draft.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub assessment_id: Uuid,
    /// Whom it is for; the assessment's learner.
    pub learner_id: Uuid,
    pub author_id: Uuid,
    /// What it is on: `score`, `domain` or `whole`.
    pub anchor: String,
    /// The competency's or the domain's code; null on the whole.
    pub anchor_code: Option<String>,
    pub body: String,
    /// `draft`, `shared` or `acknowledged`.
    pub state: String,
    /// From 1, one more at every change; the `ETag`.
    pub revision: i32,
    pub written_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// Null in a draft.
    pub shared_at: Option<DateTimeUtc>,
    /// When the learner said to have read it; null until then.
    pub acknowledged_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
