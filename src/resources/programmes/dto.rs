//! Programmes as they are sent.

pub mod batch;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::service::Filter;
use crate::{
    choices,
    domain::{
        clock::whole_micros,
        ids::Id,
        organisation::Programme,
        school::{ProgrammeChange, UseStatus},
    },
    http::{body::Input, patch, schema::Example},
};

/// A programme (opleiding).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Programme)]
#[serde(rename_all = "camelCase")]
pub struct ProgrammeView {
    /// Id.
    pub id: Uuid,
    /// Stable, readable code, unique in the organisation.
    pub code: String,
    /// Name.
    pub name: String,
    /// Number of the qualification in the register of secondary vocational education (CREBO); `null`: not said.
    #[schema(required = true)]
    pub crebo_code: Option<String>,
    /// Number in the former register of higher education (CROHO); `null`: not said.
    #[schema(required = true)]
    pub croho_code: Option<String>,
    /// Code in RIO, the register of institutions and programmes; `null`: not said.
    #[schema(required = true)]
    pub rio_code: Option<String>,
    /// Identifier in the school's own systems.
    #[schema(required = true)]
    pub external_id: Option<String>,
    /// Whether it is in use.
    pub status: UseStatusView,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

choices!(/// Whether a programme or a group is in use.
    UseStatusView as UseStatus {
    /// In use.
    Active = "active",
    /// Nothing new is put into it: no group into a programme, no learner into a group, and no round begins with it. What is in it goes on.
    Inactive = "inactive",
});

/// A programme to make.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewProgramme {
    /// Stable, readable code, unique in the organisation.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Number of the qualification in the register of secondary vocational education (CREBO).
    #[schema(pattern = "^[0-9]{5}$")]
    pub crebo_code: Option<String>,
    /// Number in the former register of higher education (CROHO).
    #[schema(pattern = "^[0-9]{5}$")]
    pub croho_code: Option<String>,
    /// Code in RIO, the register of institutions and programmes, as it stands there.
    #[schema(pattern = "^[0-9A-Za-z-]{1,36}$")]
    pub rio_code: Option<String>,
    /// Identifier in the school's own systems, unique among the organisation's programmes.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// What changes of a programme; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgrammePatch {
    /// Stable, readable code, unique in the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub code: Option<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub name: Option<String>,
    /// Number of the qualification (CREBO); `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{5}$", value_type = Option<String>)]
    pub crebo_code: Option<Option<String>>,
    /// Number in the former register of higher education (CROHO); `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{5}$", value_type = Option<String>)]
    pub croho_code: Option<Option<String>>,
    /// Code in RIO; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9A-Za-z-]{1,36}$", value_type = Option<String>)]
    pub rio_code: Option<Option<String>>,
    /// Identifier in the school's own systems; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
    /// Whether it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<UseStatusView>,
}

/// Which of a list that systems synchronise.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SyncQuery {
    /// Only the one with this identifier in the school's own systems.
    #[param(min_length = 1, max_length = 200, example = "SIS-2041")]
    pub external_id: Option<String>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

/// Which programmes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ProgrammeQuery {
    /// Only those that are in use, or only those that are not.
    #[param(inline, example = "active")]
    pub status: Option<UseStatusView>,
    /// Only the one with this identifier in the school's own systems.
    #[param(min_length = 1, max_length = 200, example = "SIS-2041")]
    pub external_id: Option<String>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

impl Input for NewProgramme {}
impl Input for ProgrammePatch {}

impl From<&ProgrammeQuery> for Filter {
    fn from(query: &ProgrammeQuery) -> Self {
        Self {
            status: query.status.map(Into::into),
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl NewProgramme {
    /// Its code and name, and what is said of it beside them.
    pub fn into_parts(self) -> ((String, String), ProgrammeChange) {
        let described = ProgrammeChange {
            crebo_code: Some(self.crebo_code),
            croho_code: Some(self.croho_code),
            rio_code: Some(self.rio_code),
            external_id: Some(self.external_id),
            ..ProgrammeChange::default()
        };
        ((self.code, self.name), described)
    }
}

impl From<ProgrammePatch> for ProgrammeChange {
    fn from(patch: ProgrammePatch) -> Self {
        let ProgrammePatch { code, name, crebo_code, croho_code, rio_code, external_id, status } = patch;
        Self { code, name, crebo_code, croho_code, rio_code, external_id, status: status.map(Into::into) }
    }
}

impl From<UseStatusView> for UseStatus {
    fn from(status: UseStatusView) -> Self {
        match status {
            UseStatusView::Active => Self::Active,
            UseStatusView::Inactive => Self::Inactive,
        }
    }
}

impl From<UseStatus> for UseStatusView {
    fn from(status: UseStatus) -> Self {
        match status {
            UseStatus::Active => Self::Active,
            UseStatus::Inactive => Self::Inactive,
        }
    }
}

impl From<&Programme> for ProgrammeView {
    fn from(p: &Programme) -> Self {
        Self {
            id: p.id.raw(),
            code: p.code.clone(),
            name: p.name.clone(),
            crebo_code: p.crebo_code.clone(),
            croho_code: p.croho_code.clone(),
            rio_code: p.rio_code.clone(),
            external_id: p.external_id.clone(),
            status: UseStatus::since(p.deactivated_at).into(),
            updated_at: p.updated_at,
        }
    }
}

impl Example for NewProgramme {
    fn example() -> Self {
        Self {
            code: "mz".to_owned(),
            name: "Maatschappelijke Zorg".to_owned(),
            crebo_code: Some("25478".to_owned()),
            croho_code: None,
            rio_code: None,
            external_id: Some("SIS-2041".to_owned()),
        }
    }
}

impl Example for ProgrammePatch {
    fn example() -> Self {
        Self { status: Some(UseStatusView::Inactive), ..Self::default() }
    }
}

impl Example for ProgrammeView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
            code: "social-work".to_owned(),
            name: "Social Work".to_owned(),
            crebo_code: None,
            croho_code: Some("34116".to_owned()),
            rio_code: None,
            external_id: Some("SIS-2041".to_owned()),
            status: UseStatusView::Active,
            updated_at: DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default(),
        }
    }
}
