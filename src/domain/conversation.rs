//! The conversation (gesprek) about a learner's self-score: when, who took part, what was said, what was agreed.

use super::{
    clock::{Date, Timestamp},
    ids::{AssessmentId, ConversationId, UserId},
    refusal::{Fault, InputError, Refusal},
    round::coded,
};

coded!(/// What made a version of a conversation.
    Cause {
    /// It was recorded.
    Recorded = "recorded",
    /// The record was corrected.
    Corrected = "corrected",
});

/// A conversation, in one version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The same through corrections; another for the next submission.
    pub id: ConversationId,
    pub assessment: AssessmentId,
    pub learner: UserId,
    /// Counts every version on this assessment, from 1.
    pub revision: i32,
    pub cause: Cause,
    pub account: Account,
    pub recorder: UserId,
    pub recorded_at: Timestamp,
    /// The submission that was discussed.
    pub submitted_at: Timestamp,
    /// Who made this version, and when.
    pub actor: UserId,
    pub saved_at: Timestamp,
}

/// What somebody says of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub held_on: Date,
    /// The learner, and people who coach or coached her; each once, in the order of their ids once it is [checked](Self::checked).
    pub participants: Vec<UserId>,
    /// Names of those who took part without an account.
    pub others: Vec<String>,
    pub summary: String,
    pub agreements: Vec<Agreement>,
}

/// Something agreed in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub what: String,
    /// By when; `None`: no day was agreed.
    pub due_on: Option<Date>,
    /// Who will do it; `None`: together.
    pub by: Option<UserId>,
}

impl Account {
    /// This account, if it can be: of a day that has come, with people who have to do with the learner, each agreement by one of those
    /// who took part. Today is where the organisation is.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] with all that is wrong.
    pub fn checked(mut self, people: &[UserId], today: Date) -> Result<Self, Refusal> {
        let mut errors = Vec::new();
        if self.held_on > today {
            errors.push(InputError::at("/heldOn", Fault::InTheFuture));
        }
        for (place, who) in self.participants.iter().enumerate() {
            if !people.contains(who) {
                errors.push(InputError::at(format!("/participantIds/{place}"), Fault::UnknownReference));
            }
        }
        for (place, agreement) in self.agreements.iter().enumerate() {
            if agreement.by.is_some_and(|who| !self.participants.contains(&who)) {
                errors.push(InputError::at(format!("/agreements/{place}/byId"), Fault::UnknownReference));
            }
        }
        if !errors.is_empty() {
            return Err(Refusal::InvalidInput(errors));
        }
        self.participants.sort_unstable();
        self.participants.dedup();
        Ok(self)
    }
}

impl Conversation {
    /// The next version: the same conversation, told otherwise.
    #[must_use]
    pub fn correct(self, account: Account, actor: UserId, now: Timestamp) -> Self {
        Self { account, actor, cause: Cause::Corrected, revision: self.revision + 1, saved_at: now, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Id;

    fn person(number: u128) -> UserId {
        UserId::new(uuid::Uuid::from_u128(number))
    }

    fn account(held_on: &str) -> Account {
        Account {
            held_on: held_on.parse().unwrap(),
            participants: vec![person(2), person(1), person(2)],
            others: vec![],
            summary: "Goed.".to_owned(),
            agreements: vec![Agreement { what: "Meelopen.".to_owned(), due_on: None, by: Some(person(1)) }],
        }
    }

    fn today() -> Date {
        "2026-11-02".parse().unwrap()
    }

    #[test]
    fn who_took_part_is_told_once_in_an_order_of_its_own() {
        let checked = account("2026-11-02").checked(&[person(1), person(2)], today()).unwrap();
        assert_eq!(checked.participants, [person(1), person(2)]);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let mut wrong = account("2026-11-03");
        wrong.participants = vec![person(1), person(3)];
        wrong.agreements.push(Agreement { what: "Bellen.".to_owned(), due_on: None, by: Some(person(2)) });
        let Err(Refusal::InvalidInput(errors)) = wrong.checked(&[person(1), person(2)], today()) else { panic!() };
        let told: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.fault.code())).collect();
        assert_eq!(
            told,
            [
                ("/heldOn", "in-the-future"),
                ("/participantIds/1", "unknown-reference"),
                ("/agreements/1/byId", "unknown-reference"),
            ]
        );
    }
}
