//! Why competencies are not applied.

use std::collections::HashMap;

use super::{Member, Panel, Reason, about, asked, by_size, byte, number};
use crate::domain::{
    ids::{GroupId, RoundId},
    privacy::noise::{LEAST_TOLD, Noise, told},
    report::{SliceOf, Slices},
    score,
};

/// Which reasons learners of a slice gave, per competency.
#[derive(Clone, Debug)]
pub struct Reasons {
    pub slice: SliceOf,
    pub round: RoundId,
    /// Learners who submitted.
    pub n_submitted: u32,
    /// One per competency, in the instrument's order.
    pub rows: Vec<Result<ReasonsRow, Reason>>,
}

/// One competency in one slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonsRow {
    /// Learners who submitted and were asked it. To the last one.
    pub n_learners: u32,
    /// About how many gave each reason, in the order of [`score::Reason::ALL`]; `None`: fewer than about [`LEAST_TOLD`].
    pub about: [Option<u32>; REASONS],
}

const REASONS: usize = score::Reason::ALL.len();

/// How many of a group were asked, and about how many gave each reason.
type Counted = (u32, [i64; REASONS]);

impl Reasons {
    /// What this tells, a byte per competency.
    pub fn told(&self) -> Vec<u8> {
        self.rows.iter().map(|row| byte(row.is_ok())).collect()
    }
}

impl Panel<'_> {
    /// The reasons that the round's learners gave, over all slices.
    pub(in super::super) fn reasons(&self, slices: &Slices) -> Vec<Reasons> {
        let mut noise = Noise::new(&self.chance);
        let (rows, groups) = (slices.rows(), slices.groups());
        let mut submitted: HashMap<GroupId, Vec<&Member>> = HashMap::new();
        for member in self.members.iter().filter(|member| member.answers[0].is_some()) {
            if let Some((group, _)) = member.groups[0] {
                submitted.entry(group).or_default().push(member);
            }
        }
        let mut all = slices.each(self.organisation, |slice, groups, _| Reasons {
            slice,
            round: self.moments[0].round,
            n_submitted: number(groups.iter().filter_map(|group| submitted.get(group)).map(Vec::len).sum()),
            rows: Vec::new(),
        });
        let yields: Vec<bool> = all.iter().map(|report| matches!(report.slice, SliceOf::Cohort { .. })).collect();
        for position in 0..self.instrument().len() {
            let counted: HashMap<GroupId, Counted> = groups
                .iter()
                .map(|(group, _)| (*group, count(&asked(submitted.get(group), position), position, &mut noise)))
                .collect();
            let counted = slices
                .each(self.organisation, |_, groups, _| sum(groups.iter().filter_map(|group| counted.get(group))));
            let sizes: Vec<u32> = counted.iter().map(|(n_learners, _)| *n_learners).collect();
            let hidden = by_size(self.terms.minimum, &rows, &sizes, |at| yields[at]);
            for ((report, (n_learners, about)), hidden) in all.iter_mut().zip(counted).zip(hidden) {
                let about = about.map(|about| (about >= LEAST_TOLD).then(|| told(about, n_learners)));
                report.rows.push(hidden.map_or(Ok(ReasonsRow { n_learners, about }), Err));
            }
        }
        all
    }
}

fn count(asked: &[&Member], position: usize, noise: &mut Noise<'_>) -> Counted {
    let gave = |reason: score::Reason| asked.iter().filter(|member| member.reason(position) == Some(reason)).count();
    (number(asked.len()), score::Reason::ALL.map(|reason| about(gave(reason), noise)))
}

fn sum<'c>(counted: impl Iterator<Item = &'c Counted>) -> Counted {
    counted.fold((0, [0; REASONS]), |(all, sums), (some, counts)| {
        (all + some, std::array::from_fn(|at| sums[at] + counts[at]))
    })
}

impl Member {
    /// Why she does not apply a competency, where she says it.
    fn reason(&self, position: usize) -> Option<score::Reason> {
        self.answers[0].as_ref()?.reasons.get(&position).copied()
    }
}
