//! What each type of workplace calls upon.

use std::collections::HashMap;

use super::{Member, Panel, Reason, about, asked, by_size, byte, number};
use crate::domain::{
    ids::{GroupId, RoundId},
    privacy::noise::{Noise, told},
    report::{Rows, SliceOf, Slices},
    scale::Scale,
    score::Score,
};

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
    /// About how many of them gave an answer: all, where nothing could be left open.
    pub about_answered: u32,
    /// About how many of these said that their practice does not call upon it.
    pub about_not_called_upon: u32,
}

/// How many of a programme at one type of workplace were asked, about how many answered, and about how many said that it is not called upon.
type Counted = (u32, [i64; 2]);

impl Workplaces {
    /// What this tells, a byte per competency: whether of any type.
    pub fn told(&self) -> Vec<u8> {
        self.rows.iter().map(|row| byte(row.iter().any(Result::is_ok))).collect()
    }
}

impl Panel<'_> {
    /// What the workplaces of the round's learners call upon, in the organisation and each programme.
    pub(in super::super) fn workplaces(&self, slices: &Slices) -> Vec<Workplaces> {
        let mut noise = Noise::new(&self.chance);
        let programmes: Vec<_> = slices.programmes.iter().map(|(programme, _)| *programme).collect();
        let mut submitted: HashMap<(usize, usize), Vec<&Member>> = HashMap::new();
        for member in self.members.iter().filter(|member| member.answers[0].is_some()) {
            let programme = member.groups[0].and_then(|(_, of)| programmes.iter().position(|known| *known == of));
            if let Some(cell) = programme.zip(member.workplace) {
                submitted.entry(cell).or_default().push(member);
            }
        }
        let mut all: Vec<(Workplaces, Vec<usize>)> = slices
            .each(self.organisation, |slice, groups, _| self.workplaces_of(slice, groups))
            .into_iter()
            .flatten()
            .collect();
        // The organisation comes first, and each programme is a part of it.
        let rows = Rows::flat(programmes.len());
        for position in 0..self.instrument().len() {
            for (report, _) in &mut all {
                report.rows.push(vec![Err(Reason::TooFewLearners); report.types.len()]);
            }
            for workplace in 0..self.workplaces.len() {
                let of_programme = (0..programmes.len()).map(|programme| {
                    self.counted(&asked(submitted.get(&(programme, workplace)), position), position, &mut noise)
                });
                let mut counted: Vec<Counted> = of_programme.collect();
                counted.insert(0, sum(&counted));
                let sizes: Vec<u32> = counted.iter().map(|(n_learners, _)| *n_learners).collect();
                let hidden = by_size(self.terms.minimum, &rows, &sizes, |_| false);
                for (((report, types), (n_learners, [answered, not])), hidden) in
                    all.iter_mut().zip(counted).zip(hidden)
                {
                    let Some(at) = types.iter().position(|known| *known == workplace) else { continue };
                    report.rows[position][at] = hidden.map_or_else(
                        || {
                            let about_answered = told(answered, n_learners);
                            Ok(WorkplaceRow {
                                n_learners,
                                about_answered,
                                about_not_called_upon: told(not, about_answered),
                            })
                        },
                        Err,
                    );
                }
            }
        }
        all.into_iter().map(|(report, _)| report).collect()
    }

    fn counted(&self, asked: &[&Member], position: usize, noise: &mut Noise<'_>) -> Counted {
        let scale = &self.instrument().scale;
        let say = |is_one: fn(Option<bool>) -> bool| {
            asked.iter().filter(|member| is_one(member.calls_upon(scale, position))).count()
        };
        let all = i64::try_from(asked.len()).unwrap_or(i64::MAX);
        // Where everybody answers, everybody knows it.
        let answered = if self.terms.may_leave_open { about(say(|said| said.is_some()), noise) } else { all };
        (number(asked.len()), [answered, about(say(|said| said == Some(false)), noise)])
    }

    /// The report of a slice, its rows still to come, with the numbers of its types.
    fn workplaces_of(&self, slice: SliceOf, groups: &[GroupId]) -> Option<(Workplaces, Vec<usize>)> {
        if matches!(slice, SliceOf::Group(_) | SliceOf::Cohort { .. }) {
            return None;
        }
        let has_submitted = |member: &Member| member.answers[0].is_some();
        let n_at = |at: Option<usize>| self.count(groups, |member| has_submitted(member) && member.workplace == at);
        let mut types: Vec<(usize, u32)> = (0..self.workplaces.len()).map(|at| (at, n_at(Some(at)))).collect();
        let n_placed: u32 = types.iter().map(|(_, n)| n).sum();
        types.retain(|(_, n)| *n >= self.terms.minimum);
        types.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| self.workplaces[*a].cmp(&self.workplaces[*b])));
        let workplaces = Workplaces {
            slice,
            round: self.moments[0].round,
            n_submitted: self.count(groups, has_submitted),
            n_elsewhere: n_placed - types.iter().map(|(_, n)| n).sum::<u32>(),
            n_without: n_at(None),
            types: types.iter().map(|(at, n)| (self.workplaces[*at].clone(), *n)).collect(),
            rows: Vec::new(),
        };
        Some((workplaces, types.into_iter().map(|(at, _)| at).collect()))
    }
}

fn sum(counted: &[Counted]) -> Counted {
    let sum = |at: usize| counted.iter().map(|(_, counts)| counts[at]).sum();
    (counted.iter().map(|(n_learners, _)| n_learners).sum(), [sum(0), sum(1)])
}

impl Member {
    /// Whether her practice calls upon a competency; `None` where she does not say.
    fn calls_upon(&self, scale: &Scale, position: usize) -> Option<bool> {
        let Score::Level(value) = self.answers[0].as_ref()?.score(position) else { return None };
        scale.levels().iter().find(|level| level.value == value).map(|level| level.counts)
    }
}
