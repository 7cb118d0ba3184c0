//! Two raters about one learner, side by side. Never blended: a gap is the learner's own score against one named coach's.
//!
//! Levels are ordinal, so a gap is counted in steps on the scale, among the levels that count. Agreement coefficients follow
//! Cohen (1968), "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit",
//! Psychological Bulletin 70(4), 213-220, with quadratic weights.

use std::cmp::Ordering;

use super::{scale::Scale, score::Score};

/// Fewest pairs from which an agreement coefficient is told.
pub const FEWEST_PAIRS: usize = 20;

/// What a score says, on a scale: its rank among the levels that count, that it was not called upon, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A level that counts, by its rank: 0 is the lowest.
    Rated(usize),
    /// Not called upon in practice.
    NotCalledUpon,
    /// Unanswered, not observed or not asked.
    Nothing,
}

impl Said {
    /// What this score says.
    pub fn of(scale: &Scale, score: Score) -> Self {
        let Score::Level(value) = score else { return Self::Nothing };
        let counting = || scale.levels().iter().filter(|l| l.counts);
        match counting().position(|l| l.value == value) {
            Some(rank) => Self::Rated(rank),
            None if scale.levels().iter().any(|l| l.value == value) => Self::NotCalledUpon,
            None => Self::Nothing,
        }
    }
}

/// How two scores of one competency stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// The same level, or both say that it is not called upon.
    Agree,
    /// The learner rates herself higher.
    SelfHigher,
    /// The coach rates her higher.
    CoachHigher,
    /// One says that it is not called upon, the other rated it.
    ApplicabilityDiffers,
    /// One of them says nothing.
    NotComparable,
}

impl Gap {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 5] =
        [Self::Agree, Self::SelfHigher, Self::CoachHigher, Self::ApplicabilityDiffers, Self::NotComparable];

    /// How these two stand to each other.
    pub fn between(own: Said, coach: Said) -> Self {
        match (own, coach) {
            (Said::Rated(own), Said::Rated(coach)) => match own.cmp(&coach) {
                Ordering::Equal => Self::Agree,
                Ordering::Greater => Self::SelfHigher,
                Ordering::Less => Self::CoachHigher,
            },
            (Said::NotCalledUpon, Said::NotCalledUpon) => Self::Agree,
            (Said::Rated(_), Said::NotCalledUpon) | (Said::NotCalledUpon, Said::Rated(_)) => Self::ApplicabilityDiffers,
            (Said::Nothing, _) | (_, Said::Nothing) => Self::NotComparable,
        }
    }
}

/// Steps on the scale from the coach's level to one's own; `None` unless both rated.
pub fn steps(own: Said, coach: Said) -> Option<i32> {
    match (own, coach) {
        (Said::Rated(own), Said::Rated(coach)) => Some(step(own) - step(coach)),
        (Said::Rated(_) | Said::NotCalledUpon | Said::Nothing, _) => None,
    }
}

fn step(rank: usize) -> i32 {
    i32::try_from(rank).unwrap_or(i32::MAX)
}

/// How far two raters agree over many competencies, from the pairs in which both rated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Pairs in which both rated.
    pub n_pairs: usize,
    /// Share of the pairs with the same level; `None` without pairs.
    pub raw: Option<f64>,
    /// Kappa with quadratic weights; `None` from fewer than [`FEWEST_PAIRS`], and where it is not defined: all levels the same.
    pub kappa: Option<f64>,
}

impl Agreement {
    /// The agreement of these pairs, on a scale with this many levels that count.
    pub fn of(pairs: impl Iterator<Item = (Said, Said)>, levels: usize) -> Self {
        let mut table = vec![vec![0_u32; levels]; levels];
        for (own, other) in pairs {
            let (Said::Rated(own), Said::Rated(other)) = (own, other) else { continue };
            if let Some(cell) = table.get_mut(own).and_then(|row| row.get_mut(other)) {
                *cell += 1;
            }
        }
        let n: u32 = table.iter().flatten().sum();
        let same: u32 = (0..levels).map(|i| table[i][i]).sum();
        Self {
            n_pairs: n as usize,
            raw: (n > 0).then(|| f64::from(same) / f64::from(n)),
            kappa: if (n as usize) < FEWEST_PAIRS { None } else { quadratic_kappa(&table, f64::from(n)) },
        }
    }
}

fn quadratic_kappa(table: &[Vec<u32>], n: f64) -> Option<f64> {
    let row = |i: usize| f64::from(table[i].iter().sum::<u32>());
    let column = |j: usize| f64::from(table.iter().map(|row| row[j]).sum::<u32>());
    let (mut observed, mut expected) = (0.0, 0.0);
    for (i, cells) in table.iter().enumerate() {
        for (j, cell) in cells.iter().enumerate() {
            let weight = f64::from(step(i) - step(j)).powi(2);
            observed += weight * f64::from(*cell);
            expected += weight * row(i) * column(j) / n;
        }
    }
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(own: usize, other: usize) -> (Said, Said) {
        (Said::Rated(own), Said::Rated(other))
    }

    #[test]
    fn not_called_upon_is_no_low_level_and_nothing_is_no_answer() {
        assert_eq!(Gap::between(Said::NotCalledUpon, Said::Rated(0)), Gap::ApplicabilityDiffers);
        assert_eq!(Gap::between(Said::NotCalledUpon, Said::NotCalledUpon), Gap::Agree);
        assert_eq!(Gap::between(Said::Nothing, Said::NotCalledUpon), Gap::NotComparable);
        assert_eq!(steps(Said::NotCalledUpon, Said::Rated(3)), None);
        assert_eq!(
            (Gap::between(Said::Rated(3), Said::Rated(1)), steps(Said::Rated(3), Said::Rated(1))),
            (Gap::SelfHigher, Some(2))
        );
    }

    #[test]
    fn a_coefficient_needs_twenty_pairs_and_two_levels() {
        let nineteen = Agreement::of((0..19).map(|i| rated(i % 4, i % 4)), 4);
        assert_eq!((nineteen.n_pairs, nineteen.raw, nineteen.kappa), (19, Some(1.0), None));
        assert_eq!(Agreement::of((0..20).map(|i| rated(i % 4, i % 4)), 4).kappa, Some(1.0));
        let same = Agreement::of((0..30).map(|_| rated(2, 2)), 4);
        assert_eq!((same.raw, same.kappa), (Some(1.0), None));
        assert_eq!(Agreement::of(std::iter::empty(), 4), Agreement { n_pairs: 0, raw: None, kappa: None });
    }

    #[test]
    fn opposite_raters_agree_less_than_chance_would() {
        let opposite = Agreement::of((0..20).map(|i| rated(i % 4, 3 - i % 4)), 4);
        assert!((opposite.kappa.unwrap() + 1.0).abs() < 1e-12);
        // Worked by hand: [[5, 5], [0, 10]]; observed 5, expected (10 * 15 + 10 * 5) / 20 = 10; 1 - 5/10.
        let half = (0..20).map(|i| match i {
            0..5 => rated(0, 0),
            5..10 => rated(0, 1),
            _ => rated(1, 1),
        });
        let half = Agreement::of(half, 2);
        assert_eq!((half.raw, half.kappa), (Some(0.75), Some(0.5)));
    }
}
