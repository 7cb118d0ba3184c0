//! Reports as tables, and tables as files. A report says once what stands in its rows and columns ([`Book`], [`Table`]); what writes a
//! file knows tables only, and nothing of reports. So what a report hides is hidden in every file, and a further report or a further
//! kind of file is written once.
//!
//! Pure: it is handed everything, and asks nobody.
//!
//! - [`csv`] writes one table (RFC 4180);
//! - [`xlsx`] writes all tables of a book, with a sheet that says how to read them;
//! - [`name`] makes the name of a file.

pub mod csv;
pub mod name;
pub mod xlsx;

use crate::domain::{clock::Timestamp, language::Language};

/// What stands above a report, in one language, whatever it is written as.
#[derive(Clone, Debug)]
pub struct Front {
    pub language: Language,
    pub title: String,
    /// Of what and of whom it is: the round, the slice. Each is a name and what stands there.
    pub of: Vec<(String, String)>,
    /// What else is to be said above it: when it was released. Likewise.
    pub more: Vec<(String, String)>,
    /// How to read it and how not, in plain language.
    pub how_to_read: String,
    /// What else is to be known: what levels mean, why rows are hidden.
    pub notes: Vec<String>,
    /// When what stands in it was made; a file made twice of the same is the same file.
    pub made_at: Option<Timestamp>,
}

/// What a report says, in tables.
#[derive(Clone, Debug)]
pub struct Book {
    pub front: Front,
    pub tables: Vec<Table>,
}

impl Front {
    /// What it is, of what and whom, in one line.
    pub fn headline(&self) -> String {
        let of = self.of.iter().map(|(_, what)| what.clone());
        std::iter::once(self.title.clone()).chain(of).collect::<Vec<_>>().join(", ")
    }

    /// What a file of it is called, without the ending: what it is, and of what and whom.
    pub fn file_name(&self) -> String {
        let of = self.of.iter().map(|(_, what)| what.as_str());
        name::of(std::iter::once(self.title.as_str()).chain(of))
    }
}

/// Rows under columns. As many cells in each row as there are columns: only [`Table::of`] makes one.
#[derive(Clone, Debug)]
pub struct Table {
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    pub head: String,
    pub kind: Kind,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code or a few words.
    Short,
    /// A sentence or more.
    Long,
    /// How many.
    Count,
    /// 0 to 1.
    Share,
    /// A figure that may have a fraction.
    Number,
}

/// What stands in one place.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Count(u64),
    /// 0 to 1.
    Share(f64),
    Number(f64),
    /// There is nothing to tell: a mean over nobody.
    Nothing,
    /// There may be something, and it is not told. Why stands in another cell of the row.
    Hidden,
}

/// A column, and what of a row stands in it.
pub struct Told<'a, R> {
    column: Column,
    cell: Box<dyn Fn(&R) -> Cell + 'a>,
}

/// A column with this head, of this kind, with this of each row in it.
pub fn column<'a, R>(head: impl Into<String>, kind: Kind, cell: impl Fn(&R) -> Cell + 'a) -> Told<'a, R> {
    Told { column: Column { head: head.into(), kind }, cell: Box::new(cell) }
}

impl<'a, R> Told<'a, R> {
    /// The same for rows that may have none of this beside something else: nothing stands there then.
    pub fn where_there_is<S>(self) -> Told<'a, (&'a S, Option<&'a R>)> {
        let cell = self.cell;
        Told { column: self.column, cell: Box::new(move |row| row.1.map_or(Cell::Nothing, &cell)) }
    }
}

impl Table {
    /// A table of these rows.
    pub fn of<R>(title: impl Into<String>, columns: Vec<Told<'_, R>>, rows: &[R]) -> Self {
        let cells = |row: &R| columns.iter().map(|told| (told.cell)(row)).collect();
        let rows = rows.iter().map(cells).collect();
        Self { title: title.into(), columns: columns.into_iter().map(|told| told.column).collect(), rows }
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Its rows, a cell for each column.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A text that may be missing.
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    /// A share that may not exist: there is none of nobody.
    pub fn share(share: Option<f64>) -> Self {
        share.map_or(Self::Nothing, Self::Share)
    }

    /// A number that may not exist.
    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}
