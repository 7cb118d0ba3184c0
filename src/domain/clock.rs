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

/// `moment`, cut to whole microseconds; the first of the year 0 or the last of the year 9999 where an offset takes it beyond, since
/// SQLite compares moments as texts and a year has four digits there.
pub fn whole_micros(moment: Timestamp) -> Timestamp {
    let first = DateTime::from_timestamp_micros(-62_167_219_200_000_000).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let last = DateTime::from_timestamp_micros(253_402_300_799_999_999).unwrap_or(DateTime::<Utc>::MAX_UTC);
    moment.trunc_subsecs(6).clamp(first, last)
}
