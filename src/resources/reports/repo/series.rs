//! What was released of one slice, round by round.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{columns_of, named};
use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        assessment::RaterKind,
        clock::Timestamp,
        ids::{Id, InstrumentId, ProgrammeId, RoundId},
        organisation::Cohort,
        report::SliceOf,
        round::RoundKind,
    },
    resources::groups::repo::cohort,
};

/// A slice by itself, of no round.
#[derive(Clone, Debug)]
pub struct KnownSlice {
    /// Programme of the group, where the slice is a group.
    pub programme: Option<ProgrammeId>,
    /// Its cohort, likewise.
    pub cohort: Option<Cohort>,
    pub name: String,
    /// Where the school is.
    pub time_zone: String,
}

/// A slice of the organisation; `None` where there is none such.
pub async fn slice(db: &impl ConnectionTrait, tenant: Tenant, slice: SliceOf) -> Result<Option<KnownSlice>, DbErr> {
    let (kind, id, year) = columns_of(slice);
    let row = sql::one(
        db,
        // A cohort is one that a group is of, or was when a round was released.
        "SELECT g.programme_id, g.cohort AS group_cohort, COALESCE(g.name, p.name, o.name) AS name, o.time_zone FROM organisation o \
         LEFT JOIN learner_group g ON $2 = 'group' AND g.organisation_id = o.id AND g.id = $3 \
         LEFT JOIN programme p ON p.organisation_id = o.id AND p.id = $3 AND ($2 = 'programme' OR ($2 = 'cohort' AND (EXISTS ( \
             SELECT 1 FROM learner_group c WHERE c.organisation_id = $1 AND c.programme_id = $3 AND c.cohort = $4) OR EXISTS ( \
             SELECT 1 FROM released_report d WHERE d.organisation_id = $1 AND d.slice = 'cohort' AND d.slice_id = $3 AND d.cohort = $4)))) \
         WHERE o.id = $1 AND ($2 = 'organisation' OR g.id IS NOT NULL OR p.id IS NOT NULL)",
        vec![tenant.raw().into(), kind.into(), id.into(), year.into()],
    )
    .await?;
    let read = |row: QueryResult| {
        Ok(KnownSlice {
            programme: row.try_get::<Option<uuid::Uuid>>("", "programme_id")?.map(ProgrammeId::new),
            cohort: row.try_get::<Option<i32>>("", "group_cohort")?.map(cohort).transpose()?,
            name: named(slice, row.try_get("", "name")?),
            time_zone: row.try_get("", "time_zone")?,
        })
    };
    row.map(read).transpose()
}

/// A round, and the distribution that was released of a slice of it.
#[derive(Clone, Debug)]
pub struct KeptRound {
    pub round: RoundId,
    pub label: String,
    pub kind: RoundKind,
    pub opens_at: Timestamp,
    pub instrument: InstrumentId,
    /// As it was kept.
    pub document: String,
    pub released_at: Timestamp,
}

/// The released distributions of a slice, of this kind of rater, in rounds that opened from one moment until before another: the latest so many, the
/// latest first.
pub async fn series(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    slice: SliceOf,
    rater_kind: RaterKind,
    (from, until): (Option<Timestamp>, Option<Timestamp>),
    most: u64,
) -> Result<Vec<KeptRound>, DbErr> {
    let (kind, id, year) = columns_of(slice);
    let rows = sql::all(
        db,
        "SELECT r.id, r.label, r.kind, r.opens_at, r.instrument_id, d.document, d.released_at FROM round r \
         JOIN released_report d ON d.organisation_id = r.organisation_id AND d.round_id = r.id \
           AND d.kind = 'distribution' AND d.variant = $2 AND d.slice = $3 AND d.slice_id = $4 AND d.cohort = $8 \
         WHERE r.organisation_id = $1 AND ($5 IS NULL OR r.opens_at >= $5) AND ($6 IS NULL OR r.opens_at < $6) \
         ORDER BY r.opens_at DESC, r.id DESC LIMIT $7",
        vec![
            tenant.raw().into(),
            rater_kind.code().into(),
            kind.into(),
            id.into(),
            from.into(),
            until.into(),
            most.into(),
            year.into(),
        ],
    )
    .await?;
    let read = |row: &QueryResult| {
        Ok(KeptRound {
            round: RoundId::new(row.try_get("", "id")?),
            label: row.try_get("", "label")?,
            kind: sql::known("kind", &row.try_get::<String>("", "kind")?, RoundKind::parse)?,
            opens_at: row.try_get("", "opens_at")?,
            instrument: InstrumentId::new(row.try_get("", "instrument_id")?),
            document: row.try_get("", "document")?,
            released_at: row.try_get("", "released_at")?,
        })
    };
    rows.iter().map(read).collect()
}
