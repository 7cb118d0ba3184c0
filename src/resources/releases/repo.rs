//! The rows that tell how far releases are. Nothing is decided on them: whether a round is released stands in its own row.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, RoundId, UserId},
        release::{Attempt, Release},
    },
    resources::rounds::repo::ONLY_HERS,
};

/// The release of a round; with a participant given, only if she takes part.
pub async fn find(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    now: Timestamp,
    id: RoundId,
    participant: Option<UserId>,
) -> Result<Option<Release>, DbErr> {
    let sql = format!(
        "SELECT r.releases_at, r.released_at, a.started_at, a.told_at, a.done, a.total \
         FROM round r LEFT JOIN round_release a ON a.organisation_id = r.organisation_id AND a.round_id = r.id \
         WHERE r.organisation_id = $1 AND r.id = $4 AND {ONLY_HERS}"
    );
    let only = participant.map(Id::raw).into();
    let row = sql::one(db, &sql, vec![tenant.raw().into(), only, now.into(), id.raw().into()]).await?;
    let release = |row: QueryResult| {
        Ok(Release {
            round: id,
            releases_at: row.try_get("", "releases_at")?,
            released_at: row.try_get("", "released_at")?,
            attempt: attempt(&row)?,
        })
    };
    row.map(release).transpose()
}

fn attempt(row: &QueryResult) -> Result<Option<Attempt>, DbErr> {
    let Some(started_at) = row.try_get("", "started_at")? else { return Ok(None) };
    let count = |column: &str| Ok::<_, DbErr>(u32::try_from(row.try_get::<i32>("", column)?).unwrap_or(0));
    let told_at = row.try_get("", "told_at")?;
    Ok(Some(Attempt { started_at, told_at, done: count("done")?, of: count("total")? }))
}

/// Writes down how far somebody is with the release of a round, over what was told before, by her or by another. Of a round that is released
/// nothing is told any more, but for what was told at that very moment.
pub async fn tell(db: &impl ConnectionTrait, tenant: Tenant, round: RoundId, attempt: Attempt) -> Result<(), DbErr> {
    let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    sql::run(
        db,
        "INSERT INTO round_release (organisation_id, round_id, started_at, told_at, done, total) \
         SELECT organisation_id, id, $3, $4, $5, $6 FROM round \
         WHERE organisation_id = $1 AND id = $2 AND (released_at IS NULL OR released_at = $4) \
         ON CONFLICT (organisation_id, round_id) DO UPDATE SET \
           started_at = excluded.started_at, told_at = excluded.told_at, done = excluded.done, total = excluded.total",
        vec![
            tenant.raw().into(),
            round.raw().into(),
            attempt.started_at.into(),
            attempt.told_at.into(),
            count(attempt.done).into(),
            count(attempt.of).into(),
        ],
    )
    .await?;
    Ok(())
}
