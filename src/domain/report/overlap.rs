//! Tables that put two sheets of a learner beside each other, and what may be told of them next to the distributions.

mod tables;

use std::{
    cell::Cell,
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use super::{Distribution, Outcome, Panel, Rows, SliceOf, Slices, gaps, growth::Since};
use crate::domain::{
    assessment::RaterKind,
    ids::{GroupId, ProgrammeId},
    privacy::{
        FEWEST_OUTSIDE, Reason, Terms,
        exchange::{At, Telling, World, rounded, roundings},
    },
};

/// What a report that is kept is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kept {
    Distribution(RaterKind),
    Growth(Since),
    Gaps(RaterKind),
    Goals,
    Reasons,
    Workplaces,
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
    /// How many are in each category, each rounded at random to a multiple of this.
    Rounded {
        to: u32,
        counts: Vec<u32>,
    },
    Hidden(Reason),
}

impl JointOutcome {
    /// To multiples of what it is rounded, where it is.
    pub fn rounded_to(&self) -> Option<u32> {
        match self {
            Self::Rounded { to, .. } => Some(*to),
            Self::All(_) | Self::Hidden(_) => None,
        }
    }

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

/// The tables over two columns of a round, and who is counted in them where.
pub struct Overlaps<'a> {
    panel: &'a Panel<'a>,
    joints: &'a [Joint],
    tree: Rows,
    /// Which place each member is of.
    places: Vec<usize>,
    /// What the chance of all competencies is made of. Drawn once, so that the same is told whichever is reckoned first.
    secret: [u64; 4],
    /// Per moment its slices, in the order of [`Slices::each`], each with its places.
    slices: Vec<Vec<(SliceOf, Vec<usize>)>>,
}

/// How often the rows of a competency are decided anew.
const MOST_ATTEMPTS: usize = 12;

/// Numbers that nobody can know who does not know the secret, one after the other for each competency.
struct Chance {
    secret: [u64; 4],
    position: usize,
    drawn: Cell<u64>,
}

impl Chance {
    /// A number below this one.
    fn below(&self, below: u32) -> u32 {
        self.drawn.set(self.drawn.get() + 1);
        let mut hasher = DefaultHasher::new();
        (self.secret, self.position, self.drawn.get()).hash(&mut hasher);
        u32::try_from(hasher.finish() % u64::from(below)).unwrap_or(0)
    }
}

/// Where the tables of a joint are among all: its own, and for gaps the one that kappa is made of.
#[derive(Clone, Copy)]
struct Numbers {
    counts: usize,
    cells: Option<usize>,
}

impl<'a> Overlaps<'a> {
    /// These tables, of a round that is held for these slices.
    pub fn new(panel: &'a Panel<'a>, slices: &Slices, joints: &'a [Joint]) -> Self {
        let mut numbers = HashMap::new();
        let mut groups: Vec<&[Option<(GroupId, ProgrammeId)>]> = Vec::new();
        let places = panel.members.iter().map(|member| {
            let was_there: Vec<bool> = member.answers.iter().map(Option::is_some).collect();
            *numbers.entry((&member.groups, was_there)).or_insert_with(|| {
                groups.push(&member.groups);
                groups.len() - 1
            })
        });
        let places = places.collect();
        let of_moment = |moment: usize| {
            let slices = if moment == 0 { slices.clone() } else { panel.slices(moment) };
            let mut of_group: HashMap<GroupId, Vec<usize>> = HashMap::new();
            for (place, groups) in groups.iter().enumerate() {
                if let Some((group, _)) = groups[moment] {
                    of_group.entry(group).or_default().push(place);
                }
            }
            slices.each(panel.organisation, |slice, groups, _| {
                let mut places: Vec<usize> =
                    groups.iter().filter_map(|group| of_group.get(group)).flatten().copied().collect();
                places.sort_unstable();
                (slice, places)
            })
        };
        let tree = slices.rows();
        let slices = (0..panel.moments.len()).map(of_moment).collect();
        let secret = std::array::from_fn(|_| (panel.chance)());
        Self { panel, joints, tree, places, secret, slices }
    }

    /// What may be told of each of the tables about the competency at this position of the round's instrument; `None` for a table of
    /// another round, or where it cannot be compared. `distributions` are those of the round, by column.
    ///
    /// Where a row had to be hidden that follows from others, all is decided anew with that row hidden first; and where that does not come to an end, nothing is told.
    pub fn told(&self, position: usize, distributions: &[(usize, Vec<Distribution>)]) -> Vec<Option<Told>> {
        let mut hidden_first: Vec<At> = Vec::new();
        for _ in 0..MOST_ATTEMPTS {
            let (told, given_away) = self.told_beside(position, distributions, &hidden_first);
            let before = hidden_first.len();
            for row in given_away {
                if !hidden_first.contains(&row) {
                    hidden_first.push(row);
                }
            }
            if hidden_first.len() == before {
                return told;
            }
        }
        let nothing =
            || Told { rows: vec![(JointOutcome::Hidden(Reason::Complementary), None); self.tree.parents.len()] };
        let is_asked = |joint: &Joint| joint.moment == 0 && self.compares(joint, position);
        self.joints.iter().map(|joint| is_asked(joint).then(nothing)).collect()
    }

    /// What may be told with these rows hidden, and which others follow from that.
    fn told_beside(
        &self,
        position: usize,
        distributions: &[(usize, Vec<Distribution>)],
        hidden: &[At],
    ) -> (Vec<Option<Told>>, Vec<At>) {
        let of_self = |(column, _): &&(usize, _)| self.panel.columns[*column].rater_kind == RaterKind::SelfScore;
        let mut told = vec![None; self.joints.len()];
        let Some((_, own)) = distributions.iter().find(of_self) else { return (told, Vec::new()) };
        let (mut world, numbers) = self.world(position, distributions);
        let asked: Vec<usize> = (0..self.joints.len())
            .filter(|at| self.joints[*at].moment == 0 && self.compares(&self.joints[*at], position))
            .collect();
        // What is hidden in any case comes first, so that all that is told later leaves it open.
        for at in asked.iter().map(|at| numbers[*at].counts) {
            for (row, own) in own.iter().enumerate() {
                let row = (at, row);
                if hidden.contains(&row) || self.reason(&world, row, &own.rows[position].outcome).is_some() {
                    world.hide(row);
                }
            }
        }
        let chance = Chance { secret: self.secret, position, drawn: Cell::new(0) };
        let outcomes: Vec<&Outcome> = own.iter().map(|distribution| &distribution.rows[position].outcome).collect();
        for &at in &asked {
            told[at] = Some(Told { rows: vec![(JointOutcome::Hidden(Reason::NobodyAsked), None); own.len()] });
        }
        // The parts before the whole, of all tables: what of a whole cannot be told does not stand in the way of what can be told of a group.
        for &row in &self.tree.parts_first {
            for &at in &asked {
                if let Some(told) = &mut told[at] {
                    let decided = self.decide((&mut world, &chance), numbers[at], row, outcomes[row], &told.rows);
                    told.rows[row] = decided;
                }
            }
        }
        for told in told.iter_mut().flatten() {
            let is_told: Vec<bool> = told.rows.iter().map(|row| row.0.is_told()).collect();
            for (at, row) in told.rows.iter_mut().enumerate() {
                // Below a row that is told, which category dominates would follow from the remainder.
                if self.tree.is_below(at, &is_told) && row.0 == JointOutcome::Hidden(Reason::Dominance) {
                    row.0 = JointOutcome::Hidden(Reason::Complementary);
                }
            }
        }
        let given_away = world.given_away().collect();
        (told, given_away)
    }

    /// Tells what may be told of a row of a table, whose parts are decided.
    fn decide(
        &self,
        (world, chance): (&mut World, &Chance),
        numbers: Numbers,
        at: usize,
        own: &Outcome,
        rows: &[(JointOutcome, Option<i32>)],
    ) -> (JointOutcome, Option<i32>) {
        let row = (numbers.counts, at);
        let size = |at: usize| world.counts((numbers.counts, at)).iter().sum::<u32>();
        let sizes: Vec<u32> = (0..rows.len()).map(size).collect();
        let is_told: Vec<bool> = rows.iter().map(|row| row.0.is_told()).collect();
        let rest = self.tree.rest(at, &sizes, &is_told);
        let outcome = if let Some(reason) = self.reason(world, row, own) {
            JointOutcome::Hidden(reason)
        } else if matches!(world.telling(row), Telling::Hidden) {
            JointOutcome::Hidden(Reason::Complementary)
        } else if rest > 0 && rest < self.panel.terms.minimum && rest < sizes[at] {
            world.hide(row);
            JointOutcome::Hidden(Reason::Complementary)
        } else if let Some(same) = self.tree.parts(at).find(|part| sizes[*part] == sizes[at] && is_told[*part]) {
            // The same learners: rounded once more, they would be known twice as well.
            tell_as(world, row, &rows[same].0)
        } else {
            // To the last one only where the parts are: else what is left of them would be known too well.
            let is_exact = self.tree.parts(at).all(|part| matches!(rows[part].0, JointOutcome::All(_)));
            tell(world, chance, row, is_exact)
        };
        let kappa = numbers.cells.filter(|_| matches!(outcome, JointOutcome::All(_))).and_then(|cells| {
            let kappa = gaps::kappa(world.counts((cells, at)));
            (kappa != gaps::UNDEFINED && world.tell((cells, at), Telling::Figure(gaps::kappa))).then_some(kappa)
        });
        (outcome, kappa)
    }

    /// Why a row is not told, whatever else is.
    fn reason(&self, world: &World, row: At, own: &Outcome) -> Option<Reason> {
        match own {
            Outcome::Published { .. } => by_itself(world.counts(row), self.panel.terms),
            Outcome::Band(_) => Some(Reason::Complementary),
            Outcome::Hidden(reason) => Some(*reason),
        }
    }
}

/// All counts where they can be told, else rounded as finely as can be, else nothing.
fn tell(world: &mut World, chance: &Chance, row: At, is_exact: bool) -> JointOutcome {
    let counts = world.counts(row).to_vec();
    if is_exact && world.tell(row, Telling::Counts) {
        return JointOutcome::All(counts);
    }
    for to in roundings(counts.iter().sum()) {
        let counts = rounded(&counts, to, |below| chance.below(below));
        if world.tell(row, Telling::Rounded { to, counts: counts.clone() }) {
            return JointOutcome::Rounded { to, counts };
        }
    }
    world.hide(row);
    JointOutcome::Hidden(Reason::Complementary)
}

/// The same as of another row about the same learners.
fn tell_as(world: &mut World, row: At, same: &JointOutcome) -> JointOutcome {
    let telling = match same {
        JointOutcome::All(_) => Telling::Counts,
        JointOutcome::Rounded { to, counts } => Telling::Rounded { to: *to, counts: counts.clone() },
        JointOutcome::Hidden(_) => Telling::Hidden,
    };
    world.tell_again(row, telling);
    same.clone()
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
