//! Erasures: a person goes, after a time in which it can be taken back.

use chrono::TimeDelta;

use super::{
    clock::Timestamp,
    ids::{ErasureId, UserId},
    refusal::Refusal,
    round::coded,
};

/// For how long it is left to who carries it out without a sign of life.
pub const LEASE: TimeDelta = TimeDelta::minutes(1);

coded!(/// Why somebody is erased.
    Cause {
    /// She asked for it herself.
    Asked = "asked",
    /// She has left, and an administrator asked for it.
    Left = "left",
    /// She left so long ago that the term of retention is over.
    Retention = "retention",
});

coded!(/// Where an erasure stands.
    State {
    /// It can be withdrawn.
    Pending = "pending",
    /// It has begun.
    Running = "running",
    /// All is gone.
    Done = "done",
});

/// An erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub id: ErasureId,
    /// Who is erased.
    pub user: UserId,
    /// Who asked for it; `None`: nobody, its time had come.
    pub requested_by: Option<UserId>,
    pub cause: Cause,
    pub requested_at: Timestamp,
    pub due_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub done_at: Option<Timestamp>,
    pub revision: i32,
}

impl Erasure {
    /// Where it stands.
    pub fn state(&self) -> State {
        match (self.started_at, self.done_at) {
            (_, Some(_)) => State::Done,
            (Some(_), None) => State::Running,
            (None, None) => State::Pending,
        }
    }

    /// Nothing, where it can be withdrawn.
    ///
    /// # Errors
    /// [`Refusal::ErasureBegun`].
    pub fn may_be_withdrawn(&self) -> Result<(), Refusal> {
        match self.state() {
            State::Pending => Ok(()),
            State::Running | State::Done => Err(Refusal::ErasureBegun),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Id;

    #[test]
    fn what_has_begun_is_not_withdrawn() {
        let now = Timestamp::from_timestamp(1_788_213_600, 0).unwrap();
        let nil = uuid::Uuid::nil();
        let pending = Erasure {
            id: ErasureId::new(nil),
            user: UserId::new(nil),
            requested_by: None,
            cause: Cause::Asked,
            requested_at: now,
            due_at: now,
            started_at: None,
            done_at: None,
            revision: 1,
        };
        assert_eq!((pending.state(), pending.may_be_withdrawn()), (State::Pending, Ok(())));
        let running = Erasure { started_at: Some(now), ..pending.clone() };
        assert_eq!((running.state(), running.may_be_withdrawn()), (State::Running, Err(Refusal::ErasureBegun)));
        let done = Erasure { done_at: Some(now), ..running };
        assert_eq!((done.state(), done.may_be_withdrawn()), (State::Done, Err(Refusal::ErasureBegun)));
    }
}
