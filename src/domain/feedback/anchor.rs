//! What feedback is about.

use uuid::Uuid;

use crate::domain::{
    ids::{GoalId, Id},
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
    /// The learner's answer to one question, by the code of the question.
    Reflection(String),
    /// A goal of the learner's.
    Goal(GoalId),
}

impl Anchor {
    /// The kind, as it stands in JSON and in rows.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Score(_) => "score",
            Self::Domain(_) => "domain",
            Self::Whole => "whole",
            Self::Reflection(_) => "reflection",
            Self::Goal(_) => "goal",
        }
    }

    /// The code or the id it points at, as it stands in rows; `None` where it points at nothing in particular.
    pub fn code(&self) -> Option<String> {
        match self {
            Self::Score(code) | Self::Domain(code) | Self::Reflection(code) => Some(code.clone()),
            Self::Goal(id) => Some(id.to_string()),
            Self::Whole => None,
        }
    }

    /// The anchor of this kind and code, if they go together.
    pub fn parse(kind: &str, code: Option<String>) -> Option<Self> {
        match (kind, code) {
            ("score", Some(code)) => Some(Self::Score(code)),
            ("domain", Some(code)) => Some(Self::Domain(code)),
            ("whole", None) => Some(Self::Whole),
            ("reflection", Some(code)) => Some(Self::Reflection(code)),
            ("goal", Some(id)) => Uuid::parse_str(&id).ok().map(|id| Self::Goal(GoalId::new(id))),
            _ => None,
        }
    }

    /// Refuses a score or a domain that the instrument does not have. What the learner wrote herself stands in no instrument.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] at `/anchor/code`.
    pub fn check(&self, instrument: &Instrument) -> Result<(), Refusal> {
        let fault = match self {
            Self::Whole | Self::Reflection(_) | Self::Goal(_) => None,
            Self::Score(code) => instrument.position(code).is_none().then_some(Fault::UnknownCompetency),
            Self::Domain(code) => {
                (!instrument.competencies().any(|c| c.domain == *code)).then_some(Fault::UnknownReference)
            }
        };
        fault.map_or(Ok(()), |fault| Err(Refusal::InvalidInput(vec![InputError::at("/anchor/code", fault)])))
    }
}
