//! What feedback is about.

use crate::domain::{
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
