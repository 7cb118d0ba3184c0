//! Programmes as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::service::Filter;
use crate::{
    domain::{clock::whole_micros, ids::Id, organisation::Programme},
    http::schema::Example,
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
    /// Identifier in the school's own systems.
    #[schema(required = true)]
    pub external_id: Option<String>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
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

impl From<&SyncQuery> for Filter {
    fn from(query: &SyncQuery) -> Self {
        Self { external_id: query.external_id.clone(), updated_since: query.updated_since.map(whole_micros) }
    }
}

impl From<&Programme> for ProgrammeView {
    fn from(p: &Programme) -> Self {
        Self {
            id: p.id.raw(),
            code: p.code.clone(),
            name: p.name.clone(),
            external_id: p.external_id.clone(),
            updated_at: p.updated_at,
        }
    }
}

impl Example for ProgrammeView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
            code: "social-work".to_owned(),
            name: "Social Work".to_owned(),
            external_id: Some("SIS-2041".to_owned()),
            updated_at: DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default(),
        }
    }
}
