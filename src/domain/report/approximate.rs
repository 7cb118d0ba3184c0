//! Tables whose counts are told with chance in them: why competencies are not applied, and what each type of workplace calls upon.
//!
//! Both count what distributions and growth count too, each over other learners or by another mark; see [`noise`](crate::domain::privacy::noise). The chance
//! is added once, where a learner is counted first, and every wider count is a sum of those: however many tables she is in, more is not told of her.

use std::collections::HashMap;

use super::{ALL, HIDDEN, Member, Panel, SliceOf, Slices};
use crate::domain::{
    ids::{GroupId, ProgrammeId, RoundId},
    privacy::{
        Reason,
        noise::{LEAST_TOLD, Noise, told},
    },
    scale::Scale,
    score::{self, Score},
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
    pub about: [Option<u32>; score::Reason::ALL.len()],
}

/// What workplaces call upon, by their type, in a programme or the organisation.
#[derive(Clone, Debug)]
pub struct Workplaces {
    pub slice: SliceOf,
    pub round: RoundId,
    /// Learners who submitted.
    pub n_submitted: u32,
    /// The types with enough of these learners, and how many there are, the most first.
    pub types: Vec<(String, u32)>,
    /// Learners who submitted from a workplace of another type.
    pub n_elsewhere: u32,
    /// Learners whose self-score is about no placement.
    pub n_without: u32,
    /// Per competency, in the instrument's order, per type.
    pub rows: Vec<Vec<Result<WorkplaceRow, Reason>>>,
}

/// One competency at one type of workplace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkplaceRow {
    /// Learners who submitted and were asked it. To the last one.
    pub n_learners: u32,
    /// About how many of them gave a level that counts.
    pub about_rated: u32,
    /// About how many said that their practice does not call upon it.
    pub about_not_called_upon: u32,
}

impl Reasons {
    /// What this tells, a byte per competency.
    pub fn told(&self) -> Vec<u8> {
        self.rows.iter().map(|row| if row.is_ok() { ALL } else { HIDDEN }).collect()
    }
}

impl Workplaces {
    /// What this tells, a byte per competency: whether of any type.
    pub fn told(&self) -> Vec<u8> {
        self.rows.iter().map(|row| if row.iter().any(Result::is_ok) { ALL } else { HIDDEN }).collect()
    }
}

/// A count by itself, and with chance in it.
#[derive(Clone, Copy, Default)]
struct Count {
    is: u32,
    about: i64,
}

impl Count {
    fn with(is: usize, noise: &mut Noise<'_>) -> Self {
        let is = u32::try_from(is).unwrap_or(u32::MAX);
        Self { is, about: i64::from(is) + noise.number() }
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |all, one| Self { is: all.is + one.is, about: all.about + one.about })
    }
}

/// Why a row about so many is not told.
fn too_few(n_learners: u32, panel: &Panel<'_>) -> Option<Reason> {
    match n_learners {
        0 => Some(Reason::NobodyAsked),
        few if few < panel.terms.minimum => Some(Reason::TooFewLearners),
        _ => None,
    }
}

impl Panel<'_> {
    /// The reasons that the round's learners gave, over all slices.
    pub(super) fn reasons(&self, slices: &Slices) -> Vec<Reasons> {
        let mut noise = Noise::new(&self.chance);
        let mut all = slices.each(self.organisation, |slice, groups, _| Reasons {
            slice,
            round: self.moments[0].round,
            n_submitted: self.count(groups, |member| member.answers[0].is_some()),
            rows: Vec::new(),
        });
        let members = self.by_group();
        for position in 0..self.instrument().len() {
            let mut of_group = HashMap::new();
            for (group, _) in slices.groups() {
                let asked = self.asked(members.get(&group), position);
                let gave = |reason: &score::Reason| {
                    let gave = asked.iter().filter(|member| member.reason(position) == Some(*reason)).count();
                    Count::with(gave, &mut noise)
                };
                let counts: Vec<Count> = score::Reason::ALL.iter().map(gave).collect();
                of_group.insert(group, (u32::try_from(asked.len()).unwrap_or(u32::MAX), counts));
            }
            let rows = slices.each(self.organisation, |_, groups, _| {
                let of = || groups.iter().filter_map(|group| of_group.get(group));
                let n_learners = of().map(|(n, _)| n).sum();
                let about = |at: usize| {
                    let about = of().map(|(_, counts)| counts[at]).sum::<Count>().about;
                    (about >= LEAST_TOLD).then(|| told(about, n_learners))
                };
                too_few(n_learners, self)
                    .map_or_else(|| Ok(ReasonsRow { n_learners, about: std::array::from_fn(about) }), Err)
            });
            for (reasons, row) in all.iter_mut().zip(rows) {
                reasons.rows.push(row);
            }
        }
        all
    }

    /// What the workplaces of the round's learners call upon, in each programme and the organisation.
    pub(super) fn workplaces(&self, slices: &Slices) -> Vec<Workplaces> {
        let mut noise = Noise::new(&self.chance);
        let mut all: Vec<(Workplaces, Vec<usize>)> = self.slices_of_workplaces(slices);
        let programmes: Vec<ProgrammeId> = slices.programmes.iter().map(|(programme, _)| *programme).collect();
        let mut of_cell: HashMap<(usize, usize), Vec<&Member>> = HashMap::new();
        for member in &self.members {
            if let (Some((_, programme)), Some(workplace), Some(_)) =
                (member.groups[0], member.workplace, &member.answers[0])
                && let Some(programme) = programmes.iter().position(|known| *known == programme)
            {
                of_cell.entry((programme, workplace)).or_default().push(member);
            }
        }
        for position in 0..self.instrument().len() {
            let mut counted: HashMap<(usize, usize), [Count; 2]> = HashMap::new();
            let mut asked: HashMap<(usize, usize), u32> = HashMap::new();
            for cell in (0..programmes.len()).flat_map(|p| (0..self.workplaces.len()).map(move |w| (p, w))) {
                let of = self.asked(of_cell.get(&cell), position);
                let is = |counts: bool| {
                    let says = |member: &Member| member.calls_upon(&self.instrument().scale, position) == Some(counts);
                    of.iter().filter(|member| says(member)).count()
                };
                counted.insert(cell, [true, false].map(|counts| Count::with(is(counts), &mut noise)));
                asked.insert(cell, u32::try_from(of.len()).unwrap_or(u32::MAX));
            }
            for (report, workplaces) in &mut all {
                let of = |workplace: usize| {
                    let is_of = |at: &usize| match report.slice {
                        SliceOf::Programme(programme) => programmes[*at] == programme,
                        SliceOf::Organisation(_) | SliceOf::Cohort { .. } | SliceOf::Group(_) => true,
                    };
                    (0..programmes.len()).filter(is_of).map(move |at| (at, workplace))
                };
                let row = |workplace: &usize| {
                    let n_learners = of(*workplace).filter_map(|cell| asked.get(&cell)).sum();
                    let about = |which: usize| {
                        let counts = of(*workplace).filter_map(|cell| counted.get(&cell)).map(|counts| counts[which]);
                        told(counts.sum::<Count>().about, n_learners)
                    };
                    let row = || WorkplaceRow { n_learners, about_rated: about(0), about_not_called_upon: about(1) };
                    too_few(n_learners, self).map_or_else(|| Ok(row()), Err)
                };
                report.rows.push(workplaces.iter().map(row).collect());
            }
        }
        all.into_iter().map(|(report, _)| report).collect()
    }

    /// These reports, their rows still to come, each with the numbers of its types.
    fn slices_of_workplaces(&self, slices: &Slices) -> Vec<(Workplaces, Vec<usize>)> {
        let report = |slice: SliceOf, groups: &[GroupId], _: &[usize]| {
            if matches!(slice, SliceOf::Group(_) | SliceOf::Cohort { .. }) {
                return None;
            }
            let has_submitted = |member: &Member| member.answers[0].is_some();
            let n_submitted = self.count(groups, has_submitted);
            let n_at = |at: Option<usize>| self.count(groups, |member| has_submitted(member) && member.workplace == at);
            let mut types: Vec<(usize, u32)> =
                (0..self.workplaces.len()).map(|at| (at, n_at(Some(at)))).filter(|(_, n)| *n > 0).collect();
            let n_placed: u32 = types.iter().map(|(_, n)| n).sum();
            types.retain(|(_, n)| *n >= self.terms.minimum);
            types.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| self.workplaces[*a].cmp(&self.workplaces[*b])));
            let workplaces = Workplaces {
                slice,
                round: self.moments[0].round,
                n_submitted,
                n_elsewhere: n_placed - types.iter().map(|(_, n)| n).sum::<u32>(),
                n_without: n_at(None),
                types: types.iter().map(|(at, n)| (self.workplaces[*at].clone(), *n)).collect(),
                rows: Vec::new(),
            };
            Some((workplaces, types.into_iter().map(|(at, _)| at).collect()))
        };
        slices.each(self.organisation, report).into_iter().flatten().collect()
    }

    fn by_group(&self) -> HashMap<GroupId, Vec<&Member>> {
        let mut of_group: HashMap<GroupId, Vec<&Member>> = HashMap::new();
        for member in &self.members {
            if let (Some((group, _)), Some(_)) = (member.groups[0], &member.answers[0]) {
                of_group.entry(group).or_default().push(member);
            }
        }
        of_group
    }

    /// Those of these who were asked a competency.
    fn asked<'m>(&self, members: Option<&Vec<&'m Member>>, position: usize) -> Vec<&'m Member> {
        let is_asked = |member: &&Member| {
            member.answers[0].as_ref().is_some_and(|answers| answers.score(position) != Score::NotAsked)
        };
        members.into_iter().flatten().copied().filter(is_asked).collect()
    }
}

impl Member {
    /// Why she does not apply a competency, where she says it.
    fn reason(&self, position: usize) -> Option<score::Reason> {
        self.answers[0].as_ref()?.reasons.get(&position).copied()
    }

    /// Whether her practice calls upon a competency; `None` where she does not say.
    fn calls_upon(&self, scale: &Scale, position: usize) -> Option<bool> {
        let Score::Level(value) = self.answers[0].as_ref()?.score(position) else { return None };
        scale.levels().iter().find(|level| level.value == value).map(|level| level.counts)
    }
}
