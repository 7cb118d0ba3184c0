//! A clock that is set, and ids that follow it and a seed.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use uuid::{Builder, Uuid};

use crate::domain::{
    clock::{Clock, Timestamp},
    ids::IdSource,
};

/// Stands where it was last set.
pub struct DemoClock(Mutex<Timestamp>);

impl DemoClock {
    /// Set to this moment.
    pub fn at(moment: Timestamp) -> Self {
        Self(Mutex::new(moment))
    }

    /// Sets it.
    pub fn set(&self, moment: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// UUIDs of version 7, their time from the clock and their chance from a seed.
pub struct DemoIds {
    clock: Arc<DemoClock>,
    random: Mutex<StdRng>,
}

impl DemoIds {
    /// On this clock, from this seed.
    pub fn new(clock: Arc<DemoClock>, seed: u64) -> Self {
        Self { clock, random: Mutex::new(StdRng::seed_from_u64(seed)) }
    }
}

impl IdSource for DemoIds {
    fn next_raw(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default();
        let bytes: [u8; 10] = self.random.lock().unwrap_or_else(PoisonError::into_inner).random();
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).random()
    }
}
