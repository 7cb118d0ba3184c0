//! Memberships as they are asked for and made; how they are sent is the `me` resource's.

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
        ids::{GroupId, Id, ProgrammeId, UserId},
        membership::MembershipChange,
        organisation::Role,
    },
    http::{body::Input, patch, schema::Example},
    resources::{me::dto::RoleView, programmes::dto::SyncQuery},
};

choices!(/// The role of a learner.
    LearnerRole {
    /// Scores herself.
    Learner = "learner",
});

choices!(/// The role of a coach.
    CoachRole {
    /// May be somebody's coach; whose, coachings say.
    Coach = "coach",
});

choices!(/// A role in a programme or in all of the organisation.
    StaffRole {
    /// Reads reports.
    Curriculum = "curriculum",
    /// Manages; of all of the organisation, or a programme's rounds alone.
    Admin = "admin",
});

/// A membership to give to somebody else: of a learner in a group, of a coach, of the curriculum team, or of an administrator.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NewMembership {
    Learner(NewLearnerMembership),
    Coach(NewCoachMembership),
    Staff(NewStaffMembership),
}

/// A learner's membership in a group.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLearnerMembership {
    /// Whose: a person, and not yourself.
    pub user_id: Uuid,
    /// What it makes of her.
    pub role: LearnerRole,
    /// The group, one that is in use.
    pub group_id: Uuid,
    /// Code of her profession, which decides what she is asked; `null`: the generic competencies only.
    #[schema(min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// From when on; left out: now. Rounds that have opened keep who took part in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems, unique among the organisation's memberships.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// A coach's membership: whom she coaches, coachings say.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCoachMembership {
    /// Whose: a person, and not yourself.
    pub user_id: Uuid,
    /// What it makes of her.
    pub role: CoachRole,
    /// From when on; left out: now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems, unique among the organisation's memberships.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// A membership of the curriculum team, or of an administrator.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewStaffMembership {
    /// Whose: a person, and not yourself.
    pub user_id: Uuid,
    /// What it makes of her.
    pub role: StaffRole,
    /// The programme it is limited to, one that is in use; `null`: all of the organisation.
    pub programme_id: Option<Uuid>,
    /// From when on; left out: now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems, unique among the organisation's memberships.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// What changes of a membership; what is left out stays. Role and place do not change: end it, and give another.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MembershipPatch {
    /// Up to this moment, not before the start; `null`: no end known. From then on it lets her see nothing any more.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
    /// Code of a learner's profession; `null`: none. In rounds that have opened she keeps the one she had.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, value_type = Option<String>)]
    pub profession: Option<Option<String>>,
    /// Identifier in the school's own systems; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
}

/// Which memberships.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct MembershipQuery {
    /// Only of this user.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a02")]
    pub user_id: Option<Uuid>,
    /// Only in this group.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub group_id: Option<Uuid>,
    /// Only those that make this of somebody.
    #[param(inline, example = "coach")]
    pub role: Option<RoleView>,
    /// Only the one with this identifier in the school's own systems.
    #[param(min_length = 1, max_length = 200, example = "SIS-2041")]
    pub external_id: Option<String>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

impl Validate for NewMembership {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Learner(new) => new.validate(),
            Self::Coach(new) => new.validate(),
            Self::Staff(new) => new.validate(),
        }
    }
}

impl Input for NewMembership {}
impl Input for MembershipPatch {}

impl From<&MembershipQuery> for Filter {
    fn from(query: &MembershipQuery) -> Self {
        Self {
            user: query.user_id.map(UserId::new),
            group: query.group_id.map(GroupId::new),
            role: query.role.map(Into::into),
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl From<&SyncQuery> for Filter {
    fn from(query: &SyncQuery) -> Self {
        let (external_id, updated_since) = (query.external_id.clone(), query.updated_since.map(whole_micros));
        Self { external_id, updated_since, ..Self::default() }
    }
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Curriculum => Self::Curriculum,
            StaffRole::Admin => Self::Admin,
        }
    }
}

impl From<NewMembership> for Wanted {
    fn from(new: NewMembership) -> Self {
        let moment = |at: Option<DateTime<Utc>>| at.map(whole_micros);
        match new {
            NewMembership::Learner(n) => Self {
                user: UserId::new(n.user_id),
                role: Role::Learner,
                group: Some(GroupId::new(n.group_id)),
                programme: None,
                profession: n.profession,
                starts_at: moment(n.starts_at),
                ends_at: moment(n.ends_at),
                external_id: n.external_id,
            },
            NewMembership::Coach(n) => Self {
                user: UserId::new(n.user_id),
                role: Role::Coach,
                group: None,
                programme: None,
                profession: None,
                starts_at: moment(n.starts_at),
                ends_at: moment(n.ends_at),
                external_id: n.external_id,
            },
            NewMembership::Staff(n) => Self {
                user: UserId::new(n.user_id),
                role: n.role.into(),
                group: None,
                programme: n.programme_id.map(ProgrammeId::new),
                profession: None,
                starts_at: moment(n.starts_at),
                ends_at: moment(n.ends_at),
                external_id: n.external_id,
            },
        }
    }
}

impl From<MembershipPatch> for MembershipChange {
    fn from(patch: MembershipPatch) -> Self {
        let MembershipPatch { ends_at, profession, external_id } = patch;
        Self { ends_at: ends_at.map(|end| end.map(whole_micros)), profession, external_id }
    }
}

impl Example for NewMembership {
    fn example() -> Self {
        Self::Learner(NewLearnerMembership {
            user_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            role: LearnerRole::Learner,
            group_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03),
            profession: Some("sociaal-werker".to_owned()),
            starts_at: DateTime::from_timestamp(1_788_213_600, 0),
            ends_at: None,
            external_id: Some("SIS-2041-2A".to_owned()),
        })
    }
}

impl Example for MembershipPatch {
    fn example() -> Self {
        Self { ends_at: Some(DateTime::from_timestamp(1_801_393_200, 0)), ..Self::default() }
    }
}
