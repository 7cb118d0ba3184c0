//! The rounds that wait for something, and the marks that it was done: for the jobs.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, OrganisationId, RoundId},
    },
};

/// What a round can be waiting for.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    /// It has opened, and nobody wrote down who takes part.
    Freezing,
    /// The time of its reminder has come.
    Reminding,
    /// Its release time has come, and its reports are not out.
    Releasing,
    /// It has sheets from before there was a tally.
    Tallying,
}

/// The rounds that wait for this, of any organisation: for the jobs.
pub async fn due(db: &impl ConnectionTrait, work: Work, now: Timestamp) -> Result<Vec<(Tenant, RoundId)>, DbErr> {
    let sql = match work {
        Work::Freezing => {
            "SELECT organisation_id, id FROM round WHERE frozen_at IS NULL AND opens_at <= $1 ORDER BY opens_at, id"
        }
        Work::Reminding => {
            "SELECT organisation_id, id FROM round WHERE reminded_at IS NULL AND reminds_at <= $1 AND closes_at > $1 \
             ORDER BY reminds_at, id"
        }
        Work::Releasing => {
            "SELECT organisation_id, id FROM round WHERE released_at IS NULL AND releases_at <= $1 ORDER BY releases_at, id"
        }
        Work::Tallying => {
            "SELECT organisation_id, id FROM round WHERE tally_is_due AND opens_at <= $1 ORDER BY opens_at, id"
        }
    };
    let rows = sql::all(db, sql, vec![now.into()]).await?;
    let pair = |row: &QueryResult| {
        let organisation = OrganisationId::new(row.try_get("", "organisation_id")?);
        Ok((Tenant::of(organisation), RoundId::new(row.try_get("", "id")?)))
    };
    rows.iter().map(pair).collect()
}

/// Marks a round as reminded of; `false` where it already was, or it is not the time.
pub async fn mark_reminded(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let changed = sql::run(
        db,
        "UPDATE round SET reminded_at = $3, revision = revision + 1, updated_at = $3 \
         WHERE organisation_id = $1 AND id = $2 AND reminded_at IS NULL AND reminds_at <= $3 AND closes_at > $3",
        vec![tenant.raw().into(), round.raw().into(), now.into()],
    )
    .await?;
    Ok(changed == 1)
}

/// Marks a round as released; `false` where it already was, or its release was put off meanwhile.
pub async fn mark_released(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    at: Timestamp,
) -> Result<bool, DbErr> {
    let changed = sql::run(
        db,
        "UPDATE round SET released_at = $3, revision = revision + 1, updated_at = $3 \
         WHERE organisation_id = $1 AND id = $2 AND released_at IS NULL AND releases_at <= $3",
        vec![tenant.raw().into(), round.raw().into(), at.into()],
    )
    .await?;
    Ok(changed == 1)
}
