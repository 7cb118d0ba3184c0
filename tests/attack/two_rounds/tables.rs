//! The tables that are released, row by row, and how each counts.

use samenspel::domain::{
    comparison::{Gap, Said},
    growth::{self, Transition},
};

use super::{
    super::STATES,
    school::{BEFORE, COACH, Class, Learner, NONE, NOW},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Distribution(usize),
    Growth,
    Gaps,
}

impl Table {
    pub fn size(self) -> usize {
        match self {
            Self::Distribution(_) => STATES,
            Self::Growth => Transition::ALL.len(),
            Self::Gaps => 6,
        }
    }

    /// Under which number a learner with these answers counts.
    pub fn category(self, said: [usize; 3]) -> Option<usize> {
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
    pub fn group(self, class: &Class) -> Option<usize> {
        match self {
            Self::Distribution(BEFORE) => class.0,
            Self::Distribution(_) | Self::Growth | Self::Gaps => class.1,
        }
    }
}

/// A row of one of the tables, and what is told of it.
pub struct Row {
    pub table: Table,
    pub groups: Vec<usize>,
    pub told: Told,
}

pub enum Told {
    Nothing,
    /// How many are in each category.
    Counts,
    /// Rounded to multiples of the first of these.
    Rounded(u32, Vec<u32>),
    /// At least this share said "not called upon".
    Band(f64),
}

impl Row {
    pub fn has(&self, class: &Class) -> bool {
        self.table.group(class).is_some_and(|group| self.groups.contains(&group))
    }

    pub fn count(&self, learners: &[Learner], is_counted: impl Fn(usize) -> bool) -> usize {
        let of = learners.iter().filter(|learner| self.has(&learner.class()));
        of.filter_map(|learner| self.table.category(learner.said)).filter(|category| is_counted(*category)).count()
    }

    /// Whether it is another row about a part of these learners, or about all of them, in the same table.
    pub fn is_part_of(&self, whole: &Self) -> bool {
        self.table == whole.table
            && !std::ptr::eq(self, whole)
            && self.groups.iter().all(|group| whole.groups.contains(group))
    }

    pub fn is_told(&self) -> bool {
        !matches!(self.told, Told::Nothing)
    }
}
