//! Whom a learner is asked to rate.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{id, moment};
use crate::{
    domain::{
        ids::{Id, InvitationId},
        overview::{Asked, PeerDraft},
    },
    http::schema::Example,
};

/// An invitation to rate a fellow student by which you have not begun.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OpenInvitation)]
#[serde(rename_all = "camelCase")]
pub struct OpenInvitationView {
    /// Id of the invitation.
    pub invitation_id: Uuid,
    /// Who asks, and is rated.
    pub learner_id: Uuid,
    /// Her name.
    pub learner_name: String,
    /// The round it is in; `null`: outside any round.
    #[schema(required = true)]
    pub round_id: Option<Uuid>,
    /// The name of that round; `null`: outside any round.
    #[schema(required = true, min_length = 1, max_length = 200)]
    pub round_label: Option<String>,
    /// Until when you may rate: until the invitation expires or the round closes.
    pub ends_at: DateTime<Utc>,
}

/// A sheet about a fellow student that you can still finish.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PeerDraft)]
#[serde(rename_all = "camelCase")]
pub struct PeerDraftView {
    /// Id of the assessment; what is asked is in its questionnaire.
    pub id: Uuid,
    /// Whom you rate.
    pub learner_id: Uuid,
    /// Her name.
    pub learner_name: String,
    /// The round it is in; `null`: outside any round.
    #[schema(required = true)]
    pub round_id: Option<Uuid>,
    /// The name of that round; `null`: outside any round.
    #[schema(required = true, min_length = 1, max_length = 200)]
    pub round_label: Option<String>,
    /// Until when you may rate: until the invitation expires or the round takes no more work.
    pub ends_at: DateTime<Utc>,
    /// How many competencies are asked.
    pub asked_count: usize,
    /// How many of them have a level.
    pub answered_count: usize,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
}

impl OpenInvitationView {
    /// What is told of it.
    pub fn of(id: InvitationId, asked: &Asked) -> Self {
        Self {
            invitation_id: id.raw(),
            learner_id: asked.learner.raw(),
            learner_name: asked.learner_name.clone(),
            round_id: asked.round.map(Id::raw),
            round_label: asked.round_label.clone(),
            ends_at: asked.ends_at,
        }
    }
}

impl From<&PeerDraft> for PeerDraftView {
    fn from(draft: &PeerDraft) -> Self {
        Self {
            id: draft.id.raw(),
            learner_id: draft.asked.learner.raw(),
            learner_name: draft.asked.learner_name.clone(),
            round_id: draft.asked.round.map(Id::raw),
            round_label: draft.asked.round_label.clone(),
            ends_at: draft.asked.ends_at,
            asked_count: draft.progress.asked,
            answered_count: draft.progress.answered,
            saved_at: draft.saved_at,
        }
    }
}

impl Example for OpenInvitationView {
    fn example() -> Self {
        Self {
            invitation_id: id(13),
            learner_id: id(14),
            learner_name: "Sam Bakker".to_owned(),
            round_id: Some(id(7)),
            round_label: Some("Tussenmeting".to_owned()),
            ends_at: moment(1_794_812_400),
        }
    }
}

impl Example for PeerDraftView {
    fn example() -> Self {
        Self {
            id: id(15),
            learner_id: id(16),
            learner_name: "Kim Jansen".to_owned(),
            round_id: Some(id(7)),
            round_label: Some("Tussenmeting".to_owned()),
            ends_at: moment(1_794_812_400),
            asked_count: 11,
            answered_count: 4,
            saved_at: moment(1_793_606_400),
        }
    }
}
