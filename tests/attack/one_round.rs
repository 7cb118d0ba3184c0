//! One round: the rows of a competency in the groups, programmes and the organisation.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOutcome};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use samenspel::domain::{
    privacy::{self, Disclosure, Reason, Slice, Verdict},
    statistics::Counts,
};

use super::{STATES, TERMS, scale, worlds};

/// A learner's group, and what she answered.
type Learner = (usize, usize);

/// A school, and what everybody in it answered to one competency.
struct World {
    /// The groups of each programme, by cohort; a part of one group is that group.
    programmes: Vec<Vec<Vec<usize>>>,
    learners: Vec<Learner>,
}

/// What is told of the learners of these groups together.
struct Row {
    groups: Vec<usize>,
    disclosure: Disclosure,
    counts: Counts,
}

impl World {
    /// Groups of these sizes, by programme. Groups differ in what they can do, and in what their workplaces call upon.
    fn invent(random: &mut StdRng, sizes: &[Vec<usize>], called_upon_less: f64) -> Self {
        let (mut programmes, mut learners, mut group) = (vec![], vec![], 0);
        let hardness = random.random_range(-1.0..1.0);
        for sizes in sizes {
            let first = group;
            for size in sizes {
                let lean: f64 = random.random_range(-0.5..0.5);
                let called_upon = 1.0 - random.random::<f64>().powi(3) * called_upon_less;
                for _ in 0..*size {
                    let spread: f64 = (0..3).map(|_| random.random_range(-0.8..0.8)).sum();
                    let ability = 2.2 + lean - hardness + spread;
                    let rated = 1 + [1.5, 2.5, 3.5].iter().filter(|step| ability >= **step).count();
                    learners.push((group, if random.random::<f64>() > called_upon { 0 } else { rated }));
                }
                group += 1;
            }
            programmes.push((first..group).map(|group| vec![group]).collect());
        }
        Self { programmes, learners }
    }

    /// The same school, with this many cohorts at most in each programme. One that is a whole programme is no slice.
    fn with_cohorts(self, random: &mut StdRng, most: usize) -> Self {
        let mut divide = |parts: &Vec<Vec<usize>>| {
            let mut cohorts = vec![vec![]; most];
            for group in parts.concat() {
                cohorts[random.random_range(0..most)].push(group);
            }
            cohorts.retain(|groups| !groups.is_empty());
            if cohorts.len() == 1 { parts.clone() } else { cohorts }
        };
        Self { programmes: self.programmes.iter().map(&mut divide).collect(), ..self }
    }

    fn groups(&self) -> Vec<usize> {
        self.programmes.concat().concat()
    }

    fn counts(&self, groups: &[usize]) -> Counts {
        let mut counts = Counts::none(&scale());
        for (_, state) in self.learners.iter().filter(|(group, _)| groups.contains(group)) {
            counts.levels[*state] += 1;
        }
        counts
    }

    fn slice(&self, groups: &[usize], parts: Vec<Slice>) -> Slice {
        Slice { counts: self.counts(groups), parts, yields: false }
    }

    /// What is published of it.
    fn rows(&self) -> Vec<Row> {
        let group = |group: &usize| self.slice(&[*group], vec![]);
        let part = |groups: &Vec<usize>| match groups[..] {
            [only] => group(&only),
            _ => Slice { yields: true, ..self.slice(groups, groups.iter().map(group).collect()) },
        };
        let programme = |parts: &Vec<Vec<usize>>| self.slice(&parts.concat(), parts.iter().map(part).collect());
        let school = self.slice(&self.groups(), self.programmes.iter().map(programme).collect());
        let verdict = privacy::judge(&scale(), &school, TERMS);
        let row = |groups: &[usize], verdict: &Verdict| Row {
            groups: groups.to_vec(),
            disclosure: verdict.disclosure,
            counts: self.counts(groups),
        };
        let mut rows = vec![row(&self.groups(), &verdict)];
        for (parts, verdict) in self.programmes.iter().zip(&verdict.parts) {
            rows.push(row(&parts.concat(), verdict));
            for (groups, verdict) in parts.iter().zip(&verdict.parts) {
                rows.push(row(groups, verdict));
                rows.extend(groups.iter().zip(&verdict.parts).map(|(group, verdict)| row(&[*group], verdict)));
            }
        }
        rows
    }

    /// Who could tell: nobody, some of all, and those whose answer is rare, who know most.
    fn accomplices(&self, random: &mut StdRng) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..self.learners.len()).collect();
        let mut sets = vec![vec![]];
        sets.extend((0..4).map(|_| all.sample(random, 2).copied().collect::<Vec<_>>()));
        for state in 0..STATES {
            let rare: Vec<usize> = all.iter().copied().filter(|at| self.learners[*at].1 == state).take(6).collect();
            if rare.len() < 6 && !rare.is_empty() {
                sets.push(rare[..rare.len().min(2)].to_vec());
            }
        }
        sets
    }
}

impl Row {
    fn is_published(&self) -> bool {
        self.disclosure == Disclosure::Published
    }
}

/// What somebody knows: the rows that are told, and what these learners answered.
struct Attacker<'a> {
    world: &'a World,
    rows: &'a [Row],
    accomplices: &'a [usize],
}

impl Attacker<'_> {
    /// The least or most learners of these groups that can have given this answer.
    fn bound(&self, groups: &[usize], state: usize, direction: OptimizationDirection) -> f64 {
        let mut problem = Problem::new(direction);
        let known = |cell: Learner| self.accomplices.iter().filter(|at| self.world.learners[**at] == cell).count();
        let number = self.world.groups().len();
        let mut cells = Vec::new();
        for group in 0..number {
            let cell = |of: usize| {
                let is_sought = groups.contains(&group) && of == state;
                problem.add_var(f64::from(u8::from(is_sought)), (known((group, of)) as f64, f64::INFINITY))
            };
            cells.push((0..STATES).map(cell).collect::<Vec<_>>());
        }
        let mut sum = |groups: &[usize], states: &[usize], is: ComparisonOp, number: f64| {
            let mut sum = LinearExpr::empty();
            groups.iter().flat_map(|g| states.iter().map(|s| cells[*g][*s])).for_each(|cell| sum.add(cell, 1.0));
            problem.add_constraint(sum, is, number);
        };
        for group in 0..number {
            let size = self.world.learners.iter().filter(|learner| learner.0 == group).count();
            sum(&[group], &[0, 1, 2, 3, 4], ComparisonOp::Eq, size as f64);
        }
        for row in self.rows {
            match row.disclosure {
                Disclosure::Published => (0..STATES).for_each(|state| {
                    sum(&row.groups, &[state], ComparisonOp::Eq, f64::from(row.counts.levels[state]));
                }),
                Disclosure::Band(share) => {
                    let least = (share * f64::from(row.counts.total()) - 1e-9).ceil();
                    sum(&row.groups, &[0], ComparisonOp::Ge, least);
                }
                Disclosure::Hidden(_) => {}
            }
        }
        match problem.solve().unwrap() {
            SolveOutcome::Solution(solution) => solution.objective(),
            SolveOutcome::Interrupted(_) => panic!("a program this small is solved"),
        }
    }

    /// Learners of these groups of whom she can still learn something: what is told of others, within these groups, is no secret of the rest.
    fn strangers(&self, groups: &[usize]) -> usize {
        let is_within = |row: &&Row| row.is_published() && row.groups.iter().all(|group| groups.contains(group));
        let told: BTreeSet<usize> = self.rows.iter().filter(is_within).flat_map(|row| &row.groups).copied().collect();
        let all = self.world.learners.iter().enumerate();
        all.filter(|(at, (group, _))| groups.contains(group) && !told.contains(group) && !self.accomplices.contains(at))
            .count()
    }

    /// The states of a hidden row of which she knows the count; how many she tried.
    fn breaks(&self, row: &Row) -> (Vec<usize>, usize) {
        if self.strangers(&row.groups) == 0 {
            return (vec![], 0);
        }
        let is_known = |state: &usize| {
            let least = (self.bound(&row.groups, *state, OptimizationDirection::Minimize) - 1e-6).ceil();
            let most = (self.bound(&row.groups, *state, OptimizationDirection::Maximize) + 1e-6).floor();
            most - least < 0.5
        };
        ((0..STATES).filter(is_known).collect(), STATES)
    }

    /// Whether a published row tells what each of its other learners answered.
    fn is_told_on(&self, row: &Row) -> bool {
        let own: Vec<Learner> =
            self.accomplices.iter().map(|at| self.world.learners[*at]).filter(|l| row.groups.contains(&l.0)).collect();
        let others = row.counts.total() as usize - own.len();
        (0..STATES).any(|state| {
            let own = own.iter().filter(|learner| learner.1 == state).count();
            others > 0 && row.counts.levels[state] as usize - own == others
        })
    }
}

#[test]
fn nothing_hidden_is_worked_out_from_what_is_published() {
    nothing_is_worked_out(3, |world, _| world);
}

#[test]
fn nothing_hidden_is_worked_out_where_programmes_have_cohorts() {
    nothing_is_worked_out(6, |world, random| world.with_cohorts(random, 3));
}

/// In schools of programmes of this many groups at most, changed like this.
fn nothing_is_worked_out(most: usize, change: impl Fn(World, &mut StdRng) -> World) {
    let (mut tried, mut hidden, mut all) = (0, 0, 0);
    for seed in 0..worlds() {
        let mut random = StdRng::seed_from_u64(seed);
        // Classes of a usual size, or of any.
        let sizes = if seed % 2 == 0 { 24..31 } else { 1..31 };
        let programmes: Vec<Vec<usize>> = (0..random.random_range(1..4))
            .map(|_| (0..random.random_range(1..=most)).map(|_| random.random_range(sizes.clone())).collect())
            .collect();
        let less = random.random_range(0.2..1.2);
        let world = World::invent(&mut random, &programmes, less);
        let world = change(world, &mut random);
        let rows = world.rows();
        for accomplices in &world.accomplices(&mut random) {
            let attacker = Attacker { world: &world, rows: &rows, accomplices };
            for row in &rows {
                if row.is_published() {
                    assert!(!attacker.is_told_on(row), "seed {seed}: {:?} with {accomplices:?}", row.groups);
                } else if row.disclosure != Disclosure::Hidden(Reason::NobodyAsked) {
                    let (known, cells) = attacker.breaks(row);
                    tried += cells;
                    assert!(known.is_empty(), "seed {seed}: of {:?} {known:?} with {accomplices:?}", row.groups);
                }
            }
        }
        hidden += rows.iter().filter(|row| !row.is_published()).count();
        all += rows.len();
    }
    assert!(tried > 100, "there was something to try");
    println!("{} schools: {hidden} of {all} rows hidden, {tried} attempts on their counts, none determined", worlds());
}

#[test]
fn most_is_published_in_a_school_of_usual_size() {
    let (mut random, mut published, mut all) = (StdRng::seed_from_u64(7), 0, 0);
    for _ in 0..400 {
        let rows = World::invent(&mut random, &[vec![27, 26], vec![30, 24]], 1.0).rows();
        published += rows.iter().filter(|row| row.is_published()).count();
        all += rows.len();
    }
    println!("2 programmes, 4 groups of 24 to 30: {published} of {all} rows published");
    assert!(published * 100 >= all * 80, "only {published} of {all}");
}

#[test]
fn cohorts_hide_nothing_that_is_told_without_them() {
    for (what, sizes, least) in [("of 24 to 30", 24..31, 85), ("of any size", 3..31, 35)] {
        let (mut random, mut before, mut after, mut cohorts, mut told) = (StdRng::seed_from_u64(8), 0, 0, 0, 0);
        for _ in 0..200 {
            let sizes: Vec<Vec<usize>> =
                (0..2).map(|_| (0..5).map(|_| random.random_range(sizes.clone())).collect()).collect();
            let world = World::invent(&mut random, &sizes, 1.0);
            before += world.rows().iter().filter(|row| row.is_published()).count();
            let world = world.with_cohorts(&mut random, 2);
            let is_cohort = |row: &Row| {
                row.groups.len() > 1 && world.programmes.iter().any(|of| of.len() > 1 && of.contains(&row.groups))
            };
            for row in world.rows() {
                let is_told = usize::from(row.is_published());
                if is_cohort(&row) {
                    (cohorts, told) = (cohorts + 1, told + is_told);
                } else {
                    after += is_told;
                }
            }
        }
        println!(
            "2 programmes of 5 groups {what}: {told} of {cohorts} cohorts told; of the others {after}, without cohorts {before}"
        );
        assert!(after * 1000 >= before * 995, "only {after} of {before}");
        assert!(told * 100 >= cohorts * least, "only {told} of {cohorts}");
    }
}

#[test]
fn the_attacker_finds_what_is_told_too_freely() {
    let mut world = World { programmes: vec![vec![vec![0], vec![1]]], learners: vec![] };
    world.learners.extend((0..20).map(|at| (0, at % 5)).chain((0..4).map(|at| (1, at))));
    let mut rows = world.rows();
    rows.iter_mut().filter(|row| row.groups != [1]).for_each(|row| row.disclosure = Disclosure::Published);
    let attacker = Attacker { world: &world, rows: &rows, accomplices: &[] };
    let (known, _) = attacker.breaks(rows.iter().find(|row| row.groups == [1]).unwrap());
    assert_eq!(known, [0, 1, 2, 3, 4], "a whole less its other part");
}
