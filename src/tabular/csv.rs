//! A table as CSV (RFC 4180): lines end in CRLF, what holds a separator, a quote or a line break is quoted, every line has as many fields.

use ::csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{Cell, Column, Table};

/// The sign before a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decimal {
    #[default]
    Point,
    /// As in Dutch. Fields then stand with a semicolon between them, as a Dutch spreadsheet expects.
    Comma,
}

/// How the file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub decimal: Decimal,
    /// Whether it begins with a byte order mark, by which some spreadsheets know that it is UTF-8.
    pub byte_order_mark: bool,
}

/// A table, with what holds for all of it repeated in each row: rows of several files can be put together, and still say of whom they are.
///
/// # Errors
/// Where the file cannot be written, which a table gives no cause for.
pub fn write(table: &Table, context: &[(String, String)], style: Style) -> Result<Vec<u8>, String> {
    let separator = match style.decimal {
        Decimal::Point => b',',
        Decimal::Comma => b';',
    };
    let file = if style.byte_order_mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let mut writer = WriterBuilder::new()
        .delimiter(separator)
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(file);
    let says = |error: ::csv::Error| error.to_string();
    let heads = context.iter().map(|(name, _)| name).chain(table.columns().iter().map(|Column { head, .. }| head));
    writer.write_record(heads.map(|head| harmless(head))).map_err(says)?;
    for row in table.rows() {
        let context = context.iter().map(|(_, what)| harmless(what));
        writer.write_record(context.chain(row.iter().map(|cell| field(cell, style.decimal)))).map_err(says)?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

fn field(cell: &Cell, decimal: Decimal) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Count(count) => count.to_string(),
        Cell::Share(number) | Cell::Number(number) => fraction(*number, decimal),
        Cell::Nothing | Cell::Hidden => String::new(),
    }
}

/// A number to four digits behind the sign, without those that say nothing.
fn fraction(number: f64, decimal: Decimal) -> String {
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match decimal {
        Decimal::Point => text.to_owned(),
        Decimal::Comma => text.replace('.', ","),
    }
}

/// A text that no spreadsheet takes for a formula. Where it begins like one, a quote stands before it: that is how people say in a
/// spreadsheet that something is text.
pub(crate) fn harmless(text: &str) -> String {
    let begins = text.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    match begins {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tabular::{Kind, column};

    fn table() -> Table {
        let rows = [("=1+1", Some(2.5)), ("Zegt \"hoi\", en\r\ndan; niets", None), (" @x", Some(1.0 / 3.0))];
        let columns = vec![
            column("Wie, of wat", Kind::Short, |row: &(&str, Option<f64>)| Cell::text(row.0)),
            column("Gemiddelde", Kind::Number, |row: &(&str, Option<f64>)| Cell::number(row.1)),
            column("n", Kind::Count, |row: &(&str, Option<f64>)| match row.1 {
                Some(_) => Cell::Count(3),
                None => Cell::Hidden,
            }),
        ];
        Table::of("Proef", columns, &rows)
    }

    fn written(context: &[(&str, &str)], style: Style) -> String {
        let context: Vec<_> = context.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        String::from_utf8(write(&table(), &context, style).unwrap()).unwrap()
    }

    #[test]
    fn fields_are_quoted_where_they_must_be_and_nothing_begins_a_formula() {
        let wanted = "\"Wie, of wat\",Gemiddelde,n\r\n'=1+1,2.5,3\r\n\"Zegt \"\"hoi\"\", en\r\ndan; niets\",,\r\n' @x,0.3333,3\r\n";
        assert_eq!(written(&[], Style::default()), wanted);
    }

    #[test]
    fn a_comma_before_the_fraction_puts_semicolons_between_the_fields() {
        let style = Style { decimal: Decimal::Comma, byte_order_mark: false };
        let wanted =
            "Wie, of wat;Gemiddelde;n\r\n'=1+1;2,5;3\r\n\"Zegt \"\"hoi\"\", en\r\ndan; niets\";;\r\n' @x;0,3333;3\r\n";
        assert_eq!(written(&[], style), wanted);
    }

    #[test]
    fn a_byte_order_mark_stands_there_on_request_and_the_context_in_every_row() {
        let style = Style { byte_order_mark: true, ..Style::default() };
        let text = written(&[("Meetmoment", "-Eindmeting")], style);
        assert!(text.starts_with("\u{feff}Meetmoment,\"Wie, of wat\""), "{text}");
        assert_eq!(text.matches("\r\n'-Eindmeting,").count(), 3, "{text}");
    }

    #[test]
    fn whatever_a_spreadsheet_takes_for_the_beginning_of_a_formula_is_text() {
        for text in ["=A1", "+A1", "-A1", "@SUM(A1)", "\t=A1", "\r=A1", "\n=A1", " =A1", "\u{a0}=A1", "＝A1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["SO-BH-G-01", "a=b", "'", "", " ", "3"] {
            assert_eq!(harmless(text), text);
        }
    }
}
