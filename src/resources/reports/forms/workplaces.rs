//! What types of workplace call upon, as tables.

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
        dto::workplaces::{WorkplacesReport, WorkplacesReportRow},
        service::Released,
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, column, csv::Style},
};

/// What types of workplace call upon, in the form that is asked for.
pub struct WorkplacesForms {
    released: Released,
    style: Style,
}

impl WorkplacesForms {
    /// What was released, written like this.
    pub fn new(released: Released, style: Style) -> Self {
        Self { released, style }
    }

    fn front(&self, report: &WorkplacesReport, language: Language) -> Front {
        let above = Above {
            title: say(language, "Waar soorten werkplekken een beroep op doen", "What types of workplace call upon"),
            named: &self.released.named,
            kind: report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: report.minimum_learners,
            how_to_read: words::how_to_read_workplaces(language),
            scale: &self.released.instrument.scale,
        };
        let mut front = above.front(language);
        let more = [
            (say(language, "Ingeleverd", "Submitted"), report.n_submitted),
            (say(language, "Op andere soorten werkplekken", "At other types of workplace"), report.n_elsewhere),
            (say(language, "Zonder plaatsing", "Without a placement"), report.n_without_placement),
        ];
        front.more.extend(more.map(|(what, n)| (what.to_owned(), n.to_string())));
        front
            .more
            .extend(report.workplace_types.iter().map(|of| (of.workplace_type.clone(), of.n_learners.to_string())));
        front
    }

    fn book(&self, report: &WorkplacesReport, language: Language) -> Book {
        Book { front: self.front(report, language), tables: vec![table(report, &self.released.instrument, language)] }
    }
}

fn table(report: &WorkplacesReport, instrument: &Instrument, language: Language) -> Table {
    type Row<'a> = WithText<'a, WorkplacesReportRow>;
    let words = |dutch, english| say(language, dutch, english);
    let count = |dutch, english, of: fn(&WorkplacesReportRow) -> &Option<u32>| {
        figure(words(dutch, english), Kind::Count, move |row: &Row<'_>| of(row.0).as_ref(), |n: &u32| (*n).into())
    };
    let mut columns = vec![column(words("Soort werkplek", "Type of workplace"), Kind::Short, |row: &Row<'_>| {
        Cell::text(&row.0.workplace_type)
    })];
    columns.extend(competency_columns(instrument, language));
    columns.extend([
        figure(
            words("Beroep op gedaan, aandeel (ongeveer)", "Called upon, share (about)"),
            Kind::Share,
            |row: &Row<'_>| row.0.practice_coverage_about.as_ref(),
            |share: &f64| Cell::Share(*share),
        ),
        count("Ingeleverd en gevraagd (n)", "Submitted and asked (n)", |row| &row.n_learners),
        count("Beantwoord (n, ongeveer)", "Answered (n, about)", |row| &row.n_about_answered),
        count("Geen beroep op gedaan (n, ongeveer)", "Not called upon (n, about)", |row| &row.n_about_not_called_upon),
    ]);
    Table::of(words("Werkplekken", "Workplaces"), columns, &with_texts(&report.rows, instrument))
}

impl Forms for WorkplacesForms {
    type Json = WorkplacesReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        as_kept(&self.released, words::how_to_read_workplaces(language))
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        let report: WorkplacesReport = read(&self.released)?;
        written(&self.book(&report, language), media_type, self.style, 0)
    }

    fn file_name(&self, language: Language) -> String {
        read(&self.released).map_or_else(|_| String::new(), |report| self.front(&report, language).file_name())
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Opleiding,Soort werkplek,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,\"Beroep op gedaan, aandeel (ongeveer)\",\
                 Ingeleverd en gevraagd (n),\"Beantwoord (n, ongeveer)\",\"Geen beroep op gedaan (n, ongeveer)\"\r\n\
                 Eindmeting,Social Work,wijkteam,SO-ZL-G-03,Zorglandschap,iedereen,Zoekt samenwerking.,ja,,0.23,22,22,17\r\n"
            }
            _ => super::WORKBOOK,
        }
    }
}
