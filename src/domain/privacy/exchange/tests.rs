use proptest::prelude::*;

use super::{
    swap::{Said, Swap},
    *,
};

/// Two states in each of two columns, and a third, absent.
const STATES: [u8; 2] = [0, 1];

fn single(column: usize, rows: Vec<Row>) -> Table {
    let category = Box::new(|state: u8, _| STATES.iter().position(|known| *known == state));
    Table { columns: vec![column], category, n_categories: 2, rows }
}

/// Raised, the same, lowered, of those who are in both columns.
fn change(rows: Vec<Row>) -> Table {
    let category = Box::new(|before: u8, after: u8| match (before, after) {
        (ABSENT, _) | (_, ABSENT) => None,
        (before, after) => Some(usize::from(before == after) + 2 * usize::from(before > after)),
    });
    Table { columns: vec![0, 1], category, n_categories: 3, rows }
}

fn row(places: &[usize]) -> Row {
    Row { places: places.to_vec(), is_whole: true, telling: Telling::Open }
}

/// To the nearest multiple of three.
fn roughly(world: &World, at: At) -> Telling {
    Telling::Rounded { to: 3, counts: rounded(world.counts(at), 3, |_| 1) }
}

fn is_unseen(world: &World, one: usize, other: usize, said: Said) -> bool {
    world.is_unseen(&Exchange { first: Swap { one, other, said }, second: None })
}

fn learners(of: &[(usize, u8, u8)]) -> Vec<Learner> {
    of.iter().map(|(place, before, after)| Learner { place: *place, said: vec![*before, *after] }).collect()
}

/// Twelve learners of one group who were there both times, each answer as often as the others.
fn evenly() -> Vec<(usize, u8, u8)> {
    (0..12).map(|at| (0, at % 2, (at / 2) % 2)).collect()
}

#[test]
fn what_everybody_could_have_said_is_told() {
    let tables = vec![single(0, vec![row(&[0])]), single(1, vec![row(&[0])]), change(vec![row(&[0])])];
    let mut world = World::new(learners(&evenly()), vec![0, 1], tables);
    for table in 0..3 {
        assert!(world.tell((table, 0), Telling::Counts), "table {table}");
    }
    assert_eq!(world.counts((2, 0)), [3, 6, 3]);
}

#[test]
fn what_is_left_of_two_tables_is_one_learner_and_so_not_told() {
    // Of thirteen now, one was not there before: the distribution less what growth tells is hers.
    let mut of: Vec<_> = (0..6).map(|_| (0, 1, 1)).chain((0..6).map(|_| (0, 0, 0))).collect();
    of.push((0, ABSENT, 0));
    let tables = vec![single(1, vec![row(&[0])]), change(vec![row(&[0])])];
    let mut world = World::new(learners(&of), vec![0, 1], tables);
    assert!(world.tell((0, 0), Telling::Counts));
    assert!(!world.tell((1, 0), Telling::Counts), "all of the twelve are the same, and before is not told");
    assert!(matches!(world.telling((1, 0)), Telling::Open));
}

#[test]
fn rounded_counts_can_be_told_where_all_would_tell_too_much() {
    // Nobody fell. Of one who was not there before follows what she says now, but not from numbers that leave some room.
    let mut of: Vec<_> = (0..8).map(|_| (0, 0, 1)).collect();
    of.extend((0..7).map(|_| (0, 0, 0)));
    of.extend((0..7).map(|_| (0, 1, 1)));
    of.push((0, ABSENT, 0));
    let tables = || vec![single(1, vec![row(&[0])]), change(vec![row(&[0])])];
    let mut world = World::new(learners(&of), vec![0, 1], tables());
    assert!(world.tell((0, 0), Telling::Counts));
    assert!(!world.tell((1, 0), Telling::Counts));
    assert!(world.tell((1, 0), roughly(&world, (1, 0))));
    assert_eq!(world.counts((1, 0)), [8, 14, 0]);
}

#[test]
fn a_row_is_not_told_where_a_hidden_one_would_follow() {
    let mut of = evenly();
    of.extend((0..2).map(|_| (1, 1, 1)));
    let tables = vec![single(0, vec![row(&[0]), row(&[1]), row(&[0, 1])])];
    let mut world = World::new(learners(&of), vec![0, 1], tables);
    assert!(world.tell((0, 0), Telling::Counts));
    world.hide((0, 1));
    assert!(!world.tell((0, 2), Telling::Counts), "the whole less the one is the other");
}

#[test]
fn at_least_so_many_leaves_room_for_one_less() {
    let of: Vec<_> =
        (0..12).map(|at| (0, u8::from(at > 8), ABSENT)).chain((0..9).map(|at| (1, at % 2, ABSENT))).collect();
    let tables = vec![single(0, vec![row(&[0]), row(&[1]), row(&[0, 1])])];
    let mut world = World::new(learners(&of), vec![0, 1], tables);
    assert!(world.tell((0, 2), Telling::Counts));
    world.hide((0, 1));
    assert!(world.tell((0, 0), Telling::AtLeast { category: 0, number: 8 }));
    assert!(!world.tell((0, 0), Telling::Counts), "told to the last one, the other group follows from it");
}

#[test]
fn a_rounded_figure_is_seen_to_change() {
    fn half(counts: &[u32]) -> i32 {
        i32::from(counts[0] >= 6)
    }
    let of: Vec<_> = (0..12).map(|at| (0, at % 2, ABSENT)).chain((0..9).map(|at| (1, at % 2, ABSENT))).collect();
    let tables = vec![single(0, vec![row(&[0]), row(&[1]), row(&[0, 1])])];
    let mut world = World::new(learners(&of), vec![0, 1], tables);
    world.tables[0].rows[0].telling = Telling::Figure(half);
    assert!(!is_unseen(&world, 0, 13, Said::In(0)), "six with the first answer become five");
    assert!(is_unseen(&world, 1, 12, Said::In(0)), "or seven");
    assert!(is_unseen(&world, 0, 1, Said::In(0)), "of one group they add up to the same");
}

#[test]
fn who_was_there_stays_who_was_there() {
    let of = [(0, 0, 1), (0, 1, ABSENT), (0, 1, 0)];
    let world = World::new(learners(&of), vec![0, 1], vec![single(0, vec![row(&[0])])]);
    assert!(!is_unseen(&world, 0, 1, Said::All));
    assert!(is_unseen(&world, 0, 1, Said::In(0)));
    assert!(is_unseen(&world, 0, 2, Said::All));
}

/// All that could have been answered, given who was there.
fn every_world(learners: &[Learner]) -> Vec<Vec<Learner>> {
    let mut worlds = vec![vec![]];
    for learner in learners {
        let possible = |said: u8| if said == ABSENT { vec![ABSENT] } else { STATES.to_vec() };
        let answers: Vec<Vec<u8>> = possible(learner.said[0])
            .iter()
            .flat_map(|first| possible(learner.said[1]).into_iter().map(|second| vec![*first, second]))
            .collect();
        let with = |world: &Vec<Learner>| -> Vec<Vec<Learner>> {
            let next = |said: &Vec<u8>| {
                let mut world = world.clone();
                world.push(Learner { place: learner.place, said: said.clone() });
                world
            };
            answers.iter().map(next).collect()
        };
        worlds = worlds.iter().flat_map(with).collect();
    }
    worlds
}

fn tables() -> Vec<Table> {
    let rows = || vec![row(&[0]), row(&[1]), row(&[0, 1])];
    vec![single(0, rows()), single(1, rows()), change(rows())]
}

/// Whether a world shows what is told of another.
fn looks_like(world: &World, other: &World) -> bool {
    let told = |at: At| match world.telling(at) {
        Telling::Counts => world.counts(at) == other.counts(at),
        Telling::Rounded { to, counts } => counts.iter().zip(other.counts(at)).all(|(told, n)| told.abs_diff(*n) < *to),
        Telling::Open | Telling::Hidden | Telling::AtLeast { .. } | Telling::Figure(_) => true,
    };
    (0..3).all(|t| (0..3).all(|r| told((t, r))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Against whoever tries every world there is, and knows what two learners answered.
    #[test]
    fn what_is_told_fits_another_world_for_everybody(
        of in proptest::collection::vec((0..2_usize, 0..3_u8, 0..3_u8), 6..9),
        order in Just(vec![0, 1, 2]).prop_shuffle(),
        is_given in proptest::bool::ANY,
    ) {
        let absent = |said: u8| if said == 2 { ABSENT } else { said };
        let of: Vec<_> = of.into_iter().map(|(place, a, b)| (place, absent(a), absent(b))).collect();
        let learners = learners(&of);
        let mut of_all = tables();
        // Either each column is told by itself to begin with, or nothing is.
        for row in of_all[..2].iter_mut().flat_map(|table| &mut table.rows).filter(|_| is_given) {
            row.telling = Telling::Counts;
        }
        let mut world = World::new(learners.clone(), vec![0, 1], of_all);
        let to_begin_with = alike(&world, &learners);
        // The parts before the whole, as reports do it.
        let mut open = Vec::new();
        for at in order.iter().filter(|t| !is_given || **t == 2).flat_map(|t| (0..3).map(|r| (*t, r))) {
            if !world.tell(at, Telling::Counts) && !world.tell(at, roughly(&world, at)) {
                world.hide(at);
                let alike = alike(&world, &learners);
                open.extend((0..3).filter(|c| at.0 == 2 || *c < 2).filter(|c| !is_counted(&alike, at, *c, &learners)).map(|c| (at, c)));
            }
        }
        let alike = alike(&world, &learners);
        for known in knowing(&learners) {
            let possible: Vec<&World> = alike.iter().filter(|other| agree(other, &learners, known)).collect();
            let before: Vec<&World> = to_begin_with.iter().filter(|other| agree(other, &learners, known)).collect();
            for stranger in (0..learners.len()).filter(|at| !known.contains(at)) {
                for t in 0..3 {
                    let is_told = world.is_table_told(learners[stranger].place, t);
                    let own = world.category(t, stranger);
                    let is_another = |of: &[&World]| of.iter().any(|other| other.category(t, stranger) != own);
                    let is_open = is_another(&possible) || !is_another(&before);
                    prop_assert!(!is_told || own.is_none() || is_open, "{known:?} tell of {stranger} in {t}");
                }
            }
        }
        for (at, category) in open {
            prop_assert!(!is_counted(&alike, at, category, &learners), "category {category} of {at:?}");
        }
    }
}

/// Every world that shows what is told of this one.
fn alike(world: &World, learners: &[Learner]) -> Vec<World> {
    let worlds = every_world(learners).into_iter().map(|learners| World::new(learners, vec![0, 1], tables()));
    worlds.filter(|other| looks_like(world, other)).collect()
}

/// Every two learners, and every one.
fn knowing(learners: &[Learner]) -> impl Iterator<Item = [usize; 2]> {
    let n = learners.len();
    (0..n).flat_map(|one| (0..=one).map(move |two| [one, two]))
}

fn agree(other: &World, learners: &[Learner], known: [usize; 2]) -> bool {
    known.iter().all(|at| other.learners[*at] == learners[*at])
}

/// Whether two learners can count how many of the others of a row are in a category.
fn is_counted(alike: &[World], at: At, category: usize, learners: &[Learner]) -> bool {
    knowing(learners).any(|known| {
        let mut possible = alike.iter().filter(|other| agree(other, learners, known));
        let Some(first) = possible.next() else { return false };
        let mut members = first.members(at);
        let has_strangers = members.any(|learner| !known.contains(&learner));
        has_strangers && possible.all(|other| other.counts(at)[category] == first.counts(at)[category])
    })
}

#[test]
fn a_pair_of_levels_of_a_long_scale_is_counted_too() {
    // 20 levels: 400 pairs.
    let category: Category = Box::new(|own, coach| Some(usize::from(own) * 20 + usize::from(coach)));
    let rows = vec![Row { places: vec![0], is_whole: true, telling: Telling::Open }];
    let table = Table { columns: vec![0, 1], category, n_categories: 400, rows };
    let said = [[0, 0], [12, 15], [12, 16], [19, 19]];
    let learners = said.map(|said| Learner { place: 0, said: said.to_vec() }).to_vec();
    let world = World::new(learners, vec![0, 0], vec![table]);
    let counted: Vec<usize> = (0..400).filter(|pair| world.counts((0, 0))[*pair] == 1).collect();
    assert_eq!(counted, [0, 255, 256, 399]);
}
