//! Many memberships at once, as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CoachRole, LearnerRole, StaffRole};
use crate::{
    batch,
    domain::{batch::memberships, clock::whole_micros, membership::MembershipChange, organisation::Role},
    http::{patch, schema::Example},
};

batch!(/// Memberships as the school's own system has them.
    NewMembershipBatch {
    /// The memberships, in the order in which they are brought over.
    memberships: MembershipRow as memberships::MembershipRow
});

/// A membership as the school's own system has it: of a learner in a group, of a coach, of the curriculum team, or of an administrator. What is left out stays as it is.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum MembershipRow {
    Learner(LearnerMembershipRow),
    Coach(CoachMembershipRow),
    Staff(StaffMembershipRow),
}

/// A learner's membership in a group.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LearnerMembershipRow {
    /// Identifier in the school's own systems, by which it is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// Whose, by her identifier in the school's own systems: a person, and not yourself. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub user_external_id: String,
    /// What it makes of her. It stays.
    pub role: LearnerRole,
    /// The group, by its identifier in the school's own systems: of a new membership one that is in use. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub group_external_id: String,
    /// Code of her profession, which decides what she is asked; `null`: the generic competencies only. In rounds that have opened she keeps the one she had.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, value_type = Option<String>)]
    pub profession: Option<Option<String>>,
    /// From when on; of a new one, left out: now. It stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
}

/// A coach's membership: whom she coaches, coachings say.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoachMembershipRow {
    /// Identifier in the school's own systems, by which it is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// Whose, by her identifier in the school's own systems: a person, and not yourself. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub user_external_id: String,
    /// What it makes of her. It stays.
    pub role: CoachRole,
    /// From when on; of a new one, left out: now. It stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
}

/// A membership of the curriculum team, or of an administrator.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StaffMembershipRow {
    /// Identifier in the school's own systems, by which it is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// Whose, by her identifier in the school's own systems, and not yourself. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub user_external_id: String,
    /// What it makes of her. It stays.
    pub role: StaffRole,
    /// The programme it is limited to, by its identifier in the school's own systems: of a new membership one that is in use. It stays. Left out or `null`: all of the organisation.
    #[schema(min_length = 1, max_length = 200)]
    pub programme_external_id: Option<String>,
    /// From when on; of a new one, left out: now. It stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// Up to this moment, not before the start; `null`: no end known.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub ends_at: Option<Option<DateTime<Utc>>>,
}

impl From<MembershipRow> for memberships::MembershipRow {
    fn from(row: MembershipRow) -> Self {
        let of = |external_id, user, role, (starts_at, ends_at): Period| Self {
            external_id,
            user,
            role,
            group: None,
            programme: None,
            starts_at: starts_at.map(whole_micros),
            described: MembershipChange {
                ends_at: ends_at.map(|end| end.map(whole_micros)),
                ..MembershipChange::default()
            },
        };
        match row {
            MembershipRow::Learner(r) => {
                let row = of(r.external_id, r.user_external_id, Role::Learner, (r.starts_at, r.ends_at));
                let described = MembershipChange { profession: r.profession, ..row.described };
                Self { group: Some(r.group_external_id), described, ..row }
            }
            MembershipRow::Coach(r) => of(r.external_id, r.user_external_id, Role::Coach, (r.starts_at, r.ends_at)),
            MembershipRow::Staff(r) => {
                let role = r.role.into();
                let row = of(r.external_id, r.user_external_id, role, (r.starts_at, r.ends_at));
                Self { programme: r.programme_external_id, ..row }
            }
        }
    }
}

/// Start and end as they are sent.
type Period = (Option<DateTime<Utc>>, Option<Option<DateTime<Utc>>>);

impl Example for NewMembershipBatch {
    fn example() -> Self {
        let learner = LearnerMembershipRow {
            external_id: "SIS-2041-2A".to_owned(),
            user_external_id: "SIS-2041".to_owned(),
            role: LearnerRole::Learner,
            group_external_id: "SIS-G-2A".to_owned(),
            profession: Some(Some("sociaal-werker".to_owned())),
            starts_at: DateTime::from_timestamp(1_788_213_600, 0),
            ends_at: None,
        };
        let coach = CoachMembershipRow {
            external_id: "SIS-0311-slb".to_owned(),
            user_external_id: "SIS-0311".to_owned(),
            role: CoachRole::Coach,
            starts_at: None,
            ends_at: Some(DateTime::from_timestamp(1_801_393_200, 0)),
        };
        Self { is_dry_run: None, memberships: vec![MembershipRow::Learner(learner), MembershipRow::Coach(coach)] }
    }
}
