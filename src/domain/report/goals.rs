//! How many learners set themselves a goal, per competency.

use super::{ALL, HIDDEN, Member, Panel, PlainOutcome, SliceOf, Slices, plain};
use crate::domain::ids::RoundId;

/// The goals of those who submitted, in one slice of one round.
#[derive(Clone, Debug)]
pub struct Goals {
    pub slice: SliceOf,
    pub round: RoundId,
    /// Learners who submitted.
    pub n_submitted: u32,
    /// One per competency, in the instrument's order: who has a goal about it, and who has none.
    pub rows: Vec<PlainOutcome>,
}

/// The places of [`Goals::rows`].
const WITH: u8 = 0;
const WITHOUT: u8 = 1;

impl Goals {
    /// What this tells, a byte per competency.
    pub fn told(&self) -> Vec<u8> {
        self.rows.iter().map(|row| if row.is_ok() { ALL } else { HIDDEN }).collect()
    }
}

impl Panel<'_> {
    /// The goals of the round's learners, over all slices. Each competency is a table of its own, and counts who submitted and was asked it.
    pub(super) fn goals(&self, slices: &Slices) -> Vec<Goals> {
        let has_submitted = |member: &Member| member.answers[0].is_some();
        let mut all = slices.each(self.organisation, |slice, groups, _| Goals {
            slice,
            round: self.moments[0].round,
            n_submitted: self.count(groups, has_submitted),
            rows: Vec::new(),
        });
        for position in 0..self.instrument().len() {
            let says = |member: &Member| {
                let answers = member.answers[0].as_ref()?;
                let is_asked = answers.score(position) != crate::domain::score::Score::NotAsked;
                is_asked.then_some(if member.goals.contains(&position) { WITH } else { WITHOUT })
            };
            let of: Vec<Option<u8>> = self.members.iter().map(says).collect();
            for (goals, row) in all.iter_mut().zip(plain(self, slices, 2, &of)) {
                goals.rows.push(row);
            }
        }
        all
    }
}
