//! Goals of many learners as a table.

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
        dto::goals::{GoalsReport, GoalsReportRow},
        service::Released,
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, csv::Style},
};

/// How many set themselves a goal, in the form that is asked for.
pub struct GoalsForms {
    released: Released,
    style: Style,
}

impl GoalsForms {
    /// What was released, written like this.
    pub fn new(released: Released, style: Style) -> Self {
        Self { released, style }
    }

    fn front(&self, report: &GoalsReport, language: Language) -> Front {
        let above = Above {
            title: say(language, "Leerdoelen", "Goals"),
            named: &self.released.named,
            kind: report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: report.minimum_learners,
            how_to_read: words::how_to_read_goals(language),
            scale: &self.released.instrument.scale,
        };
        let mut front = above.front(language);
        front.more.push((say(language, "Ingeleverd", "Submitted").to_owned(), report.n_submitted.to_string()));
        front
    }

    fn book(&self, report: &GoalsReport, language: Language) -> Book {
        Book { front: self.front(report, language), tables: vec![table(report, &self.released.instrument, language)] }
    }
}

fn table(report: &GoalsReport, instrument: &Instrument, language: Language) -> Table {
    type Row<'a> = WithText<'a, GoalsReportRow>;
    let words = |dutch, english| say(language, dutch, english);
    let count = |dutch, english, of: fn(&GoalsReportRow) -> &Option<u32>| {
        figure(words(dutch, english), Kind::Count, move |row: &Row<'_>| of(row.0).as_ref(), |n: &u32| (*n).into())
    };
    let mut columns = competency_columns(instrument, language);
    columns.extend([
        count("Ingeleverd en gevraagd (n)", "Submitted and asked (n)", |row| &row.n_learners),
        count("Met een leerdoel (n)", "With a goal (n)", |row| &row.n_with_goal),
        figure(
            words("Met een leerdoel, aandeel", "With a goal, share"),
            Kind::Share,
            |row: &Row<'_>| row.0.share_with_goal.as_ref(),
            |share: &f64| Cell::Share(*share),
        ),
    ]);
    Table::of(words("Leerdoelen", "Goals"), columns, &with_texts(&report.rows, instrument))
}

impl Forms for GoalsForms {
    type Json = GoalsReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        as_kept(&self.released, words::how_to_read_goals(language))
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        let report: GoalsReport = read(&self.released)?;
        written(&self.book(&report, language), media_type, self.style, 0)
    }

    fn file_name(&self, language: Language) -> String {
        read(&self.released).map_or_else(|_| String::new(), |report| self.front(&report, language).file_name())
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Groep,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,Ingeleverd en gevraagd (n),Met een leerdoel (n),\
                 \"Met een leerdoel, aandeel\"\r\n\
                 Eindmeting,Social Work 2A,SO-DN-G-01,Direct naasten,iedereen,Vraagt door.,ja,,24,9,0.375\r\n\
                 Eindmeting,Social Work 2A,SO-DN-G-02,Direct naasten,iedereen,Luistert.,nee,Bijna niemand of bijna iedereen,,,\r\n"
            }
            _ => super::WORKBOOK,
        }
    }
}
