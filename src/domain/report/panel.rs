//! What the reports of a round are made of: its learners, what was said of them now, and in the rounds before.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Joint, Kept, Since, SliceOf, Slices};
use crate::domain::{
    assessment::RaterKind,
    clock::Timestamp,
    framework::Competency,
    ids::{GroupId, OrganisationId, PlacementId, ProgrammeId, RoundId},
    instrument::Instrument,
    lineage::Lineage,
    organisation::Cohort,
    privacy::{Terms, exchange::ABSENT},
    round::RoundKind,
    scale::Scale,
    score::{Reason, Score},
};

/// The learners of a round, and all that was submitted about them until its release.
pub struct Panel<'a> {
    pub organisation: OrganisationId,
    pub terms: Terms,
    pub released_at: Timestamp,
    /// The round that is released, then earlier ones, the latest first.
    pub moments: Vec<Moment<'a>>,
    /// The self-scores of the round come first.
    pub columns: Vec<Column>,
    pub members: Vec<Member>,
    /// The types of workplace of the round's placements.
    pub workplaces: Vec<String>,
    /// Which cohort a group was of in a moment; groups of none are left out.
    pub cohorts: HashMap<(usize, GroupId), Cohort>,
    /// Which competencies of other versions are the same one.
    pub lineage: Arc<Lineage>,
    /// What the earlier rounds told, by moment and slice, one byte per competency (see [`Kept`]).
    pub told: HashMap<(usize, Kept, SliceOf), Vec<u8>>,
    /// For the growth that an earlier round told: the moment that it was measured from.
    pub measured_from: HashMap<(usize, Since), usize>,
    /// Where the numbers come from by which counts are rounded. Nobody may know them: who did could undo it.
    pub chance: Box<dyn Fn() -> u64 + Send + Sync + 'a>,
}

/// A round.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub round: RoundId,
    pub kind: RoundKind,
    pub instrument: &'a Instrument,
}

/// The sheets of one kind of rater in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub moment: usize,
    pub rater_kind: RaterKind,
}

/// A learner.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// Per moment: the group that she counts for, where she takes part.
    pub groups: Vec<Option<(GroupId, ProgrammeId)>>,
    /// Per moment: the placement that her self-score is about.
    pub placements: Vec<Option<PlacementId>>,
    /// The type of workplace that her self-score is about, by its number in the panel's `workplaces`.
    pub workplace: Option<usize>,
    /// Per column: what was submitted about her.
    pub answers: Vec<Option<Answers>>,
    /// The competencies that she has a goal about, one that counts in a report: their positions in the round's instrument.
    pub goals: HashSet<usize>,
}

/// A submitted sheet.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// A byte per competency, in the order of the moment's instrument.
    pub bytes: Vec<u8>,
    /// Why a competency is not applied, by its position.
    pub reasons: HashMap<usize, Reason>,
}

impl Answers {
    /// What was said about the competency at this position.
    pub fn score(&self, position: usize) -> Score {
        self.bytes.get(position).and_then(|byte| Score::from_byte(*byte)).unwrap_or(Score::NotAsked)
    }
}

impl<'a> Panel<'a> {
    /// The instrument of the round that is released.
    pub fn instrument(&self) -> &'a Instrument {
        self.moments[0].instrument
    }

    /// The column of this kind of rater at a moment, where anything was submitted in it.
    pub fn column(&self, moment: usize, rater_kind: RaterKind) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column { moment, rater_kind })
    }

    /// The tables that put two columns beside each other: growth since an earlier round, and gaps to each kind of coach.
    pub fn joints(&self) -> Vec<Joint> {
        let growth = |(since, moment): (Since, usize)| {
            let first = self.column(moment, RaterKind::SelfScore)?;
            Some(Joint { kept: Kept::Growth(since), moment: 0, first, second: 0 })
        };
        let gap = |(second, column): (usize, &Column)| {
            let is_coachs = matches!(column.rater_kind, RaterKind::StudyCoach | RaterKind::PracticeSupervisor);
            let kept = Kept::Gaps(column.rater_kind);
            (column.moment == 0 && is_coachs).then_some(Joint { kept, moment: 0, first: 0, second })
        };
        let growths = self.since().into_iter().filter_map(growth);
        growths.chain(self.columns.iter().enumerate().filter_map(gap)).collect()
    }

    /// The earlier moments that growth is measured from: in which enough of the learners submitted too, or else any.
    pub fn since(&self) -> Vec<(Since, usize)> {
        let n_matched = |moment: usize| {
            let column = self.column(moment, RaterKind::SelfScore);
            let both = |member: &&Member| {
                member.answers[0].is_some() && column.is_some_and(|column| member.answers[column].is_some())
            };
            self.members.iter().filter(both).count()
        };
        let matched: Vec<(usize, usize)> = (1..self.moments.len()).map(|moment| (moment, n_matched(moment))).collect();
        let of_at_least = |least: usize| matched.iter().filter(move |(_, n)| *n >= least).map(|(moment, _)| *moment);
        let (enough, is_baseline) =
            (self.terms.minimum as usize, |moment: &usize| self.moments[*moment].kind == RoundKind::Baseline);
        let previous = of_at_least(enough).next().or_else(|| of_at_least(1).next());
        let baseline = of_at_least(enough).rfind(is_baseline).filter(|moment| Some(*moment) != previous);
        let named = [(Since::Previous, previous), (Since::Baseline, baseline)];
        named.into_iter().filter_map(|(since, moment)| Some((since, moment?))).collect()
    }

    /// The slices of a moment.
    pub fn slices(&self, moment: usize) -> Slices {
        let placed = |(group, programme)| (group, programme, self.cohort(moment, group));
        Slices::of(self.members.iter().filter_map(|member| member.groups[moment]).map(placed))
    }

    /// The cohort that a group was of in a moment.
    pub(super) fn cohort(&self, moment: usize, group: GroupId) -> Option<Cohort> {
        self.cohorts.get(&(moment, group)).copied()
    }

    /// The place that a competency of the round's instrument has in another moment's; `None` where the two do not compare.
    pub fn position_at(&self, moment: usize, competency: &Competency) -> Option<usize> {
        let instrument = self.instrument();
        let there = self.moments[moment].instrument;
        if there.id == instrument.id {
            return there.position(&competency.code);
        }
        let code = self.lineage.code_on(there, instrument.framework.id, &instrument.scale, competency);
        code.and_then(|code| there.position(code))
    }
}

/// What was said about one competency, as a code: the place of the level on the scale, or one of those behind it. Not asked is [`ABSENT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Codes {
    n_levels: u8,
}

impl Codes {
    pub(super) fn of(scale: &Scale) -> Self {
        Self { n_levels: u8::try_from(scale.levels().len()).unwrap_or(u8::MAX - 3) }
    }

    pub(super) fn unanswered(self) -> u8 {
        self.n_levels
    }

    pub(super) fn not_observed(self) -> u8 {
        self.n_levels + 1
    }

    /// Not called upon, because it was never thought of.
    pub(super) fn not_thought_of(self) -> u8 {
        self.n_levels + 2
    }

    /// The code of what a sheet says at a position.
    pub(super) fn code(self, scale: &Scale, answers: &Answers, position: usize) -> u8 {
        match answers.score(position) {
            Score::NotAsked => ABSENT,
            Score::Unanswered => self.unanswered(),
            Score::NotObserved => self.not_observed(),
            Score::Level(value) => {
                let Some(at) = scale.levels().iter().position(|l| l.value == value) else { return ABSENT };
                let is_called_upon = scale.levels()[at].counts;
                if !is_called_upon && answers.reasons.get(&position) == Some(&Reason::NotThoughtOf) {
                    return self.not_thought_of();
                }
                u8::try_from(at).unwrap_or(ABSENT)
            }
        }
    }

    /// What a code says.
    pub(super) fn score(self, scale: &Scale, code: u8) -> (Score, Option<Reason>) {
        if code == ABSENT {
            (Score::NotAsked, None)
        } else if code == self.unanswered() {
            (Score::Unanswered, None)
        } else if code == self.not_observed() {
            (Score::NotObserved, None)
        } else if code == self.not_thought_of() {
            let level = scale.levels().iter().find(|level| !level.counts);
            (level.map_or(Score::Unanswered, |level| Score::Level(level.value)), Some(Reason::NotThoughtOf))
        } else {
            (scale.levels().get(usize::from(code)).map_or(Score::NotAsked, |level| Score::Level(level.value)), None)
        }
    }
}
