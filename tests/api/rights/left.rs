//! Somebody who leaves, on a clock that moves.

use chrono::TimeDelta;
use samenspel::{
    db::sql,
    domain::clock::{Clock, Timestamp},
};

use crate::support::{Person, TestApp};

/// Ends every membership of hers at this moment.
pub async fn leaves(app: &TestApp, person: &Person, at: Timestamp) {
    let text = "UPDATE membership SET ends_at = $2, starts_at = $3 WHERE user_id = $1";
    let values = vec![person.user.raw_id().into(), at.into(), (at - TimeDelta::days(30)).into()];
    assert!(sql::run(app.state.db.writer(), text, values).await.unwrap() > 0);
}

/// The present moment of the test.
pub fn now(app: &TestApp) -> Timestamp {
    app.clock.now()
}

/// An id as it stands in a row.
pub trait RawId {
    /// It.
    fn raw_id(&self) -> uuid::Uuid;
}

impl<T: samenspel::domain::ids::Id> RawId for T {
    fn raw_id(&self) -> uuid::Uuid {
        self.raw()
    }
}
