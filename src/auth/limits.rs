//! How much a caller may ask: so many requests a minute, all at once if she likes; what she used comes back evenly. Each server counts for itself, in memory.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    Quota, RateLimiter, clock::Clock, middleware::StateInformationMiddleware, state::keyed::HashMapStateStore,
};

use super::principal::Principal;
use crate::domain::ids::{ClientId, UserId};

/// The window in which a number of requests is given, in seconds.
pub const WINDOW_S: u32 = 60;

/// How much may be asked: requests a minute. `None`: as much as anybody likes, and nobody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// By one user through one client.
    pub caller: Option<NonZeroU32>,
    /// From one address, without a valid token.
    pub address: Option<NonZeroU32>,
}

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// A user, through one client: a program that goes wrong does not take what her other programs need, nor what others need of it.
    Caller(UserId, Option<ClientId>),
    /// Whoever has no valid token, by her address.
    Address(String),
}

impl From<&Principal> for Counted {
    fn from(principal: &Principal) -> Self {
        Self::Caller(principal.actor.user, principal.client)
    }
}

/// Where a caller stands with what she may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The name of what she is counted by.
    pub policy: &'static str,
    /// How many requests there are in a window.
    pub quota: u32,
    /// How many are left at this moment. None left, and this one is refused.
    pub left: Option<u32>,
    /// In how many seconds there are all of them again; of a request that is refused, in how many there is one. At least 1.
    pub wait_s: u64,
}

/// The time that has gone since some moment, by a clock that is never set back.
#[derive(Clone)]
struct Pace(Arc<dyn Fn() -> Duration + Send + Sync>);

impl Clock for Pace {
    type Instant = Duration;

    fn now(&self) -> Duration {
        (self.0)()
    }
}

type Limiter = RateLimiter<Counted, HashMapStateStore<Counted>, Pace, StateInformationMiddleware>;

/// What is left to whom.
pub struct Limits {
    pace: Pace,
    caller: Option<Limiter>,
    address: Option<Limiter>,
}

impl Limits {
    /// At these rates, by this clock: the time since some moment, never set back.
    pub fn new(rates: Rates, elapsed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        let pace = Pace(Arc::new(elapsed));
        let limiter = |rate: Option<NonZeroU32>| {
            let quota = Quota::per_minute(rate?);
            Some(Limiter::new(quota, HashMapStateStore::default(), pace.clone()))
        };
        Self { caller: limiter(rates.caller), address: limiter(rates.address), pace }
    }

    /// Counts one request, and says where its caller stands; `None` where nothing is counted.
    pub fn count(&self, who: &Counted) -> Option<Standing> {
        let (policy, limiter) = match who {
            Counted::Caller(..) => ("caller", &self.caller),
            Counted::Address(_) => ("address", &self.address),
        };
        let seconds = |nanos: u128| u64::try_from(nanos.div_ceil(1_000_000_000)).unwrap_or(u64::MAX).max(1);
        Some(match limiter.as_ref()?.check_key(who) {
            Ok(state) => {
                let (quota, left) = (state.quota().burst_size().get(), state.remaining_burst_capacity());
                let used = u128::from(quota.saturating_sub(left));
                let full = used * state.quota().replenish_interval().as_nanos();
                Standing { policy, quota, left: Some(left), wait_s: seconds(full) }
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.pace.now());
                let quota = not_until.quota().burst_size().get();
                Standing { policy, quota, left: None, wait_s: seconds(wait.as_nanos()) }
            }
        })
    }

    /// Forgets those who have all of theirs again.
    pub fn forget_idle(&self) {
        for limiter in [&self.caller, &self.address].into_iter().flatten() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// How many are remembered.
    pub fn remembered(&self) -> usize {
        [&self.caller, &self.address].into_iter().flatten().map(RateLimiter::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    fn limits(caller: u32, address: u32) -> (Limits, Arc<AtomicU64>) {
        let hour = Arc::new(AtomicU64::new(1_000_000));
        let clock = Arc::clone(&hour);
        let rates = Rates { caller: NonZeroU32::new(caller), address: NonZeroU32::new(address) };
        (Limits::new(rates, move || Duration::from_millis(clock.load(Ordering::Relaxed))), hour)
    }

    fn address(name: &str) -> Counted {
        Counted::Address(name.to_owned())
    }

    #[test]
    fn what_was_used_comes_back_evenly() {
        let (limits, hour) = limits(0, 6);
        let count = |who: &str| limits.count(&address(who)).unwrap();
        for left in (0..6).rev() {
            let used = u64::from(6 - left);
            let standing = Standing { policy: "address", quota: 6, left: Some(left), wait_s: used * 10 };
            assert_eq!(count("a"), standing);
        }
        assert_eq!(count("a"), Standing { policy: "address", quota: 6, left: None, wait_s: 10 });
        assert_eq!(count("b").left, Some(5), "another address has all of hers");
        hour.fetch_add(9_001, Ordering::Relaxed);
        assert_eq!((count("a").left, count("a").wait_s), (None, 1), "a part of a second is a second");
        hour.fetch_add(999, Ordering::Relaxed);
        assert_eq!((count("a").left, count("a").left), (Some(0), None));
    }

    #[test]
    fn who_has_all_of_hers_again_is_forgotten() {
        let (limits, hour) = limits(0, 60);
        for n in 0..100 {
            limits.count(&address(&n.to_string()));
        }
        hour.fetch_add(2_500, Ordering::Relaxed);
        limits.count(&address("late"));
        limits.forget_idle();
        assert_eq!(limits.remembered(), 1);
    }

    #[test]
    fn without_a_rate_nothing_is_counted() {
        let (limits, _) = limits(1, 0);
        assert_eq!(limits.count(&address("a")), None);
        assert_eq!(limits.remembered(), 0);
    }
}
