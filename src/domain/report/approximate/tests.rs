use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::{
    ids::{GroupId, Id, OrganisationId, ProgrammeId},
    organisation::Cohort,
    report::{SliceOf, Slices},
};

const MINIMUM: u32 = 10;

/// A school of these groups: of which programme, of which cohort, how large.
fn school(groups: &[(u128, Option<i32>, u32)]) -> (Vec<SliceOf>, Rows, Vec<u32>) {
    let id = |at: usize| GroupId::new(Uuid::from_u128(at as u128 + 1));
    let placed = groups.iter().enumerate().map(|(at, (programme, year, _))| {
        (id(at), ProgrammeId::new(Uuid::from_u128((programme + 1) << 64)), year.and_then(Cohort::of))
    });
    let slices = Slices::of(placed).once();
    let size =
        |of: &[GroupId]| -> u32 { (0..groups.len()).filter(|at| of.contains(&id(*at))).map(|at| groups[at].2).sum() };
    let all = slices.each(OrganisationId::new(Uuid::nil()), |slice, groups, _| (slice, size(groups)));
    let (which, sizes) = all.into_iter().unzip();
    (which, slices.rows(), sizes)
}

fn hidden(groups: &[(u128, Option<i32>, u32)]) -> Vec<(SliceOf, u32, Option<Reason>)> {
    let (which, rows, sizes) = school(groups);
    let hidden = by_size(MINIMUM, &rows, &sizes, |at| matches!(which[at], SliceOf::Cohort { .. }));
    which.into_iter().zip(sizes).zip(hidden).map(|((slice, size), hidden)| (slice, size, hidden)).collect()
}

/// Why each row is hidden, in the order of slices.
fn why(groups: &[(u128, Option<i32>, u32)]) -> Vec<Option<Reason>> {
    hidden(groups).into_iter().map(|(_, _, why)| why).collect()
}

const FEW: Option<Reason> = Some(Reason::TooFewLearners);
const MORE: Option<Reason> = Some(Reason::Complementary);

#[test]
fn the_smallest_group_is_hidden_beside_one_that_is_too_small() {
    // The organisation, its programme, the groups.
    assert_eq!(why(&[(1, None, 30), (1, None, 4), (1, None, 20)]), [None, None, None, FEW, MORE]);
    assert_eq!(why(&[(1, None, 30), (1, None, 6), (1, None, 6)]), [None, None, None, FEW, FEW]);
    assert_eq!(why(&[(1, None, 30), (1, None, 0)]), [None, None, None, Some(Reason::NobodyAsked)]);
}

#[test]
fn beside_a_programme_that_is_too_small_a_whole_one_is_hidden_with_a_group_of_it() {
    let wanted = [None, MORE, None, MORE, FEW, FEW, None, None];
    assert_eq!(why(&[(1, None, 30), (1, None, 20), (2, None, 4), (3, None, 25)]), wanted);
}

#[test]
fn for_a_cohort_nothing_else_is_hidden() {
    let first = [(1, Some(2024), 30), (1, Some(2024), 4), (1, Some(2025), 25), (1, Some(2025), 12)];
    // For the programme the group of 12 is hidden. The first cohort less its group of 30 would be four learners; the programme less the second one too.
    let wanted = [None, None, MORE, None, FEW, MORE, None, MORE];
    assert_eq!(why(&first), wanted);
    let whole = [(1, Some(2024), 30), (1, Some(2024), 14), (1, Some(2025), 25), (1, Some(2025), 12)];
    assert!(why(&whole).iter().all(Option::is_none));
}

proptest! {
    #[test]
    fn no_row_is_about_too_few_nor_leaves_too_few(
        groups in proptest::collection::vec((0_u128..4, proptest::option::of(2024_i32..2027), 0_u32..40), 1..14),
    ) {
        let (_, rows, sizes) = school(&groups);
        let told: Vec<bool> = why(&groups).iter().map(Option::is_none).collect();
        for at in (0..told.len()).filter(|at| told[*at]) {
            let rest = rows.rest(at, &sizes, &told);
            prop_assert!(sizes[at] >= MINIMUM && (rest == 0 || rest >= MINIMUM), "{at}: {rest} of {}", sizes[at]);
        }
    }
}
