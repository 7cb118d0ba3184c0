//! The caller as she is sent, and memberships.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    choices,
    domain::{
        ids::Id,
        organisation::{Membership, Role, User, UserKind},
    },
    http::schema::Example,
};

/// Yourself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Me)]
#[serde(rename_all = "camelCase")]
pub struct MeView {
    /// Your id.
    pub id: Uuid,
    /// Your organisation.
    pub organisation_id: Uuid,
    /// Name you sign in with.
    pub name: String,
    /// Name as others see it.
    pub display_name: String,
    /// Whether you are a person.
    pub kind: UserKindView,
    /// What you are at present, and where.
    pub memberships: Vec<MembershipView>,
}

choices!(/// Whether a user is a person.
    UserKindView as UserKind {
    /// Somebody.
    Person = "person",
    /// A machine client.
    Service = "service",
});

choices!(/// What a membership makes of somebody.
    RoleView as Role {
    /// Scores herself.
    Learner = "learner",
    /// May be somebody's coach.
    Coach = "coach",
    /// Reads reports.
    Curriculum = "curriculum",
    /// Manages.
    Admin = "admin",
});

/// A role of a user, somewhere, from, until.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Membership)]
#[serde(rename_all = "camelCase")]
pub struct MembershipView {
    /// Id.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// Her name as others see it.
    pub display_name: String,
    /// What it makes of her.
    pub role: RoleView,
    /// The group it is in; `null`: not in one.
    #[schema(required = true)]
    pub group_id: Option<Uuid>,
    /// The programme it is limited to; `null`: not limited to one.
    #[schema(required = true)]
    pub programme_id: Option<Uuid>,
    /// Code of a learner's profession, which decides what she is asked; `null`: the generic competencies only.
    #[schema(required = true)]
    pub profession: Option<String>,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// Until when; `null`: no end known.
    #[schema(required = true)]
    pub ends_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems.
    #[schema(required = true)]
    pub external_id: Option<String>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl MeView {
    /// The caller with her memberships.
    pub fn of(organisation: Uuid, user: &User, memberships: &[Membership]) -> Self {
        Self {
            id: user.id.raw(),
            organisation_id: organisation,
            name: user.name.clone(),
            display_name: user.display_name.clone(),
            kind: user.kind.into(),
            memberships: memberships.iter().map(MembershipView::from).collect(),
        }
    }
}

impl From<UserKind> for UserKindView {
    fn from(kind: UserKind) -> Self {
        match kind {
            UserKind::Person => Self::Person,
            UserKind::Service => Self::Service,
        }
    }
}

impl From<RoleView> for Role {
    fn from(role: RoleView) -> Self {
        match role {
            RoleView::Learner => Self::Learner,
            RoleView::Coach => Self::Coach,
            RoleView::Curriculum => Self::Curriculum,
            RoleView::Admin => Self::Admin,
        }
    }
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        match role {
            Role::Learner => Self::Learner,
            Role::Coach => Self::Coach,
            Role::Curriculum => Self::Curriculum,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<&Membership> for MembershipView {
    fn from(m: &Membership) -> Self {
        Self {
            id: m.id.raw(),
            user_id: m.user.raw(),
            display_name: m.display_name.clone(),
            role: m.role.into(),
            group_id: m.group.map(Id::raw),
            programme_id: m.programme.map(Id::raw),
            profession: m.profession.clone(),
            starts_at: m.starts_at,
            ends_at: m.ends_at,
            external_id: m.external_id.clone(),
            updated_at: m.updated_at,
        }
    }
}

impl Example for MembershipView {
    fn example() -> Self {
        let start = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a01),
            user_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            display_name: "Noor de Vries".to_owned(),
            role: RoleView::Learner,
            group_id: Some(Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03)),
            programme_id: None,
            profession: Some("sociaal-werker".to_owned()),
            starts_at: start,
            ends_at: None,
            external_id: None,
            updated_at: start,
        }
    }
}

impl Example for MeView {
    fn example() -> Self {
        let membership = MembershipView::example();
        Self {
            id: membership.user_id,
            organisation_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a04),
            name: "learner-01".to_owned(),
            display_name: membership.display_name.clone(),
            kind: UserKindView::Person,
            memberships: vec![membership],
        }
    }
}
