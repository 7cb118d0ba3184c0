//! The rows reports are made of, and the released reports themselves.

mod panel;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, InstrumentId, ProgrammeId, RoundId},
        report::{Kept, Participation, SliceOf},
    },
};

pub use panel::{Earlier, Report, Submitted, Told, earlier, keep, participants, submitted, told};

/// Which slice, as it stands in a row.
fn slice_columns(slice: SliceOf) -> (&'static str, uuid::Uuid) {
    match slice {
        SliceOf::Group(id) => ("group", id.raw()),
        SliceOf::Programme(id) => ("programme", id.raw()),
        SliceOf::Organisation(id) => ("organisation", id.raw()),
    }
}

/// What is told of a slice of a round, found in one statement with what decides who may read it.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// Programme of the group, where the slice is a group.
    pub programme: Option<ProgrammeId>,
    pub told: T,
}

/// The programme of the group that `$4` is, if it is one.
macro_rules! programme_of_slice {
    () => {
        "(SELECT g.programme_id FROM learner_group g WHERE g.organisation_id = $1 AND g.id = $4) AS programme_id"
    };
}

/// The round `$2`, if the slice (`$3`, `$4`) is one of its own.
macro_rules! round_has_slice {
    () => {
        "r.organisation_id = $1 AND r.id = $2 AND ($3 = 'organisation' OR EXISTS ( \
           SELECT 1 FROM round_group rg JOIN learner_group g ON g.organisation_id = rg.organisation_id AND g.id = rg.group_id \
           WHERE rg.organisation_id = $1 AND rg.round_id = $2 \
             AND (($3 = 'group' AND g.id = $4) OR ($3 = 'programme' AND g.programme_id = $4))))"
    };
}

/// A report that is out. Looked up by its key alone, so that what it costs does not grow with the school: PostgreSQL plans this once, and would plan [`KEPT`]
/// anew each time where there are many groups.
const RELEASED: &str = concat!(
    "SELECT ",
    programme_of_slice!(),
    ", r.instrument_id, TRUE AS is_released, d.document, d.released_at FROM released_report d \
     JOIN round r ON r.organisation_id = d.organisation_id AND r.id = d.round_id WHERE d.organisation_id = $1 AND d.round_id = $2 \
       AND d.kind = $5 AND d.variant = $6 AND d.slice = $3 AND d.slice_id = $4"
);

/// Whether there could be one, where there is none.
const KEPT: &str = concat!(
    "SELECT ",
    programme_of_slice!(),
    ", r.instrument_id, r.released_at IS NOT NULL AS is_released, d.document, d.released_at FROM round r \
     LEFT JOIN released_report d ON d.organisation_id = r.organisation_id AND d.round_id = r.id \
       AND d.kind = $5 AND d.variant = $6 AND d.slice = $3 AND d.slice_id = $4 WHERE ",
    round_has_slice!()
);

/// What there is of a report about a slice.
#[derive(Clone, Debug)]
pub struct Document {
    /// The round's.
    pub instrument: InstrumentId,
    /// Whether the round is.
    pub is_released: bool,
    /// The document as it was kept and when it came out, if it did.
    pub kept: Option<(String, Timestamp)>,
}

/// What is kept of this report about a slice of a round; `None` where there is no such round, or the slice is none of it.
pub async fn kept(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    slice: SliceOf,
    kept: Kept,
) -> Result<Option<Found<Document>>, DbErr> {
    let (kind, variant) = panel::kept_columns(kept);
    let mut values = values(tenant, round, slice);
    values.extend([kind.into(), variant.into()]);
    let released = sql::one(db, RELEASED, values.clone()).await?;
    let row = if released.is_some() { released } else { sql::one(db, KEPT, values).await? };
    let Some(row) = row else { return Ok(None) };
    let document: Option<String> = row.try_get("", "document")?;
    let released_at: Option<Timestamp> = row.try_get("", "released_at")?;
    let told = Document {
        instrument: InstrumentId::new(row.try_get("", "instrument_id")?),
        is_released: row.try_get("", "is_released")?,
        kept: document.zip(released_at),
    };
    Ok(Some(Found { programme: programme_in(&row)?, told }))
}

const PARTICIPATION: &str = concat!(
    "SELECT ",
    programme_of_slice!(),
    ", c.expected, c.exempted, c.started, c.submitted, (r.frozen_at IS NULL AND r.opens_at <= $5) AS is_to_be_frozen FROM round r CROSS JOIN ( \
       SELECT COUNT(CASE WHEN p.exempted_reason IS NULL THEN 1 END) AS expected, \
              COUNT(CASE WHEN p.exempted_reason IS NOT NULL THEN 1 END) AS exempted, \
              COUNT(CASE WHEN p.exempted_reason IS NULL AND a.id IS NOT NULL THEN 1 END) AS started, \
              COUNT(CASE WHEN p.exempted_reason IS NULL AND a.state <> 'draft' THEN 1 END) AS submitted \
       FROM round_participant p \
       JOIN learner_group pg ON pg.organisation_id = p.organisation_id AND pg.id = p.group_id \
       LEFT JOIN assessment a ON a.organisation_id = p.organisation_id AND a.round_id = p.round_id \
         AND a.learner_id = p.learner_id AND a.rater_id = p.learner_id AND a.rater_kind = 'self' \
       WHERE p.organisation_id = $1 AND p.round_id = $2 AND ($3 = 'organisation' \
         OR ($3 = 'group' AND p.group_id = $4) OR ($3 = 'programme' AND pg.programme_id = $4))) c WHERE ",
    round_has_slice!()
);

/// How many take part in a slice of a round, and how far they are; `None` inside where the round has opened and nobody wrote down yet
/// who takes part, `None` where there is no such round, or the slice is none of it.
pub async fn participation(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    now: Timestamp,
    round: RoundId,
    slice: SliceOf,
) -> Result<Option<Found<Option<Participation>>>, DbErr> {
    let mut values = values(tenant, round, slice);
    values.push(now.into());
    let Some(row) = sql::one(db, PARTICIPATION, values).await? else { return Ok(None) };
    let programme = programme_in(&row)?;
    if row.try_get("", "is_to_be_frozen")? {
        return Ok(Some(Found { programme, told: None }));
    }
    let count = |column: &str| Ok::<_, DbErr>(u32::try_from(row.try_get::<i64>("", column)?).unwrap_or(u32::MAX));
    let told = Participation {
        n_expected: count("expected")?,
        n_exempted: count("exempted")?,
        n_started: count("started")?,
        n_submitted: count("submitted")?,
    };
    Ok(Some(Found { programme, told: Some(told) }))
}

fn values(tenant: Tenant, round: RoundId, slice: SliceOf) -> Vec<Value> {
    let (kind, id) = slice_columns(slice);
    vec![tenant.raw().into(), round.raw().into(), kind.into(), id.into()]
}

fn programme_in(row: &QueryResult) -> Result<Option<ProgrammeId>, DbErr> {
    Ok(row.try_get::<Option<uuid::Uuid>>("", "programme_id")?.map(ProgrammeId::new))
}
