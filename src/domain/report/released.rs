//! All that is told of a round when it is released, made at one moment: what one report may tell depends on the others.

use super::{
    Column, Distribution, Gaps, GapsRow, Goals, Growth, GrowthRow, Joint, JointOutcome, Kept, Member, Outcome,
    Overlaps, Panel, Reasons, Reckoning, SliceOf, Slices, Told, Workplaces, distributions,
    overlap::{ALL, HIDDEN, ROUNDED, WITH_KAPPA, band_byte},
    plain,
};
use crate::domain::ids::GroupId;

/// The reports of a round, over all its slices.
pub struct Released {
    pub distributions: Vec<Distribution>,
    pub growth: Vec<Growth>,
    pub gaps: Vec<Gaps>,
    pub goals: Vec<Goals>,
    pub reasons: Vec<Reasons>,
    pub workplaces: Vec<Workplaces>,
}

impl Released {
    /// What is told of a round that is held for these groups. Of a cohort that is another slice too, what is told of that. Each competency is counted
    /// when it is done.
    pub fn of(panel: &Panel<'_>, slices: &Slices, reckoning: &Reckoning) -> Self {
        let once = Self::once(panel, &slices.once(), reckoning);
        let same = slices.same();
        Self {
            distributions: copied(once.distributions, &same, |report| &mut report.slice),
            growth: copied(once.growth, &same, |report| &mut report.slice),
            gaps: copied(once.gaps, &same, |report| &mut report.slice),
            goals: copied(once.goals, &same, |report| &mut report.slice),
            reasons: copied(once.reasons, &same, |report| &mut report.slice),
            // Of programmes and the organisation only.
            workplaces: once.workplaces,
        }
    }

    fn once(panel: &Panel<'_>, slices: &Slices, reckoning: &Reckoning) -> Self {
        let is_now = |(_, column): &(usize, &Column)| column.moment == 0;
        let columns = panel.columns.iter().enumerate().filter(is_now).map(|(at, _)| at);
        let now: Vec<(usize, Vec<Distribution>)> =
            columns.map(|column| (column, distributions(panel, slices, column))).collect();
        let mut joints = panel.joints();
        let asked = joints.len();
        joints.extend(panel.earlier_joints());
        let overlaps = (asked > 0).then(|| Overlaps::new(panel, slices, &joints));
        let told: Vec<Vec<Option<Told>>> = at_once(panel.instrument().len(), |position| {
            let told = overlaps.as_ref().map_or_else(Vec::new, |overlaps| overlaps.told(position, &now));
            reckoning.one_more();
            told
        });
        let (mut growth, mut gaps) = (Vec::new(), Vec::new());
        for (at, joint) in joints.iter().enumerate().take(asked) {
            let of_row =
                |row: usize| told.iter().map(move |tables| tables[at].as_ref().map(|told| told.rows[row].clone()));
            match joint.kept {
                Kept::Growth(since) => growth.extend(panel.growth(slices, joint, since, of_row)),
                Kept::Gaps(_) => gaps.extend(panel.gaps(slices, joint, of_row)),
                Kept::Distribution(_) | Kept::Goals | Kept::Reasons | Kept::Workplaces => {}
            }
        }
        let distributions = now.into_iter().flat_map(|(_, reports)| reports).collect();
        let (reasons, workplaces) = (panel.reasons(slices), panel.workplaces(slices));
        Self { distributions, growth, gaps, goals: panel.goals(slices), reasons, workplaces }
    }
}

/// All of these, in their order, on as many threads as there are processors: in a large organisation each takes a while.
fn at_once<T: Send>(number: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(number).max(1);
    let share = |first: usize| (first..number).step_by(threads).map(|at| (at, work(at))).collect::<Vec<_>>();
    let share = &share;
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|first| scope.spawn(move || share(first))).collect();
        let mut done = share(0);
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Reports, and copies of those about the second of a pair for the first.
fn copied<T: Clone>(mut reports: Vec<T>, same: &[(SliceOf, SliceOf)], of: impl Fn(&mut T) -> &mut SliceOf) -> Vec<T> {
    for at in 0..reports.len() {
        let slice = *of(&mut reports[at]);
        for (cohort, _) in same.iter().filter(|(_, other)| *other == slice) {
            let mut copy = reports[at].clone();
            *of(&mut copy) = *cohort;
            reports.push(copy);
        }
    }
    reports
}

/// What is told of a row of a table over two columns, and its kappa; `None` where the two do not compare.
type JointRow = Option<(JointOutcome, Option<i32>)>;

impl Panel<'_> {
    fn growth<I: Iterator<Item = JointRow>>(
        &self,
        slices: &Slices,
        joint: &Joint,
        since: super::Since,
        of_row: impl Fn(usize) -> I,
    ) -> Vec<Growth> {
        let moment = self.columns[joint.first].moment;
        let is_matched = |member: &Member| member.answers[joint.first].is_some() && member.answers[0].is_some();
        // Changed, the same, or one of the two is not known.
        let moved = |member: &Member| match (member.placements[moment], member.placements[0]) {
            (Some(before), Some(now)) => u8::from(before == now),
            (None, _) | (_, None) => 2,
        };
        let of: Vec<_> = self.members.iter().map(|member| is_matched(member).then(|| moved(member))).collect();
        let placements = plain(self, slices, 3, &of);
        let heads = slices.each(self.organisation, |slice, groups, _| {
            (slice, self.count(groups, is_matched), self.count(groups, |member| member.answers[0].is_some()))
        });
        let report =
            |(row, ((slice, n_matched, n_all), placements)): (usize, ((SliceOf, u32, u32), super::PlainOutcome))| {
                Growth {
                    slice,
                    round: self.moments[0].round,
                    since,
                    since_round: self.moments[moment].round,
                    n_matched,
                    n_new: n_all - n_matched,
                    placement_changed: placements.map(|counts| counts[0]),
                    rows: of_row(row)
                        .enumerate()
                        .map(|(position, told)| GrowthRow { position, outcome: told.map(|(outcome, _)| outcome) })
                        .collect(),
                }
            };
        heads.into_iter().zip(placements).enumerate().map(report).collect()
    }

    fn gaps<I: Iterator<Item = JointRow>>(
        &self,
        slices: &Slices,
        joint: &Joint,
        of_row: impl Fn(usize) -> I,
    ) -> Vec<Gaps> {
        let is_paired = |member: &Member| member.answers[joint.second].is_some() && member.answers[0].is_some();
        let heads = slices.each(self.organisation, |slice, groups, _| {
            (slice, self.count(groups, is_paired), self.count(groups, |member| member.answers[0].is_some()))
        });
        let report = |(row, (slice, n_pairs, n_all)): (usize, (SliceOf, u32, u32))| Gaps {
            slice,
            round: self.moments[0].round,
            rater_kind: self.columns[joint.second].rater_kind,
            n_pairs,
            n_unrated: n_all - n_pairs,
            rows: of_row(row)
                .enumerate()
                .filter_map(|(position, told)| told.map(|(outcome, kappa)| GapsRow { position, outcome, kappa }))
                .collect(),
        };
        heads.into_iter().enumerate().map(report).collect()
    }

    pub(super) fn count(&self, groups: &[GroupId], is_counted: impl Fn(&Member) -> bool) -> u32 {
        let is_of = |member: &&Member| member.groups[0].is_some_and(|(group, _)| groups.contains(&group));
        let n = self.members.iter().filter(is_of).filter(|member| is_counted(member)).count();
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// The tables over two columns that earlier rounds told something of.
    fn earlier_joints(&self) -> Vec<Joint> {
        let mut joints = Vec::new();
        for (moment, kept) in self.told.keys().map(|(moment, kept, _)| (*moment, *kept)) {
            let own = self.column(moment, crate::domain::assessment::RaterKind::SelfScore);
            let columns = match kept {
                Kept::Distribution(_) | Kept::Goals | Kept::Reasons | Kept::Workplaces => None,
                Kept::Growth(since) => {
                    let before = self.measured_from.get(&(moment, since)).copied();
                    before.and_then(|at| self.column(at, crate::domain::assessment::RaterKind::SelfScore)).zip(own)
                }
                Kept::Gaps(rater_kind) => own.zip(self.column(moment, rater_kind)),
            };
            let joint = columns.map(|(first, second)| Joint { kept, moment, first, second });
            joints.extend(joint.filter(|joint| !joints.contains(joint)));
        }
        joints
    }
}

impl Distribution {
    /// What this tells, a byte per competency.
    pub fn told(&self) -> Vec<u8> {
        let byte = |row: &super::Row| match &row.outcome {
            Outcome::Published { .. } => ALL,
            Outcome::Band(share) => band_byte(*share),
            Outcome::Hidden(_) => HIDDEN,
        };
        self.rows.iter().map(byte).collect()
    }
}

impl Growth {
    /// Likewise.
    pub fn told(&self) -> Vec<u8> {
        let byte = |row: &GrowthRow| match row.outcome {
            Some(JointOutcome::All(_)) => ALL,
            Some(JointOutcome::Rounded { .. }) => ROUNDED,
            Some(JointOutcome::Hidden(_)) | None => HIDDEN,
        };
        self.rows.iter().map(byte).collect()
    }
}

impl Gaps {
    /// Likewise.
    pub fn told(&self) -> Vec<u8> {
        let byte = |row: &GapsRow| match (&row.outcome, row.kappa) {
            (JointOutcome::Hidden(_), _) => HIDDEN,
            (JointOutcome::Rounded { .. }, _) => ROUNDED,
            (_, Some(_)) => WITH_KAPPA,
            (_, None) => ALL,
        };
        self.rows.iter().map(byte).collect()
    }
}
