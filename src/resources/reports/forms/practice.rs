//! Practice coverage as a table.

use super::{
    Above,
    competency::{WithText, competency_columns, with_texts},
    read, written,
};
use crate::{
    domain::{instrument::Instrument, language::Language},
    failure::Failure,
    http::{
        answer::json,
        form::JSON,
        forms::{CSV, Forms, XLSX},
    },
    picture::words::say,
    resources::reports::{
        dto::{
            DistributionReport,
            practice::{PracticeCoverageReport, PracticeCoverageRow},
        },
        service::Released,
        words,
    },
    tabular::{Book, Cell, Kind, Table, column, csv::Style},
};

/// What practice calls upon, in the form that is asked for.
pub struct PracticeForms {
    report: PracticeCoverageReport,
    released: Released,
    style: Style,
}

/// A row, with its competency.
type Row<'a> = WithText<'a, PracticeCoverageRow>;

impl PracticeForms {
    /// What was released, written like this.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn new(released: Released, style: Style) -> Result<Self, Failure> {
        let distribution: DistributionReport = read(&released).map_err(Failure::Bug)?;
        let report = PracticeCoverageReport::of(distribution, &released.instrument.scale, Language::Dutch);
        Ok(Self { report, released, style })
    }

    fn book(&self, language: Language) -> Book {
        let above = Above {
            title: say(language, "Waar de praktijk een beroep op doet", "What practice calls upon"),
            named: &self.released.named,
            kind: self.report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: self.report.minimum_learners,
            how_to_read: words::how_to_read_practice_coverage(language),
            scale: &self.released.instrument.scale,
        };
        let tables = vec![table(&self.report, &self.released.instrument, language)];
        Book { front: above.front(language), tables }
    }
}

fn table(report: &PracticeCoverageReport, instrument: &Instrument, language: Language) -> Table {
    let words = |dutch, english| say(language, dutch, english);
    let count = |dutch, english, of: fn(&PracticeCoverageRow) -> Option<u32>| {
        column(words(dutch, english), Kind::Count, move |row: &Row<'_>| of(row.0).map_or(Cell::Hidden, Into::into))
    };
    let share = |dutch, english, of: fn(&PracticeCoverageRow) -> Option<f64>| {
        column(words(dutch, english), Kind::Share, move |row: &Row<'_>| match row.0.n_answered {
            Some(_) => Cell::share(of(row.0)),
            None => Cell::Hidden,
        })
    };
    let mut columns = competency_columns(instrument, language);
    columns.extend([
        column(words("Beroep op gedaan, hoogstens", "Called upon, at most"), Kind::Share, |row: &Row<'_>| {
            Cell::share(row.0.practice_coverage_at_most)
        }),
        share("Beroep op gedaan, aandeel van beantwoord", "Called upon, share of answered", |row| {
            row.practice_coverage
        }),
        count("Beantwoord (n)", "Answered (n)", |row| row.n_answered),
        count("Geen beroep op gedaan (n)", "Not called upon (n)", |row| row.n_not_called_upon),
        count("Gescoord (n)", "Rated (n)", |row| row.n_rated),
        count("Nog niet beheerst (n)", "Not mastered yet (n)", |row| row.n_below_mastery),
        share("Nog niet beheerst, aandeel van gescoord", "Not mastered yet, share of rated", |row| {
            row.share_below_mastery
        }),
    ]);
    Table::of(words("Praktijk", "Practice"), columns, &with_texts(&report.rows, instrument))
}

impl Forms for PracticeForms {
    type Json = PracticeCoverageReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        let how_to_read = words::how_to_read_practice_coverage(language).to_owned();
        (json(&PracticeCoverageReport { how_to_read, ..self.report.clone() }), None)
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        written(&self.book(language), media_type, self.style, 0)
    }

    fn file_name(&self, language: Language) -> String {
        self.book(language).front.file_name()
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Groep,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,\"Beroep op gedaan, hoogstens\",\
                 \"Beroep op gedaan, aandeel van beantwoord\",Beantwoord (n),Geen beroep op gedaan (n),Gescoord (n),Nog niet beheerst (n),\
                 \"Nog niet beheerst, aandeel van gescoord\"\r\n\
                 Eindmeting,Social Work 2A,SO-BH-G-01,Basishouding,iedereen,Maakt actief contact.,ja,,,0.625,24,9,15,6,0.4\r\n"
            }
            _ => super::WORKBOOK,
        }
    }
}
