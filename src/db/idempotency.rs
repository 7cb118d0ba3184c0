//! Idempotency keys: a request sent twice is done once.
//!
//! The answer is stored in the transaction of the work, under the key. So after a crash there are two cases and no third: the work and its answer
//! are both there, or neither is. Of two servers that do the same at once the one that comes second can store nothing, and undoes its work. Within
//! one server the second is told so before it begins.

use std::{
    collections::{HashMap, hash_map},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::TimeDelta;
use sea_orm::{DbErr, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Db,
    batch::{Naught, Write},
    locked::Lock,
    sql,
    work::Writer,
};
use crate::{
    auth::principal::Actor,
    domain::{clock::Timestamp, ids::Id},
    failure::Failure,
};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

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

/// A request with a key.
#[derive(Clone, Debug)]
pub struct Keyed {
    place: Place,
    /// Of route and body.
    digest: String,
    /// When it came.
    at: Timestamp,
}

/// A key belongs to who sent it, and to a route.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    organisation: Uuid,
    principal: Uuid,
    route: String,
    key: String,
}

impl Keyed {
    /// A request of this user, on this route, with this key; `digest` tells it from another request with the same key.
    pub fn new(actor: &Actor, route: &str, key: String, digest: String, at: Timestamp) -> Self {
        let (organisation, principal) = (actor.tenant.raw(), actor.user.raw());
        Self { place: Place { organisation, principal, route: route.to_owned(), key }, digest, at }
    }

    /// What its row is found by.
    fn values(&self) -> Vec<Value> {
        let Place { organisation, principal, route, key } = &self.place;
        vec![(*organisation).into(), (*principal).into(), route.as_str().into(), key.as_str().into()]
    }
}

/// The requests with a key that this server is doing, each with its digest.
#[derive(Debug, Default)]
pub struct UnderWay(Mutex<HashMap<Place, String>>);

impl UnderWay {
    /// Enters a request; it is under way until what is returned is dropped.
    ///
    /// # Errors
    /// [`Failure::InFlight`] where it is under way already, [`Failure::KeyReused`] where another request with its key is.
    pub fn enter(self: &Arc<Self>, keyed: &Keyed) -> Result<Entered, Failure> {
        // A request that panicked has left the map as it was.
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(keyed.place.clone()) {
            hash_map::Entry::Occupied(first) if *first.get() == keyed.digest => Err(Failure::InFlight),
            hash_map::Entry::Occupied(_) => Err(Failure::KeyReused),
            hash_map::Entry::Vacant(place) => {
                place.insert(keyed.digest.clone());
                Ok(Entered { under_way: Arc::clone(self), place: keyed.place.clone() })
            }
        }
    }
}

/// A request that is under way.
#[derive(Debug)]
pub struct Entered {
    under_way: Arc<UnderWay>,
    place: Place,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.under_way.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.place);
    }
}

/// Given to a service with its work: seals the answer in the work's own transaction.
pub struct Once<'a, T> {
    keyed: Option<Keyed>,
    /// For an answer that holds a secret.
    lock: Option<Lock>,
    render: &'a dyn Fn(&T) -> StoredAnswer,
}

impl<'a, T> Once<'a, T> {
    /// For a request without a key.
    pub fn unkeyed(render: &'a dyn Fn(&T) -> StoredAnswer) -> Self {
        Self { keyed: None, lock: None, render }
    }

    /// For a request with a key.
    pub fn keyed(keyed: Keyed, render: &'a dyn Fn(&T) -> StoredAnswer) -> Self {
        Self { keyed: Some(keyed), lock: None, render }
    }

    /// The same for an answer that is stored under this lock.
    #[must_use]
    pub fn locked(self, lock: Option<Lock>) -> Self {
        Self { lock, ..self }
    }

    /// Stores the answer, if there is a key, just before the commit.
    ///
    /// # Errors
    /// [`Failure::InFlight`], here or from the commit, where another server has answered it meanwhile.
    pub async fn seal(&self, db: &impl Writer, done: &T) -> Result<(), Failure> {
        let Some(keyed) = &self.keyed else { return Ok(()) };
        let answer = (self.render)(done);
        let headers = Headers { location: answer.location, revision: answer.revision };
        let headers = serde_json::to_string(&headers).map_err(|e| Failure::Bug(e.to_string()))?;
        let body = match &self.lock {
            Some(lock) => lock.close(&answer.body).ok_or_else(|| Failure::Bug("a lock did not close".to_owned()))?,
            None => answer.body,
        };
        let mut values = keyed.values();
        values.extend([keyed.digest.as_str().into(), keyed.at.into(), (keyed.at + KEPT).into()]);
        values.extend([i32::from(answer.status).into(), headers.into(), body.into()]);
        // Where somebody else is about to store an answer under the key, this waits until he has.
        Ok(db.write(Write::row_or("idempotency_key", &COLUMNS, values, UNLESS_KEPT, Naught::InFlight)).await?)
    }
}

const COLUMNS: [&str; 10] = [
    "organisation_id",
    "principal_id",
    "route",
    "key",
    "body_digest",
    "claimed_at",
    "expires_at",
    "status",
    "headers",
    "body",
];

/// An answer whose time is over makes room; a claim without an answer does too.
const UNLESS_KEPT: &str = " ON CONFLICT (organisation_id, principal_id, route, key) DO UPDATE \
    SET body_digest = excluded.body_digest, claimed_at = excluded.claimed_at, expires_at = excluded.expires_at, \
        status = excluded.status, headers = excluded.headers, body = excluded.body \
    WHERE idempotency_key.expires_at <= excluded.claimed_at OR idempotency_key.status IS NULL";

/// What was answered to this request, if it was and the answer is still kept.
///
/// # Errors
/// [`Failure::KeyReused`] where another request with its key was answered, or what the database says.
pub async fn answer_to(db: &Db, keyed: &Keyed) -> Result<Option<StoredAnswer>, Failure> {
    let mut values = keyed.values();
    values.push(keyed.at.into());
    let found = sql::one(
        db.reader(),
        "SELECT body_digest, status, headers, body FROM idempotency_key \
         WHERE organisation_id = $1 AND principal_id = $2 AND route = $3 AND key = $4 \
           AND expires_at > $5 AND status IS NOT NULL",
        values,
    )
    .await?;
    let Some(row) = found else { return Ok(None) };
    if row.try_get::<String>("", "body_digest")? != keyed.digest {
        return Err(Failure::KeyReused);
    }
    let headers: Headers =
        serde_json::from_str(&row.try_get::<String>("", "headers")?).map_err(|e| DbErr::Json(e.to_string()))?;
    let status = u16::try_from(row.try_get::<i32>("", "status")?).map_err(|_| DbErr::Type("status".to_owned()))?;
    let body = row.try_get("", "body")?;
    Ok(Some(StoredAnswer { status, location: headers.location, revision: headers.revision, body }))
}

/// Forgets the keys whose time is over.
///
/// # Errors
/// What the database says.
pub async fn forget_expired(db: &Db, now: Timestamp) -> Result<u64, Failure> {
    Ok(sql::run(db.writer(), "DELETE FROM idempotency_key WHERE expires_at <= $1", vec![now.into()]).await?)
}
