//! Groups as they are sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::service::Filter;
use crate::{
    domain::{
        clock::whole_micros,
        ids::{Id, ProgrammeId},
        organisation::{Cohort, Group},
    },
    http::schema::Example,
    resources::programmes::dto::SyncQuery,
};

/// A group (klas).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Group)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    /// Id.
    pub id: Uuid,
    /// Programme it belongs to.
    pub programme_id: Uuid,
    /// Stable, readable code, unique in the organisation.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its cohort: the year in which the academic year began in which its learners began the programme. 2025 is 1 August 2025 to 31 July 2026. `null`
    /// where nobody said so.
    #[schema(required = true, minimum = 2000, maximum = 2100)]
    pub cohort: Option<u16>,
    /// Identifier in the school's own systems.
    #[schema(required = true)]
    pub external_id: Option<String>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which groups.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct GroupQuery {
    /// Only of this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub programme_id: Option<Uuid>,
    /// Only those of this cohort, of any programme or of `programmeId`: whose learners began their programme in this academic year. 2025 is 1 August 2025
    /// to 31 July 2026. A group of which nobody said a cohort is in none.
    #[param(minimum = 2000, maximum = 2100, example = 2025)]
    pub cohort: Option<u16>,
    /// Only the one with this identifier in the school's own systems.
    #[param(min_length = 1, max_length = 200, example = "SIS-2041")]
    pub external_id: Option<String>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

impl From<&GroupQuery> for Filter {
    fn from(query: &GroupQuery) -> Self {
        Self {
            programme: query.programme_id.map(ProgrammeId::new),
            // The schema lets no other year through.
            cohort: query.cohort.and_then(|year| Cohort::of(i32::from(year))),
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl From<&SyncQuery> for Filter {
    fn from(query: &SyncQuery) -> Self {
        Self {
            programme: None,
            cohort: None,
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl From<&Group> for GroupView {
    fn from(g: &Group) -> Self {
        Self {
            id: g.id.raw(),
            programme_id: g.programme.raw(),
            code: g.code.clone(),
            name: g.name.clone(),
            cohort: g.cohort.map(Cohort::year),
            external_id: g.external_id.clone(),
            updated_at: g.updated_at,
        }
    }
}

impl Example for GroupView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03),
            programme_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
            code: "2A".to_owned(),
            name: "Social Work 2A".to_owned(),
            cohort: Some(2025),
            external_id: None,
            updated_at: DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default(),
        }
    }
}
