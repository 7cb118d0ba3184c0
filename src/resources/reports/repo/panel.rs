//! The rows that reports are made of, when a round is released.

use entity::released_report;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryResult};

use super::{columns_of, slice_in};
use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        assessment::RaterKind,
        clock::Timestamp,
        ids::{GroupId, Id, InstrumentId, PlacementId, ProgrammeId, RoundId, UserId},
        organisation::Cohort,
        report::{Kept, Since, SliceOf},
        round::RoundKind,
    },
    resources::groups::repo::cohort,
};

/// An earlier round that is released, in which learners of another took part too.
#[derive(Clone, Copy, Debug)]
pub struct Earlier {
    pub round: RoundId,
    pub kind: RoundKind,
    pub instrument: InstrumentId,
}

/// Released rounds before this one in which any of its learners submitted, the latest first.
pub async fn earlier(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId) -> Result<Vec<Earlier>, DbErr> {
    let rows = sql::all(
        db,
        // From the learners to their rounds: a look at each round of the school would read all of its sheets.
        "SELECT e.id, e.kind, e.instrument_id FROM round e JOIN ( \
           SELECT DISTINCT a.round_id FROM round_participant p JOIN assessment a ON a.organisation_id = p.organisation_id \
             AND a.learner_id = p.learner_id AND a.rater_kind = 'self' AND a.state <> 'draft' \
           WHERE p.organisation_id = $1 AND p.round_id = $2 AND p.exempted_reason IS NULL) theirs ON theirs.round_id = e.id \
         WHERE e.organisation_id = $1 AND e.released_at IS NOT NULL \
           AND e.opens_at < (SELECT r.opens_at FROM round r WHERE r.organisation_id = $1 AND r.id = $2) \
         ORDER BY e.opens_at DESC, e.id DESC",
        vec![tenant.raw().into(), round.raw().into()],
    )
    .await?;
    let read = |row: &QueryResult| {
        Ok(Earlier {
            round: RoundId::new(row.try_get("", "id")?),
            kind: sql::known("kind", &row.try_get::<String>("", "kind")?, RoundKind::parse)?,
            instrument: InstrumentId::new(row.try_get("", "instrument_id")?),
        })
    };
    rows.iter().map(read).collect()
}

/// Who takes part in `$3` and is not exempted, of the groups in which there is anybody who takes part in `$2`.
macro_rules! taking_part {
    () => {
        "p.organisation_id = $1 AND p.round_id = $3 AND p.exempted_reason IS NULL AND ($2 = $3 OR p.group_id IN ( \
           SELECT q.group_id FROM round_participant q JOIN round_participant n ON n.organisation_id = q.organisation_id \
             AND n.learner_id = q.learner_id AND n.round_id = $2 \
           WHERE q.organisation_id = $1 AND q.round_id = $3))"
    };
}

/// The group that a learner counts for in a round, with its programme and what its cohort was when the round opened.
pub type Counted = (UserId, GroupId, ProgrammeId, Option<Cohort>);

/// Who took part in an earlier round, or this one, and the group that she counts for: of the groups that learners of `round` were in.
pub async fn participants(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    of: RoundId,
) -> Result<Vec<Counted>, DbErr> {
    let rows = sql::all(
        db,
        concat!(
            "SELECT p.learner_id, p.group_id, g.programme_id, rg.cohort FROM round_participant p \
             JOIN learner_group g ON g.organisation_id = p.organisation_id AND g.id = p.group_id \
             LEFT JOIN round_group rg ON rg.organisation_id = p.organisation_id AND rg.round_id = p.round_id AND rg.group_id = p.group_id WHERE ",
            taking_part!(),
            " ORDER BY p.learner_id"
        ),
        vec![tenant.raw().into(), round.raw().into(), of.raw().into()],
    )
    .await?;
    let read = |row: &QueryResult| {
        Ok((
            UserId::new(row.try_get("", "learner_id")?),
            GroupId::new(row.try_get("", "group_id")?),
            ProgrammeId::new(row.try_get("", "programme_id")?),
            row.try_get::<Option<i32>>("", "cohort")?.map(cohort).transpose()?,
        ))
    };
    rows.iter().map(read).collect()
}

/// A submitted sheet about one of them.
#[derive(Clone, Debug)]
pub struct Submitted {
    pub learner: UserId,
    pub rater_kind: RaterKind,
    pub placement: Option<PlacementId>,
    /// The type of workplace that this is of.
    pub workplace_type: Option<String>,
    pub levels: Vec<u8>,
    /// Of a self-score: notes and reasons as they are stored.
    pub remarks: Option<String>,
}

/// What was submitted about them, in the order in which it was submitted.
pub async fn submitted(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    of: RoundId,
) -> Result<Vec<Submitted>, DbErr> {
    let rows = sql::all(
        db,
        concat!(
            "SELECT a.learner_id, a.rater_kind, a.placement_id, a.levels, pl.workplace_type, \
                CASE WHEN a.rater_kind = 'self' THEN a.remarks END AS remarks FROM round_participant p \
             JOIN assessment a ON a.organisation_id = p.organisation_id AND a.round_id = p.round_id \
               AND a.learner_id = p.learner_id AND a.state <> 'draft' \
             LEFT JOIN placement pl ON pl.organisation_id = a.organisation_id AND pl.id = a.placement_id WHERE ",
            taking_part!(),
            " ORDER BY a.submitted_at, a.id"
        ),
        vec![tenant.raw().into(), round.raw().into(), of.raw().into()],
    )
    .await?;
    let read = |row: &QueryResult| {
        Ok(Submitted {
            learner: UserId::new(row.try_get("", "learner_id")?),
            rater_kind: sql::known("rater_kind", &row.try_get::<String>("", "rater_kind")?, RaterKind::parse)?,
            placement: row.try_get::<Option<uuid::Uuid>>("", "placement_id")?.map(PlacementId::new),
            workplace_type: row.try_get("", "workplace_type")?,
            levels: row.try_get("", "levels")?,
            remarks: row.try_get("", "remarks")?,
        })
    };
    rows.iter().map(read).collect()
}

/// What a released report told.
#[derive(Clone, Debug)]
pub struct Told {
    pub kept: Kept,
    pub slice: SliceOf,
    /// The round that growth was measured from.
    pub since: Option<RoundId>,
    /// A byte per competency, where that was written down.
    pub told: Option<Vec<u8>>,
    /// The report itself, where it was not.
    pub document: Option<String>,
}

/// What a round told of sheets when it was released, and what of that stands beside what others tell. Goals are no part of it, nor are counts with chance in them.
pub async fn told(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId) -> Result<Vec<Told>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT kind, variant, slice, slice_id, cohort, since_round_id, told, CASE WHEN told IS NULL THEN document END AS document \
         FROM released_report WHERE organisation_id = $1 AND round_id = $2 AND kind NOT IN ('goals', 'reasons', 'workplaces')",
        vec![tenant.raw().into(), round.raw().into()],
    )
    .await?;
    rows.iter().map(read_told).collect()
}

fn read_told(row: &QueryResult) -> Result<Told, DbErr> {
    let (kind, variant): (String, String) = (row.try_get("", "kind")?, row.try_get("", "variant")?);
    let kept = match kind.as_str() {
        "growth" => Kept::Growth(sql::known("variant", &variant, Since::parse)?),
        "goals" => Kept::Goals,
        "reasons" => Kept::Reasons,
        "workplaces" => Kept::Workplaces,
        "gaps" => Kept::Gaps(sql::known("variant", &variant, RaterKind::parse)?),
        _ => Kept::Distribution(sql::known("variant", &variant, RaterKind::parse)?),
    };
    let slice = slice_in(row)?;
    let since = row.try_get::<Option<uuid::Uuid>>("", "since_round_id")?.map(RoundId::new);
    Ok(Told { kept, slice, since, told: row.try_get("", "told")?, document: row.try_get("", "document")? })
}

/// A report as it is kept.
#[derive(Clone, Debug)]
pub struct Report {
    pub kept: Kept,
    pub slice: SliceOf,
    pub since: Option<RoundId>,
    pub told: Vec<u8>,
    pub document: String,
}

/// Keeps reports as they are released, all in one statement: some hundreds at most.
pub async fn keep(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    reports: Vec<Report>,
    released_at: Timestamp,
) -> Result<(), DbErr> {
    let row = |report: Report| {
        let (slice, id, cohort) = columns_of(report.slice);
        let (kind, variant) = kept_columns(report.kept);
        released_report::ActiveModel {
            organisation_id: Set(tenant.raw()),
            round_id: Set(round.raw()),
            kind: Set(kind.to_owned()),
            variant: Set(variant.to_owned()),
            slice: Set(slice.to_owned()),
            slice_id: Set(id),
            cohort: Set(cohort),
            since_round_id: Set(report.since.map(Id::raw)),
            document: Set(report.document),
            told: Set(Some(report.told)),
            released_at: Set(released_at),
        }
    };
    released_report::Entity::insert_many(reports.into_iter().map(row)).exec_without_returning(db).await?;
    Ok(())
}

/// Which report, as it stands in a row.
pub(super) fn kept_columns(kept: Kept) -> (&'static str, &'static str) {
    match kept {
        Kept::Distribution(rater_kind) => ("distribution", rater_kind.code()),
        Kept::Growth(since) => ("growth", since.code()),
        Kept::Gaps(rater_kind) => ("gaps", rater_kind.code()),
        Kept::Goals => ("goals", RaterKind::SelfScore.code()),
        Kept::Reasons => ("reasons", RaterKind::SelfScore.code()),
        Kept::Workplaces => ("workplaces", RaterKind::SelfScore.code()),
    }
}
