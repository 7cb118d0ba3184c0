//! Pictures: of a score sheet a chart as SVG and a page to print, of reports charts. Drawn from what is handed in, in pure code: it knows the domain, and
//! nothing of HTTP, rows or resources.
//!
//! Nothing here knows a framework or a scale: how many levels there are and what they are called stands in the data. Raters stand beside
//! each other and are never blended; no area is filled, and there is no total. What is no level is drawn as what it is, outside the axis.
//!
//! - [`Subject`] is what is drawn: a sheet, and those that stand beside and before it;
//! - [`chart`] puts a picture together of [`radar`] and [`bars`], with [`legend`] above them and [`spoken`] for who does not see it;
//! - [`document`] is the page to print;
//! - [`report`] draws reports: stacked bars, a heat map, slopes;
//! - [`frame`] is what is around each picture;
//! - [`style`] says how columns are told apart, [`mark`] draws the marks, [`text`] measures and wraps, [`words`] speaks two languages.

pub mod bars;
pub mod chart;
pub mod document;
pub mod frame;
pub mod legend;
pub mod mark;
pub mod radar;
pub mod report;
pub mod spoken;
pub mod style;
pub mod text;
pub mod words;

use std::sync::Arc;

use maud::{Markup, html};

use crate::domain::{
    assessment::RaterKind,
    clock::Date,
    comparison::Said,
    framework::{Competency, Domain},
    instrument::Instrument,
    lineage::Lineage,
    scale::Scale,
    score::Score,
    sheet::Sheet,
};

/// What is drawn: one sheet, with those that stand beside and before it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Whom it is about.
    pub learner: String,
    /// The placement it is about, as far as the reader may know it.
    pub placement: Option<Workplace>,
    /// The sheet that was asked for. Its instrument and its questions are the picture's.
    pub asked: Column,
    /// The others: of other raters in the same round, then earlier ones of the same rater, the latest of these first.
    pub others: Vec<Column>,
    /// How many earlier ones there are besides.
    pub left_out: usize,
    /// Which competencies of other versions are the same one.
    pub lineage: Arc<Lineage>,
}

/// Where somebody practises.
#[derive(Clone, Debug)]
pub struct Workplace {
    pub name: String,
    /// `wijkteam`.
    pub of_type: String,
}

/// How a sheet stands to the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Asked,
    /// Another rater's, in the same round.
    Beside,
    /// An earlier one of the same rater.
    Earlier,
}

/// One sheet, a column of the picture.
#[derive(Clone, Debug)]
pub struct Column {
    pub place: Place,
    pub kind: RaterKind,
    /// Who filled it in.
    pub rater: String,
    /// What its round is called, or the assessment itself where it is on one's own.
    pub label: Option<String>,
    /// The day it was submitted, where the school is; `None`: it is a draft.
    pub on: Option<Date>,
    /// Whether it is about another placement than the one that was asked for; `None` where one of the two names none.
    pub placement_changed: Option<bool>,
    pub sheet: Sheet,
    pub instrument: Arc<Instrument>,
}

/// What a column says of a competency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// A level that counts: its rank among those, from 0, and the number printed on the scale.
    Rated {
        rank: usize,
        value: u8,
    },
    /// The level that does not count: not called upon in practice.
    NotCalledUpon {
        value: u8,
    },
    Unanswered,
    NotObserved,
    NotAsked,
}

impl Drawn {
    fn of(scale: &Scale, score: Score) -> Self {
        match (score, Said::of(scale, score)) {
            (Score::Level(value), Said::Rated(rank)) => Self::Rated { rank, value },
            (Score::Level(value), Said::NotCalledUpon) => Self::NotCalledUpon { value },
            (Score::Unanswered | Score::Level(_), _) => Self::Unanswered,
            (Score::NotObserved, _) => Self::NotObserved,
            (Score::NotAsked, _) => Self::NotAsked,
        }
    }
}

/// A domain, and which of its competencies are asked in the sheet that is drawn.
pub struct Part<'a> {
    pub domain: &'a Domain,
    pub competencies: Vec<&'a Competency>,
}

impl Subject {
    /// The instrument that was filled in.
    pub fn instrument(&self) -> &Instrument {
        &self.asked.instrument
    }

    /// All columns, the asked one first.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        std::iter::once(&self.asked).chain(&self.others)
    }

    /// What a column says of a competency.
    pub fn drawn(&self, column: &Column, competency: &Competency) -> Drawn {
        let own = self.instrument();
        let code = self.lineage.code_on(&column.instrument, own.framework.id, &own.scale, competency);
        let place = code.and_then(|code| column.instrument.position(code));
        let score = place.and_then(|place| column.sheet.scores().nth(place));
        Drawn::of(&self.instrument().scale, score.unwrap_or(Score::NotAsked))
    }

    /// The domains in which something is asked, or the one with this code; competencies in the instrument's order.
    pub fn parts(&self, only: Option<&str>) -> Vec<Part<'_>> {
        let domains = self.instrument().framework.domains().iter();
        let parts = domains.filter(|domain| only.is_none_or(|code| domain.code == code)).map(|domain| {
            let of_it = self.instrument().competencies().filter(|competency| competency.domain == domain.code);
            let asked = of_it.filter(|competency| self.drawn(&self.asked, competency) != Drawn::NotAsked);
            Part { domain, competencies: asked.collect() }
        });
        parts.filter(|part| !part.competencies.is_empty()).collect()
    }
}

/// A part of a picture: what is drawn, from its upper left corner, and how high it is.
pub struct Piece {
    pub height: f64,
    pub body: Markup,
}

impl Piece {
    /// It in its place.
    pub fn at(&self, x: f64, y: f64) -> Markup {
        html! { g transform=(format!("translate({},{})", text::n(x), text::n(y))) { (self.body) } }
    }
}

#[cfg(test)]
mod tests;
