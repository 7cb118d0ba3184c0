//! Growth: what changed between two assessments of one learner, competency by competency. Transitions, not a total.
//!
//! A falling self-score may be insight: who learns what a competency asks may rate herself lower afterwards (response shift; Howard
//! & Dailey (1979), "Response-shift bias", Journal of Applied Psychology 64(2), 144-150). So a change has a direction and no verdict.

use std::cmp::Ordering;

use super::{
    comparison::Said,
    score::{Reason, Score},
};

/// One competency at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What was said.
    pub said: Said,
    /// Whether it was asked at all.
    pub asked: bool,
    /// Why it was not applied, where that was said.
    pub reason: Option<Reason>,
}

impl Moment {
    /// One competency in a sheet.
    pub fn new(said: Said, score: Score, reason: Option<Reason>) -> Self {
        Self { said, asked: score != Score::NotAsked, reason }
    }
}

/// What became of one competency between two assessments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transition {
    /// Rated both times, higher the second time.
    Raised,
    /// Rated the same both times, below the highest level.
    Same,
    /// Rated at the highest level both times: it cannot rise.
    AtCeiling,
    /// Rated both times, lower the second time.
    Lowered,
    /// Not called upon first, rated now.
    BecameApplicable,
    /// Rated first, not called upon now.
    NoLongerApplicable,
    /// Left open, or never thought of, first; answered now.
    NewlyConsidered,
    /// Not called upon, both times.
    NotCalledUpon,
    /// Not asked in one of the two, or not answered now.
    NotComparable,
}

impl Transition {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 9] = [
        Self::Raised,
        Self::Same,
        Self::AtCeiling,
        Self::Lowered,
        Self::BecameApplicable,
        Self::NoLongerApplicable,
        Self::NewlyConsidered,
        Self::NotCalledUpon,
        Self::NotComparable,
    ];

    /// What became of a competency, on a scale whose highest level has this rank.
    pub fn between(before: Moment, after: Moment, highest: usize) -> Self {
        if !before.asked || !after.asked || after.said == Said::Nothing {
            return Self::NotComparable;
        }
        if before.said == Said::Nothing {
            return Self::NewlyConsidered;
        }
        let had_thought = before.reason != Some(Reason::NotThoughtOf);
        match (before.said, after.said) {
            (Said::Rated(before), Said::Rated(after)) => match after.cmp(&before) {
                Ordering::Greater => Self::Raised,
                Ordering::Less => Self::Lowered,
                Ordering::Equal if after == highest => Self::AtCeiling,
                Ordering::Equal => Self::Same,
            },
            (Said::NotCalledUpon, Said::Rated(_)) if had_thought => Self::BecameApplicable,
            (Said::NotCalledUpon, Said::Rated(_)) => Self::NewlyConsidered,
            (Said::Rated(_), Said::NotCalledUpon) => Self::NoLongerApplicable,
            (Said::NotCalledUpon, Said::NotCalledUpon) => Self::NotCalledUpon,
            (Said::Nothing, _) | (_, Said::Nothing) => Self::NotComparable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(said: Said) -> Moment {
        Moment { said, asked: true, reason: None }
    }

    fn between(before: Said, after: Said) -> Transition {
        Transition::between(moment(before), moment(after), 3)
    }

    #[test]
    fn rated_both_times_it_rises_stays_falls_or_is_at_the_ceiling() {
        assert_eq!(between(Said::Rated(1), Said::Rated(3)), Transition::Raised);
        assert_eq!(between(Said::Rated(2), Said::Rated(2)), Transition::Same);
        assert_eq!(between(Said::Rated(3), Said::Rated(3)), Transition::AtCeiling);
        assert_eq!(between(Said::Rated(3), Said::Rated(0)), Transition::Lowered);
    }

    #[test]
    fn what_practice_calls_upon_is_no_rise_and_no_fall() {
        assert_eq!(between(Said::NotCalledUpon, Said::Rated(0)), Transition::BecameApplicable);
        assert_eq!(between(Said::Rated(3), Said::NotCalledUpon), Transition::NoLongerApplicable);
        assert_eq!(between(Said::NotCalledUpon, Said::NotCalledUpon), Transition::NotCalledUpon);
    }

    #[test]
    fn what_was_never_thought_of_or_left_open_is_newly_considered() {
        let unthought = Moment { reason: Some(Reason::NotThoughtOf), ..moment(Said::NotCalledUpon) };
        assert_eq!(Transition::between(unthought, moment(Said::Rated(1)), 3), Transition::NewlyConsidered);
        assert_eq!(between(Said::Nothing, Said::Rated(1)), Transition::NewlyConsidered);
        assert_eq!(between(Said::Nothing, Said::NotCalledUpon), Transition::NewlyConsidered);
        assert_eq!(between(Said::Rated(1), Said::Nothing), Transition::NotComparable);
        let not_asked = Moment { asked: false, ..moment(Said::Nothing) };
        assert_eq!(Transition::between(not_asked, moment(Said::Rated(1)), 3), Transition::NotComparable);
    }
}
