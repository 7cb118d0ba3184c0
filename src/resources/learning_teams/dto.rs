//! Learning teams as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    domain::{
        clock::{Timestamp, whole_micros},
        ids::{Id, TeamMemberId},
        learning_team::{LearningTeam, Member},
    },
    http::{
        body::Input,
        patch,
        path::{EXAMPLE_ID, Part, id_part},
        schema::Example,
    },
};

/// A learning team (leerteam).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LearningTeam)]
#[serde(rename_all = "camelCase")]
pub struct LearningTeamView {
    /// Id.
    pub id: Uuid,
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Who is in a learning team, from, until.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LearningTeamMember)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// Id of this membership.
    pub id: Uuid,
    /// Who.
    pub learner_id: Uuid,
    /// Her name.
    pub display_name: String,
    /// From when on.
    pub starts_at: DateTime<Utc>,
    /// Up to, not including, this moment; `null`: no end known.
    #[schema(required = true)]
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A learning team to make.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLearningTeam {
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Who is in it from now on. As a coach: learners you coach. Who is named twice is in it once.
    #[schema(min_items = 1, max_items = 50)]
    pub learner_ids: Vec<Uuid>,
}

/// What changes of a learning team; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LearningTeamPatch {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub name: Option<String>,
}

/// Somebody to bring into a learning team, from now on.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLearningTeamMember {
    /// Who: a learner who is not in it. As a coach: one you coach.
    pub learner_id: Uuid,
}

/// What changes of a membership; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LearningTeamMemberPatch {
    /// Up to this moment, not before the start; `null`: no end known. From then on she sees nothing of the team, and the team
    /// nothing of hers.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
}

/// Which learning teams.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct LearningTeamQuery {
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

impl Input for NewLearningTeam {}
impl Input for LearningTeamPatch {}
impl Input for NewLearningTeamMember {}
impl Input for LearningTeamMemberPatch {}

impl Part for TeamMemberId {
    const NAME: &'static str = "memberId";
    const SAYS: &'static str = "Id of the membership.";
    const EXAMPLE: &'static str = EXAMPLE_ID;
    const FORM: &'static str = "uuid";

    fn parse(text: &str) -> Option<Self> {
        id_part(text)
    }
}

impl LearningTeamMemberPatch {
    /// This end, changed.
    pub fn apply(self, before: Option<Timestamp>) -> Option<Timestamp> {
        self.ends_at.map_or(before, |given| given.map(whole_micros))
    }
}

impl From<&LearningTeam> for LearningTeamView {
    fn from(t: &LearningTeam) -> Self {
        Self { id: t.id.raw(), name: t.name.clone(), created_at: t.created_at, updated_at: t.updated_at }
    }
}

impl From<&Member> for MemberView {
    fn from(m: &Member) -> Self {
        Self {
            id: m.id.raw(),
            learner_id: m.learner.raw(),
            display_name: m.display_name.clone(),
            starts_at: m.starts_at,
            ends_at: m.ends_at,
            updated_at: m.updated_at,
        }
    }
}

impl Example for LearningTeamView {
    fn example() -> Self {
        let at = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0c),
            name: "Leerteam Noord".to_owned(),
            created_at: at,
            updated_at: at,
        }
    }
}

impl Example for MemberView {
    fn example() -> Self {
        let at = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0d),
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            display_name: "Noor Bakker".to_owned(),
            starts_at: at,
            ends_at: None,
            updated_at: at,
        }
    }
}

impl Example for NewLearningTeam {
    fn example() -> Self {
        let learner = |last: u128| Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + last);
        Self { name: "Leerteam Noord".to_owned(), learner_ids: vec![learner(2), learner(0x12)] }
    }
}

impl Example for LearningTeamPatch {
    fn example() -> Self {
        Self { name: Some("Leerteam Noord-Oost".to_owned()) }
    }
}

impl Example for NewLearningTeamMember {
    fn example() -> Self {
        Self { learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a12) }
    }
}

impl Example for LearningTeamMemberPatch {
    fn example() -> Self {
        Self { ends_at: Some(DateTime::from_timestamp(1_796_083_200, 0)) }
    }
}
