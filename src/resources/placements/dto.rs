//! Placements as they are sent.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::service::Filter;
use crate::{
    domain::{
        clock::whole_micros,
        ids::{Id, UserId},
        placement::{self, Placement, PlacementDetails},
    },
    http::{body::Input, patch, schema::Example},
};

/// A placement (stage, bpv-plek).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Placement)]
#[serde(rename_all = "camelCase")]
pub struct PlacementView {
    /// Id.
    pub id: Uuid,
    /// Whose it is.
    pub learner_id: Uuid,
    /// Type of workplace, as the school groups them.
    #[schema(min_length = 1, max_length = 100)]
    pub workplace_type: String,
    /// Name of the workplace.
    #[schema(min_length = 1, max_length = 200)]
    pub workplace_name: String,
    /// Who supervises there.
    #[schema(required = true, min_length = 1, max_length = 200)]
    pub supervisor_name: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; `null`: no end known.
    #[schema(required = true)]
    pub ends_on: Option<NaiveDate>,
    /// Identifier in the school's own systems.
    #[schema(required = true, min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A new placement.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "ends_after_it_starts"))]
pub struct NewPlacement {
    /// Whose it is; left out: yours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub learner_id: Option<Uuid>,
    /// Type of workplace, as the school groups them.
    #[schema(min_length = 1, max_length = 100)]
    pub workplace_type: String,
    /// Name of the workplace.
    #[schema(min_length = 1, max_length = 200)]
    pub workplace_name: String,
    /// Who supervises there.
    #[schema(min_length = 1, max_length = 200)]
    pub supervisor_name: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, not before the first; `null`: no end known.
    pub ends_on: Option<NaiveDate>,
    /// Identifier in the school's own systems, unique among the organisation's placements.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// What changes of a placement; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacementPatch {
    /// Type of workplace, as the school groups them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub workplace_type: Option<String>,
    /// Name of the workplace.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub workplace_name: Option<String>,
    /// Who supervises there; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub supervisor_name: Option<Option<String>>,
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub starts_on: Option<NaiveDate>,
    /// Last day, not before the first; `null`: no end known.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NaiveDate>)]
    pub ends_on: Option<Option<NaiveDate>>,
    /// Identifier in the school's own systems; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
}

/// Which placements.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PlacementQuery {
    /// Only of this learner.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a02")]
    pub learner_id: Option<Uuid>,
    /// Only the one with this identifier in the school's own systems.
    #[param(min_length = 1, max_length = 200, example = "BPV-2041")]
    pub external_id: Option<String>,
    /// Only what was changed at or after this moment.
    #[param(example = "2026-09-01T00:00:00Z")]
    pub updated_since: Option<DateTime<Utc>>,
}

/// What the schema cannot say of two days.
fn ends_after_it_starts(new: &NewPlacement) -> Result<(), ValidationError> {
    if !placement::ends_before_it_starts(new.starts_on, new.ends_on) {
        return Ok(());
    }
    let mut error = ValidationError::new("end-before-start");
    error.add_param("pointer".into(), &"/endsOn");
    Err(error)
}

impl Input for NewPlacement {}
impl Input for PlacementPatch {}

impl From<&PlacementQuery> for Filter {
    fn from(query: &PlacementQuery) -> Self {
        Self {
            learner: query.learner_id.map(UserId::new),
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl From<NewPlacement> for PlacementDetails {
    fn from(new: NewPlacement) -> Self {
        Self {
            workplace_type: new.workplace_type,
            workplace_name: new.workplace_name,
            supervisor_name: new.supervisor_name,
            starts_on: new.starts_on,
            ends_on: new.ends_on,
            external_id: new.external_id,
        }
    }
}

impl PlacementPatch {
    /// These details, changed.
    pub fn apply(self, before: PlacementDetails) -> PlacementDetails {
        PlacementDetails {
            workplace_type: self.workplace_type.unwrap_or(before.workplace_type),
            workplace_name: self.workplace_name.unwrap_or(before.workplace_name),
            supervisor_name: self.supervisor_name.unwrap_or(before.supervisor_name),
            starts_on: self.starts_on.unwrap_or(before.starts_on),
            ends_on: self.ends_on.unwrap_or(before.ends_on),
            external_id: self.external_id.unwrap_or(before.external_id),
        }
    }
}

impl From<&Placement> for PlacementView {
    fn from(p: &Placement) -> Self {
        let d = p.details.clone();
        Self {
            id: p.id.raw(),
            learner_id: p.learner.raw(),
            workplace_type: d.workplace_type,
            workplace_name: d.workplace_name,
            supervisor_name: d.supervisor_name,
            starts_on: d.starts_on,
            ends_on: d.ends_on,
            external_id: d.external_id,
            created_at: p.created_at,
            updated_at: p.updated_at,
        }
    }
}

impl Example for NewPlacement {
    fn example() -> Self {
        Self {
            learner_id: None,
            workplace_type: "wijkteam".to_owned(),
            workplace_name: "Wijkteam Noord".to_owned(),
            supervisor_name: Some("Fatima el Amrani".to_owned()),
            starts_on: NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default(),
            ends_on: NaiveDate::from_ymd_opt(2027, 1, 31),
            external_id: None,
        }
    }
}

impl Example for PlacementPatch {
    fn example() -> Self {
        Self { ends_on: Some(NaiveDate::from_ymd_opt(2027, 2, 14)), ..Self::default() }
    }
}

impl Example for PlacementView {
    fn example() -> Self {
        let new = NewPlacement::example();
        let at = DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a06),
            learner_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a02),
            workplace_type: new.workplace_type,
            workplace_name: new.workplace_name,
            supervisor_name: new.supervisor_name,
            starts_on: new.starts_on,
            ends_on: new.ends_on,
            external_id: None,
            created_at: at,
            updated_at: at,
        }
    }
}
