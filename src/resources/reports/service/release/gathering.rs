//! The learners of a round, and what was submitted about them, as they come from the database.

use std::collections::HashMap;

use crate::{
    domain::{
        assessment::RaterKind,
        ids::UserId,
        instrument::Instrument,
        report::{Answers, Column, Member},
    },
    failure::Failure,
    resources::{assessments::remarks, reports::repo::Submitted},
};

/// Learners and columns, as they come.
pub(super) struct Gathering {
    n_moments: usize,
    numbers: HashMap<UserId, usize>,
    members: Vec<Member>,
    columns: Vec<Column>,
    workplaces: WorkplaceTypes,
}

impl Gathering {
    pub(super) fn new(n_moments: usize) -> Self {
        let columns = vec![Column { moment: 0, rater_kind: RaterKind::SelfScore }];
        let workplaces = WorkplaceTypes::default();
        Self { n_moments, numbers: HashMap::new(), members: Vec::new(), columns, workplaces }
    }

    pub(super) fn member(&mut self, learner: UserId) -> &mut Member {
        let at = *self.numbers.entry(learner).or_insert(self.members.len());
        if at == self.members.len() {
            self.members.push(Member {
                groups: vec![None; self.n_moments],
                placements: vec![None; self.n_moments],
                ..Member::default()
            });
        }
        &mut self.members[at]
    }

    /// One sheet per learner and column: where several of a kind rated her, the last that was submitted.
    pub(super) fn add(&mut self, moment: usize, instrument: &Instrument, sheet: Submitted) -> Result<(), Failure> {
        let wanted = Column { moment, rater_kind: sheet.rater_kind };
        let column = self.columns.iter().position(|column| *column == wanted).unwrap_or_else(|| {
            self.columns.push(wanted);
            self.columns.len() - 1
        });
        let reasons = remarks::read(sheet.remarks)?.reasons.into_iter();
        let reasons = reasons.filter_map(|(code, reason)| Some((instrument.position(&code)?, reason))).collect();
        let workplace = sheet.workplace_type.map(|name| self.workplaces.number(&name));
        let member = self.member(sheet.learner);
        if member.answers.len() <= column {
            member.answers.resize(column + 1, None);
        }
        member.answers[column] = Some(Answers { bytes: sheet.levels, reasons });
        if sheet.rater_kind == RaterKind::SelfScore {
            member.placements[moment] = sheet.placement;
            if moment == 0 {
                member.workplace = workplace;
            }
        }
        Ok(())
    }

    pub(super) fn done(mut self) -> (Vec<Column>, Vec<Member>, Vec<String>) {
        for member in &mut self.members {
            member.answers.resize(self.columns.len(), None);
        }
        (self.columns, self.members, self.workplaces.types)
    }
}

/// The types of workplace, as they come. People write them by hand: how they are spaced and capitalised makes no other type, and they are called as the first
/// one was.
#[derive(Default)]
struct WorkplaceTypes {
    types: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl WorkplaceTypes {
    fn number(&mut self, name: &str) -> usize {
        let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let types = &mut self.types;
        *self.numbers.entry(words.to_lowercase()).or_insert_with(|| {
            types.push(words);
            types.len() - 1
        })
    }
}
