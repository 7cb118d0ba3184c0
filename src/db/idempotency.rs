//! Idempotency keys: claimed before the work, answered in the transaction of the work.
//!
//! So after a crash there are two cases and no third: the work and its answer are both there, or neither is, and then the claim
//! lapses after a minute.

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbErr, Value};
use serde::{Deserialize, Serialize};

use super::{Db, locked::Lock, sql};
use crate::{
    auth::principal::Actor,
    domain::{clock::Timestamp, ids::Id},
    failure::Failure,
};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// How long a claim holds while its request is under way; longer than any request may take.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// An answer as it is kept: enough to give it again to the byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    pub status: u16,
    /// Path of the new thing.
    pub location: Option<String>,
    /// Revision for the `ETag`.
    pub revision: Option<i32>,
    pub body: String,
}

#[derive(Serialize, Deserialize)]
struct Headers {
    location: Option<String>,
    revision: Option<i32>,
}

/// A key that is ours for the time being.
#[derive(Clone, Debug)]
pub struct Claim {
    place: [Value; 4],
    claimed_at: Timestamp,
}

/// What became of a request with a key.
pub enum Begun {
    /// It is new: do it.
    Fresh(Claim),
    /// It was done: this was the answer.
    Answered(StoredAnswer),
}

/// Given to a service with its work: seals the answer in the work's own transaction.
pub struct Once<'a, T> {
    claim: Option<Claim>,
    /// For an answer that holds a secret.
    lock: Option<Lock>,
    render: &'a dyn Fn(&T) -> StoredAnswer,
}

impl<'a, T> Once<'a, T> {
    /// For a request without a key.
    pub fn unkeyed(render: &'a dyn Fn(&T) -> StoredAnswer) -> Self {
        Self { claim: None, lock: None, render }
    }

    /// For a request with this claim.
    pub fn keyed(claim: Claim, render: &'a dyn Fn(&T) -> StoredAnswer) -> Self {
        Self { claim: Some(claim), lock: None, render }
    }

    /// The same for an answer that is stored under this lock.
    #[must_use]
    pub fn locked(self, lock: Option<Lock>) -> Self {
        Self { lock, ..self }
    }

    /// Stores the answer, if there is a key, just before the commit.
    ///
    /// # Errors
    /// [`Failure::InFlight`] where the claim has lapsed and somebody else took it: then nothing may be committed.
    pub async fn seal(&self, db: &impl ConnectionTrait, done: &T) -> Result<(), Failure> {
        let Some(claim) = &self.claim else { return Ok(()) };
        let answer = (self.render)(done);
        let headers = Headers { location: answer.location, revision: answer.revision };
        let headers = serde_json::to_string(&headers).map_err(|e| Failure::Bug(e.to_string()))?;
        let body = match &self.lock {
            Some(lock) => lock.close(&answer.body).ok_or_else(|| Failure::Bug("a lock did not close".to_owned()))?,
            None => answer.body,
        };
        let mut values = claim.place.to_vec();
        values.extend([claim.claimed_at.into(), i32::from(answer.status).into(), headers.into(), body.into()]);
        let changed = sql::run(
            db,
            "UPDATE idempotency_key SET status = $6, headers = $7, body = $8 \
             WHERE organisation_id = $1 AND principal_id = $2 AND route = $3 AND key = $4 AND claimed_at = $5",
            values,
        )
        .await?;
        if changed == 1 { Ok(()) } else { Err(Failure::InFlight) }
    }
}

/// Claims the key, or finds what was answered to it.
///
/// # Errors
/// [`Failure::InFlight`], [`Failure::KeyReused`], or what the database says.
pub async fn begin(
    db: &Db,
    actor: &Actor,
    route: &str,
    key: &str,
    digest: &str,
    now: Timestamp,
) -> Result<Begun, Failure> {
    let place: [Value; 4] = [actor.tenant.raw().into(), actor.user.raw().into(), route.into(), key.into()];
    let mut values = place.to_vec();
    values.extend([digest.into(), now.into(), (now + KEPT).into(), (now - LEASE).into()]);
    // One statement takes a key that is new, has expired, or whose claim has lapsed.
    let claimed = sql::run(
        db.writer(),
        "INSERT INTO idempotency_key (organisation_id, principal_id, route, key, body_digest, claimed_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (organisation_id, principal_id, route, key) DO UPDATE \
         SET body_digest = $5, claimed_at = $6, expires_at = $7, status = NULL, headers = NULL, body = NULL \
         WHERE idempotency_key.expires_at <= $6 \
            OR (idempotency_key.status IS NULL AND idempotency_key.claimed_at < $8 AND idempotency_key.body_digest = $5)",
        values,
    )
    .await?;
    if claimed == 1 {
        return Ok(Begun::Fresh(Claim { place, claimed_at: now }));
    }
    let found = sql::one(
        db.writer(),
        "SELECT body_digest, status, headers, body FROM idempotency_key \
         WHERE organisation_id = $1 AND principal_id = $2 AND route = $3 AND key = $4",
        place.to_vec(),
    )
    .await?;
    let Some(row) = found else { return Err(Failure::InFlight) };
    if row.try_get::<String>("", "body_digest")? != digest {
        return Err(Failure::KeyReused);
    }
    let (Some(status), Some(headers), Some(body)) = (
        row.try_get::<Option<i32>>("", "status")?,
        row.try_get::<Option<String>>("", "headers")?,
        row.try_get::<Option<String>>("", "body")?,
    ) else {
        return Err(Failure::InFlight);
    };
    let headers: Headers = serde_json::from_str(&headers).map_err(|e| DbErr::Json(e.to_string()))?;
    let status = u16::try_from(status).map_err(|_| DbErr::Type("status".to_owned()))?;
    Ok(Begun::Answered(StoredAnswer { status, location: headers.location, revision: headers.revision, body }))
}

/// Gives a claim back after a failure; an answer that was committed after all stays.
///
/// # Errors
/// What the database says.
pub async fn release(db: &Db, claim: &Claim) -> Result<(), Failure> {
    let mut values = claim.place.to_vec();
    values.push(claim.claimed_at.into());
    sql::run(
        db.writer(),
        "DELETE FROM idempotency_key WHERE organisation_id = $1 AND principal_id = $2 AND route = $3 AND key = $4 \
         AND claimed_at = $5 AND status IS NULL",
        values,
    )
    .await?;
    Ok(())
}

/// Forgets the keys whose time is over.
///
/// # Errors
/// What the database says.
pub async fn forget_expired(db: &Db, now: Timestamp) -> Result<u64, Failure> {
    Ok(sql::run(db.writer(), "DELETE FROM idempotency_key WHERE expires_at <= $1", vec![now.into()]).await?)
}
