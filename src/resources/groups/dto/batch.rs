//! Many groups at once, as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LearningRouteView;
use crate::{
    batch,
    domain::{
        batch::groups,
        organisation::Cohort,
        school::{GroupChange, StudyYear},
    },
    http::{patch, schema::Example, whole},
    resources::programmes::dto::UseStatusView,
};

batch!(/// Groups as the school's own system has them.
    NewGroupBatch {
    /// The groups, in the order in which they are brought over.
    groups: GroupRow as groups::GroupRow
});

/// A group as the school's own system has it. What is left out stays as it is; of a new one it is not said.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupRow {
    /// Identifier in the school's own systems, by which it is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// The programme, by its identifier in the school's own systems: of a new group one that is in use. It stays.
    #[schema(min_length = 1, max_length = 200)]
    pub programme_external_id: String,
    /// Stable, readable code, unique in the organisation.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
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
    /// Whether it is in use; left out: as it is, and in use where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<UseStatusView>,
}

impl From<GroupRow> for groups::GroupRow {
    fn from(row: GroupRow) -> Self {
        let described = GroupChange {
            cohort: row.cohort.map(|year| year.and_then(Cohort::of)),
            study_year: row.study_year.map(|year| year.and_then(StudyYear::of)),
            learning_route: row.learning_route.map(|route| route.map(Into::into)),
            status: row.status.map(Into::into),
            ..GroupChange::default()
        };
        Self {
            external_id: row.external_id,
            programme: row.programme_external_id,
            code: row.code,
            name: row.name,
            described,
        }
    }
}

impl Example for NewGroupBatch {
    fn example() -> Self {
        let row = GroupRow {
            external_id: "SIS-G-2A".to_owned(),
            programme_external_id: "SIS-P-1".to_owned(),
            code: "MZ2A".to_owned(),
            name: "Maatschappelijke Zorg 2A".to_owned(),
            cohort: Some(Some(2025)),
            study_year: Some(Some(2)),
            learning_route: Some(Some(LearningRouteView::Bbl)),
            status: None,
        };
        Self { is_dry_run: None, groups: vec![row] }
    }
}
