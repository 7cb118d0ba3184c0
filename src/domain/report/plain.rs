//! Tables that count learners by one thing that is known of each, and of which no other table tells: whether her placement changed, whether she set a goal.

use std::collections::HashMap;

use super::{Panel, Slices, distribution::at_path};
use crate::domain::{
    ids::GroupId,
    privacy::{self, Disclosure, Reason},
    statistics::Counts,
};

/// What is told of a row: how many are in each category, or why that is hidden.
pub type PlainOutcome = Result<Vec<u32>, Reason>;

/// Counts the learners of a round by category (from 0; `None`: she is not counted), by slice in the order of [`Slices::each`].
pub fn plain(panel: &Panel<'_>, slices: &Slices, n_categories: usize, of: &[Option<u8>]) -> Vec<PlainOutcome> {
    let mut counted: HashMap<GroupId, Vec<u32>> = HashMap::new();
    for (member, category) in panel.members.iter().zip(of) {
        if let (Some((group, _)), Some(category)) = (member.groups[0], category) {
            counted.entry(group).or_insert_with(|| vec![0; n_categories])[usize::from(*category)] += 1;
        }
    }
    let tree = slices.tree(|group| {
        let levels = counted.get(&group).cloned().unwrap_or_else(|| vec![0; n_categories]);
        Counts { levels, unanswered: 0, not_observed: 0 }
    });
    let verdict = privacy::judge_states(&tree, panel.terms);
    let judged = (tree, verdict);
    slices.each(panel.organisation, |_, _, path| {
        let (slice, verdict) = at_path(&judged, path);
        match verdict.disclosure {
            Disclosure::Published => Ok(slice.counts.levels.clone()),
            Disclosure::Hidden(reason) => Err(reason),
            // There are no bands without a level that speaks of placements.
            Disclosure::Band(_) => Err(Reason::Dominance),
        }
    })
}
