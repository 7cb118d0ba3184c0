//! The rows reports are made of, and the released reports themselves.

mod panel;
mod series;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        assessment::RaterKind,
        clock::Timestamp,
        ids::{GroupId, Id, InstrumentId, OrganisationId, ProgrammeId, RoundId},
        organisation::Cohort,
        report::{Named, OTHER_RATERS, Participation, SliceOf},
    },
};

use crate::resources::groups::repo::cohort;
pub use kept::{Document, released, unreleased};
pub use panel::{Earlier, Report, Submitted, Told, earlier, keep, participants, submitted, told};
pub use series::{KeptRound, KnownSlice, series, slice};

/// Which slice, as it stands in a row: what, of which id, and the year of a cohort.
fn columns_of(slice: SliceOf) -> (&'static str, uuid::Uuid, i32) {
    match slice {
        SliceOf::Group(id) => ("group", id.raw(), 0),
        SliceOf::Cohort { programme, year } => ("cohort", programme.raw(), i32::from(year.year())),
        SliceOf::Programme(id) => ("programme", id.raw(), 0),
        SliceOf::Organisation(id) => ("organisation", id.raw(), 0),
    }
}

/// The slice that stands in a row.
fn slice_in(row: &QueryResult) -> Result<SliceOf, DbErr> {
    let id: uuid::Uuid = row.try_get("", "slice_id")?;
    Ok(match row.try_get::<String>("", "slice")?.as_str() {
        "group" => SliceOf::Group(GroupId::new(id)),
        "cohort" => {
            let year = cohort(row.try_get("", "cohort")?)?;
            SliceOf::Cohort { programme: ProgrammeId::new(id), year }
        }
        "programme" => SliceOf::Programme(ProgrammeId::new(id)),
        _ => SliceOf::Organisation(OrganisationId::new(id)),
    })
}

/// What is told of a slice of a round, found in one statement with what decides who may read it.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// Programme of the group, where the slice is a group.
    pub programme: Option<ProgrammeId>,
    /// Its cohort in the round, likewise.
    pub cohort: Option<Cohort>,
    pub named: Named,
    pub told: T,
}

/// The cohort of group `g`, which is `rg` in round `r`: what it was when that opened.
macro_rules! group_cohort {
    () => {
        "CASE WHEN r.frozen_at IS NULL THEN g.cohort ELSE rg.cohort END"
    };
}

/// Of round `r` and organisation `o`: programme and cohort of the group that `$4` is, if it is one, and what round and slice are called.
macro_rules! slice_columns {
    () => {
        concat!(
            "(SELECT g.programme_id FROM learner_group g WHERE g.organisation_id = $1 AND g.id = $4) AS programme_id, (SELECT ",
            group_cohort!(),
            " FROM round_group rg JOIN learner_group g ON g.organisation_id = rg.organisation_id AND g.id = rg.group_id \
               WHERE rg.organisation_id = $1 AND rg.round_id = r.id AND rg.group_id = $4) AS group_cohort, \
             r.label, o.time_zone, COALESCE( \
               (SELECT g.name FROM learner_group g WHERE $3 = 'group' AND g.organisation_id = $1 AND g.id = $4), \
               (SELECT p.name FROM programme p WHERE $3 IN ('programme', 'cohort') AND p.organisation_id = $1 AND p.id = $4), \
               o.name) AS slice_name"
        )
    };
}

/// The round `r`, with its organisation `o`.
macro_rules! round {
    () => {
        " FROM round r JOIN organisation o ON o.id = r.organisation_id"
    };
}

/// The round `$2`, if the slice (`$3`, `$4`, `$5`) is one of its own.
macro_rules! round_has_slice {
    () => {
        concat!(
            "r.organisation_id = $1 AND r.id = $2 AND ($3 = 'organisation' OR EXISTS ( \
               SELECT 1 FROM round_group rg JOIN learner_group g ON g.organisation_id = rg.organisation_id AND g.id = rg.group_id \
               WHERE rg.organisation_id = $1 AND rg.round_id = $2 AND (($3 = 'group' AND g.id = $4) OR \
                 ($3 = 'programme' AND g.programme_id = $4) OR ($3 = 'cohort' AND g.programme_id = $4 AND ",
            group_cohort!(),
            " = $5))))"
        )
    };
}

// Below the macros, which it uses.
mod kept;

const DOMAINS: &str = concat!(
    "SELECT ",
    slice_columns!(),
    ", r.instrument_id, d.slice, d.slice_id, d.cohort, d.document, d.released_at, dg.name AS group_name, \
     COALESCE(dp.name, dc.name) AS programme_name",
    round!(),
    " LEFT JOIN (released_report d LEFT JOIN learner_group dg ON d.slice = 'group' AND dg.organisation_id = d.organisation_id AND dg.id = d.slice_id \
         LEFT JOIN programme dp ON dp.organisation_id = dg.organisation_id AND dp.id = dg.programme_id \
         LEFT JOIN programme dc ON d.slice = 'cohort' AND dc.organisation_id = d.organisation_id AND dc.id = d.slice_id) \
       ON d.organisation_id = r.organisation_id AND d.round_id = r.id AND d.kind = 'distribution' AND d.variant = 'self' \
       AND ((d.slice = $3 AND d.slice_id = $4 AND d.cohort = $5) \
         OR (d.slice = 'cohort' AND ($3 = 'organisation' OR ($3 = 'programme' AND d.slice_id = $4))) OR (d.slice = 'group' AND ($3 = 'organisation' OR (dg.programme_id = $4 \
         AND ($3 = 'programme' OR ($3 = 'cohort' AND EXISTS (SELECT 1 FROM round_group rg WHERE rg.organisation_id = d.organisation_id \
           AND rg.round_id = d.round_id AND rg.group_id = dg.id AND rg.cohort = $5))))))) \
     WHERE ",
    round_has_slice!()
);

/// The distribution of one slice among several.
#[derive(Clone, Debug)]
pub struct KeptSlice {
    pub slice: SliceOf,
    /// Of the group or cohort, where it is one.
    pub programme: Option<String>,
    /// What it is called, where it is a group or a cohort.
    pub name: Option<String>,
    pub document: String,
    pub released_at: Timestamp,
}

/// What there is of the distributions of a slice and of the cohorts and groups in it.
#[derive(Clone, Debug)]
pub struct KeptSlices {
    /// The round's.
    pub instrument: InstrumentId,
    /// None before the release; in no order.
    pub slices: Vec<KeptSlice>,
}

/// The distributions of a slice of a round and of every cohort and group in it; `None` where there is no such round, or the slice is none of it.
pub async fn distributions(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    slice: SliceOf,
) -> Result<Option<Found<KeptSlices>>, DbErr> {
    let rows = sql::all(db, DOMAINS, values(tenant, round, slice)).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let instrument = InstrumentId::new(first.try_get("", "instrument_id")?);
    let slices = rows.iter().map(kept_slice).collect::<Result<Vec<_>, _>>()?;
    found(first, slice, KeptSlices { instrument, slices: slices.into_iter().flatten().collect() }).map(Some)
}

/// `None` where nothing is released.
fn kept_slice(row: &QueryResult) -> Result<Option<KeptSlice>, DbErr> {
    if row.try_get::<Option<String>>("", "slice")?.is_none() {
        return Ok(None);
    }
    let programme: Option<String> = row.try_get("", "programme_name")?;
    let group: Option<String> = row.try_get("", "group_name")?;
    let slice = slice_in(row)?;
    Ok(Some(KeptSlice {
        slice,
        name: group.or_else(|| programme.clone().map(|programme| named(slice, programme))),
        programme,
        document: row.try_get("", "document")?,
        released_at: row.try_get("", "released_at")?,
    }))
}

/// Of a learner's sheets `a`: whether there is one of this kind, that is not a draft.
macro_rules! submitted_as {
    ($kind:literal) => {
        concat!("MAX(CASE WHEN a.rater_kind = '", $kind, "' AND a.state <> 'draft' THEN 1 ELSE 0 END)")
    };
}

/// How many of the expected learners `l` are so.
macro_rules! how_many {
    ($are:literal) => {
        concat!("COUNT(CASE WHEN l.is_expected = 1 AND l.", $are, " = 1 THEN 1 END) AS ", $are)
    };
}

/// Learner by learner first: she counts once, however many sheets there are about her.
const PARTICIPATION: &str = concat!(
    "SELECT ",
    slice_columns!(),
    ", c.*, (r.frozen_at IS NULL AND r.opens_at <= $6) AS is_to_be_frozen",
    round!(),
    " CROSS JOIN (SELECT COUNT(CASE WHEN l.is_expected = 1 THEN 1 END) AS expected, COUNT(CASE WHEN l.is_expected = 0 THEN 1 END) AS exempted, ",
    how_many!("started"),
    ", ",
    how_many!("submitted"),
    ", ",
    how_many!("study_coach"),
    ", ",
    how_many!("practice_supervisor"),
    ", ",
    how_many!("peer"),
    ", ",
    how_many!("guest"),
    " FROM (SELECT MAX(CASE WHEN p.exempted_reason IS NULL THEN 1 ELSE 0 END) AS is_expected, \
         MAX(CASE WHEN a.rater_kind = 'self' THEN 1 ELSE 0 END) AS started, ",
    submitted_as!("self"),
    " AS submitted, ",
    submitted_as!("studyCoach"),
    " AS study_coach, ",
    submitted_as!("practiceSupervisor"),
    " AS practice_supervisor, ",
    submitted_as!("peer"),
    " AS peer, ",
    submitted_as!("guest"),
    " AS guest FROM round_participant p \
       JOIN learner_group pg ON pg.organisation_id = p.organisation_id AND pg.id = p.group_id \
       LEFT JOIN round_group prg ON prg.organisation_id = p.organisation_id AND prg.round_id = p.round_id AND prg.group_id = p.group_id \
       LEFT JOIN assessment a ON a.organisation_id = p.organisation_id AND a.round_id = p.round_id AND a.learner_id = p.learner_id \
       WHERE p.organisation_id = $1 AND p.round_id = $2 AND ($3 = 'organisation' \
         OR ($3 = 'group' AND p.group_id = $4) OR ($3 = 'programme' AND pg.programme_id = $4) \
         OR ($3 = 'cohort' AND pg.programme_id = $4 AND prg.cohort = $5)) GROUP BY p.learner_id) l) c WHERE ",
    round_has_slice!()
);

/// The column that counts a kind of rater.
fn column_of(kind: RaterKind) -> &'static str {
    match kind {
        RaterKind::SelfScore => "submitted",
        RaterKind::StudyCoach => "study_coach",
        RaterKind::PracticeSupervisor => "practice_supervisor",
        RaterKind::Peer => "peer",
        RaterKind::Guest => "guest",
    }
}

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
    if row.try_get("", "is_to_be_frozen")? {
        return found(&row, slice, None).map(Some);
    }
    let count = |column: &str| Ok::<_, DbErr>(u32::try_from(row.try_get::<i64>("", column)?).unwrap_or(u32::MAX));
    let mut by_rater_kind = OTHER_RATERS.map(|kind| (kind, 0));
    for (kind, n) in &mut by_rater_kind {
        *n = count(column_of(*kind))?;
    }
    let told = Participation {
        n_expected: count("expected")?,
        n_exempted: count("exempted")?,
        n_started: count("started")?,
        n_submitted: count("submitted")?,
        by_rater_kind,
    };
    found(&row, slice, Some(told)).map(Some)
}

fn values(tenant: Tenant, round: RoundId, slice: SliceOf) -> Vec<Value> {
    let (kind, id, cohort) = columns_of(slice);
    vec![tenant.raw().into(), round.raw().into(), kind.into(), id.into(), cohort.into()]
}

/// What a slice is called, by what its programme is, or it itself.
fn named(slice: SliceOf, name: String) -> String {
    match slice {
        // The same word in both languages.
        SliceOf::Cohort { year, .. } => format!("{name}, cohort {}", year.year()),
        SliceOf::Group(_) | SliceOf::Programme(_) | SliceOf::Organisation(_) => name,
    }
}

/// What is told, with what stands beside it in a row.
fn found<T>(row: &QueryResult, slice: SliceOf, told: T) -> Result<Found<T>, DbErr> {
    let named = Named {
        round: row.try_get("", "label")?,
        slice: named(slice, row.try_get("", "slice_name")?),
        time_zone: row.try_get("", "time_zone")?,
    };
    let programme = row.try_get::<Option<uuid::Uuid>>("", "programme_id")?.map(ProgrammeId::new);
    let cohort = row.try_get::<Option<i32>>("", "group_cohort")?.map(cohort).transpose()?;
    Ok(Found { programme, cohort, named, told })
}
