//! The first columns of a table that has a competency in each row: which one it is, and whether its figures are told.

use super::distribution::title;
use crate::{
    domain::{framework::Competency, instrument::Instrument, language::Language},
    picture::words::say,
    resources::reports::{
        dto::{
            DistributionRow, gaps::GapsReportRow, goals::GoalsReportRow, growth::GrowthReportRow,
            practice::PracticeCoverageRow, reasons::ReasonsReportRow, workplaces::WorkplacesReportRow,
        },
        words,
    },
    tabular::{Cell, Kind, Told, column},
};

/// A row about one competency.
pub trait AboutCompetency {
    /// Its code, its domain, and the profession it is asked of if not of everybody.
    fn which(&self) -> (&str, &str, Option<&str>);

    /// Whether its figures are told, and why not, in words.
    fn told(&self, language: Language) -> (String, Option<&'static str>);
}

/// A row, with its competency.
pub type WithText<'a, R> = (&'a R, Option<&'a Competency>);

/// Each row, with its competency.
pub fn with_texts<'a, R: AboutCompetency>(rows: &'a [R], instrument: &'a Instrument) -> Vec<WithText<'a, R>> {
    let competency = |code: &str| instrument.competencies().find(|competency| competency.code == code);
    rows.iter().map(|row| (row, competency(row.which().0))).collect()
}

/// What a picture draws of each row, with the text of its competency, under the titles of domains and of whom they were asked.
pub fn in_parts<R: AboutCompetency, T>(
    rows: &[R],
    instrument: &Instrument,
    language: Language,
    drawn: impl Fn(&R, String) -> T,
) -> Vec<(String, Vec<T>)> {
    let mut parts: Vec<(String, Vec<T>)> = Vec::new();
    let mut last = None;
    for (row, competency) in with_texts(rows, instrument) {
        let (_, domain, profession) = row.which();
        if last != Some((domain, profession)) {
            let title = title(instrument, domain);
            parts.push((format!("{title} ({})", words::asked_of(profession, language)), vec![]));
            last = Some((domain, profession));
        }
        let text = competency.map(|competency| competency.text.clone()).unwrap_or_default();
        if let Some((_, of_part)) = parts.last_mut() {
            of_part.push(drawn(row, text));
        }
    }
    parts
}

/// The columns that say which competency a row is about, and whether it is told.
pub fn competency_columns<R: AboutCompetency>(
    instrument: &Instrument,
    language: Language,
) -> Vec<Told<'_, WithText<'_, R>>> {
    let words = |dutch, english| say(language, dutch, english);
    let mut columns = vec![
        column(words("Code", "Code"), Kind::Short, |row: &WithText<'_, R>| Cell::text(row.0.which().0)),
        column(words("Domein", "Domain"), Kind::Short, |row: &WithText<'_, R>| {
            Cell::text(title(instrument, row.0.which().1))
        }),
        column(words("Gevraagd aan", "Asked of"), Kind::Short, move |row: &WithText<'_, R>| {
            Cell::text(words::asked_of(row.0.which().2, language))
        }),
        column(words("Competentie", "Competency"), Kind::Long, |row: &WithText<'_, R>| {
            Cell::maybe(row.1.map(|competency| competency.text.as_str()))
        }),
    ];
    columns.extend(super::whether_told(language, move |row: &WithText<'_, R>| row.0.told(language)));
    columns
}

/// A row that has its competency in members of its own, and what is told of it by these words.
macro_rules! about_competency {
    ($($row:ty => $words:expr, $why:path;)+) => { $(
        impl AboutCompetency for $row {
            fn which(&self) -> (&str, &str, Option<&str>) {
                (&self.code, &self.domain, self.profession.as_deref())
            }

            fn told(&self, language: Language) -> (String, Option<&'static str>) {
                ($words(self, language).into(), $why(self.reason, language))
            }
        }
    )+ };
}

about_competency! {
    DistributionRow => |row: &Self, language| words::disclosure(row.disclosure, language), words::why;
    PracticeCoverageRow => |row: &Self, language| words::disclosure(row.disclosure, language), words::why;
    GrowthReportRow => words::growth_disclosure, words::why;
    GapsReportRow => words::gaps_disclosure, words::why;
    GoalsReportRow => |row: &Self, language| words::plain_disclosure(row.disclosure, language), words::why_no_goals;
    ReasonsReportRow => |row: &Self, language| words::plain_disclosure(row.disclosure, language), words::why;
    WorkplacesReportRow => |row: &Self, language| words::plain_disclosure(row.disclosure, language), words::why;
}
