//! No report gives a person away.
//!
//! A *row* is one competency in one slice (a group, a programme, the organisation). Three rules decide what is published of it,
//! all its states together:
//!
//! 1. **Row rule**: it is about at least `minimum` submitted learners (10 unless the organisation raises it, never below 5).
//!    The commonest minimum in US education statistics is 10 (NCES 2011-603).
//! 2. **Dominance rule**: at least [`FEWEST_OUTSIDE`] learners gave another answer than the most common one. Dominance of "not
//!    called upon" speaks of placements, not of persons, and is told as a band ("at least 90 %") where that is true.
//! 3. **Remainder rule**: what is hidden in the parts of a slice does not follow from the whole: the hidden parts taken together
//!    must themselves pass rules 1 and 2, else the whole is hidden too (complementary suppression: Daalmans & de Waal,
//!    Trans. Data Privacy 3, 2010).

use super::{scale::Scale, statistics::Counts};

/// The fewest learners outside the most common answer.
pub const FEWEST_OUTSIDE: u32 = 3;

/// What the band says of "not called upon": at least this share.
pub const BAND: f64 = 0.9;

/// What may be told of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// All of it.
    Published,
    /// Only that at least nine in ten said "not called upon".
    Band,
    /// Nothing, for this reason.
    Hidden(Reason),
}

/// Why a row is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody who submitted was asked.
    NobodyAsked,
    /// Fewer learners than the minimum.
    TooFewLearners,
    /// Nearly everybody gave the same answer.
    Dominance,
    /// It would reveal a hidden part or neighbour.
    Complementary,
    /// A domain with fewer statements than a figure is made over.
    TooFewStatements,
}

impl Reason {
    /// As it stands in an answer.
    pub fn code(self) -> &'static str {
        match self {
            Self::NobodyAsked => "nobodyAsked",
            Self::TooFewLearners => "tooFewLearners",
            Self::Dominance => "dominance",
            Self::Complementary => "complementary",
            Self::TooFewStatements => "tooFewStatements",
        }
    }

    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::NobodyAsked, Self::TooFewLearners, Self::Dominance, Self::Complementary, Self::TooFewStatements];
}

/// What the row and dominance rules allow for a row by itself.
pub fn alone(scale: &Scale, counts: &Counts, minimum: u32) -> Disclosure {
    let total = counts.total();
    if total == 0 {
        return Disclosure::Hidden(Reason::NobodyAsked);
    }
    if total < minimum {
        return Disclosure::Hidden(Reason::TooFewLearners);
    }
    let most = counts.states().max().unwrap_or(0);
    if total - most >= FEWEST_OUTSIDE {
        return Disclosure::Published;
    }
    let not_called_upon = scale.levels().iter().zip(&counts.levels).find(|(l, _)| !l.counts).map_or(0, |(_, n)| *n);
    if not_called_upon == most && f64::from(most) >= BAND * f64::from(total) {
        Disclosure::Band
    } else {
        Disclosure::Hidden(Reason::Dominance)
    }
}

/// One row in a tree of slices: the row of a slice and those of its parts.
#[derive(Clone, Debug)]
pub struct Slice {
    pub counts: Counts,
    /// Parts that do not overlap and together make the slice; empty for a group.
    pub parts: Vec<Slice>,
}

/// The verdicts over a [`Slice`] and its parts, in the same shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub disclosure: Disclosure,
    pub parts: Vec<Verdict>,
    /// What cannot be seen of the slice, seen from above: `None` where all of it can.
    hidden: Option<Counts>,
}

/// What may be told of a row in a slice and in each of its parts, the three rules together.
pub fn judge(scale: &Scale, slice: &Slice, minimum: u32) -> Verdict {
    let parts: Vec<Verdict> = slice.parts.iter().map(|part| judge(scale, part, minimum)).collect();
    let mut remainder: Option<Counts> = None;
    for hidden in parts.iter().filter_map(|p| p.hidden.as_ref()) {
        remainder.get_or_insert_with(|| Counts::none(scale)).add_all(hidden);
    }
    let own = alone(scale, &slice.counts, minimum);
    let revealing = remainder.as_ref().is_some_and(|rest| alone(scale, rest, minimum) != Disclosure::Published);
    let disclosure = match own {
        Disclosure::Published if revealing => Disclosure::Hidden(Reason::Complementary),
        Disclosure::Published | Disclosure::Band | Disclosure::Hidden(_) => own,
    };
    let hidden = match disclosure {
        Disclosure::Published | Disclosure::Hidden(Reason::NobodyAsked) => None,
        Disclosure::Band | Disclosure::Hidden(_) => Some(remainder.unwrap_or_else(|| slice.counts.clone())),
    };
    Verdict { disclosure, parts, hidden }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::scale::tests::scale;

    fn five() -> Scale {
        scale(&[(0, false, false), (1, true, false), (2, true, false), (3, true, true), (4, true, true)]).unwrap()
    }

    fn counts(levels: [u32; 5]) -> Counts {
        Counts { levels: levels.to_vec(), unanswered: 0, not_observed: 0 }
    }

    fn group(levels: [u32; 5]) -> Slice {
        Slice { counts: counts(levels), parts: vec![] }
    }

    fn whole(parts: Vec<Slice>) -> Slice {
        let mut sum = Counts::none(&five());
        for part in &parts {
            sum.add_all(&part.counts);
        }
        Slice { counts: sum, parts }
    }

    #[test]
    fn a_row_needs_ten_learners() {
        assert_eq!(alone(&five(), &counts([0, 3, 3, 3, 0]), 10), Disclosure::Hidden(Reason::TooFewLearners));
        assert_eq!(alone(&five(), &counts([0, 3, 3, 4, 0]), 10), Disclosure::Published);
        assert_eq!(alone(&five(), &counts([0; 5]), 10), Disclosure::Hidden(Reason::NobodyAsked));
    }

    #[test]
    fn a_row_where_nearly_all_agree_is_hidden() {
        assert_eq!(alone(&five(), &counts([0, 1, 1, 18, 0]), 10), Disclosure::Hidden(Reason::Dominance));
        assert_eq!(alone(&five(), &counts([0, 1, 1, 17, 1]), 10), Disclosure::Published);
    }

    #[test]
    fn dominance_of_not_called_upon_is_told_as_a_band_only_where_the_band_is_true() {
        assert_eq!(alone(&five(), &counts([20, 1, 1, 0, 0]), 10), Disclosure::Band);
        assert_eq!(alone(&five(), &counts([10, 0, 0, 0, 0]), 10), Disclosure::Band);
        assert_eq!(alone(&five(), &counts([8, 1, 1, 0, 0]), 10), Disclosure::Hidden(Reason::Dominance));
    }

    #[test]
    fn one_small_group_hides_the_whole_it_would_be_subtracted_from() {
        let verdict = judge(&five(), &whole(vec![group([0, 4, 8, 6, 2]), group([0, 1, 2, 1, 0])]), 10);
        assert_eq!(verdict.parts[0].disclosure, Disclosure::Published);
        assert_eq!(verdict.parts[1].disclosure, Disclosure::Hidden(Reason::TooFewLearners));
        assert_eq!(verdict.disclosure, Disclosure::Hidden(Reason::Complementary));
    }

    #[test]
    fn hidden_groups_that_are_enough_together_let_the_whole_be_told() {
        let parts = vec![group([0, 4, 8, 6, 2]), group([0, 2, 2, 2, 0]), group([0, 2, 2, 1, 1])];
        assert_eq!(judge(&five(), &whole(parts), 10).disclosure, Disclosure::Published);
    }

    fn any_group() -> impl Strategy<Value = Slice> {
        proptest::array::uniform5(0u32..8).prop_map(group)
    }

    proptest! {
        #[test]
        fn nothing_published_or_subtracted_is_about_fewer_than_the_minimum(
            programmes in proptest::collection::vec(proptest::collection::vec(any_group(), 1..5), 1..4),
            minimum in 5u32..15,
        ) {
            let scale = five();
            let school = whole(programmes.into_iter().map(whole).collect());
            let verdict = judge(&scale, &school, minimum);
            check(&scale, &school, &verdict, minimum)?;
        }
    }

    /// Whatever an observer gets by taking the published parts from a published whole is nothing, or itself publishable.
    fn check(scale: &Scale, slice: &Slice, verdict: &Verdict, minimum: u32) -> Result<(), TestCaseError> {
        if verdict.disclosure == Disclosure::Published {
            prop_assert!(slice.counts.total() >= minimum);
            let mut rest = slice.counts.clone();
            take_published(&mut rest, slice, verdict);
            if rest.total() > 0 {
                prop_assert_eq!(alone(scale, &rest, minimum), Disclosure::Published);
            }
        }
        for (part, verdict) in slice.parts.iter().zip(&verdict.parts) {
            check(scale, part, verdict, minimum)?;
        }
        Ok(())
    }

    /// Takes from `rest` the largest published pieces below a slice.
    fn take_published(rest: &mut Counts, slice: &Slice, verdict: &Verdict) {
        for (part, verdict) in slice.parts.iter().zip(&verdict.parts) {
            if verdict.disclosure == Disclosure::Published {
                rest.levels.iter_mut().zip(&part.counts.levels).for_each(|(a, b)| *a -= b);
            } else {
                take_published(rest, part, verdict);
            }
        }
    }
}
