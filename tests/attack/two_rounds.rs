//! Two rounds and a coach: distributions of each, growth between the two, gaps to the coach. Who reads all of them is after a count that one
//! of them hides, or what one learner answered.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOutcome};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use samenspel::domain::{
    assessment::RaterKind,
    clock::Timestamp,
    comparison::{Gap, Said},
    definition::{Name, Source},
    framework::{CompetencyKind, Framework, FrameworkParts, NewCompetency},
    growth::{self, Transition},
    ids::{GroupId, Id, OrganisationId, OwnerId, ProgrammeId, RoundId},
    instrument::{Block, Instrument, InstrumentParts},
    lineage::Lineage,
    organisation::Cohort,
    report::{
        Answers, Column, Distribution, JointOutcome, Kept, Member, Moment, Outcome, Panel, Released, SliceOf, Slices,
    },
    round::RoundKind,
    score::Score,
};
use uuid::Uuid;

use super::{STATES, TERMS, scale, worlds};

/// Not there.
const NONE: usize = STATES;

/// What somebody is, and said: her group before and now, and her answers before, now, and by her coach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Learner {
    before_in: Option<usize>,
    now_in: Option<usize>,
    said: [usize; 3],
}

/// Those who are known to be alike in where they were, and when they were there.
type Class = (Option<usize>, Option<usize>, [bool; 3]);

impl Learner {
    fn class(&self) -> Class {
        (self.before_in, self.now_in, self.said.map(|said| said != NONE))
    }
}

const BEFORE: usize = 0;
const NOW: usize = 1;
const COACH: usize = 2;

fn instrument() -> Instrument {
    let name = Name { owner: OwnerId::SHIPPED, code: "attacked".into(), version: "1.0.0".into() };
    let competency = NewCompetency {
        code: "A-1".into(),
        domain: "a".into(),
        kind: CompetencyKind::Competency,
        profession: None,
        text: "Kan A.".into(),
    };
    let parts = FrameworkParts {
        language: "nl".into(),
        title: "Attacked".into(),
        domains: vec![("a".into(), "A".into(), vec![])],
        competencies: vec![competency],
        ..FrameworkParts::default()
    };
    let framework = Arc::new(Framework::new(name.clone(), parts).unwrap());
    let block = Block {
        code: "a".into(),
        domain: "a".into(),
        profession: None,
        heading: "A".into(),
        title: "A".into(),
        subtitle: None,
        competencies: vec!["A-1".into()],
    };
    let parts = InstrumentParts {
        language: "nl".into(),
        title: "Attacked".into(),
        source: Source::default(),
        introduction: vec!["A".into()],
        blocks: vec![block],
        prompts: vec![],
    };
    Instrument::new(name, framework, Arc::new(scale()), parts).unwrap()
}

/// A school: the programme and the cohorts of each group, and its learners.
struct World {
    programmes: Vec<usize>,
    /// The year of each group, before and now; of none where it is 0.
    cohorts: [Vec<i32>; 2],
    learners: Vec<Learner>,
}

impl World {
    fn invent(random: &mut StdRng, sizes: &[Vec<usize>], presence: f64) -> Self {
        let programmes: Vec<usize> =
            sizes.iter().enumerate().flat_map(|(p, groups)| groups.iter().map(move |_| p)).collect();
        let (hardness, drift) = (random.random_range(-1.0..1.0), random.random_range(0.0..0.8));
        let unasked: f64 = random.random_range(0.0..0.5);
        let mut learners = Vec::new();
        for (group, size) in sizes.concat().into_iter().enumerate() {
            for _ in 0..size {
                let ability = 2.2 - hardness + (0..3).map(|_| random.random_range(-0.8..0.8)).sum::<f64>();
                let mut say = |ability: f64, unasked: f64| {
                    // Nobody sees the same each time.
                    let ability = ability + random.random_range(-0.6..0.6);
                    let rated = 1 + [1.5, 2.5, 3.5].iter().filter(|step| ability >= **step).count();
                    if random.random::<f64>() < unasked { 0 } else { rated }
                };
                let said =
                    [say(ability, unasked), say(ability + drift, unasked * 0.7), say(ability + 0.3, unasked * 0.5)];
                let is_there = [presence, presence, 0.85].map(|chance| random.random::<f64>() < chance);
                let before = if is_there[0] { said[0] } else { NONE };
                let now = if is_there[1] { said[1] } else { NONE };
                // A coach rates whoever takes part.
                let coach = if is_there[2] { said[2] } else { NONE };
                let moved = random.random::<f64>() < 0.04;
                let before_in = if moved { random.random_range(0..programmes.len()) } else { group };
                learners.push(Learner { before_in: Some(before_in), now_in: Some(group), said: [before, now, coach] });
            }
        }
        let cohorts = [vec![0; programmes.len()], vec![0; programmes.len()]];
        Self { programmes, cohorts, learners }
    }

    /// The same school, with two cohorts in each programme; now and then a group is said to be of another than it was.
    fn with_cohorts(self, random: &mut StdRng) -> Self {
        let before: Vec<i32> = self.programmes.iter().map(|_| random.random_range(2024..2026)).collect();
        let now = before.iter().map(|year| if random.random::<f64>() < 0.1 { 0 } else { *year }).collect();
        Self { cohorts: [before, now], ..self }
    }

    /// The cohorts of groups, by moment.
    fn panel_cohorts(&self, is_before: bool) -> HashMap<(usize, GroupId), Cohort> {
        let moments = if is_before { vec![(0, BEFORE)] } else { vec![(0, NOW), (1, BEFORE)] };
        let of = |(moment, when): (usize, usize)| {
            let cohort = move |(group, year): (usize, &i32)| Some(((moment, self.group(group).0), Cohort::of(*year)?));
            self.cohorts[when].iter().enumerate().filter_map(cohort)
        };
        moments.into_iter().flat_map(of).collect()
    }

    fn slices(&self, when: usize) -> Slices {
        let placed = |group: usize| {
            let (id, programme) = self.group(group);
            (id, programme, Cohort::of(self.cohorts[when][group]))
        };
        Slices::of((0..self.programmes.len()).map(placed))
    }

    fn group(&self, group: usize) -> (GroupId, ProgrammeId) {
        let id = |kind: u128, number: usize| Uuid::from_u128((kind << 64) + number as u128 + 1);
        (GroupId::new(id(1, group)), ProgrammeId::new(id(2, self.programmes[group])))
    }

    fn panel<'a>(
        &self,
        instrument: &'a Instrument,
        told: HashMap<(usize, Kept, SliceOf), Vec<u8>>,
        is_before: bool,
    ) -> Panel<'a> {
        let round =
            |number: u128| Moment { round: RoundId::new(Uuid::from_u128(number)), kind: RoundKind::Other, instrument };
        let own = |moment| Column { moment, rater_kind: RaterKind::SelfScore };
        let (moments, columns, which) = if is_before {
            (vec![round(1)], vec![own(0)], vec![BEFORE])
        } else {
            let coach = Column { moment: 0, rater_kind: RaterKind::StudyCoach };
            (vec![round(2), round(1)], vec![own(0), own(1), coach], vec![NOW, BEFORE, COACH])
        };
        let member = |learner: &Learner| {
            let group = |group: Option<usize>| group.map(|group| self.group(group));
            let groups = if is_before {
                vec![group(learner.before_in)]
            } else {
                vec![group(learner.now_in), group(learner.before_in)]
            };
            let answers = |column: &usize| {
                let said = learner.said[*column];
                (said != NONE).then(|| Answers {
                    bytes: vec![Score::Level(u8::try_from(said).unwrap()).to_byte()],
                    reasons: HashMap::new(),
                })
            };
            Member { placements: vec![None; groups.len()], groups, answers: which.iter().map(answers).collect() }
        };
        Panel {
            organisation: OrganisationId::new(Uuid::from_u128(9)),
            terms: TERMS,
            released_at: Timestamp::UNIX_EPOCH,
            moments,
            columns,
            members: self.learners.iter().map(member).collect(),
            cohorts: self.panel_cohorts(is_before),
            lineage: Arc::new(Lineage::default()),
            told,
            measured_from: HashMap::new(),
            chance: chance(),
        }
    }

    /// What the two releases tell.
    fn releases(&self, instrument: &Instrument) -> [Released; 2] {
        let before = Released::of(&self.panel(instrument, HashMap::new(), true), &self.slices(BEFORE));
        let told =
            before.distributions.iter().map(|d| ((1, Kept::Distribution(RaterKind::SelfScore), d.slice), d.told()));
        let now = Released::of(&self.panel(instrument, told.collect(), false), &self.slices(NOW));
        [before, now]
    }

    /// Everything that is published, release by release.
    fn rows(&self, instrument: &Instrument) -> Vec<Row> {
        let [before, now] = self.releases(instrument);
        let mut rows: Vec<Row> = before.distributions.iter().map(|d| self.distribution(d, BEFORE)).collect();
        rows.extend(
            now.distributions
                .iter()
                .map(|d| self.distribution(d, if d.rater_kind == RaterKind::SelfScore { NOW } else { COACH })),
        );
        rows.extend(now.growth.iter().map(|g| self.joint(Table::Growth, g.slice, g.rows[0].outcome.as_ref().unwrap())));
        rows.extend(now.gaps.iter().map(|g| self.joint(Table::Gaps, g.slice, &g.rows[0].outcome)));
        rows
    }

    fn groups(&self, slice: SliceOf, when: usize) -> Vec<usize> {
        let is_of = |group: &usize| match slice {
            SliceOf::Group(id) => self.group(*group).0 == id,
            SliceOf::Cohort { programme, year } => {
                self.group(*group).1 == programme && Cohort::of(self.cohorts[when][*group]) == Some(year)
            }
            SliceOf::Programme(id) => self.group(*group).1 == id,
            SliceOf::Organisation(_) => true,
        };
        (0..self.programmes.len()).filter(is_of).collect()
    }

    fn distribution(&self, of: &Distribution, column: usize) -> Row {
        let told = match &of.rows[0].outcome {
            Outcome::Published { .. } => Told::Counts,
            Outcome::Band(share) => Told::Band(*share),
            Outcome::Hidden(_) => Told::Nothing,
        };
        let when = if column == BEFORE { BEFORE } else { NOW };
        Row { table: Table::Distribution(column), groups: self.groups(of.slice, when), told }
    }

    fn joint(&self, table: Table, slice: SliceOf, outcome: &JointOutcome) -> Row {
        let told = match outcome {
            JointOutcome::All(_) => Told::Counts,
            JointOutcome::Rounded(told) => Told::Rounded(told.clone()),
            JointOutcome::Hidden(_) => Told::Nothing,
        };
        Row { table, groups: self.groups(slice, NOW), told }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Distribution(usize),
    Growth,
    Gaps,
}

impl Table {
    fn size(self) -> usize {
        match self {
            Self::Distribution(_) => STATES,
            Self::Growth => Transition::ALL.len(),
            Self::Gaps => 6,
        }
    }

    /// Under which number a learner with these answers counts.
    fn category(self, said: [usize; 3]) -> Option<usize> {
        let known = |at: usize| (said[at] != NONE).then_some(said[at]);
        let meant = |level: usize| if level == 0 { Said::NotCalledUpon } else { Said::Rated(level - 1) };
        match self {
            Self::Distribution(column) => known(column),
            Self::Growth => {
                let (before, now) = (known(BEFORE)?, known(NOW)?);
                let moment = |level| growth::Moment { said: meant(level), asked: true, reason: None };
                let transition = Transition::between(moment(before), moment(now), STATES - 2);
                Transition::ALL.iter().position(|known| *known == transition)
            }
            Self::Gaps => {
                let (own, coach) = (known(NOW)?, known(COACH)?);
                Some(match Gap::between(meant(own), meant(coach)) {
                    Gap::Agree if own == 0 => 1,
                    Gap::Agree => 0,
                    Gap::SelfHigher => 2,
                    Gap::CoachHigher => 3,
                    Gap::ApplicabilityDiffers => 4,
                    Gap::NotComparable => 5,
                })
            }
        }
    }

    /// The group that a learner counts for in it.
    fn group(self, class: &Class) -> Option<usize> {
        match self {
            Self::Distribution(BEFORE) => class.0,
            Self::Distribution(_) | Self::Growth | Self::Gaps => class.1,
        }
    }
}

/// A row of one of the tables, and what is told of it.
struct Row {
    table: Table,
    groups: Vec<usize>,
    told: Told,
}

enum Told {
    Nothing,
    /// How many are in each category.
    Counts,
    /// Rounded to a multiple of three.
    Rounded(Vec<u32>),
    /// At least this share said "not called upon".
    Band(f64),
}

impl Row {
    fn has(&self, class: &Class) -> bool {
        self.table.group(class).is_some_and(|group| self.groups.contains(&group))
    }

    fn count(&self, learners: &[Learner], is_counted: impl Fn(usize) -> bool) -> usize {
        let of = learners.iter().filter(|learner| self.has(&learner.class()));
        of.filter_map(|learner| self.table.category(learner.said)).filter(|category| is_counted(*category)).count()
    }

    fn is_told(&self) -> bool {
        !matches!(self.told, Told::Nothing)
    }
}

/// A cell: so many of this class said this.
type Cell = (Class, [usize; 3]);

/// What somebody knows: rows that are told, who was where, and what these learners answered.
struct Attacker<'a> {
    learners: &'a [Learner],
    rows: Vec<&'a Row>,
    accomplices: &'a [Learner],
    cells: Vec<Cell>,
}

impl<'a> Attacker<'a> {
    fn new(world: &'a World, rows: &'a [Row], accomplices: &'a [Learner], knows: impl Fn(&Row) -> bool) -> Self {
        let mut classes: Vec<Class> = world.learners.iter().map(Learner::class).collect();
        classes.sort_unstable();
        classes.dedup();
        let possible = |is_there: bool| if is_there { (0..STATES).collect() } else { vec![NONE] };
        let cells = classes.iter().flat_map(|class| {
            let [first, second, third] = class.2.map(possible);
            let mut cells = Vec::new();
            for a in &first {
                for b in &second {
                    cells.extend(third.iter().map(|c| (*class, [*a, *b, *c])));
                }
            }
            cells
        });
        let rows = rows.iter().filter(|row| row.is_told() && knows(row)).collect();
        Self { learners: &world.learners, rows, accomplices, cells: cells.collect() }
    }

    /// The least or most learners in these cells.
    fn bound(&self, sought: impl Fn(&Cell) -> bool, direction: OptimizationDirection) -> f64 {
        let mut problem = Problem::new(direction);
        let mut known: BTreeMap<(Class, [usize; 3]), usize> = BTreeMap::new();
        for learner in self.accomplices {
            *known.entry((learner.class(), learner.said)).or_default() += 1;
        }
        let variables: Vec<_> = self
            .cells
            .iter()
            .map(|cell| {
                let least = known.get(cell).copied().unwrap_or(0) as f64;
                problem.add_var(f64::from(u8::from(sought(cell))), (least, f64::INFINITY))
            })
            .collect();
        let mut sum = |of: &dyn Fn(&Cell) -> bool, is: ComparisonOp, number: f64| {
            let mut sum = LinearExpr::empty();
            for (cell, variable) in self.cells.iter().zip(&variables).filter(|(cell, _)| of(cell)) {
                let _ = cell;
                sum.add(*variable, 1.0);
            }
            problem.add_constraint(sum, is, number);
        };
        let mut sizes: BTreeMap<Class, usize> = BTreeMap::new();
        for learner in self.learners {
            *sizes.entry(learner.class()).or_default() += 1;
        }
        for (class, size) in &sizes {
            sum(&|cell| cell.0 == *class, ComparisonOp::Eq, *size as f64);
        }
        for row in &self.rows {
            match &row.told {
                Told::Nothing => {}
                Told::Counts | Told::Rounded(_) => {
                    for category in 0..row.table.size() {
                        let number = row.count(self.learners, |counted| counted == category) as f64;
                        let is_of = |cell: &Cell| row.has(&cell.0) && row.table.category(cell.1) == Some(category);
                        if let Told::Rounded(told) = &row.told {
                            let told = f64::from(told[category]);
                            sum(&is_of, ComparisonOp::Ge, told - 2.0);
                            sum(&is_of, ComparisonOp::Le, told + 2.0);
                        } else {
                            sum(&is_of, ComparisonOp::Eq, number);
                        }
                    }
                }
                Told::Band(share) => {
                    let total = row.count(self.learners, |_| true);
                    let is_of = |cell: &Cell| row.has(&cell.0) && row.table.category(cell.1) == Some(0);
                    sum(&is_of, ComparisonOp::Ge, (share * total as f64 - 1e-9).ceil());
                }
            }
        }
        match problem.solve().unwrap() {
            SolveOutcome::Solution(solution) => solution.objective(),
            SolveOutcome::Interrupted(_) => panic!("a program this small is solved"),
        }
    }

    fn is_known(&self, sought: impl Fn(&Cell) -> bool + Copy) -> bool {
        let least = (self.bound(sought, OptimizationDirection::Minimize) - 1e-6).ceil();
        least > 0.5 && {
            let most = (self.bound(sought, OptimizationDirection::Maximize) + 1e-6).floor();
            most - least < 0.5
        } || (least < 0.5 && self.bound(sought, OptimizationDirection::Maximize) < 0.5)
    }

    /// Whether she knows how many of a hidden row are in this category, and somebody in it is a stranger to her.
    fn counts(&self, row: &Row, category: usize) -> bool {
        let members = row.count(self.learners, |_| true);
        let own = row.count(self.accomplices, |_| true);
        members > own && self.is_known(|cell| row.has(&cell.0) && row.table.category(cell.1) == Some(category))
    }

    /// The classes of which she knows what all strangers in them answered, in some column.
    fn tells_of(&self) -> Vec<(Class, usize)> {
        let mut found = Vec::new();
        let mut classes: Vec<Class> = self.learners.iter().map(Learner::class).collect();
        classes.sort_unstable();
        classes.dedup();
        for class in classes {
            let of_class: Vec<&Learner> = self.learners.iter().filter(|learner| learner.class() == class).collect();
            for column in (0..3).filter(|column| class.2[*column]) {
                let own = |state: usize| {
                    self.accomplices.iter().filter(|l| l.class() == class && l.said[column] == state).count()
                };
                let of_state = |state: usize| of_class.iter().filter(|l| l.said[column] == state).count();
                let strangers: usize = (0..STATES).map(|state| of_state(state) - own(state)).sum();
                let alike = (0..STATES).find(|state| strangers > 0 && of_state(*state) - own(*state) == strangers);
                let Some(state) = alike else { continue };
                let least =
                    self.bound(|cell| cell.0 == class && cell.1[column] == state, OptimizationDirection::Minimize);
                if (least - 1e-6).ceil() + 0.5 > of_state(state) as f64 {
                    found.push((class, column));
                }
            }
        }
        found
    }
}

#[test]
fn nothing_hidden_is_worked_out_from_growth_and_gaps_and_two_rounds() {
    nothing_is_worked_out(2, |world, _| world);
}

#[test]
fn nothing_hidden_is_worked_out_from_two_rounds_of_programmes_with_cohorts() {
    nothing_is_worked_out(3, World::with_cohorts);
}

/// In schools of programmes of this many groups at most, changed like this.
fn nothing_is_worked_out(most: usize, change: impl Fn(World, &mut StdRng) -> World) {
    let instrument = instrument();
    let (mut tried, mut tally) = (0, Tally::default());
    // A tenth of the schools in the ordinary run: their programs are larger.
    let number = if worlds() > 60 { worlds() } else { worlds() / 10 };
    for seed in 0..number {
        let mut random = StdRng::seed_from_u64(seed);
        let sizes = if seed % 2 == 0 { 20..31 } else { 3..28 };
        let programmes: Vec<Vec<usize>> = (0..random.random_range(1..3))
            .map(|_| (0..random.random_range(1..=most)).map(|_| random.random_range(sizes.clone())).collect())
            .collect();
        let presence = random.random_range(0.8..1.0);
        let world = World::invent(&mut random, &programmes, presence);
        let world = change(world, &mut random);
        let rows = world.rows(&instrument);
        tally.add(&rows);
        let two: Vec<Learner> = world.learners.sample(&mut random, 2).copied().collect();
        for accomplices in [vec![], two, rarest(&world)] {
            let everything = Attacker::new(&world, &rows, &accomplices, |_| true);
            let alone = Attacker::new(&world, &rows, &accomplices, |row| matches!(row.table, Table::Distribution(_)));
            assert!(everything.tells_of().is_empty(), "seed {seed}: {:?} with {accomplices:?}", everything.tells_of());
            for row in rows.iter().filter(|row| !row.is_told()) {
                for category in 0..row.table.size() {
                    tried += 1;
                    // What the distributions leave no room for is no secret of growth or gaps.
                    let is_told = everything.counts(row, category)
                        && (matches!(row.table, Table::Distribution(_)) || !alone.counts(row, category));
                    assert!(
                        !is_told,
                        "seed {seed}: {category} of {:?} {:?} with {accomplices:?}",
                        row.table, row.groups
                    );
                }
            }
        }
    }
    println!("{number} schools over two rounds: {tally}; {tried} attempts on what is hidden, none determined");
}

/// The same numbers each time, so that the same is told each time.
fn chance() -> Box<dyn Fn() -> u64 + Send + Sync> {
    let random = Mutex::new(StdRng::seed_from_u64(3));
    Box::new(move || random.lock().unwrap().random())
}

/// How much is told.
#[derive(Default)]
struct Tally {
    /// Of distributions, growth and gaps: rows, those told, and of these the rounded.
    rows: [[usize; 3]; 3],
}

impl Tally {
    fn add(&mut self, rows: &[Row]) {
        for row in rows {
            let of = match row.table {
                Table::Distribution(_) => 0,
                Table::Growth => 1,
                Table::Gaps => 2,
            };
            let is_rounded = matches!(row.told, Told::Rounded(_));
            for (count, is_so) in self.rows[of].iter_mut().zip([true, row.is_told(), is_rounded]) {
                *count += usize::from(is_so);
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (what, [all, told, rounded]) in ["distributions", "growth", "gaps"].iter().zip(&self.rows) {
            write!(f, "{told} of {all} rows of {what} told ({rounded} rounded) ")?;
        }
        Ok(())
    }
}

#[test]
fn most_growth_and_gaps_are_told_in_a_school_of_usual_size() {
    let instrument = instrument();
    let (mut random, mut tally) = (StdRng::seed_from_u64(11), Tally::default());
    for _ in 0..40 {
        let world = World::invent(&mut random, &[vec![27, 26], vec![30, 24]], 0.92);
        tally.add(&world.rows(&instrument));
    }
    println!("2 programmes, 4 groups of 24 to 30, 92 % of them there each time: {tally}");
    let (all, told) = tally.rows.iter().fold((0, 0), |(all, told), of| (all + of[0], told + of[1]));
    assert!(told * 100 >= all * 80, "only {told} of {all}");
}

/// Two of those whose answer of now is the rarest: they know most.
fn rarest(world: &World) -> Vec<Learner> {
    let of = |state: usize| world.learners.iter().filter(move |learner| learner.said[NOW] == state);
    let rare = (0..STATES).filter(|state| of(*state).count() > 0).min_by_key(|state| of(*state).count());
    rare.map(|state| of(state).take(2).copied().collect()).unwrap_or_default()
}

#[test]
fn a_cohort_that_has_the_learners_of_another_slice_is_told_as_that_one() {
    let instrument = instrument();
    let (mut random, mut rounded) = (StdRng::seed_from_u64(12), 0);
    for _ in 0..4 {
        // One programme that is one cohort, and one with two cohorts of a group each.
        let world = World::invent(&mut random, &[vec![27, 26], vec![30, 24]], 0.92);
        let cohorts = vec![2025, 2025, 2024, 2025];
        let world = World { cohorts: [cohorts.clone(), cohorts], ..world };
        let [_, released] = world.releases(&instrument);
        let growth = |slice| released.growth.iter().find(|of| of.slice == slice).unwrap().rows[0].outcome.clone();
        let gaps = |slice| released.gaps.iter().find(|of| of.slice == slice).unwrap().rows[0].outcome.clone();
        let same = world.slices(NOW).same();
        assert_eq!(same.len(), 3);
        for (cohort, other) in same {
            assert_eq!((growth(cohort), gaps(cohort)), (growth(other), gaps(other)));
            rounded += usize::from(matches!(growth(cohort), Some(JointOutcome::Rounded(_))));
        }
    }
    assert!(rounded > 0, "rounded at random, and to the same number");
}
