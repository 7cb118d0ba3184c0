//! What became of the competencies of earlier versions.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    choices,
    domain::lineage::{Predecessor, Succession},
};

/// What became of a competency of an earlier version.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Predecessor)]
#[serde(rename_all = "camelCase")]
pub struct PredecessorView {
    /// The earlier version of this framework.
    #[schema(min_length = 1)]
    pub version: String,
    /// Its code in that version.
    #[schema(min_length = 1, max_length = 100)]
    pub earlier_code: String,
    /// How it stands to the one of this version.
    pub succession: SuccessionView,
    /// Code of what became of it, in this version.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
}

choices!(/// How a competency of an earlier version stands to one of this version. The names are CASE's (1EdTech).
    SuccessionView as Succession {
    /// It says the same.
    ExactMatchOf = "exactMatchOf",
    /// It gave way to this one, which is meant as its successor.
    ReplacedBy = "replacedBy",
});

impl From<&Predecessor> for PredecessorView {
    fn from(p: &Predecessor) -> Self {
        Self {
            version: p.version.clone(),
            earlier_code: p.earlier.clone(),
            succession: match p.succession {
                Succession::ExactMatchOf => SuccessionView::ExactMatchOf,
                Succession::ReplacedBy => SuccessionView::ReplacedBy,
            },
            code: p.code.clone(),
        }
    }
}
