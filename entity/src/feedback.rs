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
    /// What it is on: `score`, `domain`, `whole`, `reflection` or `goal`.
    pub anchor: String,
    /// The code of the competency, the domain or the question, or the goal's id; null on the whole.
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
    /// When the learner said to have read the present text; null until then.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// The revision at which the text became what it is.
    pub text_revision: i32,
    /// How many replies there are; the last one's number.
    pub reply_count: i32,
    /// Null where the text is the one that was shared.
    pub amended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
