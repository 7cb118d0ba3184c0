//! Assessments as they are sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use super::service::{self, Filter, On};
use crate::{
    choices,
    domain::{
        assessment::{Assessment, RaterKind, State},
        ids::{Id, InstrumentId, InvitationId, PlacementId, RoundId, UserId},
    },
    http::{body::Input, schema::Example},
};

/// An assessment: one rater about one learner. Its scores are at `/assessments/{id}/scores`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Assessment)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentView {
    /// Id.
    pub id: Uuid,
    /// Whom it is about.
    pub learner_id: Uuid,
    /// Who fills it in.
    pub rater_id: Uuid,
    /// As what she does so. Kinds of raters are never blended.
    pub rater_kind: RaterKindView,
    /// The round it is in; `null`: on one's own.
    #[schema(required = true)]
    pub round_id: Option<Uuid>,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// The learner's group at its start.
    #[schema(required = true)]
    pub group_id: Option<Uuid>,
    /// Code of the learner's profession at its start; `null`: only the generic competencies are asked.
    #[schema(required = true)]
    pub profession: Option<String>,
    /// The placement it is about.
    #[schema(required = true)]
    pub placement_id: Option<Uuid>,
    /// What its rater calls it.
    #[schema(required = true, min_length = 1, max_length = 200)]
    pub label: Option<String>,
    /// Where it stands.
    pub state: AssessmentStateView,
    /// How many competencies are asked.
    pub asked_count: usize,
    /// How many of them have a level.
    pub answered_count: usize,
    /// When it was started.
    pub started_at: DateTime<Utc>,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
    /// When it was submitted; `null` in a draft.
    #[schema(required = true)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When a coach let the learner see it, in a round that waits for that; `null` where she did not.
    #[schema(required = true)]
    pub disclosed_at: Option<DateTime<Utc>>,
    /// When it was last reopened after its rater could see what another rater said of the same learner in the round; `null`: it never was.
    /// Who reads it knows then that it may have been changed in the light of that.
    #[schema(required = true)]
    pub reopened_after_sight_at: Option<DateTime<Utc>>,
    /// When the conversation about it was recorded.
    #[schema(required = true)]
    pub discussed_at: Option<DateTime<Utc>>,
}

choices!(/// As what somebody rates.
    RaterKindView as RaterKind {
    /// The learner about herself.
    SelfScore = "self",
    /// Study coach (slb'er).
    StudyCoach = "studyCoach",
    /// Practice supervisor (praktijkbegeleider).
    PracticeSupervisor = "practiceSupervisor",
    /// A fellow student.
    Peer = "peer",
    /// Somebody with a link.
    Guest = "guest",
});

choices!(/// Where an assessment stands.
    AssessmentStateView as AssessmentState {
    /// Being filled in; only its rater sees it.
    Draft = "draft",
    /// Locked, and counted.
    Submitted = "submitted",
    /// The conversation about it is recorded.
    Discussed = "discussed",
});

/// An assessment to start: in a round, on one's own, or by a fellow student's invitation.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewAssessment {
    InRound(NewRoundAssessment),
    OnOnesOwn(NewOwnAssessment),
    Invited(NewInvitedAssessment),
}

/// An assessment to start by the invitation of a fellow student, which says about whom, on which instrument and in which round.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewInvitedAssessment {
    /// The invitation, which is for you.
    pub invitation_id: Uuid,
}

/// An assessment to start in a round, which says on which instrument.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRoundAssessment {
    /// The round.
    pub round_id: Uuid,
    /// Whom it is about, if you are her coach; left out: yourself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub learner_id: Option<Uuid>,
    /// The learner's placement it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub placement_id: Option<Uuid>,
    /// What you call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub label: Option<String>,
}

/// An assessment to start on one's own, outside any round.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOwnAssessment {
    /// The instrument.
    pub instrument_id: Uuid,
    /// Whom it is about, if you are her coach; left out: yourself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub learner_id: Option<Uuid>,
    /// The learner's placement it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub placement_id: Option<Uuid>,
    /// What you call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub label: Option<String>,
}

/// A reopening.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[schema(as = Reopening)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReopening {
    /// Why; it stands in the history.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Which assessments.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AssessmentQuery {
    /// Only in this round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Option<Uuid>,
    /// Only about this learner.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a02")]
    pub learner_id: Option<Uuid>,
}

impl Validate for NewAssessment {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::InRound(new) => new.validate(),
            Self::OnOnesOwn(new) => new.validate(),
            Self::Invited(new) => new.validate(),
        }
    }
}

impl Input for NewAssessment {}
impl Input for NewReopening {}

impl From<&AssessmentQuery> for Filter {
    fn from(query: &AssessmentQuery) -> Self {
        Self { round: query.round_id.map(RoundId::new), learner: query.learner_id.map(UserId::new) }
    }
}

impl From<NewAssessment> for service::NewAssessment {
    fn from(new: NewAssessment) -> Self {
        let (on, learner, placement, label) = match new {
            NewAssessment::InRound(n) => (On::Round(RoundId::new(n.round_id)), n.learner_id, n.placement_id, n.label),
            NewAssessment::OnOnesOwn(n) => {
                (On::Instrument(InstrumentId::new(n.instrument_id)), n.learner_id, n.placement_id, n.label)
            }
            NewAssessment::Invited(n) => (On::Invitation(InvitationId::new(n.invitation_id)), None, None, None),
        };
        Self { on, learner: learner.map(UserId::new), placement: placement.map(PlacementId::new), label }
    }
}

impl From<RaterKind> for RaterKindView {
    fn from(kind: RaterKind) -> Self {
        match kind {
            RaterKind::SelfScore => Self::SelfScore,
            RaterKind::StudyCoach => Self::StudyCoach,
            RaterKind::PracticeSupervisor => Self::PracticeSupervisor,
            RaterKind::Peer => Self::Peer,
            RaterKind::Guest => Self::Guest,
        }
    }
}

impl From<&Assessment> for AssessmentView {
    fn from(a: &Assessment) -> Self {
        let progress = a.sheet.progress();
        Self {
            id: a.id.raw(),
            learner_id: a.learner.raw(),
            rater_id: a.rater.raw(),
            rater_kind: a.rater_kind.into(),
            round_id: a.round.map(Id::raw),
            instrument_id: a.instrument.raw(),
            group_id: a.group.map(Id::raw),
            profession: a.profession.clone(),
            placement_id: a.placement.map(Id::raw),
            label: a.label.clone(),
            state: match a.state {
                State::Draft => AssessmentStateView::Draft,
                State::Submitted { .. } => AssessmentStateView::Submitted,
                State::Discussed { .. } => AssessmentStateView::Discussed,
            },
            asked_count: progress.asked,
            answered_count: progress.answered,
            started_at: a.started_at,
            saved_at: a.saved_at,
            submitted_at: a.state.submitted_at(),
            disclosed_at: a.disclosed_at,
            reopened_after_sight_at: a.reopened_after_sight_at,
            discussed_at: a.state.discussed_at(),
        }
    }
}

impl Example for NewAssessment {
    fn example() -> Self {
        let round_id = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07);
        Self::InRound(NewRoundAssessment { round_id, learner_id: None, placement_id: None, label: None })
    }
}

impl Example for NewReopening {
    fn example() -> Self {
        Self { reason: "Na het gesprek wil ik twee scores bijstellen.".to_owned() }
    }
}

impl Example for AssessmentView {
    fn example() -> Self {
        let started_at = DateTime::from_timestamp(1_793_606_400, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a08),
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            rater_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            rater_kind: RaterKindView::SelfScore,
            round_id: Some(Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07)),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            group_id: Some(Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03)),
            profession: Some("sociaal-werker".to_owned()),
            placement_id: None,
            label: None,
            state: AssessmentStateView::Draft,
            asked_count: 70,
            answered_count: 12,
            started_at,
            saved_at: started_at + TimeDelta::minutes(9),
            submitted_at: None,
            disclosed_at: None,
            reopened_after_sight_at: None,
            discussed_at: None,
        }
    }
}
