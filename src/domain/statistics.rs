//! What can be said of many scores: counts first, shares next, the mean last.
//!
//! Only levels that count enter a figure. *Unanswered*, *not called upon*, *not asked* and *not observed* are four different
//! things and none of them is a low score. Levels are ordinal: the mean is secondary, and where nothing was rated it is
//! `None`, never 0.

use super::{scale::Scale, score::Score};

/// How often each answer was given to one competency by the learners who submitted and were asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Per level of the scale, in its order.
    pub levels: Vec<u32>,
    /// Asked and left open.
    pub unanswered: u32,
    /// Said to be not observed (raters other than the learner).
    pub not_observed: u32,
}

impl Counts {
    /// No answers yet, on this scale.
    pub fn none(scale: &Scale) -> Self {
        Self { levels: vec![0; scale.levels().len()], unanswered: 0, not_observed: 0 }
    }

    /// Counts one score. A score that was not asked is not counted at all.
    pub fn add(&mut self, scale: &Scale, score: Score) {
        match score {
            Score::Unanswered => self.unanswered += 1,
            Score::NotObserved => self.not_observed += 1,
            Score::NotAsked => {}
            Score::Level(value) => {
                let at = scale.levels().iter().position(|l| l.value == value);
                if let Some(count) = at.and_then(|at| self.levels.get_mut(at)) {
                    *count += 1;
                }
            }
        }
    }

    /// Adds the counts of another slice on the same scale.
    pub fn add_all(&mut self, other: &Self) {
        for (mine, theirs) in self.levels.iter_mut().zip(&other.levels) {
            *mine += theirs;
        }
        self.unanswered += other.unanswered;
        self.not_observed += other.not_observed;
    }

    /// Everybody who submitted and was asked.
    pub fn total(&self) -> u32 {
        self.levels.iter().sum::<u32>() + self.unanswered + self.not_observed
    }

    /// Each state with its count: the levels in order, then unanswered, then not observed.
    pub fn states(&self) -> impl Iterator<Item = u32> {
        self.levels.iter().copied().chain([self.unanswered, self.not_observed])
    }
}

/// What one set of counts says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Submitted and asked.
    pub n_total: u32,
    /// Of those, who gave a level (the one that does not count included).
    pub n_answered: u32,
    /// Of those, who said "not called upon".
    pub n_not_called_upon: u32,
    /// Of those, who gave a level that counts.
    pub n_rated: u32,
    /// Share of the rated at a level of mastery, 0 to 1.
    pub share_proficient: Option<f64>,
    /// The middle rated level; with an even number of them, the lower of the two.
    pub median_low: Option<u8>,
    /// The middle rated level; with an even number of them, the higher of the two.
    pub median_high: Option<u8>,
    /// Mean of the rated levels. Secondary: the levels are ordinal.
    pub mean: Option<f64>,
    /// Share of the answered that was called upon: rated / answered, 0 to 1.
    pub practice_coverage: Option<f64>,
}

/// The figures of these counts on this scale.
pub fn figures(scale: &Scale, counts: &Counts) -> Figures {
    let with_levels = || scale.levels().iter().zip(counts.levels.iter().copied());
    let sum_where = |wanted: fn(&super::scale::ScaleLevel) -> bool| -> u32 {
        with_levels().filter(|(level, _)| wanted(level)).map(|(_, n)| n).sum()
    };
    let n_rated = sum_where(|l| l.counts);
    let n_not_called_upon = sum_where(|l| !l.counts);
    let n_answered = n_rated + n_not_called_upon;
    let points: u64 = with_levels().filter(|(l, _)| l.counts).map(|(l, n)| u64::from(l.value) * u64::from(n)).sum();
    Figures {
        n_total: counts.total(),
        n_answered,
        n_not_called_upon,
        n_rated,
        share_proficient: ratio(f64::from(sum_where(|l| l.proficient)), n_rated),
        median_low: nth_rated(scale, counts, n_rated.saturating_sub(1) / 2),
        median_high: nth_rated(scale, counts, n_rated / 2),
        mean: ratio(points as f64, n_rated),
        practice_coverage: ratio(f64::from(n_rated), n_answered),
    }
}

fn ratio(part: f64, whole: u32) -> Option<f64> {
    (whole > 0).then(|| part / f64::from(whole))
}

/// The rated level at this place when all rated levels are put in order; `None` past the last.
fn nth_rated(scale: &Scale, counts: &Counts, place: u32) -> Option<u8> {
    let mut passed = 0;
    for (level, &count) in scale.levels().iter().zip(&counts.levels).filter(|(l, _)| l.counts) {
        passed += count;
        if place < passed {
            return Some(level.value);
        }
    }
    None
}

/// The fewest statements a domain figure is made over.
pub const FEWEST_STATEMENTS: usize = 5;

/// What the sheets of many learners say of one block of statements, learner first: each learner's own share is taken before the
/// mean over learners, so that nobody weighs more for having answered more.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockFigures {
    /// Learners who submitted and were asked.
    pub n_learners: u32,
    /// Learners of those with at least one rated statement.
    pub n_rated_learners: u32,
    /// Per level of the scale: the mean over learners of the share of asked statements at it.
    pub level_shares: Vec<f64>,
    /// Likewise for what was left open.
    pub unanswered_share: f64,
    /// Mean over learners of her share of rated statements at a level of mastery.
    pub share_proficient: Option<f64>,
    /// Mean over learners of the mean of her rated levels. Secondary.
    pub mean: Option<f64>,
    /// Mean over learners of her practice coverage.
    pub practice_coverage: Option<f64>,
}

impl BlockFigures {
    /// These figures as they are told: shares to a thousandth, means of levels to a hundredth. They are means of fractions of each learner, and
    /// from enough digits of such a mean the fractions follow.
    #[must_use]
    pub fn rounded(self) -> Self {
        let share = |share: f64| (share * 1000.0).round() / 1000.0;
        Self {
            level_shares: self.level_shares.into_iter().map(share).collect(),
            unanswered_share: share(self.unanswered_share),
            share_proficient: self.share_proficient.map(share),
            mean: self.mean.map(|mean| (mean * 100.0).round() / 100.0),
            practice_coverage: self.practice_coverage.map(share),
            ..self
        }
    }
}

/// The figures over the learners' own counts in one block; `None` without learners.
pub fn block_figures(scale: &Scale, learners: &[Counts]) -> Option<BlockFigures> {
    let asked: Vec<&Counts> = learners.iter().filter(|c| c.total() > 0).collect();
    let n_learners = u32::try_from(asked.len()).unwrap_or(u32::MAX);
    if n_learners == 0 {
        return None;
    }
    let of_each: Vec<Figures> = asked.iter().map(|c| figures(scale, c)).collect();
    let share_of = |count: fn(&Counts, usize) -> u32, at: usize| {
        let shares = asked.iter().map(|c| f64::from(count(c, at)) / f64::from(c.total()));
        shares.sum::<f64>() / f64::from(n_learners)
    };
    let level_shares = (0..scale.levels().len()).map(|at| share_of(|c, at| c.levels[at], at)).collect();
    Some(BlockFigures {
        n_learners,
        n_rated_learners: u32::try_from(of_each.iter().filter(|f| f.n_rated > 0).count()).unwrap_or(u32::MAX),
        level_shares,
        unanswered_share: share_of(|c, _| c.unanswered, 0),
        share_proficient: mean_of(of_each.iter().filter_map(|f| f.share_proficient)),
        mean: mean_of(of_each.iter().filter_map(|f| f.mean)),
        practice_coverage: mean_of(of_each.iter().filter_map(|f| f.practice_coverage)),
    })
}

fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    ratio(sum, count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::scale::tests::scale;

    fn five() -> Scale {
        scale(&[(0, false, false), (1, true, false), (2, true, false), (3, true, true), (4, true, true)]).unwrap()
    }

    fn count(scale: &Scale, values: &[u8]) -> Counts {
        let mut counts = Counts::none(scale);
        for value in values {
            counts.add(scale, Score::Level(*value));
        }
        counts
    }

    fn close(value: Option<f64>, wanted: f64) -> bool {
        value.is_some_and(|v| (v - wanted).abs() < 1e-12)
    }

    #[test]
    fn zero_is_not_called_upon_and_not_a_low_score() {
        let scale = five();
        let f = figures(&scale, &count(&scale, &[0, 3, 4, 0, 1]));
        assert!(close(f.mean, 8.0 / 3.0));
        assert!(close(f.practice_coverage, 3.0 / 5.0));
        assert!(close(f.share_proficient, 2.0 / 3.0));
        assert_eq!((f.n_total, f.n_answered, f.n_not_called_upon, f.n_rated), (5, 5, 2, 3));
        assert_eq!((f.median_low, f.median_high), (Some(3), Some(3)));
    }

    #[test]
    fn all_zeros_have_no_mean() {
        let scale = five();
        let f = figures(&scale, &count(&scale, &[0, 0, 0]));
        assert_eq!((f.mean, f.median_low, f.median_high, f.share_proficient), (None, None, None, None));
        assert!(close(f.practice_coverage, 0.0));
    }

    #[test]
    fn unanswered_counts_in_the_total_alone() {
        let scale = five();
        let mut counts = count(&scale, &[2, 4]);
        counts.add(&scale, Score::Unanswered);
        counts.add(&scale, Score::NotAsked);
        let f = figures(&scale, &counts);
        assert_eq!((f.n_total, f.n_answered, f.n_rated), (3, 2, 2));
        assert_eq!((f.median_low, f.median_high), (Some(2), Some(4)));
        assert!(close(f.mean, 3.0));
    }

    #[test]
    fn a_scale_without_such_a_level_has_full_coverage_and_a_level_in_the_middle_may_be_it() {
        let plain = scale(&[(1, true, false), (2, true, false), (3, true, true)]).unwrap();
        assert!(close(figures(&plain, &count(&plain, &[1, 3])).practice_coverage, 1.0));
        let middle = scale(&[(10, true, false), (20, false, false), (30, true, true)]).unwrap();
        let f = figures(&middle, &count(&middle, &[10, 20, 20, 30]));
        assert!(close(f.mean, 20.0) && close(f.practice_coverage, 0.5));
        assert_eq!((f.median_low, f.median_high), (Some(10), Some(30)));
    }

    #[test]
    fn a_learner_who_answered_more_weighs_no_more() {
        let scale = five();
        let many = count(&scale, &[4, 4, 4, 4, 4, 4]);
        let mut few = count(&scale, &[1]);
        (0..5).for_each(|_| few.add(&scale, Score::Unanswered));
        let f = block_figures(&scale, &[many, few, Counts::none(&scale)]).unwrap();
        assert_eq!(f.n_learners, 2);
        assert!(close(f.mean, 2.5) && close(f.share_proficient, 0.5));
    }

    #[test]
    fn what_is_told_of_a_block_has_few_digits() {
        let scale = five();
        let learners = [vec![1, 3, 3, 0, 4, 2, 4], vec![4, 0, 0, 3, 2, 1, 1], vec![0, 0, 0, 0, 0, 0, 4]];
        let learners: Vec<Counts> = learners.iter().map(|values| count(&scale, values)).collect();
        let exact = block_figures(&scale, &learners).unwrap();
        let told = exact.clone().rounded();
        assert_eq!((told.n_learners, told.n_rated_learners), (3, 3));
        assert_eq!(
            format!("{:?} {}", told.level_shares, told.unanswered_share),
            "[0.429, 0.143, 0.095, 0.143, 0.19] 0"
        );
        assert_eq!((told.share_proficient, told.practice_coverage), (Some(0.689), Some(0.571)));
        assert_eq!(told.mean, Some(3.01));
        assert!(exact.mean.is_some_and(|mean| (mean - 3.01).abs() > 1e-6), "{exact:?}");
        let nobody_rated = block_figures(&scale, &[count(&scale, &[0, 0])]).unwrap().rounded();
        assert_eq!((nobody_rated.mean, nobody_rated.share_proficient), (None, None));
    }

    /// Mean, lower and higher median, share at mastery, coverage.
    type Defined = (Option<f64>, Option<u8>, Option<u8>, Option<f64>, Option<f64>);

    /// What the figures are, straight from their definitions, for the property below.
    fn by_definition(values: &[u8]) -> Defined {
        let mut rated: Vec<u8> = values.iter().copied().filter(|v| *v > 0).collect();
        rated.sort_unstable();
        let n = rated.len();
        if n == 0 {
            return (None, None, None, None, (!values.is_empty()).then_some(0.0));
        }
        let mean = rated.iter().map(|v| f64::from(*v)).sum::<f64>() / n as f64;
        let share = rated.iter().filter(|v| **v >= 3).count() as f64 / n as f64;
        let coverage = n as f64 / values.len() as f64;
        (Some(mean), Some(rated[(n - 1) / 2]), Some(rated[n / 2]), Some(share), Some(coverage))
    }

    proptest! {
        #[test]
        fn figures_are_what_their_definitions_say(values in proptest::collection::vec(0u8..=4, 0..60)) {
            let scale = five();
            let f = figures(&scale, &count(&scale, &values));
            let (mean, low, high, share, coverage) = by_definition(&values);
            prop_assert_eq!(f.median_low, low);
            prop_assert_eq!(f.median_high, high);
            for (got, wanted) in [(f.mean, mean), (f.share_proficient, share), (f.practice_coverage, coverage)] {
                prop_assert_eq!(got.is_some(), wanted.is_some());
                if let (Some(got), Some(wanted)) = (got, wanted) {
                    prop_assert!((got - wanted).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn order_does_not_matter_and_zeros_never_move_the_mean(
            mut values in proptest::collection::vec(0u8..=4, 1..40), zeros in 0usize..20,
        ) {
            let scale = five();
            let before = figures(&scale, &count(&scale, &values));
            values.reverse();
            prop_assert_eq!(figures(&scale, &count(&scale, &values)), before);
            values.extend(std::iter::repeat_n(0, zeros));
            let after = figures(&scale, &count(&scale, &values));
            prop_assert_eq!(after.mean, before.mean);
            prop_assert_eq!((after.median_low, after.median_high), (before.median_low, before.median_high));
            prop_assert_eq!(after.n_not_called_upon, before.n_not_called_upon + u32::try_from(zeros).unwrap());
        }

        #[test]
        fn counting_apart_and_adding_is_counting_together(
            a in proptest::collection::vec(0u8..=4, 0..30), b in proptest::collection::vec(0u8..=4, 0..30),
        ) {
            let scale = five();
            let mut sum = count(&scale, &a);
            sum.add_all(&count(&scale, &b));
            let together: Vec<u8> = a.into_iter().chain(b).collect();
            prop_assert_eq!(sum, count(&scale, &together));
        }

        #[test]
        fn shares_of_a_block_add_up_to_one(
            sheets in proptest::collection::vec(proptest::collection::vec(0u8..=5, 5..12), 1..20),
        ) {
            let scale = five();
            let learners: Vec<Counts> = sheets.iter().map(|sheet| {
                let mut counts = Counts::none(&scale);
                for value in sheet {
                    counts.add(&scale, if *value == 5 { Score::Unanswered } else { Score::Level(*value) });
                }
                counts
            }).collect();
            let f = block_figures(&scale, &learners).unwrap();
            let sum: f64 = f.level_shares.iter().sum::<f64>() + f.unanswered_share;
            prop_assert!((sum - 1.0).abs() < 1e-9);
        }

        /// So the shares of a block whose rows are all told tell an attacker nothing: `tests/attack` can do without them.
        #[test]
        fn shares_of_a_block_are_what_its_rows_say(
            sheets in (5_usize..12).prop_flat_map(|asked| proptest::collection::vec(proptest::collection::vec(0u8..=5, asked), 1..20)),
        ) {
            let scale = five();
            let of = |values: &mut dyn Iterator<Item = u8>| {
                let mut counts = Counts::none(&scale);
                values.for_each(|value| counts.add(&scale, if value == 5 { Score::Unanswered } else { Score::Level(value) }));
                counts
            };
            let learners: Vec<Counts> = sheets.iter().map(|sheet| of(&mut sheet.iter().copied())).collect();
            let rows: Vec<Counts> = (0..sheets[0].len()).map(|at| of(&mut sheets.iter().map(|sheet| sheet[at]))).collect();
            let f = block_figures(&scale, &learners).unwrap();
            let said = (sheets.len() * rows.len()) as f64;
            for (at, share) in f.level_shares.iter().enumerate() {
                let by_rows = rows.iter().map(|row| f64::from(row.levels[at])).sum::<f64>() / said;
                prop_assert!((share - by_rows).abs() < 1e-9);
            }
            let open = rows.iter().map(|row| f64::from(row.unanswered)).sum::<f64>() / said;
            prop_assert!((f.unanswered_share - open).abs() < 1e-9);
        }
    }
}
