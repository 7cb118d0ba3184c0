//! The rules, one by one. What follows from all of them together, `tests/attack` tries to break.

use proptest::prelude::*;

use super::*;
use crate::domain::scale::tests::scale;

const TERMS: Terms = Terms { minimum: 10, may_leave_open: false };

/// The first level is "not called upon".
const FIRST: Option<usize> = Some(0);

fn five() -> Scale {
    scale(&[(0, false, false), (1, true, false), (2, true, false), (3, true, true), (4, true, true)]).unwrap()
}

fn counts(levels: [u32; 5]) -> Counts {
    Counts { levels: levels.to_vec(), unanswered: 0, not_observed: 0 }
}

fn group(levels: [u32; 5]) -> Slice {
    Slice { counts: counts(levels), parts: vec![], yields: false }
}

fn whole(parts: Vec<Slice>) -> Slice {
    let mut sum = Counts::none(&five());
    for part in &parts {
        sum.add_all(&part.counts);
    }
    Slice { counts: sum, parts, yields: false }
}

fn cohort(parts: Vec<Slice>) -> Slice {
    Slice { yields: true, ..whole(parts) }
}

fn told(slice: &Slice) -> Vec<Disclosure> {
    fn all(verdict: &Verdict, into: &mut Vec<Disclosure>) {
        into.push(verdict.disclosure);
        verdict.parts.iter().for_each(|part| all(part, into));
    }
    let mut told = Vec::new();
    all(&judge(&five(), slice, TERMS), &mut told);
    told
}

const COMPLEMENTARY: Disclosure = Disclosure::Hidden(Reason::Complementary);
const TOO_FEW: Disclosure = Disclosure::Hidden(Reason::TooFewLearners);
use Disclosure::Published;

#[test]
fn of_states_that_say_nothing_of_placements_none_is_told_as_a_band() {
    let nearly_all = whole(vec![group([28, 1, 0, 0, 0]), group([12, 12, 0, 0, 0])]);
    let verdict = judge_states(&nearly_all, Terms { may_leave_open: true, ..TERMS });
    let parts: Vec<Disclosure> = verdict.parts.iter().map(|part| part.disclosure).collect();
    assert_eq!(
        (verdict.disclosure, &parts[..]),
        (COMPLEMENTARY, &[Disclosure::Hidden(Reason::Dominance), Published][..])
    );
}

#[test]
fn a_row_needs_ten_learners() {
    assert_eq!(alone(FIRST, &counts([0, 3, 3, 3, 0]), TERMS), TOO_FEW);
    assert_eq!(alone(FIRST, &counts([0, 3, 3, 4, 0]), TERMS), Published);
    assert_eq!(alone(FIRST, &counts([0; 5]), TERMS), Disclosure::Hidden(Reason::NobodyAsked));
}

#[test]
fn a_row_where_nearly_all_agree_is_hidden() {
    assert_eq!(alone(FIRST, &counts([0, 1, 1, 18, 0]), TERMS), Disclosure::Hidden(Reason::Dominance));
    assert_eq!(alone(FIRST, &counts([0, 1, 1, 17, 1]), TERMS), Published);
}

#[test]
fn dominance_of_not_called_upon_is_told_as_a_band_that_leaves_three_open() {
    for (levels, band) in [
        ([10, 0, 0, 0, 0], 0.7),
        ([8, 1, 1, 0, 0], 0.7),
        ([20, 1, 1, 0, 0], 0.85),
        ([25, 0, 2, 0, 0], 0.85),
        ([29, 1, 0, 0, 0], 0.9),
        ([199, 1, 0, 0, 0], 0.9),
    ] {
        assert_eq!(alone(FIRST, &counts(levels), TERMS), Disclosure::Band(band), "{levels:?}");
        let total = levels.iter().sum();
        assert!(at_least(band, total) <= total - FEWEST_OUTSIDE, "{levels:?}");
    }
}

#[test]
fn where_a_band_would_say_little_the_row_is_hidden() {
    let terms = Terms { minimum: 5, ..TERMS };
    assert_eq!(alone(FIRST, &counts([5, 1, 0, 0, 0]), terms), Disclosure::Hidden(Reason::Dominance));
}

#[test]
fn one_small_group_takes_another_with_it_so_that_the_whole_can_be_told() {
    let parts = vec![group([3, 4, 8, 6, 0]), group([0, 1, 2, 1, 0])];
    assert_eq!(told(&whole(parts)), [COMPLEMENTARY, Published, TOO_FEW], "no other group would be enough");
    let parts = vec![group([3, 4, 8, 6, 3]), group([0, 1, 2, 1, 0]), group([5, 5, 5, 5, 5])];
    assert_eq!(told(&whole(parts)), [Published, COMPLEMENTARY, TOO_FEW, Published]);
}

#[test]
fn what_is_hidden_together_leaves_no_state_to_nobody() {
    let parts = vec![group([5, 5, 5, 5, 5]), group([0, 3, 3, 2, 0]), group([3, 2, 2, 2, 0])];
    assert_eq!(
        told(&whole(parts)),
        [Published, COMPLEMENTARY, TOO_FEW, TOO_FEW],
        "nobody at 4 in both of the small ones"
    );
    let parts = vec![group([5, 5, 5, 5, 5]), group([0, 3, 3, 2, 1]), group([3, 2, 1, 1, 2])];
    assert_eq!(told(&whole(parts)), [Published, Published, TOO_FEW, TOO_FEW]);
}

#[test]
fn a_reason_does_not_say_which_group_agrees_where_the_whole_is_told() {
    let agree = [0, 1, 1, 23, 0];
    let parts = vec![group(agree), group([5, 5, 5, 5, 5]), group([5, 5, 5, 5, 6])];
    assert_eq!(told(&whole(parts)), [Published, COMPLEMENTARY, COMPLEMENTARY, Published]);
    assert_eq!(
        told(&whole(vec![group(agree)])),
        [Disclosure::Hidden(Reason::Dominance); 2],
        "here nothing follows from it"
    );
}

#[test]
fn a_band_above_groups_says_what_follows_from_theirs() {
    let parts = vec![group([20, 0, 0, 0, 1]), group([19, 0, 0, 1, 0])];
    let band = Disclosure::Band(0.85);
    assert_eq!(told(&whole(parts)), [Disclosure::Band(0.85), band, band]);
    let parts = vec![group([20, 0, 0, 0, 1]), group([4, 0, 0, 0, 0])];
    assert_eq!(told(&whole(parts)), [Disclosure::Band(0.7), band, TOO_FEW]);
}

#[test]
fn a_cohort_is_told_where_nothing_else_is_hidden_for_it() {
    let class = || group([5, 5, 5, 5, 5]);
    let small = || group([0, 1, 2, 1, 0]);
    let published = whole(vec![cohort(vec![class(), class()]), cohort(vec![class(), class()])]);
    assert_eq!(told(&published), [Published; 7]);
    // One small group: another of its cohort is hidden with it, and all cohorts are told.
    let parts = vec![cohort(vec![class(), class()]), cohort(vec![group([5, 5, 5, 5, 6]), small()])];
    assert_eq!(told(&whole(parts)), [Published, Published, Published, Published, Published, COMPLEMENTARY, TOO_FEW]);
}

#[test]
fn a_cohort_that_is_one_small_group_does_not_follow_from_its_programme_and_the_other_cohort() {
    let class = || group([5, 5, 5, 5, 5]);
    let parts = vec![cohort(vec![class(), class(), class()]), group([0, 1, 2, 1, 0])];
    assert_eq!(
        told(&whole(parts)),
        [Published, COMPLEMENTARY, COMPLEMENTARY, Published, Published, TOO_FEW],
        "the programme as without cohorts, and the other cohort not"
    );
}

fn any_group() -> impl Strategy<Value = Slice> {
    proptest::array::uniform5(0u32..8).prop_map(group)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn nothing_published_or_subtracted_is_about_fewer_than_the_minimum(
        programmes in proptest::collection::vec(proptest::collection::vec(any_group(), 1..5), 1..4),
        minimum in 5u32..15,
    ) {
        let scale = five();
        let school = whole(programmes.into_iter().map(whole).collect());
        let terms = Terms { minimum, ..TERMS };
        let verdict = judge(&scale, &school, terms);
        check(&school, &verdict, terms)?;
    }

    #[test]
    fn nor_where_programmes_have_cohorts(
        programmes in proptest::collection::vec(proptest::collection::vec(proptest::collection::vec(any_group(), 1..4), 1..4), 1..4),
        minimum in 5u32..15,
    ) {
        let scale = five();
        let part = |mut groups: Vec<Slice>| if groups.len() == 1 { groups.remove(0) } else { cohort(groups) };
        let programme = |parts: Vec<Vec<Slice>>| whole(parts.into_iter().map(part).collect());
        let school = whole(programmes.into_iter().map(programme).collect());
        let terms = Terms { minimum, ..TERMS };
        let verdict = judge(&scale, &school, terms);
        check(&school, &verdict, terms)?;
    }
}

/// Whatever an observer gets by taking the published parts from a published whole is nothing, or itself publishable.
fn check(slice: &Slice, verdict: &Verdict, terms: Terms) -> Result<(), TestCaseError> {
    if verdict.disclosure == Published {
        prop_assert!(slice.counts.total() >= terms.minimum);
        let mut rest = slice.counts.clone();
        take_published(&mut rest, slice, verdict);
        if rest.total() > 0 {
            prop_assert_eq!(alone(FIRST, &rest, terms), Published);
        }
    }
    for (part, verdict) in slice.parts.iter().zip(&verdict.parts) {
        check(part, verdict, terms)?;
    }
    Ok(())
}

/// Takes from `rest` the largest published pieces below a slice.
fn take_published(rest: &mut Counts, slice: &Slice, verdict: &Verdict) {
    for (part, verdict) in slice.parts.iter().zip(&verdict.parts) {
        if verdict.disclosure == Published {
            rest.levels.iter_mut().zip(&part.counts.levels).for_each(|(a, b)| *a -= b);
        } else {
            take_published(rest, part, verdict);
        }
    }
}
