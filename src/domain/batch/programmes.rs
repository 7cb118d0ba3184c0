//! Programmes as a school's own system has them.

use super::{Known, Row, RowError, RowFault, There};
use crate::domain::{clock::Timestamp, ids::ProgrammeId, organisation::Programme, school::ProgrammeChange};

/// A programme as the school's system has it.
#[derive(Clone, Debug)]
pub struct ProgrammeRow {
    /// By which it is found.
    pub external_id: String,
    pub code: String,
    pub name: String,
    /// What is said of it beside these; what is left out stays.
    pub described: ProgrammeChange,
}

impl Known for Programme {
    type Id = ProgrammeId;

    fn id(&self) -> ProgrammeId {
        self.id
    }

    fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

impl Row for ProgrammeRow {
    type Of = Programme;
    type Around = ();

    const MANY: &'static str = "programmes";

    fn external_id(&self) -> &str {
        &self.external_id
    }

    fn becomes(
        &self,
        there: There<'_, Programme>,
        (): &Self::Around,
        now: Timestamp,
        next_id: impl FnOnce() -> ProgrammeId,
    ) -> Result<Option<Programme>, Vec<RowError>> {
        let Self { external_id, code, name, described } = self.clone();
        if there.another(|other| other.code == code) {
            return Err(vec![RowError::at("code", RowFault::Taken)]);
        }
        let described = ProgrammeChange { external_id: Some(Some(external_id)), ..described };
        Ok(match there.found {
            Some(before) => before.change(ProgrammeChange { code: Some(code), name: Some(name), ..described }, now),
            None => Some(Programme::described(next_id(), code, name, described, now)),
        })
    }
}
