//! Who tries to see through it, with linear programs.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOutcome};

use super::{
    super::STATES,
    school::{Class, Learner, NONE, World},
    tables::{Row, Told},
};

/// A cell: so many of this class said this.
pub type Cell = (Class, [usize; 3]);

/// What somebody knows: rows that are told, who was where, and what these learners answered.
pub struct Attacker<'a> {
    pub learners: &'a [Learner],
    pub rows: Vec<&'a Row>,
    pub accomplices: &'a [Learner],
    pub cells: Vec<Cell>,
}

impl<'a> Attacker<'a> {
    pub fn new(world: &'a World, rows: &'a [Row], accomplices: &'a [Learner], knows: impl Fn(&Row) -> bool) -> Self {
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
    pub fn bound(&self, sought: impl Fn(&Cell) -> bool, direction: OptimizationDirection) -> f64 {
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
                Told::Counts | Told::Rounded(..) => {
                    for category in 0..row.table.size() {
                        let number = row.count(self.learners, |counted| counted == category) as f64;
                        let is_of = |cell: &Cell| row.has(&cell.0) && row.table.category(cell.1) == Some(category);
                        if let Told::Rounded(to, told) = &row.told {
                            let told = f64::from(told[category]);
                            sum(&is_of, ComparisonOp::Ge, told - f64::from(to - 1));
                            sum(&is_of, ComparisonOp::Le, told + f64::from(to - 1));
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

    pub fn is_known(&self, sought: impl Fn(&Cell) -> bool + Copy) -> bool {
        let least = (self.bound(sought, OptimizationDirection::Minimize) - 1e-6).ceil();
        least > 0.5 && {
            let most = (self.bound(sought, OptimizationDirection::Maximize) + 1e-6).floor();
            most - least < 0.5
        } || (least < 0.5 && self.bound(sought, OptimizationDirection::Maximize) < 0.5)
    }

    /// Whether she knows how many of a hidden row are in this category, and somebody is hidden in it who is a stranger to her: of a part of it that is told
    /// to the last one, nobody is hidden.
    pub fn counts(&self, row: &Row, category: usize) -> bool {
        let is_told = |class: &Class| {
            let parts = self.rows.iter().filter(|told| matches!(told.told, Told::Counts) && told.is_part_of(row));
            parts.into_iter().any(|part| part.has(class))
        };
        let hidden = |learners: &[Learner]| {
            let hidden: Vec<Learner> = learners.iter().filter(|learner| !is_told(&learner.class())).copied().collect();
            row.count(&hidden, |_| true)
        };
        hidden(self.learners) > hidden(self.accomplices)
            && self.is_known(|cell| row.has(&cell.0) && row.table.category(cell.1) == Some(category))
    }

    /// The classes of which she knows what all strangers in them answered, in some column.
    pub fn tells_of(&self) -> Vec<(Class, usize)> {
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
