//! With whom a reflection is shared, as it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use crate::{
    choices,
    domain::{
        ids::{Id, LearningTeamId},
        reflection::{Audience, Shared, TeamShare},
    },
    http::{body::Input, schema::Example},
};

choices!(/// That something is shared with coaches.
    CoachAudienceKind {
    /// Who coaches the learner, for as long as they do.
    Coaches = "coaches",
});

choices!(/// That something is shared with a learning team.
    TeamAudienceKind {
    /// Who is in a learning team with the learner, for as long as both are.
    LearningTeam = "learningTeam",
});

/// With whom an answer is shared, or no longer: the learner's coaches, or a learning team of hers.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ReflectionAudience {
    Coaches(CoachAudience),
    Team(TeamAudience),
}

/// The learner's coaches.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachAudience {
    /// Whom.
    pub with: CoachAudienceKind,
}

/// A learning team.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamAudience {
    /// Whom.
    pub with: TeamAudienceKind,
    /// Which team: one that you are in; to take back, also one that you have left.
    pub learning_team_id: Uuid,
}

/// Those with whom an answer is shared, and since when.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ReflectionShare {
    Coaches(CoachShare),
    Team(TeamShareView),
}

/// That the learner's coaches read it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoachShare {
    /// Whom.
    pub with: CoachAudienceKind,
    /// Since when: that version and later ones, none before.
    pub shared_at: DateTime<Utc>,
}

/// That a learning team reads it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = TeamShare)]
#[serde(rename_all = "camelCase")]
pub struct TeamShareView {
    /// Whom.
    pub with: TeamAudienceKind,
    /// Which team.
    pub learning_team_id: Uuid,
    /// Since when: that version and later ones, none before.
    pub shared_at: DateTime<Utc>,
}

impl Input for ReflectionAudience {}

impl Validate for ReflectionAudience {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Coaches(coaches) => coaches.validate(),
            Self::Team(team) => team.validate(),
        }
    }
}

impl From<ReflectionAudience> for Audience {
    fn from(audience: ReflectionAudience) -> Self {
        match audience {
            ReflectionAudience::Coaches(CoachAudience { with: CoachAudienceKind::Coaches }) => Self::Coaches,
            ReflectionAudience::Team(TeamAudience { with: TeamAudienceKind::LearningTeam, learning_team_id }) => {
                Self::Team(LearningTeamId::new(learning_team_id))
            }
        }
    }
}

impl From<Shared> for ReflectionShare {
    fn from(shared: Shared) -> Self {
        Self::Coaches(CoachShare { with: CoachAudienceKind::Coaches, shared_at: shared.at })
    }
}

impl From<&TeamShare> for ReflectionShare {
    fn from(share: &TeamShare) -> Self {
        let (learning_team_id, shared_at) = (share.team.raw(), share.shared.at);
        Self::Team(TeamShareView { with: TeamAudienceKind::LearningTeam, learning_team_id, shared_at })
    }
}

impl Example for ReflectionAudience {
    fn example() -> Self {
        Self::Team(TeamAudience {
            with: TeamAudienceKind::LearningTeam,
            learning_team_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a0c),
        })
    }
}
