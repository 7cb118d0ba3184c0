//! Replies as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    domain::{feedback::Reply, ids::Id},
    http::{body::Input, schema::Example},
};

/// A reply to a piece of feedback, by the learner or by the author. It stays as it was written.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedbackReply)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackReplyView {
    /// Id.
    pub id: Uuid,
    /// Feedback it is to.
    pub feedback_id: Uuid,
    /// Learner the feedback is for.
    pub learner_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// Text.
    #[schema(min_length = 1, max_length = 5000)]
    pub body: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

/// A reply to write.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFeedbackReply {
    /// Text. May hold data about clients: write no more than is needed.
    #[schema(min_length = 1, max_length = 5000)]
    pub body: String,
}

impl Input for NewFeedbackReply {}

impl From<&Reply> for FeedbackReplyView {
    fn from(reply: &Reply) -> Self {
        Self {
            id: reply.id.raw(),
            feedback_id: reply.feedback.raw(),
            learner_id: reply.learner.raw(),
            author_id: reply.author.raw(),
            body: reply.body.clone(),
            written_at: reply.written_at,
        }
    }
}

impl Example for NewFeedbackReply {
    fn example() -> Self {
        Self { body: "Ik wil eerder aan de mantelzorger vragen hoe het met háár gaat.".to_owned() }
    }
}

impl Example for FeedbackReplyView {
    fn example() -> Self {
        let learner = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02);
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0b),
            feedback_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a09),
            learner_id: learner,
            author_id: learner,
            body: NewFeedbackReply::example().body,
            written_at: DateTime::from_timestamp(1_793_695_200, 0).unwrap_or_default(),
        }
    }
}
