//! Whom a report is about, as it is sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    choices,
    domain::{ids::Id, report::SliceOf},
    http::schema::Example,
};

/// Whom a report is about.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = ReportSlice)]
#[serde(rename_all = "camelCase")]
pub struct SliceView {
    /// Kind of slice.
    pub kind: SliceKindView,
    /// Id of the group, programme or organisation.
    pub id: Uuid,
}

choices!(/// Kind of slice.
    SliceKindView as ReportSliceKind {
    /// One group.
    Group = "group",
    /// One programme.
    Programme = "programme",
    /// The whole organisation.
    Organisation = "organisation",
});

impl From<SliceOf> for SliceView {
    fn from(slice: SliceOf) -> Self {
        match slice {
            SliceOf::Group(id) => Self { kind: SliceKindView::Group, id: id.raw() },
            SliceOf::Programme(id) => Self { kind: SliceKindView::Programme, id: id.raw() },
            SliceOf::Organisation(id) => Self { kind: SliceKindView::Organisation, id: id.raw() },
        }
    }
}

impl Example for SliceView {
    fn example() -> Self {
        Self { kind: SliceKindView::Group, id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03) }
    }
}
