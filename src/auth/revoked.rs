//! Whose access tokens are refused though they have not expired. In memory, because it is asked with every request; a job learns what other
//! servers wrote down.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use chrono::TimeDelta;

use super::{principal::Principal, token::LIFETIME};
use crate::domain::{clock::Timestamp, sign_in::Subject};

/// For how long a revocation has to be known: as long as a token can live, and a minute for clocks that differ.
pub const KEPT: TimeDelta = TimeDelta::minutes(LIFETIME.num_minutes() + 1);

/// Whose, and tokens from before when.
#[derive(Debug, Default)]
pub struct Revoked(RwLock<HashMap<Subject, Timestamp>>);

impl Revoked {
    /// Takes these in, and forgets what is over.
    pub fn learn(&self, these: impl IntoIterator<Item = (Subject, Timestamp)>, now: Timestamp) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (subject, at) in these {
            let latest = known.entry(subject).or_insert(at);
            *latest = at.max(*latest);
        }
        known.retain(|_, at| now < *at + KEPT);
    }

    /// Whether the token that said this is refused by now.
    pub fn holds(&self, principal: &Principal) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if known.is_empty() {
            return false;
        }
        // A grant that has ended stays so: one of its tokens may have been on its way. A user or a client may come back.
        let of_grant = principal.grant.is_some_and(|grant| known.contains_key(&Subject::Grant(grant)));
        let before = |subject| known.get(&subject).is_some_and(|at| principal.issued_at <= *at);
        of_grant
            || before(Subject::User(principal.actor.user))
            || principal.client.map(Subject::Client).is_some_and(before)
    }
}
