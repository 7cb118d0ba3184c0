//! Time is a parameter: whoever needs the hour is given a [`Clock`].

use chrono::{DateTime, SubsecRound, Utc};

/// A moment in UTC, in whole microseconds.
///
/// PostgreSQL keeps six digits and SQLite nine: cut off where the moment is made, both give back what was stored.
pub type Timestamp = DateTime<Utc>;

/// A calendar date.
pub type Date = chrono::NaiveDate;

/// Whoever knows the hour.
pub trait Clock: Send + Sync {
    /// The present moment, in whole microseconds.
    fn now(&self) -> Timestamp;
}

/// `moment`, cut to whole microseconds.
pub fn whole_micros(moment: Timestamp) -> Timestamp {
    moment.trunc_subsecs(6)
}
