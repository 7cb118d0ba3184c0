//! Participation as a table.

use super::{of, written};
use crate::{
    domain::{language::Language, report::Named},
    http::{
        answer::json,
        form::JSON,
        forms::{CSV, Forms, XLSX},
    },
    picture::words::say,
    resources::reports::{dto::ParticipationReport, words},
    tabular::{Book, Cell, Front, Kind, Table, column, csv::Style},
};

/// How many take part, in the form that is asked for.
pub struct ParticipationForms {
    pub report: ParticipationReport,
    pub named: Named,
    pub style: Style,
}

impl ParticipationForms {
    fn book(&self, language: Language) -> Book {
        type Row = ParticipationReport;
        let words = |dutch, english| say(language, dutch, english);
        let mut columns = vec![
            column(words("Studenten", "Learners"), Kind::Count, |row: &Row| row.n_expected.into()),
            column(words("Vrijgesteld", "Exempted"), Kind::Count, |row: &Row| row.n_exempted.into()),
            column(words("Begonnen", "Started"), Kind::Count, |row: &Row| row.n_started.into()),
            column(words("Ingeleverd", "Submitted"), Kind::Count, |row: &Row| row.n_submitted.into()),
            column(words("Aandeel ingeleverd", "Share submitted"), Kind::Share, |row: &Row| {
                Cell::share(row.response_rate)
            }),
        ];
        columns.extend(self.report.by_rater_kind.iter().enumerate().flat_map(|(at, kind)| {
            let [rated, share] = words::rated_by(kind.rater_kind, language);
            let of = move |row: &Row| row.by_rater_kind.get(at).cloned();
            [
                column(rated, Kind::Count, move |row: &Row| {
                    of(row).map_or(Cell::Nothing, |kind| kind.n_submitted.into())
                }),
                column(share, Kind::Share, move |row: &Row| Cell::share(of(row).and_then(|kind| kind.share))),
            ]
        }));
        let title = words("Deelname", "Participation");
        let front = Front {
            language,
            title: title.to_owned(),
            of: of(&self.named, self.report.slice.kind, language),
            more: vec![],
            how_to_read: words::how_to_read_participation(language).to_owned(),
            notes: vec![],
            made_at: None,
        };
        Book { front, tables: vec![Table::of(title, columns, std::slice::from_ref(&self.report))] }
    }
}

impl Forms for ParticipationForms {
    type Json = ParticipationReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        let how_to_read = words::how_to_read_participation(language).to_owned();
        (json(&ParticipationReport { how_to_read, ..self.report.clone() }), None)
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
                "Meetmoment,Groep,Studenten,Vrijgesteld,Begonnen,Ingeleverd,Aandeel ingeleverd,Beoordeeld door studiebegeleider,\
                 \"Beoordeeld door studiebegeleider, aandeel\",Beoordeeld door praktijkbegeleider,\
                 \"Beoordeeld door praktijkbegeleider, aandeel\",Beoordeeld door medestudent,\"Beoordeeld door medestudent, aandeel\",\
                 Beoordeeld door gast,\"Beoordeeld door gast, aandeel\"\r\n\
                 Eindmeting,Social Work 2A,27,1,25,18,0.6667,16,0.5926,9,0.3333,0,0,4,0.1481\r\n"
            }
            _ => super::WORKBOOK,
        }
    }
}
