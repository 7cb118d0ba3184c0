//! Gaps between learners and coaches as a table.

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
        dto::gaps::{CoachKindView, GapFigures, GapsReport, GapsReportRow},
        service::Released,
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, csv::Style},
};

/// How learners and one kind of coach differ, in the form that is asked for.
pub struct GapsForms {
    released: Released,
    style: Style,
}

/// A row, with its competency.
type Row<'a> = WithText<'a, GapsReportRow>;

impl GapsForms {
    /// What was released, written like this.
    pub fn new(released: Released, style: Style) -> Self {
        Self { released, style }
    }

    fn front(&self, report: &GapsReport, language: Language) -> Front {
        let above = Above {
            title: match report.rater_kind {
                CoachKindView::StudyCoach => say(language, "Student en studiebegeleider", "Learner and study coach"),
                CoachKindView::PracticeSupervisor => {
                    say(language, "Student en praktijkbegeleider", "Learner and practice supervisor")
                }
            },
            named: &self.released.named,
            kind: report.slice.kind,
            released: (self.released.released_at, self.released.released_on),
            minimum: report.minimum_learners,
            how_to_read: words::how_to_read_gaps(language),
            scale: &self.released.instrument.scale,
        };
        let mut front = above.front(language);
        let more = [
            (say(language, "Student en begeleider", "Learner and coach"), report.n_pairs),
            (say(language, "Zonder begeleider", "Without a coach"), report.n_unrated),
        ];
        front.more.extend(more.map(|(what, n)| (what.to_owned(), n.to_string())));
        front.notes.push(words::rounded(language).to_owned());
        front
    }

    fn book(&self, report: &GapsReport, language: Language) -> Book {
        Book { front: self.front(report, language), tables: vec![table(report, &self.released.instrument, language)] }
    }
}

fn table(report: &GapsReport, instrument: &Instrument, language: Language) -> Table {
    let words = |dutch, english| say(language, dutch, english);
    let count = |dutch, english, of: fn(&GapFigures) -> u32| {
        figure(words(dutch, english), Kind::Count, |row: &Row<'_>| row.0.figures.as_ref(), move |f| of(f).into())
    };
    let number = |dutch, english, kind, of: fn(&GapFigures) -> Cell| {
        figure(words(dutch, english), kind, |row: &Row<'_>| row.0.figures.as_ref(), of)
    };
    let mut columns = competency_columns(instrument, language);
    columns.extend([
        count("Student en begeleider (n)", "Pairs (n)", |f| f.n_pairs),
        count("Beide gescoord (n)", "Both rated (n)", |f| f.n_rated_pairs),
        count("Gelijk (n)", "Alike (n)", |f| f.agree),
        count("Student hoger (n)", "Learner higher (n)", |f| f.self_higher),
        count("Begeleider hoger (n)", "Coach higher (n)", |f| f.coach_higher),
        count("Beide geen beroep op gedaan (n)", "Both not called upon (n)", |f| f.agree_not_called_upon),
        count("Verschil over beroep op gedaan (n)", "Differ on called upon (n)", |f| f.applicability_differs),
        count("Niet te vergelijken (n)", "Not comparable (n)", |f| f.not_comparable),
        number("Gelijk, aandeel van beide gescoord", "Alike, share of both rated", Kind::Share, |f| {
            Cell::share(f.raw_agreement)
        }),
        number("Gewogen kappa", "Weighted kappa", Kind::Number, |f| Cell::number(f.weighted_kappa)),
    ]);
    Table::of(words("Verschillen", "Gaps"), columns, &with_texts(&report.rows, instrument))
}

impl Forms for GapsForms {
    type Json = GapsReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        as_kept(&self.released, words::how_to_read_gaps(language))
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        let report: GapsReport = read(&self.released)?;
        written(&self.book(&report, language), media_type, self.style, 0)
    }

    fn file_name(&self, language: Language) -> String {
        read(&self.released).map_or_else(|_| String::new(), |report| self.front(&report, language).file_name())
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Meetmoment,Groep,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,Student en begeleider (n),Beide gescoord (n),Gelijk (n),\
                 Student hoger (n),Begeleider hoger (n),Beide geen beroep op gedaan (n),Verschil over beroep op gedaan (n),\
                 Niet te vergelijken (n),\"Gelijk, aandeel van beide gescoord\",Gewogen kappa\r\n\
                 Eindmeting,Social Work 2A,SO-BH-G-01,Basishouding,iedereen,Maakt actief contact.,ja,,24,19,9,4,6,2,2,1,0.4737,\r\n"
            }
            _ => super::WORKBOOK,
        }
    }
}
