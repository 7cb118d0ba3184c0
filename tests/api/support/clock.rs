//! A clock that stands still until it is moved.

use std::sync::Mutex;

use chrono::{DateTime, TimeDelta};
use samenspel::domain::clock::{Clock, Timestamp};

/// Stands at one moment.
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// On a Monday in November 2026.
    pub fn new() -> Self {
        Self(Mutex::new(DateTime::parse_from_rfc3339("2026-11-02T09:00:00Z").unwrap().to_utc()))
    }

    /// Moves it.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
