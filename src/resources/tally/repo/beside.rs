//! The row of the tally that is read along with an assessment, and written over if it is still the same: without a lock, and without a
//! statement of its own.

use sea_orm::{DbBackend, DbErr, QueryResult};
use uuid::Uuid;

use super::{stored, tally};
use crate::{
    db::{
        batch::{Naught, Write},
        tenant::Tenant,
        work::Writer,
    },
    domain::{
        assessment::Assessment,
        ids::{GroupId, Id, RoundId},
        instrument::Instrument,
        tally::Tally,
    },
};

/// Columns and joins by which a statement about an assessment `f` also reads the row of the tally that its sheet would be counted in, for
/// [`Beside::read`].
macro_rules! beside {
    (columns) => {
        "t.group_id AS tally_group_id, t.profession AS tally_profession, t.sheets AS tally_sheets, t.counts AS tally_counts"
    };
    (joins) => {
        " LEFT JOIN round_participant p ON p.organisation_id = $1 AND p.round_id = f.round_id AND p.learner_id = f.learner_id \
              AND p.exempted_reason IS NULL \
          LEFT JOIN tally t ON t.organisation_id = $1 AND t.round_id = f.round_id AND t.group_id = p.group_id \
              AND t.profession = COALESCE(p.profession, '') AND t.instrument_id = f.instrument_id AND t.rater_kind = f.rater_kind"
    };
}
pub(crate) use beside;

/// A row of the tally that was read beside an assessment, and is not locked.
#[derive(Clone, Debug)]
pub struct Beside {
    group: GroupId,
    profession: String,
    sheets: i32,
    counts: Vec<u8>,
}

impl Beside {
    /// What a statement with `beside!` in it says; `None` where there is no such row, or the assessment would not be counted.
    pub fn read(row: &QueryResult) -> Result<Option<Self>, DbErr> {
        let Some(group) = row.try_get::<Option<Uuid>>("", "tally_group_id")? else { return Ok(None) };
        Ok(Some(Self {
            group: GroupId::new(group),
            profession: row.try_get("", "tally_profession")?,
            sheets: row.try_get("", "tally_sheets")?,
            counts: row.try_get("", "tally_counts")?,
        }))
    }

    /// What is counted in it.
    pub fn tally(&self, instrument: &Instrument) -> Result<Tally, DbErr> {
        tally(self.sheets, &self.counts, instrument)
    }
}

/// To write over a row as it was read, of a learner who is counted there still: an `UPDATE` that ends in its `WHERE`.
macro_rules! over_what_was_read {
    ($lock:literal) => {
        concat!(
            "WITH her_row AS MATERIALIZED (SELECT 1 FROM round_participant p WHERE p.organisation_id = $1 AND p.round_id = $2 \
               AND p.learner_id = $3 AND p.group_id = $4 AND COALESCE(p.profession, '') = $5 AND p.exempted_reason IS NULL",
            $lock,
            ") UPDATE tally SET sheets = $8, counts = $9 WHERE organisation_id = $1 AND round_id = $2 AND group_id = $4 \
                 AND profession = $5 AND instrument_id = $6 AND rater_kind = $7 AND sheets = $10 AND counts = $11 \
                 AND EXISTS (SELECT 1 FROM her_row)"
        )
    };
}

/// Writes over a row as it was read; [`Naught::Overtaken`], here or from what comes after, where it is another by now, or sheets about this learner are not
/// counted in it any more.
pub async fn write_over(
    tx: &impl Writer,
    tenant: Tenant,
    round: RoundId,
    one: &Assessment,
    read: Beside,
    now: &Tally,
) -> Result<(), DbErr> {
    // SQLite has one writer, and needs no lock.
    let is_postgres = tx.get_database_backend() == DbBackend::Postgres;
    let text = if is_postgres { over_what_was_read!(" FOR SHARE") } else { over_what_was_read!("") };
    let values = vec![
        tenant.raw().into(),
        round.raw().into(),
        one.learner.raw().into(),
        read.group.raw().into(),
        read.profession.into(),
        one.instrument.raw().into(),
        one.rater_kind.code().into(),
        stored(now.sheets())?.into(),
        now.to_bytes().into(),
        read.sheets.into(),
        read.counts.into(),
    ];
    tx.write(Write::change_or(text, values, Naught::Overtaken)).await
}
