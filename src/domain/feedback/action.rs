//! What learner and author agree to do, on a piece of feedback.

use crate::domain::{
    clock::{Date, Timestamp},
    ids::{AgreedActionId, FeedbackId, UserId},
    round::coded,
};

coded!(/// Where an agreed action stands. Any of them may follow any other: what was dropped can be taken up again.
    ActionState {
    /// To be done.
    Open = "open",
    /// It was done.
    Done = "done",
    /// It will not be done.
    Dropped = "dropped",
});

/// An agreed action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedAction {
    pub id: AgreedActionId,
    pub feedback: FeedbackId,
    pub learner: UserId,
    pub details: ActionDetails,
    /// Who wrote it down.
    pub author: UserId,
    /// Counts every change, from 1.
    pub revision: i32,
    pub agreed_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What can be said and changed of an agreed action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionDetails {
    pub what: String,
    /// By when; `None`: no day was agreed.
    pub due_on: Option<Date>,
    pub state: ActionState,
}

impl AgreedAction {
    /// This action with other details.
    #[must_use]
    pub fn change(self, details: ActionDetails, now: Timestamp) -> Self {
        Self { details, revision: self.revision + 1, updated_at: now, ..self }
    }
}
