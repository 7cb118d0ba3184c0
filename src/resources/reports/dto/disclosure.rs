//! What is told of a row and why it is not, as it is sent.

use crate::{choices, domain::privacy::Reason};

choices!(/// What is told of a row.
    RowDisclosure {
    /// All its figures.
    Published = "published",
    /// Only that nearly everybody said "not called upon".
    AtLeastNotCalledUpon = "atLeastNotCalledUpon",
    /// Nothing.
    Hidden = "hidden",
});

choices!(/// What is told of a row that is told as it is, or not at all.
    PlainDisclosure {
    /// All figures.
    Published = "published",
    /// Nothing.
    Hidden = "hidden",
});

impl PlainDisclosure {
    /// Whether it is told.
    pub fn of(is_told: bool) -> Self {
        if is_told { Self::Published } else { Self::Hidden }
    }
}

choices!(/// Why a row is hidden.
    HiddenReason {
    /// Nobody who submitted was asked.
    NobodyAsked = "nobodyAsked",
    /// Fewer submitted learners than the minimum.
    TooFewLearners = "tooFewLearners",
    /// Nearly everybody gave the same answer.
    Dominance = "dominance",
    /// It, or why it is hidden, would reveal something of another row.
    Complementary = "complementary",
    /// A domain with fewer than five statements.
    TooFewStatements = "tooFewStatements",
});

impl From<Reason> for HiddenReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NobodyAsked => Self::NobodyAsked,
            Reason::TooFewLearners => Self::TooFewLearners,
            Reason::Dominance => Self::Dominance,
            Reason::Complementary => Self::Complementary,
            Reason::TooFewStatements => Self::TooFewStatements,
        }
    }
}
