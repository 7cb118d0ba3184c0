//! While the reports of a round are reckoned, it is told how far that is: for who waits for them.

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use crate::{
    db::tenant::Tenant,
    domain::{clock::Timestamp, ids::RoundId, release::Attempt, report::Reckoning},
    failure::Failure,
    resources::releases,
    state::AppState,
};

/// How often it is told: one small write, however many competencies were done meanwhile.
const EVERY: Duration = Duration::from_secs(1);

/// Somebody's work on a release, and how far she is.
pub struct Telling<'a> {
    state: &'a AppState,
    tenant: Tenant,
    round: RoundId,
    began: Timestamp,
    of: usize,
    reckoning: Arc<Reckoning>,
}

impl<'a> Telling<'a> {
    /// Of the work on this round, in which so many competencies are to be reckoned.
    pub fn new(state: &'a AppState, tenant: Tenant, round: RoundId, began: Timestamp, of: usize) -> Self {
        Self { state, tenant, round, began, of, reckoning: Arc::default() }
    }

    /// What counts them.
    pub fn reckoning(&self) -> Arc<Reckoning> {
        Arc::clone(&self.reckoning)
    }

    /// Waits for this work, and tells meanwhile how far it is: at once, now and then, and when it is done.
    pub async fn until_done<T>(&self, mut work: JoinHandle<T>) -> Result<T, Failure> {
        let mut tick = interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let done = loop {
            tokio::select! {
                done = &mut work => break done,
                _ = tick.tick() => self.tell(self.state.clock.now()).await,
            }
        };
        let done = done.map_err(|e| Failure::Bug(format!("the reports were not reckoned: {e}")))?;
        self.tell(self.state.clock.now()).await;
        Ok(done)
    }

    /// Tells it as it is at this moment. A release does not fail for it: who waits for the reports wants them more.
    pub async fn tell(&self, now: Timestamp) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (done, of) = (count(self.reckoning.done()), count(self.of));
        let attempt = Attempt { started_at: self.began, told_at: now, done: done.min(of), of };
        let told = releases::repo::tell(self.state.db.writer(), self.tenant, self.round, attempt).await;
        if let Err(error) = told {
            tracing::warn!(%error, round.id = %self.round, "how far a release is could not be told");
        }
    }
}
