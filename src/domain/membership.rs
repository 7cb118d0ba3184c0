//! Memberships: what somebody is, where, from when until when; and how that changes.

use super::{
    clock::Timestamp,
    coaching::ends_before,
    organisation::{Membership, Role},
    refusal::{Fault, InputError, Refusal},
};

/// What changes of a membership; `None`: it stays. Who has it, as what and where does not change: that one ends, and another begins.
#[derive(Clone, Debug, Default)]
pub struct MembershipChange {
    pub ends_at: Option<Option<Timestamp>>,
    pub profession: Option<Option<String>>,
    pub external_id: Option<Option<String>>,
}

impl Membership {
    /// This membership, changed; `None` where nothing would be another. From its end on it lets nobody see anything.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] for an end before the start, or a profession of somebody who is no learner.
    pub fn change(&self, change: MembershipChange, now: Timestamp) -> Result<Option<Self>, Refusal> {
        let after = Self {
            ends_at: change.ends_at.unwrap_or(self.ends_at),
            profession: change.profession.unwrap_or_else(|| self.profession.clone()),
            external_id: change.external_id.unwrap_or_else(|| self.external_id.clone()),
            ..self.clone()
        };
        let mut errors: Vec<InputError> = ends_before(after.starts_at, after.ends_at).into_iter().collect();
        if after.role != Role::Learner && after.profession.is_some() {
            errors.push(InputError::at("/profession", Fault::NeedsOther { other: "role=learner".to_owned() }));
        }
        if !errors.is_empty() {
            return Err(Refusal::InvalidInput(errors));
        }
        Ok((after != *self).then(|| Self { revision: self.revision + 1, updated_at: now, ..after }))
    }

    /// Whether it lasts longer than before.
    pub fn outlasts(&self, before: &Self) -> bool {
        match (before.ends_at, self.ends_at) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(before), Some(now)) => now > before,
        }
    }

    /// Whether she is the same in the same place at some moment by both of these.
    pub fn overlaps(&self, other: &Self) -> bool {
        let what = |m: &Self| (m.user, m.role, m.group, m.programme);
        let starts_within = |one: &Self, other: &Self| other.ends_at.is_none_or(|end| one.starts_at < end);
        what(self) == what(other)
            && self.is_ever_in_force()
            && other.is_ever_in_force()
            && starts_within(self, other)
            && starts_within(other, self)
    }

    /// Whether there is a moment at which it is in force.
    pub fn is_ever_in_force(&self) -> bool {
        self.ends_at.is_none_or(|end| end > self.starts_at)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{Id, MembershipId, UserId};

    fn at(second: i64) -> Timestamp {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn member(role: Role, ends_at: Option<Timestamp>) -> Membership {
        Membership {
            id: MembershipId::new(Uuid::from_u128(1)),
            user: UserId::new(Uuid::from_u128(2)),
            display_name: "Noor".to_owned(),
            role,
            group: None,
            programme: None,
            profession: None,
            starts_at: at(10),
            ends_at,
            external_id: None,
            revision: 1,
            updated_at: at(10),
        }
    }

    #[test]
    fn it_ends_not_before_it_begins_and_only_a_learner_has_a_profession() {
        let wrong = MembershipChange {
            ends_at: Some(Some(at(9))),
            profession: Some(Some("sociaal-werker".to_owned())),
            ..MembershipChange::default()
        };
        let told = |role| match member(role, None).change(wrong.clone(), at(20)) {
            Err(Refusal::InvalidInput(errors)) => errors.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!((told(Role::Learner), told(Role::Coach)), (1, 2));
        let same = MembershipChange { ends_at: Some(None), ..MembershipChange::default() };
        assert_eq!(member(Role::Coach, None).change(same, at(20)).unwrap(), None);
        let over = MembershipChange { ends_at: Some(Some(at(10))), ..MembershipChange::default() };
        let over = member(Role::Coach, None).change(over, at(20)).unwrap().unwrap();
        assert_eq!((over.revision, over.is_ever_in_force()), (2, false));
    }

    #[test]
    fn two_overlap_where_both_are_in_force_at_some_moment() {
        let from =
            |start: i64, end: Option<i64>| Membership { starts_at: at(start), ..member(Role::Coach, end.map(at)) };
        for (one, other, overlap) in [
            (from(10, None), from(20, None), true),
            (from(10, Some(20)), from(20, None), false),
            (from(10, Some(21)), from(20, Some(30)), true),
            (from(10, None), from(20, Some(20)), false),
            (from(10, None), Membership { role: Role::Admin, ..from(10, None) }, false),
        ] {
            assert_eq!((one.overlaps(&other), other.overlaps(&one)), (overlap, overlap), "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_ends_later_or_never_outlasts_what_ends() {
        let until = |second: Option<i64>| member(Role::Admin, second.map(at));
        for (before, after, outlasts) in [
            (None, None, false),
            (None, Some(20), false),
            (Some(20), None, true),
            (Some(20), Some(21), true),
            (Some(20), Some(20), false),
            (Some(20), Some(19), false),
        ] {
            assert_eq!(until(after).outlasts(&until(before)), outlasts, "{before:?} {after:?}");
        }
    }
}
