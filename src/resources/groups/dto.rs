//! Groups as they are sent.

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
        clock::whole_micros,
        ids::{Id, ProgrammeId},
        organisation::{Cohort, Group},
        school::{GroupChange, LearningRoute, StudyYear, UseStatus},
    },
    http::{body::Input, patch, schema::Example, whole},
    resources::programmes::dto::UseStatusView,
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
    /// In which year of the programme its learners are; `null`: not said.
    #[schema(required = true, minimum = 1, maximum = 10)]
    pub study_year: Option<u8>,
    /// How it learns (leerweg); `null`: not said.
    #[schema(required = true)]
    pub learning_route: Option<LearningRouteView>,
    /// Identifier in the school's own systems.
    #[schema(required = true)]
    pub external_id: Option<String>,
    /// Whether it is in use.
    pub status: UseStatusView,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

choices!(/// How a group learns (leerweg).
    LearningRouteView as LearningRoute {
    /// School-based (beroepsopleidende leerweg).
    Bol = "bol",
    /// Work-based (beroepsbegeleidende leerweg).
    Bbl = "bbl",
    /// Full-time higher education.
    FullTime = "fullTime",
    /// Part-time higher education.
    PartTime = "partTime",
});

/// A group to make.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGroup {
    /// The programme, one that is in use. It stays.
    pub programme_id: Uuid,
    /// Stable, readable code, unique in the organisation.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The year in which the academic year began in which its learners began the programme. 2025 is 1 August 2025 to 31 July 2026.
    #[serde(default, deserialize_with = "whole::given")]
    #[schema(minimum = 2000, maximum = 2100)]
    pub cohort: Option<i32>,
    /// In which year of the programme its learners are.
    #[serde(default, deserialize_with = "whole::given")]
    #[schema(minimum = 1, maximum = 10)]
    pub study_year: Option<i32>,
    /// How it learns (leerweg).
    pub learning_route: Option<LearningRouteView>,
    /// Identifier in the school's own systems, unique among the organisation's groups.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: Option<String>,
}

/// What changes of a group; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupPatch {
    /// Stable, readable code, unique in the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub code: Option<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub name: Option<String>,
    /// Its cohort; `null`: none. Rounds that have opened keep the one they began with.
    #[serde(default, deserialize_with = "whole::patched", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 2000, maximum = 2100, value_type = Option<i32>)]
    pub cohort: Option<Option<i32>>,
    /// In which year of the programme its learners are; `null`: not said.
    #[serde(default, deserialize_with = "whole::patched", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10, value_type = Option<i32>)]
    pub study_year: Option<Option<i32>>,
    /// How it learns (leerweg); `null`: not said.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<LearningRouteView>)]
    pub learning_route: Option<Option<LearningRouteView>>,
    /// Identifier in the school's own systems; `null` takes it away.
    #[serde(default, deserialize_with = "patch::given", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
    /// Whether it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<UseStatusView>,
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

impl From<&GroupQuery> for Filter {
    fn from(query: &GroupQuery) -> Self {
        Self {
            programme: query.programme_id.map(ProgrammeId::new),
            // The schema lets no other year through.
            cohort: query.cohort.and_then(|year| Cohort::of(i32::from(year))),
            status: query.status.map(Into::into),
            external_id: query.external_id.clone(),
            updated_since: query.updated_since.map(whole_micros),
        }
    }
}

impl Input for NewGroup {}
impl Input for GroupPatch {}

impl From<NewGroup> for Wanted {
    fn from(new: NewGroup) -> Self {
        let described = GroupChange {
            cohort: Some(new.cohort.and_then(Cohort::of)),
            study_year: Some(new.study_year.and_then(StudyYear::of)),
            learning_route: Some(new.learning_route.map(Into::into)),
            external_id: Some(new.external_id),
            ..GroupChange::default()
        };
        Self { programme: ProgrammeId::new(new.programme_id), code: new.code, name: new.name, described }
    }
}

impl From<GroupPatch> for GroupChange {
    fn from(patch: GroupPatch) -> Self {
        Self {
            code: patch.code,
            name: patch.name,
            cohort: patch.cohort.map(|year| year.and_then(Cohort::of)),
            study_year: patch.study_year.map(|year| year.and_then(StudyYear::of)),
            learning_route: patch.learning_route.map(|route| route.map(Into::into)),
            external_id: patch.external_id,
            status: patch.status.map(Into::into),
        }
    }
}

impl From<LearningRouteView> for LearningRoute {
    fn from(route: LearningRouteView) -> Self {
        match route {
            LearningRouteView::Bol => Self::Bol,
            LearningRouteView::Bbl => Self::Bbl,
            LearningRouteView::FullTime => Self::FullTime,
            LearningRouteView::PartTime => Self::PartTime,
        }
    }
}

impl From<LearningRoute> for LearningRouteView {
    fn from(route: LearningRoute) -> Self {
        match route {
            LearningRoute::Bol => Self::Bol,
            LearningRoute::Bbl => Self::Bbl,
            LearningRoute::FullTime => Self::FullTime,
            LearningRoute::PartTime => Self::PartTime,
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
            study_year: g.study_year.map(StudyYear::number),
            learning_route: g.learning_route.map(Into::into),
            external_id: g.external_id.clone(),
            status: UseStatus::since(g.deactivated_at).into(),
            updated_at: g.updated_at,
        }
    }
}

impl Example for NewGroup {
    fn example() -> Self {
        Self {
            programme_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
            code: "2A".to_owned(),
            name: "Social Work 2A".to_owned(),
            cohort: Some(2025),
            study_year: Some(2),
            learning_route: Some(LearningRouteView::FullTime),
            external_id: None,
        }
    }
}

impl Example for GroupPatch {
    fn example() -> Self {
        Self { study_year: Some(Some(3)), ..Self::default() }
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
            study_year: Some(2),
            learning_route: Some(LearningRouteView::FullTime),
            external_id: None,
            status: UseStatusView::Active,
            updated_at: DateTime::from_timestamp(1_788_213_600, 0).unwrap_or_default(),
        }
    }
}
