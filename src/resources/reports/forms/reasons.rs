//! Reasons of many learners as a table.

use super::{
    Above, as_kept,
    competency::{WithText, competency_columns, with_texts},
    figure, read, written,
};
use crate::{
    domain::{instrument::Instrument, language::Language},
    http::{
        form::JSON,
        forms::{CSV, Forms, XLSX},
    },
    picture::words::say,
    resources::reports::{
        dto::reasons::{ReasonsReport, ReasonsReportRow},
        service::Released,
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, column, csv::Style},
};

/// Why competencies are not applied, in the form that is asked for.
pub struct ReasonsForms {
    released: Released,
    style: Style,
}

impl ReasonsForms {
    /// What was released, written like this.
    pub fn new(released: Released, style: Style) -> Self {
        Self { released, style }
    }

    fn front(&self, report: &ReasonsReport, language: Language) -> Front {
        let above = Above {
            title: say(language, "Redenen", "Reasons"),
            named: &self.released.named,
            kind: report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: report.minimum_learners,
            how_to_read: words::how_to_read_reasons(language),
            scale: &self.released.instrument.scale,
        };
        let mut front = above.front(language);
        front.more.push((say(language, "Ingeleverd", "Submitted").to_owned(), report.n_submitted.to_string()));
        front
    }

    fn book(&self, report: &ReasonsReport, language: Language) -> Book {
        Book { front: self.front(report, language), tables: vec![table(report, &self.released.instrument, language)] }
    }
}

fn table(report: &ReasonsReport, instrument: &Instrument, language: Language) -> Table {
    type Row<'a> = WithText<'a, ReasonsReportRow>;
    let words = |dutch, english| say(language, dutch, english);
    // Of a row that is told, a number that is too small to tell is not hidden: there is nothing.
    let about = |dutch, english, of: fn(&ReasonsReportRow) -> Option<u32>| {
        column(words(dutch, english), Kind::Count, move |row: &Row<'_>| match (row.0.n_learners, of(row.0)) {
            (None, _) => Cell::Hidden,
            (Some(_), about) => about.map_or(Cell::Nothing, Into::into),
        })
    };
    let mut columns = competency_columns(instrument, language);
    columns.extend([
        figure(
            words("Ingeleverd en gevraagd (n)", "Submitted and asked (n)"),
            Kind::Count,
            |row: &Row<'_>| row.0.n_learners.as_ref(),
            |n: &u32| (*n).into(),
        ),
        about("Niet beheerst (n, ongeveer)", "Not mastered (n, about)", |row| row.n_about_not_mastered),
        about("Niet aan de orde (n, ongeveer)", "Not at issue (n, about)", |row| row.n_about_not_at_issue),
        about("Nooit aan gedacht (n, ongeveer)", "Never thought of (n, about)", |row| row.n_about_not_thought_of),
    ]);
    Table::of(words("Redenen", "Reasons"), columns, &with_texts(&report.rows, instrument))
}

impl Forms for ReasonsForms {
    type Json = ReasonsReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        as_kept(&self.released, words::how_to_read_reasons(language))
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        let report: ReasonsReport = read(&self.released)?;
        written(&self.book(&report, language), media_type, self.style, 0)
    }

    fn file_name(&self, language: Language) -> String {
        read(&self.released).map_or_else(|_| String::new(), |report| self.front(&report, language).file_name())
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Groep,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,Ingeleverd en gevraagd (n),\"Niet beheerst (n, ongeveer)\",\
                 \"Niet aan de orde (n, ongeveer)\",\"Nooit aan gedacht (n, ongeveer)\"\r\n\
                 Eindmeting,Social Work 2A,SO-DN-G-01,Direct naasten,iedereen,Vraagt door.,ja,,24,,,7\r\n"
            }
            _ => super::WORKBOOK,
        }
    }
}
