//! Tables that count learners by one thing that is known of each: whether her placement changed, which reason she gave, whether she set a goal.

use super::{Panel, Slices};
use crate::domain::privacy::{
    Reason,
    exchange::{ABSENT, Learner, Row, Table, Telling, World},
};

/// What is told of a row: how many are in each category, or why that is hidden.
pub type PlainOutcome = Result<Vec<u32>, Reason>;

/// Counts the learners of a round by category (from 0; `None`: she is not counted), by slice in the order of [`Slices::each`].
pub fn plain(panel: &Panel<'_>, slices: &Slices, n_categories: usize, of: &[Option<u8>]) -> Vec<PlainOutcome> {
    let groups = slices.groups();
    let learner = |(member, category): (&super::Member, &Option<u8>)| {
        let (group, _) = member.groups[0]?;
        let place = groups.iter().position(|(known, _)| *known == group)?;
        Some(Learner { place, said: vec![category.unwrap_or(ABSENT)] })
    };
    let learners = panel.members.iter().zip(of).filter_map(learner).collect();
    let is_of = |wanted: &[_]| (0..groups.len()).filter(|at| wanted.contains(&groups[*at].0)).collect::<Vec<usize>>();
    let row = |places| Row { places, is_whole: true, telling: Telling::Open };
    let rows = slices.each(panel.organisation, |_, groups, _| row(is_of(groups)));
    let category = Box::new(|code: u8, _| (code != ABSENT).then(|| usize::from(code)));
    let table = Table { columns: vec![0], category, n_categories, rows };
    let mut world = World::new(learners, vec![0], vec![table]);
    let tree = slices.rows();
    let mut told: Vec<PlainOutcome> = vec![Err(Reason::NobodyAsked); tree.parents.len()];
    for &at in &tree.parts_first {
        let sizes: Vec<u32> = (0..told.len()).map(|at| world.counts((0, at)).iter().sum()).collect();
        let is_told: Vec<bool> = told.iter().map(Result::is_ok).collect();
        let rest = tree.rest(at, &sizes, &is_told);
        let counts = world.counts((0, at)).to_vec();
        let is_thin = rest > 0 && rest < panel.terms.minimum && rest < sizes[at];
        told[at] = match super::overlap::by_itself(&counts, panel.terms) {
            Some(reason) => Err(reason),
            None if is_thin || !world.tell((0, at), Telling::Counts) => Err(Reason::Complementary),
            None => Ok(counts),
        };
        if told[at].is_err() {
            world.hide((0, at));
        }
    }
    let is_told: Vec<bool> = told.iter().map(Result::is_ok).collect();
    for (at, row) in told.iter_mut().enumerate() {
        if tree.is_below(at, &is_told) && *row == Err(Reason::Dominance) {
            *row = Err(Reason::Complementary);
        }
    }
    told
}
