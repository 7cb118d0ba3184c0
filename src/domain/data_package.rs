//! Data packages: all of a person's data as one file, which she asks for and fetches.

use chrono::TimeDelta;

use super::{
    clock::Timestamp,
    ids::{DataPackageId, UserId},
};

/// For how long one can be fetched.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// For how long it is left to who builds it without a sign of life.
pub const LEASE: TimeDelta = TimeDelta::minutes(1);

/// A file that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    pub at: Timestamp,
    pub expires_at: Timestamp,
    /// Bytes.
    pub size: u32,
    /// SHA-256.
    pub digest: String,
}

/// A data package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataPackage {
    pub id: DataPackageId,
    /// Whose data, and who asked for it.
    pub user: UserId,
    pub requested_at: Timestamp,
    /// Until when somebody builds it.
    pub leased_until: Option<Timestamp>,
    /// Kinds of data that are in it.
    pub done: u32,
    /// Of so many.
    pub of: u32,
    pub ready: Option<Ready>,
}

/// Where a data package stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Nobody builds it yet, or not any more; it begins by itself.
    Waiting,
    Building,
    Ready,
}

impl DataPackage {
    /// One that is asked for now.
    pub fn new(id: DataPackageId, user: UserId, of: u32, now: Timestamp) -> Self {
        Self { id, user, requested_at: now, leased_until: None, done: 0, of, ready: None }
    }

    /// Where it stands at this moment.
    pub fn stands(&self, now: Timestamp) -> Stands {
        match (&self.ready, self.leased_until) {
            (Some(_), _) => Stands::Ready,
            (None, Some(until)) if until > now => Stands::Building,
            (None, _) => Stands::Waiting,
        }
    }

    /// Whether it is there no more: its file is gone, or about to go.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ready.as_ref().is_some_and(|ready| ready.expires_at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Id;

    #[test]
    fn who_builds_it_and_is_silent_does_not_keep_others_from_it() {
        let at = |second: i64| Timestamp::from_timestamp(1_788_213_600 + second, 0).unwrap();
        let nil = uuid::Uuid::nil();
        let mut package = DataPackage::new(DataPackageId::new(nil), UserId::new(nil), 5, at(0));
        assert_eq!(package.stands(at(0)), Stands::Waiting);
        package.leased_until = Some(at(60));
        assert_eq!((package.stands(at(59)), package.stands(at(60))), (Stands::Building, Stands::Waiting));
        package.ready = Some(Ready { at: at(30), expires_at: at(90), size: 1, digest: String::new() });
        assert_eq!(package.stands(at(30)), Stands::Ready);
        assert_eq!((package.is_over(at(89)), package.is_over(at(90))), (false, true));
    }
}
