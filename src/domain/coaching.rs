//! Coaching (begeleiding): who coaches whom, from when until when.

use super::{
    clock::Timestamp,
    ids::{CoachingId, GroupId, UserId},
    organisation::CoachKind,
    refusal::{Fault, InputError, Refusal},
};

/// Who is coached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coached {
    /// One learner, and her name.
    Learner(UserId, String),
    /// Whoever is in a group at the time.
    Group(GroupId),
}

impl Coached {
    /// The one learner, where it is one.
    pub fn learner(&self) -> Option<UserId> {
        match self {
            Self::Learner(learner, _) => Some(*learner),
            Self::Group(_) => None,
        }
    }

    /// The whole group, where it is one.
    pub fn group(&self) -> Option<GroupId> {
        match self {
            Self::Learner(..) => None,
            Self::Group(group) => Some(*group),
        }
    }

    /// Whether it is the same learner, or the same group.
    pub fn is(&self, other: &Self) -> bool {
        (self.learner(), self.group()) == (other.learner(), other.group())
    }
}

/// Who coaches whom, from, until.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coaching {
    pub id: CoachingId,
    pub coach: UserId,
    pub coach_name: String,
    pub kind: CoachKind,
    pub coached: Coached,
    pub starts_at: Timestamp,
    /// In force up to, not including, this moment; `None`: no end known.
    pub ends_at: Option<Timestamp>,
    /// Id in the school's own systems, unique in the organisation.
    pub external_id: Option<String>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What changes of a coaching; `None`: it stays. Who coaches whom does not change: that one ends, and another begins.
#[derive(Clone, Debug, Default)]
pub struct CoachingChange {
    pub ends_at: Option<Option<Timestamp>>,
    pub external_id: Option<Option<String>>,
}

impl Coaching {
    /// A new one since then, without an end, between people whose names nobody reads.
    pub fn since(
        starts_at: Timestamp,
        id: CoachingId,
        coach: UserId,
        kind: CoachKind,
        whom: Result<UserId, GroupId>,
    ) -> Self {
        let coached = whom.map_or_else(Coached::Group, |learner| Coached::Learner(learner, String::new()));
        let (ends_at, external_id, revision) = (None, None, 1);
        let (coach_name, created_at, updated_at) = (String::new(), starts_at, starts_at);
        Self { id, coach, coach_name, kind, coached, starts_at, ends_at, external_id, revision, created_at, updated_at }
    }

    /// This coaching, changed; `None` where nothing would be another. From its end on the coach sees nothing of the learner any more.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] at `/endsAt` for an end before the start.
    pub fn change(&self, change: CoachingChange, now: Timestamp) -> Result<Option<Self>, Refusal> {
        let after = Self {
            ends_at: change.ends_at.unwrap_or(self.ends_at),
            external_id: change.external_id.unwrap_or_else(|| self.external_id.clone()),
            ..self.clone()
        };
        if let Some(error) = ends_before(after.starts_at, after.ends_at) {
            return Err(Refusal::InvalidInput(vec![error]));
        }
        Ok((after != *self).then(|| Self { revision: self.revision + 1, updated_at: now, ..after }))
    }
}

/// What is wrong with an end before the start.
pub fn ends_before(starts_at: Timestamp, ends_at: Option<Timestamp>) -> Option<InputError> {
    ends_at.filter(|end| *end < starts_at).map(|_| InputError::at("/endsAt", Fault::EndBeforeStart))
}
