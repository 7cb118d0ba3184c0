//! Reports in the form that is asked for: each says itself as tables ([`Book`]) and some as a picture, all from what is sent as JSON, so
//! that what is hidden there is hidden everywhere.

pub mod competency;
pub mod coverage;
pub mod distribution;
pub mod domains;
pub mod gaps;
pub mod goals;
pub mod growth;
pub mod participation;
pub mod practice;
pub mod reasons;
pub mod series;
pub mod workplaces;

use serde::de::DeserializeOwned;

use super::{dto::SliceKindView, service::Released, words};
use crate::{
    domain::{
        clock::{Date, Timestamp},
        language::Language,
        report::Named,
        scale::Scale,
    },
    http::{
        answer::json,
        forms::{CSV, XLSX},
    },
    picture::words::{day, say},
    tabular::{Book, Cell, Front, Kind, Told, column, csv, xlsx},
};

/// How a workbook begins: it is no text, and stands in the contract in short.
const WORKBOOK: &str = "PK…";

/// A book in one of its forms; in CSV its table of this number.
fn written(book: &Book, media_type: &str, style: csv::Style, table: usize) -> Result<Vec<u8>, String> {
    match (media_type, book.tables.get(table)) {
        (CSV, Some(table)) => csv::write(table, &book.front.of, style),
        (XLSX, _) => xlsx::write(book),
        _ => Err(format!("{} is not written as {media_type}", book.front.title)),
    }
}

/// A report as it was kept, to the letter, with how to read it behind, and its tag: a released report stays as it is, so the moment of its
/// release names it.
fn as_kept(released: &Released, how_to_read: &str) -> (String, Option<String>) {
    let kept = released.document.trim_end().trim_end_matches('}');
    let tag = format!("{:x}", released.released_at.timestamp_micros());
    (format!("{kept},\"howToRead\":{}}}", json(&how_to_read)), Some(tag))
}

/// What was kept of a report.
fn read<T: DeserializeOwned>(released: &Released) -> Result<T, String> {
    serde_json::from_str(&released.document).map_err(|e| format!("a released report cannot be read: {e}"))
}

/// What a report is of, and of whom.
fn of(named: &Named, kind: SliceKindView, language: Language) -> Vec<(String, String)> {
    vec![
        (say(language, "Meetmoment", "Round").to_owned(), named.round.clone()),
        (words::slice(kind, language).to_owned(), named.slice.clone()),
    ]
}

/// What stands above a released report.
struct Above<'a> {
    title: &'static str,
    named: &'a Named,
    kind: SliceKindView,
    released: (Timestamp, Date),
    minimum: u32,
    how_to_read: &'a str,
    scale: &'a Scale,
}

impl Above<'_> {
    fn front(&self, language: Language) -> Front {
        let (released_at, released_on) = self.released;
        let minimum = self.minimum;
        let learners = say(language, "studenten", "learners");
        Front {
            language,
            title: self.title.to_owned(),
            of: of(self.named, self.kind, language),
            more: vec![
                (say(language, "Vrijgegeven op", "Released on").to_owned(), day(released_on, language)),
                (say(language, "Minimum per rij", "Fewest in a row").to_owned(), format!("{minimum} {learners}")),
            ],
            how_to_read: self.how_to_read.to_owned(),
            notes: notes(self.scale, true, language),
            made_at: Some(released_at),
        }
    }
}

/// What levels mean, in the words of who answers about herself or of others about her, and why something is hidden.
fn notes(scale: &Scale, about_themselves: bool, language: Language) -> Vec<String> {
    let levels = scale.levels().iter().map(|level| {
        let counts = if level.counts { "" } else { say(language, " (telt niet mee)", " (does not count)") };
        let proficient = if level.proficient { say(language, " (beheerst)", " (mastered)") } else { "" };
        let text = level.third_person.as_ref().filter(|_| !about_themselves).unwrap_or(&level.text);
        format!("{} {}: {text}{counts}{proficient}", say(language, "Niveau", "Level"), level.value)
    });
    let hidden = match language {
        Language::Dutch => {
            "Rijen die iets over één student kunnen verraden, zijn verborgen, met al hun cijfers tegelijk. In de kolom ‘Waarom niet’ staat de reden. \
             Een ondergrens is minstens zo veel; hoeveel het er precies zijn, blijft open."
        }
        Language::English => {
            "Rows that could give a learner away are hidden, with all their figures. The column ‘Why not’ says why. A lower bound is at least \
             that much; how much exactly stays open."
        }
    };
    levels.chain([hidden.to_owned()]).collect()
}

/// Of a row: whether it is told, in words, and why not.
fn whether_told<'a, R>(
    language: Language,
    told: impl Fn(&R) -> (String, Option<&'static str>) + Copy + 'a,
) -> [Told<'a, R>; 2] {
    let why = move |row: &R| Cell::maybe(told(row).1);
    [
        column(say(language, "Getoond", "Shown"), Kind::Short, move |row: &R| Cell::text(told(row).0)),
        column(say(language, "Waarom niet", "Why not"), Kind::Short, why),
    ]
}

/// A column of figures, hidden where a row has none.
fn figure<'a, R, F>(
    head: impl Into<String>,
    kind: Kind,
    figures: impl Fn(&R) -> Option<&F> + 'a,
    cell: impl Fn(&F) -> Cell + 'a,
) -> Told<'a, R> {
    column(head, kind, move |row: &R| figures(row).map_or(Cell::Hidden, &cell))
}
