//! Coaching as it is sent.

pub mod batch;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use super::service::{Filter, Wanted};
use crate::{
    choices,
    domain::{
        clock::whole_micros,
        coaching::{Coached, Coaching, CoachingChange},
        ids::{GroupId, Id, UserId},
        organisation::CoachKind,
    },
    http::{body::Input, patch, schema::Example},
};

/// Who coaches whom, from, until.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Coaching)]
#[serde(rename_all = "camelCase")]
pub struct CoachingView {
    /// Id.
    pub id: Uuid,
    /// Who coaches.
    pub coach_id: Uuid,
    /// Her name.
    pub coach_name: String,
    /// As which coach.
    pub kind: CoachKindView,
    /// Whom she coaches; `null`: whoever is in the group.
    #[schema(required = true)]
    pub learner_id: Option<Uuid>,
    /// The learner's name; `null`: whoever is in the group.
    #[schema(required = true)]
    pub learner_name: Option<String>,
    /// The group she coaches; `null`: one learner.
    #[schema(required = true)]
    pub group_id: Option<Uuid>,
    /// From when on.
    pub starts_at: DateTime<Utc>,
    /// Up to, not including, this moment; `null`: no end known.
    #[schema(required = true)]
    pub ends_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems.
    #[schema(required = true)]
    pub external_id: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

choices!(/// Which kind of coach.
    CoachKindView as CoachKind {
    /// At school (slb'er).
    StudyCoach = "studyCoach",
    /// At the placement (praktijkbegeleider).
    PracticeSupervisor = "practiceSupervisor",
});

choices!(/// Which kind of coach a group can have.
    GroupCoachKind {
    /// At school (slb'er).
    StudyCoach = "studyCoach",
});

/// A coaching to make: of one learner, or of a group.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewCoaching {
    OfLearner(NewLearnerCoaching),
    OfGroup(NewGroupCoaching),
}

/// A coaching of one learner. A practice supervisor has no other.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLearnerCoaching {
    /// Who coaches: somebody with the role of coach, and not yourself.
    pub coach_id: Uuid,
    /// As which coach.
    pub kind: CoachKindView,
    /// Whom she coaches.
    pub learner_id: Uuid,
    /// From when on; left out: now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems, unique among the organisation's coachings.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// A coaching of whoever is in a group.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGroupCoaching {
    /// Who coaches: somebody with the role of coach, and not yourself.
    pub coach_id: Uuid,
    /// As which coach: a practice supervisor sees her own learners, and nobody else of a group.
    pub kind: GroupCoachKind,
    /// The group.
    pub group_id: Uuid,
    /// From when on; left out: now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems, unique among the organisation's coachings.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// What changes of a coaching; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachingPatch {
    /// Up to this moment, not before the start; `null`: no end known. From then on the coach sees nothing of it any more.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
    /// Identifier in the school's own systems; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
}

/// Which coachings.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CoachingQuery {
    /// Only by this coach.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a0a")]
    pub coach_id: Option<Uuid>,
    /// Only of this learner, by herself or through a group she is in.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a02")]
    pub learner_id: Option<Uuid>,
    /// Only the one with this identifier in the school's own systems.
    #[param(min_length = 1, max_length = 200, example = "SIS-0311-2041")]
    pub external_id: Option<String>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

impl Validate for NewCoaching {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::OfLearner(new) => new.validate(),
            Self::OfGroup(new) => new.validate(),
        }
    }
}

impl Input for NewCoaching {}
impl Input for CoachingPatch {}

impl From<&CoachingQuery> for Filter {
    fn from(query: &CoachingQuery) -> Self {
        Self {
            coach: query.coach_id.map(UserId::new),
            learner: query.learner_id.map(UserId::new),
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl From<NewCoaching> for Wanted {
    fn from(new: NewCoaching) -> Self {
        let (coach, kind, whom, period, external_id) = match new {
            NewCoaching::OfLearner(n) => {
                let whom = Ok(UserId::new(n.learner_id));
                (n.coach_id, n.kind.into(), whom, (n.starts_at, n.ends_at), n.external_id)
            }
            NewCoaching::OfGroup(n) => {
                let whom = Err(GroupId::new(n.group_id));
                (n.coach_id, CoachKind::StudyCoach, whom, (n.starts_at, n.ends_at), n.external_id)
            }
        };
        let (starts_at, ends_at) = (period.0.map(whole_micros), period.1.map(whole_micros));
        Self { coach: UserId::new(coach), kind, whom, starts_at, ends_at, external_id }
    }
}

impl From<CoachingPatch> for CoachingChange {
    fn from(patch: CoachingPatch) -> Self {
        let CoachingPatch { ends_at, external_id } = patch;
        Self { ends_at: ends_at.map(|end| end.map(whole_micros)), external_id }
    }
}

impl From<CoachKindView> for CoachKind {
    fn from(kind: CoachKindView) -> Self {
        match kind {
            CoachKindView::StudyCoach => Self::StudyCoach,
            CoachKindView::PracticeSupervisor => Self::PracticeSupervisor,
        }
    }
}

impl From<CoachKind> for CoachKindView {
    fn from(kind: CoachKind) -> Self {
        match kind {
            CoachKind::StudyCoach => Self::StudyCoach,
            CoachKind::PracticeSupervisor => Self::PracticeSupervisor,
        }
    }
}

impl From<&Coaching> for CoachingView {
    fn from(c: &Coaching) -> Self {
        let (learner, group) = match &c.coached {
            Coached::Learner(learner, name) => (Some((learner.raw(), name.clone())), None),
            Coached::Group(group) => (None, Some(group.raw())),
        };
        let (learner_id, learner_name) = learner.unzip();
        Self {
            id: c.id.raw(),
            coach_id: c.coach.raw(),
            coach_name: c.coach_name.clone(),
            kind: c.kind.into(),
            learner_id,
            learner_name,
            group_id: group,
            starts_at: c.starts_at,
            ends_at: c.ends_at,
            external_id: c.external_id.clone(),
            created_at: c.created_at,
            updated_at: c.updated_at,
        }
    }
}

impl Example for NewCoaching {
    fn example() -> Self {
        Self::OfLearner(NewLearnerCoaching {
            coach_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0a),
            kind: CoachKindView::PracticeSupervisor,
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            starts_at: None,
            ends_at: DateTime::from_timestamp(1_801_393_200, 0),
            external_id: Some("SIS-0311-2041".to_owned()),
        })
    }
}

impl Example for CoachingPatch {
    fn example() -> Self {
        Self { ends_at: Some(DateTime::from_timestamp(1_796_083_200, 0)), external_id: None }
    }
}

impl Example for CoachingView {
    fn example() -> Self {
        let at = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0b),
            coach_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0a),
            coach_name: "Fatima el Amrani".to_owned(),
            kind: CoachKindView::PracticeSupervisor,
            learner_id: Some(Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02)),
            learner_name: Some("Noor Bakker".to_owned()),
            group_id: None,
            starts_at: at,
            ends_at: DateTime::from_timestamp(1_801_393_200, 0),
            external_id: Some("SIS-0311-2041".to_owned()),
            created_at: at,
            updated_at: at,
        }
    }
}
