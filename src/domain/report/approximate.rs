//! Tables whose counts are told with chance in them: why competencies are not applied, and what each type of workplace calls upon.
//!
//! Both count what distributions and growth count too, each over other learners or by another mark; see [`noise`](crate::domain::privacy::noise). The chance
//! is added once, where a learner is counted first, and every wider count is a sum of those: however many rows she is in, more is not told of her. Rows
//! are about enough learners besides, and so is what is left of a row when those told below it are taken away.

mod reasons;
mod workplaces;

pub use reasons::{Reasons, ReasonsRow};
pub use workplaces::{WorkplaceRow, Workplaces};

use super::{ALL, HIDDEN, Member, Panel, Rows};
use crate::domain::{
    privacy::{Reason, noise::Noise},
    score::Score,
};

/// A count with chance in it.
fn about(count: usize, noise: &mut Noise<'_>) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX) + noise.number()
}

/// So many, as it is counted elsewhere.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A byte for whether anything is told.
fn byte(is_told: bool) -> u8 {
    if is_told { ALL } else { HIDDEN }
}

/// Those of these who were asked a competency.
fn asked<'m>(members: Option<&Vec<&'m Member>>, position: usize) -> Vec<&'m Member> {
    let is_asked =
        |member: &&Member| member.answers[0].as_ref().is_some_and(|answers| answers.score(position) != Score::NotAsked);
    members.into_iter().flatten().copied().filter(is_asked).collect()
}

/// Which rows may be told of so many learners each, and why not: none about fewer than the minimum, nor one of which fewer are left when those told below it
/// are taken away. Rather than the row, the smallest group below it is hidden; but for those that yield nothing else is.
fn by_size(minimum: u32, rows: &Rows, sizes: &[u32], yields: impl Fn(usize) -> bool) -> Vec<Option<Reason>> {
    let by_itself = |size: &u32| match size {
        0 => Some(Reason::NobodyAsked),
        few if *few < minimum => Some(Reason::TooFewLearners),
        _ => None,
    };
    let mut hidden: Vec<Option<Reason>> = sizes.iter().map(by_itself).collect();
    let (later, first): (Vec<usize>, Vec<usize>) = rows.parts_first.iter().partition(|at| yields(**at));
    for at in &later {
        hidden[*at] = hidden[*at].or(Some(Reason::Complementary));
    }
    let leaves_enough = |at: usize, hidden: &[Option<Reason>]| {
        let is_told: Vec<bool> = hidden.iter().map(Option::is_none).collect();
        let rest = rows.rest(at, sizes, &is_told);
        !is_told[at] || rest == 0 || rest >= minimum
    };
    for at in first {
        if leaves_enough(at, &hidden) {
            continue;
        }
        let is_below =
            |leaf: &usize| hidden[*leaf].is_none() && rows.is_leaf(*leaf) && rows.above(*leaf).any(|up| up == at);
        let smallest = (0..sizes.len()).filter(is_below).min_by_key(|leaf| sizes[*leaf]);
        // Where no group below it is told, itself.
        let between = smallest.into_iter().flat_map(|leaf| rows.above(leaf)).take_while(|up| *up != at);
        for row in smallest.or(Some(at)).into_iter().chain(between) {
            hidden[row] = hidden[row].or(Some(Reason::Complementary));
        }
    }
    for at in later.into_iter().filter(|at| by_itself(&sizes[*at]).is_none()) {
        hidden[at] = None;
        let above = rows.above(at).find(|up| hidden[*up].is_none());
        if !std::iter::once(at).chain(above).all(|row| leaves_enough(row, &hidden)) {
            hidden[at] = Some(Reason::Complementary);
        }
    }
    hidden
}

#[cfg(test)]
mod tests;
