//! Qualification coverage as a table: a row for each competency that is aligned with a statement, and one for each statement that none is.

use super::{Above, figure, whether_told, written};
use crate::{
    domain::language::Language,
    failure::Failure,
    http::{
        answer::json,
        form::JSON,
        forms::{CSV, Forms, XLSX},
    },
    picture::words::say,
    resources::reports::{
        dto::coverage::{AlignmentCoverage, AlignmentFigures, QualificationCoverageReport, StatementCoverage},
        service::{Asked, Covered},
        words,
    },
    tabular::{Book, Cell, Kind, Table, Told, column, csv::Style},
};

/// What of a qualification the self-score has to do with, in the form that is asked for.
pub struct CoverageForms {
    report: QualificationCoverageReport,
    covered: Covered,
    style: Style,
}

/// A statement, and one of the competencies that are aligned with it.
type Row<'a> = (&'a StatementCoverage, Option<&'a AlignmentCoverage>);

impl CoverageForms {
    /// What was released, along a crosswalk, written like this.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn new(asked: Asked, covered: Covered, style: Style) -> Result<Self, Failure> {
        let report = QualificationCoverageReport::of(asked, &covered, Language::Dutch)?;
        Ok(Self { report, covered, style })
    }

    fn book(&self, language: Language) -> Book {
        let released = &self.covered.released;
        let above = Above {
            title: say(language, "Dekking van de kwalificatie", "Qualification coverage"),
            named: &released.named,
            kind: self.report.slice.kind,
            released: (released.released_at, released.released_on),
            minimum: self.report.minimum_learners,
            how_to_read: words::how_to_read_coverage(language),
            scale: &released.instrument.scale,
        };
        let mut front = above.front(language);
        let name = say(language, "Kwalificatie", "Qualification").to_owned();
        front.of.push((name, self.report.qualification_title.clone()));
        let rows: Vec<Row<'_>> = self.report.statements.iter().flat_map(rows).collect();
        let mut columns = of_statement(language);
        columns.extend(of_alignment(language));
        columns.extend(figures(language));
        Book { front, tables: vec![Table::of(say(language, "Dekking", "Coverage"), columns, &rows)] }
    }
}

fn rows(statement: &StatementCoverage) -> Vec<Row<'_>> {
    let aligned = statement.sets.iter().flat_map(|set| &set.alignments);
    let rows: Vec<Row<'_>> = aligned.map(|alignment| (statement, Some(alignment))).collect();
    if rows.is_empty() { vec![(statement, None)] } else { rows }
}

fn of_statement<'a>(language: Language) -> Vec<Told<'a, Row<'a>>> {
    let words = |dutch, english| say(language, dutch, english);
    vec![
        column(words("Onderdeel", "Statement"), Kind::Short, |row: &Row<'_>| Cell::text(&row.0.code)),
        column(words("Soort", "Kind"), Kind::Short, move |row: &Row<'_>| Cell::text(words::kind(row.0.kind, language))),
        column(words("Tekst van het onderdeel", "Text of the statement"), Kind::Long, |row: &Row<'_>| {
            Cell::text(&row.0.text)
        }),
        column(
            words("Wat een zelfscore ervan zegt", "What a self-score says of it"),
            Kind::Short,
            move |row: &Row<'_>| Cell::text(words::self_score(row.0.self_score_is, language)),
        ),
        column(words("Waarom er niets bij hoort", "Why nothing is aligned"), Kind::Long, |row: &Row<'_>| {
            Cell::maybe(row.0.uncovered_because.as_deref())
        }),
    ]
}

fn of_alignment<'a>(language: Language) -> Vec<Told<'a, Row<'a>>> {
    let words = |dutch, english| say(language, dutch, english);
    let text = |head: &str, kind, of: Box<dyn Fn(&AlignmentCoverage) -> String>| {
        column(head, kind, move |row: &Row<'_>| row.1.map_or(Cell::Nothing, |a| Cell::text(of(a))))
    };
    let mut columns = vec![
        text(words("Competentie", "Competency"), Kind::Short, Box::new(|a| a.code.clone())),
        text(words("Tekst van de competentie", "Text of the competency"), Kind::Long, Box::new(|a| a.text.clone())),
        text(
            words("Gevraagd aan", "Asked of"),
            Kind::Short,
            Box::new(move |a| words::asked_of(a.profession.as_deref(), language)),
        ),
        text(
            words("Koppeling", "Alignment"),
            Kind::Short,
            Box::new(move |a| words::alignment(a.r#type, language).to_owned()),
        ),
        text(words("Waarom", "Why"), Kind::Long, Box::new(|a| a.rationale.clone())),
        text(words("Status", "Status"), Kind::Short, Box::new(move |a| words::status(a.status, language).to_owned())),
    ];
    let [shown, why] = whether_told(language, move |a: &AlignmentCoverage| {
        (words::disclosure(a.disclosure, language).to_owned(), words::why(a.reason, language))
    });
    columns.extend([shown, why].map(Told::where_there_is));
    columns
}

fn figures<'a>(language: Language) -> Vec<Told<'a, Row<'a>>> {
    let words = |dutch, english| say(language, dutch, english);
    let number = |head: &str, kind, of: fn(&AlignmentFigures) -> Cell| {
        figure(head, kind, |a: &AlignmentCoverage| a.figures.as_ref(), of)
    };
    let at_least = words("Geen beroep op gedaan, minstens", "Not called upon, at least");
    let columns = [
        column(at_least, Kind::Share, |a: &AlignmentCoverage| Cell::share(a.not_called_upon_at_least)),
        number(words("Gevraagd (n)", "Asked (n)"), Kind::Count, |f| f.n_total.into()),
        number(words("Beantwoord (n)", "Answered (n)"), Kind::Count, |f| f.n_answered.into()),
        number(words("Geen beroep op gedaan (n)", "Not called upon (n)"), Kind::Count, |f| f.n_not_called_upon.into()),
        number(words("Gescoord (n)", "Rated (n)"), Kind::Count, |f| f.n_rated.into()),
        number(words("Beroep op gedaan, aandeel van beantwoord", "Called upon, share of answered"), Kind::Share, |f| {
            Cell::share(f.practice_coverage)
        }),
        number(words("Beheerst, aandeel van gescoord", "Mastered, share of rated"), Kind::Share, |f| {
            Cell::share(f.share_proficient)
        }),
    ];
    columns.map(Told::where_there_is).into_iter().collect()
}

impl Forms for CoverageForms {
    type Json = QualificationCoverageReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        let how_to_read = words::how_to_read_coverage(language).to_owned();
        (json(&QualificationCoverageReport { how_to_read, ..self.report.clone() }), None)
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
                "Meetmoment,Groep,Kwalificatie,Onderdeel,Soort,Tekst van het onderdeel,Wat een zelfscore ervan zegt,Waarom er niets bij hoort,\
                 Competentie,Tekst van de competentie,Gevraagd aan,Koppeling,Waarom,Status,Getoond,Waarom niet,\
                 \"Geen beroep op gedaan, minstens\",Gevraagd (n),Beantwoord (n),Geen beroep op gedaan (n),Gescoord (n),\
                 \"Beroep op gedaan, aandeel van beantwoord\",\"Beheerst, aandeel van gescoord\"\r\n\
                 Eindmeting,Social Work 2A,D1: Samenwerken met informele zorgverleners,D1-K1-V-01,vaardigheid,kan contact leggen,\
                 \"eigen beeld, geen bewijs\",,SO-BH-G-01,Maakt actief contact.,iedereen,heeft ermee te maken,Beide gaan over contact leggen.,voorstel,\
                 ja,,,24,24,4,20,0.8333,0.6\r\n"
            }
            _ => super::WORKBOOK,
        }
    }
}
