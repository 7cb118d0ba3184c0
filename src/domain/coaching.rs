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
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Coaching {
    /// This coaching with another end, or with none. From that moment on the coach sees nothing of the learner any more.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] at `/endsAt` for an end before the start.
    pub fn ending(self, ends_at: Option<Timestamp>, now: Timestamp) -> Result<Self, Refusal> {
        if let Some(error) = ends_before(self.starts_at, ends_at) {
            return Err(Refusal::InvalidInput(vec![error]));
        }
        Ok(Self { ends_at, revision: self.revision + 1, updated_at: now, ..self })
    }
}

/// What is wrong with an end before the start.
pub fn ends_before(starts_at: Timestamp, ends_at: Option<Timestamp>) -> Option<InputError> {
    ends_at.filter(|end| *end < starts_at).map(|_| InputError::at("/endsAt", Fault::EndBeforeStart))
}
