//! Retention: for how long an organisation keeps what is about people.

use chrono::{Months, TimeDelta};

use super::clock::Timestamp;

/// Fewest and most months of a term.
pub const MONTHS: std::ops::RangeInclusive<u32> = 1..=120;

/// Fewest and most days between the request of an erasure and the erasure.
pub const GRACE: std::ops::RangeInclusive<u32> = 7..=90;

/// The terms of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Months after somebody left until all about her goes.
    pub account_months: u32,
    /// Months after it was written last until a reflection goes; `None`: it goes with its writer.
    pub reflection_months: Option<u32>,
    /// Months after its last change until a goal goes; `None`: it goes with its learner.
    pub goal_months: Option<u32>,
    /// Months after its last save until a sheet loses its notes; `None`: they go with its learner.
    pub note_months: Option<u32>,
    /// Days between the request of an erasure and the erasure.
    pub grace_days: u32,
    /// Counts every change, from 1, which is where nobody changed any.
    pub revision: i32,
}

impl Default for Terms {
    /// The usual: two years after leaving, thirty days to think it over.
    fn default() -> Self {
        Self {
            account_months: 24,
            reflection_months: None,
            goal_months: None,
            note_months: None,
            grace_days: 30,
            revision: 1,
        }
    }
}

impl Terms {
    /// How long an erasure waits.
    pub fn grace(&self) -> TimeDelta {
        TimeDelta::days(i64::from(self.grace_days))
    }
}

/// The moment so many months ago: what is from then or before it is past its term. Of a month without that day, its last.
pub fn months_before(now: Timestamp, months: u32) -> Timestamp {
    now.checked_sub_months(Months::new(months)).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_ends_on_the_same_day_of_a_later_month() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (now, months, then) in [
            ("2026-09-01T10:00:00Z", 24, "2024-09-01T10:00:00Z"),
            ("2026-03-31T10:00:00Z", 1, "2026-02-28T10:00:00Z"),
            ("2024-02-29T00:00:00Z", 12, "2023-02-28T00:00:00Z"),
            ("2026-01-15T00:00:00Z", 1, "2025-12-15T00:00:00Z"),
        ] {
            assert_eq!(months_before(at(now), months), at(then), "{now} {months}");
        }
    }
}
