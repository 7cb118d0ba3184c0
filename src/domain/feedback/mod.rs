//! Feedback of a coach on a learner's assessment: draft, shared, acknowledged; what is shared stays on the record, whatever comes
//! after it.

mod action;
mod anchor;

pub use action::{ActionDetails, ActionState, AgreedAction};
pub use anchor::Anchor;

use super::{
    clock::Timestamp,
    ids::{AssessmentId, FeedbackId, FeedbackReplyId, UserId},
    refusal::Refusal,
    round::coded,
};

/// Where a piece of feedback stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Only its author reads it.
    Draft,
    /// The learner reads it.
    Shared { at: Timestamp },
    /// The learner has read it and said so.
    Acknowledged { shared_at: Timestamp, at: Timestamp },
}

impl State {
    /// As it stands in JSON and in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Shared { .. } => "shared",
            Self::Acknowledged { .. } => "acknowledged",
        }
    }

    /// Since when it is shared.
    pub fn shared_at(self) -> Option<Timestamp> {
        match self {
            Self::Draft => None,
            Self::Shared { at } | Self::Acknowledged { shared_at: at, .. } => Some(at),
        }
    }

    /// Since when it is acknowledged.
    pub fn acknowledged_at(self) -> Option<Timestamp> {
        match self {
            Self::Draft | Self::Shared { .. } => None,
            Self::Acknowledged { at, .. } => Some(at),
        }
    }
}

coded!(/// A step of feedback that stands in its history. What happens to a draft is its author's own business.
    Step {
    /// The learner reads it from then on.
    Shared = "shared",
    /// Its author gave it another text.
    Amended = "amended",
    /// The learner said that she had read the text as it was then.
    Acknowledged = "acknowledged",
});

/// A piece of feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    pub id: FeedbackId,
    pub assessment: AssessmentId,
    pub learner: UserId,
    pub author: UserId,
    pub anchor: Anchor,
    pub body: String,
    pub state: State,
    /// Counts every change, from 1.
    pub revision: i32,
    /// The revision at which the text became what the learner reads.
    pub text_revision: i32,
    pub reply_count: i32,
    pub written_at: Timestamp,
    pub updated_at: Timestamp,
    /// When a text that was shared got another; `None` where it never did.
    pub amended_at: Option<Timestamp>,
}

/// What another text makes of a piece of feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewritten {
    /// A draft is another draft.
    Draft(Feedback),
    /// What was shared has another text; it is not acknowledged any more.
    Amended(Feedback),
    /// It has this very text: nothing changes.
    Same(Feedback),
}

impl Feedback {
    /// This feedback with another text. What the learner acknowledged she acknowledged of the text as it was: another text withdraws
    /// it.
    pub fn rewrite(self, body: String, now: Timestamp) -> Rewritten {
        if body == self.body {
            return Rewritten::Same(self);
        }
        match self.state {
            State::Draft => Rewritten::Draft(Self { body, ..self }.next(now)),
            State::Shared { at } | State::Acknowledged { shared_at: at, .. } => {
                let amended = Self { body, state: State::Shared { at }, amended_at: Some(now), ..self };
                Rewritten::Amended(amended.next(now).with_new_text())
            }
        }
    }

    /// This feedback shared with the learner.
    ///
    /// # Errors
    /// [`Refusal::FeedbackNotADraft`] where it is already.
    pub fn share(self, now: Timestamp) -> Result<Self, Refusal> {
        match self.state {
            State::Draft => Ok(Self { state: State::Shared { at: now }, ..self }.next(now).with_new_text()),
            State::Shared { .. } | State::Acknowledged { .. } => Err(Refusal::FeedbackNotADraft),
        }
    }

    /// This feedback acknowledged by the learner.
    ///
    /// # Errors
    /// [`Refusal::FeedbackNotShared`] where it is a draft or acknowledged already.
    pub fn acknowledge(self, now: Timestamp) -> Result<Self, Refusal> {
        match self.state {
            State::Shared { at } => {
                Ok(Self { state: State::Acknowledged { shared_at: at, at: now }, ..self }.next(now))
            }
            State::Draft | State::Acknowledged { .. } => Err(Refusal::FeedbackNotShared),
        }
    }

    /// Nothing, where the learner reads it: only then is there something to answer, or to agree on.
    ///
    /// # Errors
    /// [`Refusal::FeedbackStillADraft`].
    pub fn must_be_shared(&self) -> Result<(), Refusal> {
        match self.state {
            State::Draft => Err(Refusal::FeedbackStillADraft),
            State::Shared { .. } | State::Acknowledged { .. } => Ok(()),
        }
    }

    fn next(self, now: Timestamp) -> Self {
        Self { revision: self.revision + 1, updated_at: now, ..self }
    }

    fn with_new_text(self) -> Self {
        Self { text_revision: self.revision, ..self }
    }
}

/// What of a piece of feedback somebody has not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// The text, as it is now. Its author knows it.
    pub text: bool,
    /// So many replies of others.
    pub replies: i64,
}

/// A reply to a piece of feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub id: FeedbackReplyId,
    pub feedback: FeedbackId,
    pub learner: UserId,
    /// From 1 within its feedback, without gaps.
    pub number: i32,
    pub author: UserId,
    pub body: String,
    pub written_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::domain::ids::Id;

    fn at(minutes: i64) -> Timestamp {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn draft() -> Feedback {
        let nobody = uuid::Uuid::nil();
        Feedback {
            id: FeedbackId::new(nobody),
            assessment: AssessmentId::new(nobody),
            learner: UserId::new(nobody),
            author: UserId::new(nobody),
            anchor: Anchor::Whole,
            body: "Een.".to_owned(),
            state: State::Draft,
            revision: 1,
            text_revision: 1,
            reply_count: 0,
            written_at: at(0),
            updated_at: at(0),
            amended_at: None,
        }
    }

    #[test]
    fn another_text_withdraws_the_acknowledgement_and_the_same_text_does_not() {
        let shared = draft().share(at(1)).unwrap();
        assert_eq!((shared.revision, shared.text_revision), (2, 2));
        let seen = shared.acknowledge(at(2)).unwrap();
        assert_eq!((seen.revision, seen.text_revision), (3, 2));
        assert_eq!(seen.clone().rewrite("Een.".to_owned(), at(3)), Rewritten::Same(seen.clone()));
        let Rewritten::Amended(amended) = seen.rewrite("Twee.".to_owned(), at(3)) else { panic!() };
        assert_eq!(amended.state, State::Shared { at: at(1) });
        assert_eq!((amended.revision, amended.text_revision, amended.amended_at), (4, 4, Some(at(3))));
        assert_eq!(amended.acknowledge(at(4)).unwrap().state.acknowledged_at(), Some(at(4)));
    }

    #[test]
    fn a_draft_with_another_text_is_a_draft_that_was_never_amended() {
        let Rewritten::Draft(after) = draft().rewrite("Twee.".to_owned(), at(1)) else { panic!() };
        assert_eq!((after.state, after.revision, after.amended_at), (State::Draft, 2, None));
        assert_eq!(after.must_be_shared(), Err(Refusal::FeedbackStillADraft));
        assert_eq!(after.share(at(2)).unwrap().must_be_shared(), Ok(()));
    }
}
