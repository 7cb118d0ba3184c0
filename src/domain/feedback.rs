//! Feedback of a coach on a learner's assessment: draft, shared, acknowledged.

use super::{
    clock::Timestamp,
    ids::{AssessmentId, FeedbackId, UserId},
    instrument::Instrument,
    refusal::{Fault, InputError, Refusal},
};

/// What the feedback is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The score on one competency, by its code.
    Score(String),
    /// One domain, by its code.
    Domain(String),
    /// The assessment as a whole.
    Whole,
}

impl Anchor {
    /// The kind, as it stands in JSON and in rows.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Score(_) => "score",
            Self::Domain(_) => "domain",
            Self::Whole => "whole",
        }
    }

    /// The code it points at, if it points at one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Score(code) | Self::Domain(code) => Some(code),
            Self::Whole => None,
        }
    }

    /// The anchor of this kind and code, if they go together.
    pub fn parse(kind: &str, code: Option<String>) -> Option<Self> {
        match (kind, code) {
            ("score", Some(code)) => Some(Self::Score(code)),
            ("domain", Some(code)) => Some(Self::Domain(code)),
            ("whole", None) => Some(Self::Whole),
            _ => None,
        }
    }

    /// Refuses an anchor that the instrument does not have.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] at `/anchor/code`.
    pub fn check(&self, instrument: &Instrument) -> Result<(), Refusal> {
        let fault = match self {
            Self::Whole => None,
            Self::Score(code) => instrument.position(code).is_none().then_some(Fault::UnknownCompetency),
            Self::Domain(code) => {
                (!instrument.competencies().any(|c| c.domain == *code)).then_some(Fault::UnknownReference)
            }
        };
        fault.map_or(Ok(()), |fault| Err(Refusal::InvalidInput(vec![InputError::at("/anchor/code", fault)])))
    }
}

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
    pub written_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Feedback {
    /// This feedback with another text.
    ///
    /// # Errors
    /// [`Refusal::FeedbackNotADraft`] once it is shared.
    pub fn rewrite(self, body: String, now: Timestamp) -> Result<Self, Refusal> {
        match self.state {
            State::Draft => Ok(Self { body, ..self }.next(now)),
            State::Shared { .. } | State::Acknowledged { .. } => Err(Refusal::FeedbackNotADraft),
        }
    }

    /// This feedback shared with the learner.
    ///
    /// # Errors
    /// [`Refusal::FeedbackNotADraft`] where it is already.
    pub fn share(self, now: Timestamp) -> Result<Self, Refusal> {
        match self.state {
            State::Draft => Ok(Self { state: State::Shared { at: now }, ..self }.next(now)),
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

    fn next(self, now: Timestamp) -> Self {
        Self { revision: self.revision + 1, updated_at: now, ..self }
    }
}
