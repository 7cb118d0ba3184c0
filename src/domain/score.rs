//! A score has states, not just a number; each is one byte in a stored sheet.

use super::scale::Level;

/// What a rater said, or did not say, about one competency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// A level of the scale; the one that does not count ("not called upon") included.
    Level(u8),
    /// Asked, and not answered. Not 0, not 1.
    Unanswered,
    /// Out of scope, or of another profession.
    NotAsked,
    /// Another rater than the learner has not seen it.
    NotObserved,
}

impl Score {
    const UNANSWERED: u8 = 255;
    const NOT_ASKED: u8 = 254;
    const NOT_OBSERVED: u8 = 253;

    /// The state in a stored byte (`None` for the bytes that mean nothing, 251 and 252).
    pub fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            Self::UNANSWERED => Some(Self::Unanswered),
            Self::NOT_ASKED => Some(Self::NotAsked),
            Self::NOT_OBSERVED => Some(Self::NotObserved),
            value if value <= Level::HIGHEST => Some(Self::Level(value)),
            _ => None,
        }
    }

    /// The byte for this state.
    pub fn to_byte(self) -> u8 {
        match self {
            Self::Level(value) => value,
            Self::Unanswered => Self::UNANSWERED,
            Self::NotAsked => Self::NOT_ASKED,
            Self::NotObserved => Self::NOT_OBSERVED,
        }
    }
}

/// Why a competency is not applied, as the instrument's introduction asks. Kept out of every statistic of levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Not mastered (yet).
    NotMastered,
    /// Not at issue here.
    NotAtIssue,
    /// Never thought of.
    NotThoughtOf,
}

impl Reason {
    /// All of them, in the introduction's order.
    pub const ALL: [Self; 3] = [Self::NotMastered, Self::NotAtIssue, Self::NotThoughtOf];

    /// As it stands in JSON and in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotMastered => "notMastered",
            Self::NotAtIssue => "notAtIssue",
            Self::NotThoughtOf => "notThoughtOf",
        }
    }

    /// The reason with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_that_means_something_goes_there_and_back() {
        let known = (0..=u8::MAX).filter_map(|b| Score::from_byte(b).map(|s| (b, s)));
        assert_eq!(known.clone().count(), 254);
        for (byte, score) in known {
            assert_eq!(score.to_byte(), byte);
        }
    }
}
