//! Two rounds and a coach: distributions of each, growth between the two, gaps to the coach. Who reads all of them is after a count that one
//! of them hides, or what one learner answered.

mod attacker;
mod school;
mod tables;

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use samenspel::domain::report::JointOutcome;

use super::{STATES, worlds};
use attacker::Attacker;
use school::{Learner, NOW, World, instrument};
use tables::{Row, Table, Told};

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
        // Many schools have a coach rate some of the learners only.
        let coached = if random.random::<f64>() < 0.5 { 0.85 } else { random.random_range(0.1..0.9) };
        let world = World::invent(&mut random, &programmes, presence, coached);
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
                    // What the distributions leave no room for is no secret of growth or gaps. Nor is what is told of the parts of a row, where
                    // they leave none for the rest of it: what is hidden in it are those parts.
                    let is_told = everything.counts(row, category)
                        && (matches!(row.table, Table::Distribution(_)) || {
                            let within =
                                |other: &Row| matches!(other.table, Table::Distribution(_)) || other.is_part_of(row);
                            !alone.counts(row, category)
                                && !Attacker::new(&world, &rows, &accomplices, within).counts(row, category)
                        });
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
            let is_rounded = matches!(row.told, Told::Rounded(..));
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
        let world = World::invent(&mut random, &[vec![27, 26], vec![30, 24]], 0.92, 0.85);
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
        let world = World::invent(&mut random, &[vec![27, 26], vec![30, 24]], 0.92, 0.85);
        let cohorts = vec![2025, 2025, 2024, 2025];
        let world = World { cohorts: [cohorts.clone(), cohorts], ..world };
        let [_, released] = world.releases(&instrument);
        let growth = |slice| released.growth.iter().find(|of| of.slice == slice).unwrap().rows[0].outcome.clone();
        let gaps = |slice| released.gaps.iter().find(|of| of.slice == slice).unwrap().rows[0].outcome.clone();
        let same = world.slices(NOW).same();
        assert_eq!(same.len(), 3);
        for (cohort, other) in same {
            assert_eq!((growth(cohort), gaps(cohort)), (growth(other), gaps(other)));
            rounded += usize::from(matches!(growth(cohort), Some(JointOutcome::Rounded { .. })));
        }
    }
    assert!(rounded > 0, "rounded at random, and to the same number");
}
