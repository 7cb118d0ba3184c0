//! Many programmes at once, as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::UseStatusView;
use crate::{
    batch,
    domain::{batch::programmes, school::ProgrammeChange},
    http::{patch, schema::Example},
};

batch!(/// Programmes as the school's own system has them.
    NewProgrammeBatch {
    /// The programmes, in the order in which they are brought over.
    programmes: ProgrammeRow as programmes::ProgrammeRow
});

/// A programme as the school's own system has it. What is left out stays as it is; of a new one it is not said.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgrammeRow {
    /// Identifier in the school's own systems, by which it is found.
    #[schema(min_length = 1, max_length = 200)]
    pub external_id: String,
    /// Stable, readable code, unique in the organisation.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
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
    /// Whether it is in use; left out: as it is, and in use where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<UseStatusView>,
}

impl From<ProgrammeRow> for programmes::ProgrammeRow {
    fn from(row: ProgrammeRow) -> Self {
        let described = ProgrammeChange {
            crebo_code: row.crebo_code,
            croho_code: row.croho_code,
            rio_code: row.rio_code,
            status: row.status.map(Into::into),
            ..ProgrammeChange::default()
        };
        Self { external_id: row.external_id, code: row.code, name: row.name, described }
    }
}

impl Example for NewProgrammeBatch {
    fn example() -> Self {
        let row = |external_id: &str, code: &str, name: &str| ProgrammeRow {
            external_id: external_id.to_owned(),
            code: code.to_owned(),
            name: name.to_owned(),
            ..ProgrammeRow::default()
        };
        let maatschappelijke_zorg = ProgrammeRow {
            crebo_code: Some(Some("25478".to_owned())),
            ..row("SIS-P-1", "mz", "Maatschappelijke Zorg")
        };
        let over = ProgrammeRow { status: Some(UseStatusView::Inactive), ..row("SIS-P-2", "pw", "Pedagogisch Werk") };
        Self { is_dry_run: Some(true), programmes: vec![maatschappelijke_zorg, over] }
    }
}
