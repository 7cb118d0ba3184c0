//! How often somebody may try to sign in: a few times at once, and then one try in each step of time.
//!
//! All there is to remember is one moment, when nothing is left to remember (a leaky bucket, or GCRA). A try is charged before the password is
//! looked at, so that many at once do not get further, and given back where it was right.

use chrono::TimeDelta;

use crate::domain::{clock::Timestamp, round::coded};

coded!(/// Of what tries are counted.
    TryKind {
    /// Of the account that is named, whether there is one or not.
    Account = "account",
    /// Of the address that they come from.
    Address = "address",
});

/// How often.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Tries at once.
    at_once: i64,
    /// And one more in each of these, in milliseconds.
    each_ms: i64,
}

impl TryKind {
    /// An account: 5 at once, at most 10 in any quarter of an hour. An address, which a whole school may have in common: 100 at once, at most
    /// 200.
    pub fn limit(self) -> Limit {
        match self {
            Self::Account => Limit { at_once: 5, each_ms: TimeDelta::minutes(3).num_milliseconds() },
            Self::Address => Limit { at_once: 100, each_ms: TimeDelta::seconds(9).num_milliseconds() },
        }
    }
}

impl Limit {
    /// What one try adds, in milliseconds.
    pub fn each_ms(self) -> i64 {
        self.each_ms
    }

    /// The latest moment, in milliseconds since 1970, that may be remembered where there is to be another try now.
    pub fn latest_ms(self, now: Timestamp) -> i64 {
        now.timestamp_millis() + self.each_ms * (self.at_once - 1)
    }

    /// How long to wait for the next try, in whole seconds, where this moment is remembered. At least one.
    pub fn wait_s(self, free_at_ms: i64, now: Timestamp) -> i64 {
        let wait_ms = free_at_ms - self.latest_ms(now);
        (wait_ms + 999).div_euclid(1000).max(1)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    /// When tries at these moments (ms) are let through, by the rule as the database keeps it.
    fn let_through(limit: Limit, at: impl IntoIterator<Item = i64>) -> Vec<i64> {
        let mut free_at = i64::MIN / 2;
        let may = |ms: &i64| {
            let may = free_at <= limit.latest_ms(DateTime::from_timestamp_millis(*ms).unwrap());
            if may {
                free_at = free_at.max(*ms) + limit.each_ms();
            }
            may
        };
        at.into_iter().filter(may).collect()
    }

    #[test]
    fn however_they_come_no_quarter_of_an_hour_has_more_than_ten_tries_of_an_account() {
        let quarter = TimeDelta::minutes(15).num_milliseconds();
        for pause in [0_i64, 1, 999, 60_000, 90_000, 179_999, 180_000, 180_001, 400_000] {
            for burst in [1, 3, 5, 20] {
                let at = (0..2_000).flat_map(|n: i64| std::iter::repeat_n(n * pause, burst));
                let through = let_through(TryKind::Account.limit(), at);
                let most =
                    through.iter().map(|from| through.iter().filter(|t| (*from..=from + quarter).contains(t)).count());
                let most = most.max().unwrap_or(0);
                assert!((1..=10).contains(&most), "{most} with pauses of {pause} ms, {burst} at once");
            }
        }
    }

    #[test]
    fn who_is_let_through_after_the_wait_was_not_before_it() {
        let limit = TryKind::Account.limit();
        assert_eq!(let_through(limit, [0; 9]).len(), 5);
        let free_at = 5 * limit.each_ms();
        let at = |ms| DateTime::from_timestamp_millis(ms).unwrap();
        let wait = limit.wait_s(free_at, at(0));
        assert_eq!(wait, 180);
        assert!(free_at <= limit.latest_ms(at(wait * 1000)) && free_at > limit.latest_ms(at(wait * 1000 - 1000)));
    }
}
