//! Many coachings at once, as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CoachKindView, GroupCoachKind};
use crate::{
    batch,
    domain::{batch::coachings, clock::whole_micros, organisation::CoachKind},
    http::{patch, schema::Example},
};

batch!(/// Coachings as the school's own system has them.
    NewCoachingBatch {
    /// The coachings, in the order in which they are brought over.
    coachings: CoachingRow as coachings::CoachingRow
});

/// A coaching as the school's own system has it: of one learner, or of a group. What is left out stays as it is.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum CoachingRow {
    OfLearner(LearnerCoachingRow),
    OfGroup(GroupCoachingRow),
}

/// A coaching of one learner. A practice supervisor has no other.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LearnerCoachingRow {
    /// Identifier in the school's own systems, by which it is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// Who coaches, by her identifier in the school's own systems: of a new coaching somebody with the role of coach, and not yourself. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub coach_external_id: String,
    /// As which coach. It stays.
    pub kind: CoachKindView,
    /// Whom she coaches, by her identifier in the school's own systems. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub learner_external_id: String,
    /// From when on; of a new one, left out: now. It stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
}

/// A coaching of whoever is in a group.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupCoachingRow {
    /// Identifier in the school's own systems, by which it is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// Who coaches, by her identifier in the school's own systems: of a new coaching somebody with the role of coach, and not yourself. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub coach_external_id: String,
    /// As which coach. It stays.
    pub kind: GroupCoachKind,
    /// The group, by its identifier in the school's own systems. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub group_external_id: String,
    /// From when on; of a new one, left out: now. It stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
}

impl From<CoachingRow> for coachings::CoachingRow {
    fn from(row: CoachingRow) -> Self {
        let (external_id, coach, kind, whom, (starts_at, ends_at)) = match row {
            CoachingRow::OfLearner(r) => {
                let whom = Ok(r.learner_external_id);
                (r.external_id, r.coach_external_id, r.kind.into(), whom, (r.starts_at, r.ends_at))
            }
            CoachingRow::OfGroup(r) => {
                let whom = Err(r.group_external_id);
                (r.external_id, r.coach_external_id, CoachKind::StudyCoach, whom, (r.starts_at, r.ends_at))
            }
        };
        let (starts_at, ends_at) = (starts_at.map(whole_micros), ends_at.map(|end| end.map(whole_micros)));
        Self { external_id, coach, kind, whom, starts_at, ends_at }
    }
}

impl Example for NewCoachingBatch {
    fn example() -> Self {
        let learner = LearnerCoachingRow {
            external_id: "SIS-0311-2041".to_owned(),
            coach_external_id: "SIS-0311".to_owned(),
            kind: CoachKindView::PracticeSupervisor,
            learner_external_id: "SIS-2041".to_owned(),
            starts_at: None,
            ends_at: Some(DateTime::from_timestamp(1_801_393_200, 0)),
        };
        let group = GroupCoachingRow {
            external_id: "SIS-0312-2A".to_owned(),
            coach_external_id: "SIS-0312".to_owned(),
            kind: GroupCoachKind::StudyCoach,
            group_external_id: "SIS-G-2A".to_owned(),
            starts_at: DateTime::from_timestamp(1_788_213_600, 0),
            ends_at: None,
        };
        Self { is_dry_run: None, coachings: vec![CoachingRow::OfLearner(learner), CoachingRow::OfGroup(group)] }
    }
}
