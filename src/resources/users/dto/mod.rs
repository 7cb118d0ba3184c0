//! Users as they are sent.

pub mod batch;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::service::{Filter, Wanted};
use crate::{
    choices,
    domain::{
        account::{Account, AccountChange, AccountStatus},
        clock::whole_micros,
        ids::Id,
    },
    http::{body::Input, patch, schema::Example},
    resources::me::dto::UserKindView,
};

/// A user, as administrators keep her.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = User)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    /// Id.
    pub id: Uuid,
    /// Name she signs in with, unique in the organisation.
    pub name: String,
    /// Name as others see it.
    pub display_name: String,
    /// Whether she is a person.
    pub kind: UserKindView,
    /// Whether the account is in use.
    pub status: UserStatusView,
    /// Since when it is not in use; `null`: it is.
    #[schema(required = true)]
    pub disabled_at: Option<DateTime<Utc>>,
    /// Identifier in the school's own systems.
    #[schema(required = true)]
    pub external_id: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

choices!(/// Whether an account is in use.
    UserStatusView as UserStatus {
    /// In use.
    Active = "active",
    /// Not in use: whoever has a token for it gets nothing from the next request on. None of her roles ends, and nothing of hers goes.
    Disabled = "disabled",
});

/// A user to make: a person, without any role. What she may see follows from the memberships she is given.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    /// Name she signs in with, unique in the organisation.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Name as others see it.
    #[schema(min_length = 1, max_length = 200)]
    pub display_name: String,
    /// Identifier in the school's own systems, unique among the organisation's users.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// What changes of a user; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserPatch {
    /// Name she signs in with, unique in the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub name: Option<String>,
    /// Name as others see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub display_name: Option<String>,
    /// Identifier in the school's own systems; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
    /// Whether the account is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<UserStatusView>,
}

/// Which users.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Only those whose account is in use, or only those whose is not.
    #[param(inline, example = "active")]
    pub status: Option<UserStatusView>,
    /// Only the one with this identifier in the school's own systems.
    #[param(min_length = 1, max_length = 200, example = "SIS-2041")]
    pub external_id: Option<String>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

impl Input for NewUser {}
impl Input for UserPatch {}

impl From<&UserQuery> for Filter {
    fn from(query: &UserQuery) -> Self {
        Self {
            status: query.status.map(Into::into),
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl From<NewUser> for Wanted {
    fn from(new: NewUser) -> Self {
        Self { name: new.name, display_name: new.display_name, external_id: new.external_id }
    }
}

impl From<UserPatch> for AccountChange {
    fn from(patch: UserPatch) -> Self {
        let UserPatch { name, display_name, external_id, status } = patch;
        Self { name, display_name, external_id, status: status.map(Into::into) }
    }
}

impl From<UserStatusView> for AccountStatus {
    fn from(status: UserStatusView) -> Self {
        match status {
            UserStatusView::Active => Self::Active,
            UserStatusView::Disabled => Self::Disabled,
        }
    }
}

impl From<AccountStatus> for UserStatusView {
    fn from(status: AccountStatus) -> Self {
        match status {
            AccountStatus::Active => Self::Active,
            AccountStatus::Disabled => Self::Disabled,
        }
    }
}

impl From<&Account> for UserView {
    fn from(a: &Account) -> Self {
        Self {
            id: a.id.raw(),
            name: a.name.clone(),
            display_name: a.display_name.clone(),
            kind: a.kind.into(),
            status: a.status().into(),
            disabled_at: a.disabled_at,
            external_id: a.external_id.clone(),
            created_at: a.created_at,
            updated_at: a.updated_at,
        }
    }
}

impl Example for NewUser {
    fn example() -> Self {
        Self {
            name: "n.devries".to_owned(),
            display_name: "Noor de Vries".to_owned(),
            external_id: Some("SIS-2041".to_owned()),
        }
    }
}

impl Example for UserPatch {
    fn example() -> Self {
        Self { status: Some(UserStatusView::Disabled), ..Self::default() }
    }
}

impl Example for UserView {
    fn example() -> Self {
        let at = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            name: "n.devries".to_owned(),
            display_name: "Noor de Vries".to_owned(),
            kind: UserKindView::Person,
            status: UserStatusView::Active,
            disabled_at: None,
            external_id: Some("SIS-2041".to_owned()),
            created_at: at,
            updated_at: at,
        }
    }
}
