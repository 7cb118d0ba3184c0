//! Tables that put two sheets of a learner beside each other, and what may be told of them next to the distributions.

use std::collections::HashMap;

use super::{
    Distribution, Outcome, Panel, SliceOf, Slices, gaps, growth,
    growth::{Since, TRANSITIONS},
    panel::Codes,
};
use crate::domain::{
    assessment::RaterKind,
    ids::{GroupId, ProgrammeId},
    privacy::{
        self, FEWEST_OUTSIDE, Reason, Terms,
        exchange::{ABSENT, At, Learner, Row, Table, Telling, World, rounded},
    },
    scale::Scale,
};

/// What a report that is kept is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kept {
    Distribution(RaterKind),
    Growth(Since),
    Gaps(RaterKind),
}

/// A table over two columns of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joint {
    pub kept: Kept,
    /// The moment that it is a table of: the round that is released, or an earlier one.
    pub moment: usize,
    /// For growth the earlier self-scores, for gaps the learner's own.
    pub first: usize,
    /// For growth the later self-scores, for gaps the coach's.
    pub second: usize,
}

/// What is told of a row of such a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JointOutcome {
    /// How many are in each category.
    All(Vec<u32>),
    /// How many are in each category, rounded at random to a multiple of three.
    Rounded(Vec<u32>),
    Hidden(Reason),
}

impl JointOutcome {
    fn is_told(&self) -> bool {
        !matches!(self, Self::Hidden(_))
    }
}

/// What one table tells of one competency.
#[derive(Clone, Debug)]
pub struct Told {
    /// By slice, in the order of [`Slices::each`].
    pub rows: Vec<(JointOutcome, Option<i32>)>,
}

/// What may be told of each of these tables about the competency at this position of the round's instrument; `None` for a table where it
/// cannot be compared. `distributions` are those of the round, by column.
pub fn joint(
    panel: &Panel<'_>,
    slices: &Slices,
    position: usize,
    joints: &[Joint],
    distributions: &[(usize, Vec<Distribution>)],
) -> Vec<Option<Told>> {
    let builder = Builder::new(panel, slices, position);
    let (mut world, tables) = builder.world(joints, distributions);
    let decide = |(at, joint): (usize, &Joint)| {
        if joint.moment != 0 || !builder.compares(joint) {
            return None;
        }
        let own = distributions.iter().find(|(column, _)| panel.columns[*column].rater_kind == RaterKind::SelfScore)?;
        Some(builder.decide(&mut world, tables[at], &own.1))
    };
    joints.iter().enumerate().map(decide).collect()
}

/// The tables of a joint: its own, and for gaps the one that kappa is made of.
#[derive(Clone, Copy)]
struct Tables {
    counts: usize,
    cells: Option<usize>,
}

struct Builder<'a> {
    panel: &'a Panel<'a>,
    scale: &'a Scale,
    slices: &'a Slices,
    position: usize,
    /// Which place each member is of.
    places: Vec<usize>,
    /// The groups of those of each place, by moment.
    groups: Vec<Vec<Option<(GroupId, ProgrammeId)>>>,
}

impl<'a> Builder<'a> {
    fn new(panel: &'a Panel<'a>, slices: &'a Slices, position: usize) -> Self {
        let mut numbers = HashMap::new();
        let mut groups = Vec::new();
        let places = panel.members.iter().map(|member| {
            let was_there: Vec<bool> = member.answers.iter().map(Option::is_some).collect();
            *numbers.entry((&member.groups, was_there)).or_insert_with(|| {
                groups.push(member.groups.clone());
                groups.len() - 1
            })
        });
        let places = places.collect();
        Self { panel, scale: &panel.instrument().scale, slices, position, places, groups }
    }

    /// Whether this competency is the same one in both columns.
    fn compares(&self, joint: &Joint) -> bool {
        [joint.first, joint.second].iter().all(|column| self.position_in(*column).is_some())
    }

    fn position_in(&self, column: usize) -> Option<usize> {
        let competency = self.panel.instrument().competencies().nth(self.position)?;
        self.panel.position_at(self.panel.columns[column].moment, competency)
    }

    /// All that is told already, and these tables with their rows of this round still open.
    fn world(&self, joints: &[Joint], distributions: &[(usize, Vec<Distribution>)]) -> (World, Vec<Tables>) {
        let mut tables: Vec<Table> = (0..self.panel.columns.len())
            .map(|column| {
                let now = distributions.iter().find(|(of, _)| *of == column).map(|(_, all)| all.as_slice());
                self.distribution(column, now)
            })
            .collect();
        let mut numbers = Vec::new();
        for joint in joints {
            let counts = tables.len();
            tables.push(self.counts_of(joint));
            let cells = matches!(joint.kept, Kept::Gaps(_)).then(|| tables.len());
            if cells.is_some() {
                tables.push(self.cells_of(joint));
            }
            numbers.push(Tables { counts, cells });
        }
        let moments = self.panel.columns.iter().map(|column| column.moment).collect();
        (World::new(self.learners(), moments, self.regions(), tables), numbers)
    }

    fn learners(&self) -> Vec<Learner> {
        let positions: Vec<Option<usize>> =
            (0..self.panel.columns.len()).map(|column| self.position_in(column)).collect();
        let codes = Codes::of(self.scale);
        let learner = |(member, place): (&super::Member, &usize)| {
            let said = member.answers.iter().zip(&positions).map(|(answers, position)| match (answers, position) {
                (Some(answers), Some(position)) => codes.code(self.scale, answers, *position),
                (None, _) | (_, None) => ABSENT,
            });
            Learner { place: *place, said: said.collect() }
        };
        self.panel.members.iter().zip(&self.places).map(learner).collect()
    }

    /// Regions are the programmes that somebody was in.
    fn regions(&self) -> Vec<Vec<usize>> {
        let mut programmes: Vec<ProgrammeId> = Vec::new();
        let mut number = |programme: ProgrammeId| {
            programmes.iter().position(|known| *known == programme).unwrap_or_else(|| {
                programmes.push(programme);
                programmes.len() - 1
            })
        };
        let regions = |groups: &Vec<Option<(GroupId, ProgrammeId)>>| {
            let mut regions: Vec<usize> = groups.iter().flatten().map(|(_, programme)| number(*programme)).collect();
            regions.sort_unstable();
            regions.dedup();
            regions
        };
        self.groups.iter().map(regions).collect()
    }

    /// The rows of a moment, in the order of [`Slices::each`], with what is told of each.
    fn rows(&self, moment: usize, telling: impl Fn(SliceOf, usize) -> Telling) -> Vec<Row> {
        let slices = if moment == 0 { self.slices.clone() } else { self.panel.slices(moment) };
        let places = |wanted: &[GroupId]| {
            let is_of = |place: &usize| self.groups[*place][moment].is_some_and(|(group, _)| wanted.contains(&group));
            (0..self.groups.len()).filter(is_of).collect::<Vec<_>>()
        };
        let made = slices.each(self.panel.organisation, |slice, groups, _| (slice, places(groups)));
        let row = |(at, (slice, places)): (usize, (SliceOf, Vec<usize>))| Row {
            places,
            is_whole: moment == 0 || matches!(slice, SliceOf::Group(_)),
            telling: telling(slice, at),
        };
        made.into_iter().enumerate().map(row).collect()
    }

    fn distribution(&self, column: usize, now: Option<&[Distribution]>) -> Table {
        let codes = Codes::of(self.scale);
        let not_called_upon = self.scale.levels().iter().position(|level| !level.counts);
        let n_levels = self.scale.levels().len();
        let category = move |code: u8, _| match code {
            ABSENT => None,
            code if code == codes.not_thought_of() => not_called_upon,
            code => Some(usize::from(code)),
        };
        let n_categories = n_levels + 2;
        let of = self.panel.columns[column];
        let kept = Kept::Distribution(of.rater_kind);
        let there = self.position_in(column);
        let telling = |slice: SliceOf, at: usize| {
            let Some(now) = now else { return self.told(of.moment, kept, slice, there) };
            match now.get(at).map(|distribution| &distribution.rows[self.position].outcome) {
                Some(Outcome::Published { .. }) => Telling::Counts,
                Some(Outcome::Band(share)) => band(*share, not_called_upon, self.total(column, slice)),
                Some(Outcome::Hidden(_)) | None => Telling::Hidden,
            }
        };
        let rows = self.rows(of.moment, telling);
        Table { columns: vec![column], category: Box::new(category), n_categories, rows }
    }

    fn total(&self, column: usize, slice: SliceOf) -> u32 {
        let moment = self.panel.columns[column].moment;
        let Some(position) = self.position_in(column) else { return 0 };
        let codes = Codes::of(self.scale);
        let is_counted = |member: &&super::Member| {
            let is_of = member.groups[moment].is_some_and(|(group, programme)| match slice {
                SliceOf::Group(id) => group == id,
                SliceOf::Cohort { programme: id, year } => {
                    programme == id && self.panel.cohort(moment, group) == Some(year)
                }
                SliceOf::Programme(id) => programme == id,
                SliceOf::Organisation(_) => true,
            });
            let answers = member.answers[column].as_ref();
            is_of && answers.is_some_and(|answers| codes.code(self.scale, answers, position) != ABSENT)
        };
        u32::try_from(self.panel.members.iter().filter(is_counted).count()).unwrap_or(u32::MAX)
    }

    /// What an earlier round told of a slice.
    fn told(&self, moment: usize, kept: Kept, slice: SliceOf, position: Option<usize>) -> Telling {
        let told = self.panel.told.get(&(moment, kept, slice));
        let byte = told.and_then(|bytes| bytes.get(position?)).copied().unwrap_or(HIDDEN);
        let not_called_upon = self.scale.levels().iter().position(|level| !level.counts);
        match (byte, kept) {
            (ALL..=WITH_KAPPA, _) => Telling::Counts,
            (BAND.., Kept::Distribution(rater_kind)) => {
                let column = self.panel.column(moment, rater_kind);
                let total = column.map_or(0, |column| self.total(column, slice));
                band(f64::from(byte - BAND) / 100.0, not_called_upon, total)
            }
            _ => Telling::Hidden,
        }
    }

    fn counts_of(&self, joint: &Joint) -> Table {
        let scale = self.scale.clone();
        let (category, n_categories): (privacy::exchange::Category, usize) = match joint.kept {
            Kept::Growth(_) => (Box::new(move |before, after| growth::category(&scale, before, after)), TRANSITIONS),
            Kept::Gaps(_) | Kept::Distribution(_) => {
                (Box::new(move |own, coach| gaps::category(&scale, own, coach)), gaps::GAPS)
            }
        };
        let rows = self.rows(joint.moment, |slice, _| match joint.moment {
            0 => Telling::Open,
            moment => self.told(moment, joint.kept, slice, self.position_in(joint.second)),
        });
        Table { columns: vec![joint.first, joint.second], category, n_categories, rows }
    }

    fn cells_of(&self, joint: &Joint) -> Table {
        let scale = self.scale.clone();
        let n_categories = gaps::rated_levels(&scale).pow(2);
        let rows = self.rows(joint.moment, |slice, _| {
            let told = self.panel.told.get(&(joint.moment, joint.kept, slice));
            let position = self.position_in(joint.second);
            // Not to be recomputed of learners who are not all there: so no cell may change at all.
            match told.and_then(|bytes| bytes.get(position?)) {
                Some(&WITH_KAPPA) => Telling::Counts,
                Some(_) | None => Telling::Open,
            }
        });
        let category = Box::new(move |own, coach| gaps::cell(&scale, own, coach));
        Table { columns: vec![joint.first, joint.second], category, n_categories, rows }
    }

    /// Tells what may be told of a table, the parts before the whole.
    fn decide(&self, world: &mut World, tables: Tables, own: &[Distribution]) -> Told {
        let mut rows = vec![(JointOutcome::Hidden(Reason::NobodyAsked), None); own.len()];
        let tree = self.slices.rows();
        for &at in &tree.parts_first {
            let row = (tables.counts, at);
            let sizes: Vec<u32> = (0..rows.len()).map(|at| world.counts((tables.counts, at)).iter().sum()).collect();
            let is_told: Vec<bool> = rows.iter().map(|row| row.0.is_told()).collect();
            let rest = tree.rest(at, &sizes, &is_told);
            let outcome = if rest > 0 && rest < self.panel.terms.minimum && rest < sizes[at] {
                JointOutcome::Hidden(Reason::Complementary)
            } else {
                self.decide_row(world, row, &own[at].rows[self.position].outcome)
            };
            if !outcome.is_told() {
                world.hide(row);
            }
            let kappa = tables.cells.filter(|_| matches!(outcome, JointOutcome::All(_))).and_then(|cells| {
                let kappa = gaps::kappa(world.counts((cells, at)));
                (kappa != gaps::UNDEFINED && world.tell((cells, at), Telling::Figure(gaps::kappa))).then_some(kappa)
            });
            rows[at] = (outcome, kappa);
        }
        let is_told: Vec<bool> = rows.iter().map(|row| row.0.is_told()).collect();
        for (at, row) in rows.iter_mut().enumerate() {
            // Below a row that is told, which category dominates would follow from the remainder.
            if tree.is_below(at, &is_told) && row.0 == JointOutcome::Hidden(Reason::Dominance) {
                row.0 = JointOutcome::Hidden(Reason::Complementary);
            }
        }
        Told { rows }
    }

    /// All counts where they can be told, else rounded, else nothing.
    fn decide_row(&self, world: &mut World, row: At, own: &Outcome) -> JointOutcome {
        let counts = world.counts(row).to_vec();
        let reason = match own {
            Outcome::Published { .. } => by_itself(&counts, self.panel.terms),
            Outcome::Band(_) => Some(Reason::Complementary),
            Outcome::Hidden(reason) => Some(*reason),
        };
        if let Some(reason) = reason {
            JointOutcome::Hidden(reason)
        } else if world.tell(row, Telling::Counts) {
            JointOutcome::All(counts)
        } else {
            let told = rounded(&counts, |below| self.panel.random(below));
            if world.tell(row, Telling::Rounded(told.clone())) {
                JointOutcome::Rounded(told)
            } else {
                JointOutcome::Hidden(Reason::Complementary)
            }
        }
    }
}

fn band(share: f64, category: Option<usize>, total: u32) -> Telling {
    let number = privacy::at_least(share, total);
    category.map_or(Telling::Hidden, |category| Telling::AtLeast { category, number })
}

/// Why a row of counts is not told, looked at by itself.
pub(super) fn by_itself(counts: &[u32], terms: Terms) -> Option<Reason> {
    let total: u32 = counts.iter().sum();
    let most = counts.iter().copied().max().unwrap_or(0);
    if total == 0 {
        Some(Reason::NobodyAsked)
    } else if total < terms.minimum {
        Some(Reason::TooFewLearners)
    } else {
        (total - most < FEWEST_OUTSIDE).then_some(Reason::Dominance)
    }
}

/// A byte of what was told: nothing.
pub const HIDDEN: u8 = 0;
/// All counts.
pub const ALL: u8 = 1;
/// Counts rounded at random to a multiple of three.
pub const ROUNDED: u8 = 2;
/// All counts, and a coefficient of agreement.
pub const WITH_KAPPA: u8 = 3;
/// Less this: at least so many per cent said "not called upon".
pub const BAND: u8 = 100;

/// The byte for a band.
pub fn band_byte(share: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    let percent = (share * 100.0).round().clamp(0.0, 100.0) as u8;
    BAND + percent
}
