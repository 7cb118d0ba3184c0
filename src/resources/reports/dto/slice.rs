//! Whom a report is about, as it is sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    choices,
    domain::{ids::Id, organisation::Cohort, report::SliceOf},
    http::schema::Example,
};

/// Whom a report is about.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = ReportSlice)]
#[serde(rename_all = "camelCase")]
pub struct SliceView {
    /// Kind of slice.
    pub kind: SliceKindView,
    /// Id of the group, programme or organisation; of a cohort that of its programme.
    pub id: Uuid,
    /// Of a cohort, and left out otherwise: the year in which its first academic year began. 2025 is 1 August 2025 to 31 July 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, minimum = 2000, maximum = 2100)]
    pub cohort: Option<u16>,
}

choices!(/// Kind of slice.
    SliceKindView as ReportSliceKind {
    /// One group.
    Group = "group",
    /// Those of a programme who began it in the same academic year.
    Cohort = "cohort",
    /// One programme.
    Programme = "programme",
    /// The whole organisation.
    Organisation = "organisation",
});

impl From<SliceOf> for SliceView {
    fn from(slice: SliceOf) -> Self {
        let (kind, id, cohort) = match slice {
            SliceOf::Group(id) => (SliceKindView::Group, id.raw(), None),
            SliceOf::Cohort { programme, year } => (SliceKindView::Cohort, programme.raw(), Some(year)),
            SliceOf::Programme(id) => (SliceKindView::Programme, id.raw(), None),
            SliceOf::Organisation(id) => (SliceKindView::Organisation, id.raw(), None),
        };
        Self { kind, id, cohort: cohort.map(Cohort::year) }
    }
}

impl Example for SliceView {
    fn example() -> Self {
        let id = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03);
        Self { kind: SliceKindView::Group, id, cohort: None }
    }
}
