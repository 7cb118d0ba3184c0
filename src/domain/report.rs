//! Reports about many learners, over fixed slices of a round: who took part, what was answered, what changed since an earlier round, and how
//! what learners say of themselves differs from what others say of them.

mod distribution;
mod gaps;
mod goals;
mod growth;
mod overlap;
mod panel;
mod plain;
mod released;
mod series;

pub use distribution::{BlockRow, Distribution, Outcome, Row, distributions};
pub use gaps::{GAPS, Gaps, GapsRow};
pub use goals::Goals;
pub use growth::{Growth, GrowthRow, Since, TRANSITIONS};
pub use overlap::{ALL, HIDDEN, Joint, JointOutcome, Kept, Overlaps, Told, band_byte};
pub use panel::{Answers, Column, Member, Moment, Panel};

pub use plain::{PlainOutcome, plain};
pub use released::Released;
pub use series::{LeftOut, ReadBy};

use super::{
    assessment::RaterKind,
    ids::{GroupId, OrganisationId, ProgrammeId},
};

/// Whom a report is about. Fixed slices only: nobody can filter her way to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SliceOf {
    Group(GroupId),
    Programme(ProgrammeId),
    Organisation(OrganisationId),
}

/// What a round and a slice of it are called, for who reads a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Label of the round.
    pub round: String,
    /// Name of the group, programme or organisation.
    pub slice: String,
    /// Where the school is.
    pub time_zone: String,
}

/// The groups of a round under their programmes.
#[derive(Clone, Debug, Default)]
pub struct Slices {
    pub programmes: Vec<(ProgrammeId, Vec<GroupId>)>,
}

impl Slices {
    /// The slices of a round for these groups.
    pub fn of(groups: impl IntoIterator<Item = (GroupId, ProgrammeId)>) -> Self {
        let mut programmes: Vec<(ProgrammeId, Vec<GroupId>)> = Vec::new();
        for (group, programme) in groups {
            match programmes.iter_mut().find(|(p, _)| *p == programme) {
                Some((_, members)) if members.contains(&group) => {}
                Some((_, members)) => members.push(group),
                None => programmes.push((programme, vec![group])),
            }
        }
        Self { programmes }
    }

    /// Something about every slice: made of its groups, and of where it stands in the tree. The organisation first, then each programme with its
    /// groups behind it.
    pub fn each<T>(&self, organisation: OrganisationId, make: impl Fn(SliceOf, &[GroupId], &[usize]) -> T) -> Vec<T> {
        let all: Vec<GroupId> = self.programmes.iter().flat_map(|(_, groups)| groups).copied().collect();
        let mut slices = vec![make(SliceOf::Organisation(organisation), &all, &[])];
        for (p, (programme, groups)) in self.programmes.iter().enumerate() {
            slices.push(make(SliceOf::Programme(*programme), groups, &[p]));
            slices.extend(groups.iter().enumerate().map(|(g, group)| make(SliceOf::Group(*group), &[*group], &[p, g])));
        }
        slices
    }

    /// How these slices stand to one another, by their numbers in [`Slices::each`].
    fn rows(&self) -> Rows {
        let mut parents = vec![None];
        for (_, groups) in &self.programmes {
            let programme = parents.len();
            parents.push(Some(0));
            parents.extend(groups.iter().map(|_| Some(programme)));
        }
        // A group has a programme above it, and that the organisation.
        let depth = |at: usize| std::iter::successors(parents[at], |up| parents[*up]).count();
        let mut parts_first: Vec<usize> = (0..parents.len()).collect();
        parts_first.sort_by_key(|at| std::cmp::Reverse(depth(*at)));
        Rows { parents, parts_first }
    }
}

/// The rows that a table has for a round's slices: which is a part of which.
struct Rows {
    parents: Vec<Option<usize>>,
    /// All rows, each behind its parts.
    parts_first: Vec<usize>,
}

impl Rows {
    /// How many learners are left of a row when those of all rows told below it are taken away.
    fn rest(&self, of: usize, sizes: &[u32], is_told: &[bool]) -> u32 {
        let parts = || self.parts(of);
        if parts().next().is_none() {
            return sizes[of];
        }
        parts().filter(|part| !is_told[*part]).map(|part| self.rest(part, sizes, is_told)).sum()
    }

    /// The rows directly below one.
    fn parts(&self, of: usize) -> impl Iterator<Item = usize> {
        (0..self.parents.len()).filter(move |at| self.parents[*at] == Some(of))
    }

    /// Whether a row above this one is told.
    fn is_below(&self, at: usize, is_told: &[bool]) -> bool {
        std::iter::successors(self.parents[at], |up| self.parents[*up]).any(|up| is_told[up])
    }
}

/// How many took part in one slice of one round. Holds no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Learners in the round, the exempted left out.
    pub n_expected: u32,
    pub n_exempted: u32,
    /// Have started a self-score.
    pub n_started: u32,
    /// Have submitted it.
    pub n_submitted: u32,
    /// Of the expected: about whom somebody of this kind submitted a sheet. Each is counted once, however many did.
    pub by_rater_kind: [(RaterKind, u32); OTHER_RATERS.len()],
}

/// Who rates a learner beside herself.
pub const OTHER_RATERS: [RaterKind; 4] =
    [RaterKind::StudyCoach, RaterKind::PracticeSupervisor, RaterKind::Peer, RaterKind::Guest];

impl Participation {
    /// Submitted of expected, 0 to 1; `None` where nobody is expected.
    pub fn response_rate(&self) -> Option<f64> {
        self.share(self.n_submitted)
    }

    /// So many of the expected, 0 to 1; `None` where nobody is expected.
    pub fn share(&self, learners: u32) -> Option<f64> {
        (self.n_expected > 0).then(|| f64::from(learners) / f64::from(self.n_expected))
    }
}
