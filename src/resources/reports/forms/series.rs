//! Rounds side by side as tables: a row per competency or domain and round, so that a spreadsheet can sort and draw them.

use super::{
    WORKBOOK,
    competency::{AboutCompetency, WithText, competency_columns, with_texts},
    distribution::title,
    figure, notes, whether_told, written,
};
use crate::{
    domain::{instrument::Instrument, language::Language},
    failure::Failure,
    http::{
        answer::json,
        form::JSON,
        forms::{CSV, Forms, XLSX},
    },
    picture::words::{day, say},
    resources::reports::{
        dto::{
            query::DistributionTable,
            series::{
                ReportedRound, SeriesDomainFigures, SeriesDomainPoint, SeriesDomainRow, SeriesFigures, SeriesPoint,
                SeriesReport, SeriesRow,
            },
        },
        service::series::{Series, SeriesRound},
        words,
    },
    tabular::{Book, Cell, Front, Kind, Table, Told, column, csv::Style},
};

/// Rounds side by side, in the form that is asked for.
pub struct SeriesForms {
    report: SeriesReport,
    series: Series,
    table: DistributionTable,
    style: Style,
}

/// A competency in a round.
struct Point<'a> {
    of: &'a SeriesRow,
    round: &'a ReportedRound,
    told: &'a SeriesPoint,
}

/// A domain in a round.
struct DomainPoint<'a> {
    of: &'a SeriesDomainRow,
    round: &'a ReportedRound,
    told: &'a SeriesDomainPoint,
}

impl AboutCompetency for Point<'_> {
    fn which(&self) -> (&str, &str, Option<&str>) {
        (&self.of.code, &self.of.domain, self.of.profession.as_deref())
    }

    fn told(&self, language: Language) -> (String, Option<&'static str>) {
        (words::series_disclosure(self.told.disclosure, language).to_owned(), words::why(self.told.reason, language))
    }
}

impl SeriesForms {
    /// What was released, with this table of it where only one can be told, written like this.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn new(series: Series, table: Option<DistributionTable>, style: Style) -> Result<Self, Failure> {
        let report = SeriesReport::of(&series, Language::Dutch)?;
        Ok(Self { report, series, table: table.unwrap_or(DistributionTable::Competencies), style })
    }

    fn instrument(&self) -> Option<&Instrument> {
        self.series.rounds.last().map(|latest| latest.instrument.as_ref())
    }

    fn front(&self, language: Language) -> Front {
        let mut more = Vec::new();
        if let Some(year) = self.series.asked.year {
            more.push((say(language, "Studiejaar", "Academic year").to_owned(), year.to_string()));
        }
        if self.series.has_earlier {
            let says =
                say(language, "Er waren er meer: dit zijn de laatste.", "There were more: these are the latest.");
            more.push((say(language, "Meetmomenten", "Rounds").to_owned(), says.to_owned()));
        }
        Front {
            language,
            title: words::series_of(self.report.rater_kind, language).to_owned(),
            of: vec![(words::slice(self.report.slice.kind, language).to_owned(), self.series.slice_name.clone())],
            more,
            how_to_read: words::how_to_read_series(language).to_owned(),
            notes: self.instrument().map(|instrument| notes(&instrument.scale, true, language)).unwrap_or_default(),
            made_at: self.series.rounds.iter().map(|round| round.released_at).max(),
        }
    }

    fn book(&self, language: Language) -> Book {
        let tables = vec![self.competencies(language), self.domains(language), self.rounds(language)];
        Book { front: self.front(language), tables }
    }

    fn competencies(&self, language: Language) -> Table {
        type Row<'a> = WithText<'a, Point<'a>>;
        let name = say(language, "Competenties", "Competencies");
        let Some(instrument) = self.instrument() else { return Table::of::<()>(name, vec![], &[]) };
        let rounds = &self.report.rounds;
        let of_row = |of| points(of, rounds);
        let points: Vec<Point<'_>> = self.report.rows.iter().flat_map(of_row).collect();
        let mut columns: Vec<Told<'_, Row<'_>>> = round_columns(language, |row: &Row<'_>| row.0.round).into();
        columns.extend(competency_columns(instrument, language));
        columns.extend(figures(language));
        Table::of(name, columns, &with_texts(&points, instrument))
    }

    fn domains(&self, language: Language) -> Table {
        let words = |dutch, english| say(language, dutch, english);
        let name = words("Domeinen", "Domains");
        let Some(instrument) = self.instrument() else { return Table::of::<()>(name, vec![], &[]) };
        let rounds = &self.report.rounds;
        let of_row = |of| domain_points(of, rounds);
        let rows: Vec<DomainPoint<'_>> = self.report.domains.iter().flat_map(of_row).collect();
        let number = |head: &str, kind, of: fn(&SeriesDomainFigures) -> Cell| {
            figure(head, kind, |row: &DomainPoint<'_>| row.told.figures.as_ref(), of)
        };
        let mut columns: Vec<Told<'_, DomainPoint<'_>>> =
            round_columns(language, |row: &DomainPoint<'_>| row.round).into();
        columns.extend([
            column(words("Domein", "Domain"), Kind::Short, |row: &DomainPoint<'_>| {
                Cell::text(title(instrument, &row.of.domain))
            }),
            column(words("Gevraagd aan", "Asked of"), Kind::Short, move |row: &DomainPoint<'_>| {
                Cell::text(words::asked_of(row.of.profession.as_deref(), language))
            }),
            column(words("Stellingen", "Statements"), Kind::Count, |row: &DomainPoint<'_>| {
                Cell::Count(row.of.n_statements as u64)
            }),
        ]);
        columns.extend(whether_told(language, move |row: &DomainPoint<'_>| {
            (words::series_disclosure(row.told.disclosure, language).to_owned(), words::why(row.told.reason, language))
        }));
        columns.extend([
            number(words("Studenten (n)", "Learners (n)"), Kind::Count, |f| f.n_learners.into()),
            number(words("Studenten die iets scoorden (n)", "Learners who rated something (n)"), Kind::Count, |f| {
                f.n_rated_learners.into()
            }),
            number(words("Beheerst, aandeel van gescoord", "Mastered, share of rated"), Kind::Share, |f| {
                Cell::share(f.share_proficient)
            }),
            number(
                words("Beroep op gedaan, aandeel van beantwoord", "Called upon, share of answered"),
                Kind::Share,
                |f| Cell::share(f.practice_coverage),
            ),
        ]);
        Table::of(name, columns, &rows)
    }

    /// The rounds themselves, those that do not compare included.
    fn rounds(&self, language: Language) -> Table {
        type Row<'a> = (&'a SeriesRound, Option<&'static str>);
        let words = |dutch, english| say(language, dutch, english);
        let out = self.series.left_out.iter().map(|(round, why)| (round, Some(words::left_out(*why, language))));
        let mut rows: Vec<Row<'_>> = out.chain(self.series.rounds.iter().map(|round| (round, None))).collect();
        rows.sort_by_key(|(round, _)| (round.opens_at, round.round));
        let columns = vec![
            column(words("Meetmoment", "Round"), Kind::Short, |row: &Row<'_>| Cell::text(&row.0.label)),
            column(words("Studiejaar", "Academic year"), Kind::Short, |row: &Row<'_>| {
                Cell::text(row.0.year.to_string())
            }),
            column(words("Vrijgegeven op", "Released on"), Kind::Short, move |row: &Row<'_>| {
                Cell::text(day(row.0.released_on, language))
            }),
            column(words("Waarom weggelaten", "Why left out"), Kind::Short, |row: &Row<'_>| Cell::maybe(row.1)),
        ];
        Table::of(words("Meetmomenten", "Rounds"), columns, &rows)
    }
}

fn points<'a>(of: &'a SeriesRow, rounds: &'a [ReportedRound]) -> impl Iterator<Item = Point<'a>> {
    rounds.iter().zip(&of.points).map(move |(round, told)| Point { of, round, told })
}

fn domain_points<'a>(of: &'a SeriesDomainRow, rounds: &'a [ReportedRound]) -> impl Iterator<Item = DomainPoint<'a>> {
    rounds.iter().zip(&of.points).map(move |(round, told)| DomainPoint { of, round, told })
}

/// The columns that say which round a row is of.
fn round_columns<'a, R: 'a>(language: Language, round: fn(&R) -> &ReportedRound) -> [Told<'a, R>; 2] {
    [
        column(say(language, "Meetmoment", "Round"), Kind::Short, move |row: &R| Cell::text(&round(row).label)),
        column(say(language, "Studiejaar", "Academic year"), Kind::Short, move |row: &R| {
            Cell::text(&round(row).academic_year)
        }),
    ]
}

fn figures<'a>(language: Language) -> Vec<Told<'a, WithText<'a, Point<'a>>>> {
    type Row<'a> = WithText<'a, Point<'a>>;
    let words = |dutch, english| say(language, dutch, english);
    let number = |dutch, english, kind, of: fn(&SeriesFigures) -> Cell| {
        figure(words(dutch, english), kind, |row: &Row<'_>| row.0.told.figures.as_ref(), of)
    };
    vec![
        column(words("Geen beroep op gedaan, minstens", "Not called upon, at least"), Kind::Share, |row: &Row<'_>| {
            Cell::share(row.0.told.not_called_upon_at_least)
        }),
        number("Gevraagd (n)", "Asked (n)", Kind::Count, |f| f.n_total.into()),
        number("Beantwoord (n)", "Answered (n)", Kind::Count, |f| f.n_answered.into()),
        number("Geen beroep op gedaan (n)", "Not called upon (n)", Kind::Count, |f| f.n_not_called_upon.into()),
        number("Gescoord (n)", "Rated (n)", Kind::Count, |f| f.n_rated.into()),
        number("Beroep op gedaan, aandeel van beantwoord", "Called upon, share of answered", Kind::Share, |f| {
            Cell::share(f.practice_coverage)
        }),
        number("Beheerst, aandeel van gescoord", "Mastered, share of rated", Kind::Share, |f| {
            Cell::share(f.share_proficient)
        }),
        number("Mediaan, laagste", "Median, lower", Kind::Count, |f| {
            f.median_low.map_or(Cell::Nothing, |level| u32::from(level).into())
        }),
        number("Mediaan, hoogste", "Median, higher", Kind::Count, |f| {
            f.median_high.map_or(Cell::Nothing, |level| u32::from(level).into())
        }),
    ]
}

impl Forms for SeriesForms {
    type Json = SeriesReport;

    const MEDIA_TYPES: &'static [&'static str] = &[JSON, CSV, XLSX];

    fn json(&self, language: Language) -> (String, Option<String>) {
        let how_to_read = words::how_to_read_series(language).to_owned();
        (json(&SeriesReport { how_to_read, ..self.report.clone() }), None)
    }

    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String> {
        let table = match self.table {
            DistributionTable::Competencies => 0,
            DistributionTable::Domains => 1,
        };
        written(&self.book(language), media_type, self.style, table)
    }

    fn file_name(&self, language: Language) -> String {
        self.front(language).file_name()
    }

    fn example(media_type: &str) -> &'static str {
        match media_type {
            CSV => {
                "Groep,Meetmoment,Studiejaar,Code,Domein,Gevraagd aan,Competentie,Getoond,Waarom niet,\"Geen beroep op gedaan, minstens\",\
                 Gevraagd (n),Beantwoord (n),Geen beroep op gedaan (n),Gescoord (n),\"Beroep op gedaan, aandeel van beantwoord\",\
                 \"Beheerst, aandeel van gescoord\",\"Mediaan, laagste\",\"Mediaan, hoogste\"\r\n\
                 Social Work 2A,Eindmeting,2025-2026,SO-BH-G-01,Basishouding,iedereen,Maakt actief contact.,nee,\
                 Te weinig deelnemers om te tonen,,,,,,,,,\r\n\
                 Social Work 2A,Eindmeting,2026-2027,SO-BH-G-01,Basishouding,iedereen,Maakt actief contact.,ja,,,24,24,4,20,0.8333,0.6,3,3\r\n"
            }
            _ => WORKBOOK,
        }
    }
}
