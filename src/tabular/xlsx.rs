//! Tables as a workbook (XLSX): a sheet for each, and one that says how to read them. Texts are written as texts, so that none becomes a
//! formula.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatPattern, Workbook, Worksheet,
    XlsxError,
};

use super::{Book, Cell, Column, Front, Kind, Table};
use crate::domain::language::Language;

/// The longest text of a cell, in characters: of 32767 units there may be two for one of ours.
const MOST: usize = 16_000;

/// The workbook of these tables. Of the same it is the same, byte for byte.
///
/// # Errors
/// Where it cannot be written, which a book gives no cause for.
pub fn write(book: &Book) -> Result<Vec<u8>, String> {
    workbook(book).map_err(|error| error.to_string())
}

fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut file = Workbook::new();
    let made_at = book.front.made_at.map_or(0, |at| at.timestamp());
    let about = DocProperties::new().set_title(clipped(&book.front.headline()));
    file.set_properties(&about.set_creation_datetime(&ExcelDateTime::from_timestamp(made_at)?));
    let looks = Looks::new();
    for table in &book.tables {
        let sheet = file.add_worksheet();
        sheet.set_name(&table.title)?;
        write_table(sheet, table, &looks, book.front.language)?;
        // An ampersand begins a command there.
        sheet.set_header(format!("&L{}", clipped_to(&book.front.headline(), 200).replace('&', "&&")));
        sheet.set_footer("&R&P / &N");
    }
    write_guide(file.add_worksheet(), &book.front, &looks)?;
    file.save_to_buffer()
}

/// How cells look.
struct Looks {
    head: Format,
    text: Format,
    prose: Format,
    count: Format,
    share: Format,
    number: Format,
    hidden: Format,
    title: Format,
    name: Format,
}

impl Looks {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        let lines = top.clone().set_text_wrap();
        let grey = Color::RGB(0x00E7_EDF5);
        Self {
            head: lines.clone().set_bold().set_background_color(grey).set_border_bottom(FormatBorder::Thin),
            count: top.clone().set_num_format("0"),
            share: top.clone().set_num_format("0%"),
            number: top.clone().set_num_format("0.00"),
            hidden: top
                .clone()
                .set_italic()
                .set_font_color(Color::RGB(0x0059_5959))
                .set_pattern(FormatPattern::LightUp)
                .set_foreground_color(Color::RGB(0x00D0_D0D0))
                .set_background_color(Color::RGB(0x00F7_F7F7)),
            title: top.clone().set_bold().set_font_size(14),
            name: top.clone().set_bold(),
            prose: lines,
            text: top,
        }
    }
}

fn write_table(sheet: &mut Worksheet, table: &Table, looks: &Looks, language: Language) -> Result<(), XlsxError> {
    let (mut column, mut most_lines) = (0, 1);
    for (number, Column { head, kind }) in table.columns.iter().enumerate() {
        sheet.write_string_with_format(0, column, clipped(head), &looks.head)?;
        let wide = width(*kind, table.rows.iter().filter_map(|row| row.get(number)));
        sheet.set_column_width(column, wide)?;
        most_lines = most_lines.max(lines(head, wide));
        column += 1;
    }
    sheet.set_row_height(0, 15.5 * f64::from(most_lines) + 3.0)?;
    let mut line = 0;
    for row in &table.rows {
        line += 1;
        for (column, (cell, of)) in (0..).zip(row.iter().zip(&table.columns)) {
            write_cell(sheet, (line, column), cell, of.kind, looks, language)?;
        }
    }
    // The names of columns stay in sight, and so does the first column.
    sheet.set_freeze_panes(1, 1)?;
    if column > 0 {
        sheet.autofilter(0, 0, line, column - 1)?;
    }
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// The number of A4 among the sizes of paper.
const A4: u8 = 9;

fn write_cell(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    cell: &Cell,
    kind: Kind,
    looks: &Looks,
    language: Language,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            let look = if kind == Kind::Long { &looks.prose } else { &looks.text };
            sheet.write_string_with_format(line, column, clipped(text), look)?;
        }
        // Counts are far below 2^53, where every whole number is a number of a sheet.
        Cell::Count(count) => {
            sheet.write_number_with_format(line, column, *count as f64, &looks.count)?;
        }
        Cell::Share(share) => {
            sheet.write_number_with_format(line, column, *share, &looks.share)?;
        }
        Cell::Number(number) => {
            sheet.write_number_with_format(line, column, *number, &looks.number)?;
        }
        Cell::Nothing => {}
        // An empty cell would read as "nobody".
        Cell::Hidden => {
            let says = match language {
                Language::Dutch => "verborgen",
                Language::English => "hidden",
            };
            sheet.write_string_with_format(line, column, says, &looks.hidden)?;
        }
    }
    Ok(())
}

/// How wide a column is, in characters.
fn width<'a>(kind: Kind, cells: impl Iterator<Item = &'a Cell>) -> f64 {
    match kind {
        Kind::Long => 60.0,
        Kind::Count | Kind::Share | Kind::Number => 11.5,
        Kind::Short => {
            let longest = cells.map(|cell| match cell {
                Cell::Text(text) => text.chars().count(),
                Cell::Count(_) | Cell::Share(_) | Cell::Number(_) | Cell::Nothing | Cell::Hidden => 0,
            });
            longest.max().unwrap_or(0).clamp(9, 34) as f64 + 2.5
        }
    }
}

/// About how many lines a head takes in a column of this width, the button of its filter included.
fn lines(head: &str, wide: f64) -> u32 {
    let (mut lines, mut used) = (1, 0.0);
    for word in head.split_whitespace() {
        let length = word.chars().count() as f64 + 1.0;
        if used > 0.0 && used + length > wide - 2.0 {
            (lines, used) = (lines + 1, 0.0);
        }
        used += length;
    }
    lines
}

/// The sheet that says of whom the tables are and how they are read.
fn write_guide(sheet: &mut Worksheet, front: &Front, looks: &Looks) -> Result<(), XlsxError> {
    let (name, how, notes) = match front.language {
        Language::Dutch => ("Leeswijzer", "Hoe lees je dit", "Verder"),
        Language::English => ("How to read", "How to read this", "Notes"),
    };
    sheet.set_name(name)?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 96)?;
    sheet.write_string_with_format(0, 0, clipped(&front.title), &looks.title)?;
    let mut line = 1;
    let context = front.of.iter().chain(&front.more).map(|(name, what)| (name.as_str(), what.as_str()));
    let notes = front.notes.iter().enumerate().map(|(at, note)| (if at == 0 { notes } else { "" }, note.as_str()));
    for (name, what) in context.chain([(how, front.how_to_read.as_str())]).chain(notes) {
        line += 1;
        sheet.write_string_with_format(line, 0, clipped(name), &looks.name)?;
        sheet.write_string_with_format(line, 1, clipped(what), &looks.prose)?;
    }
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn clipped(text: &str) -> String {
    clipped_to(text, MOST)
}

fn clipped_to(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::tabular::column;

    fn book() -> Book {
        let rows = [("=HYPERLINK(\"http://x\")", Some(0.25)), ("+1\n@SUM(A1)", None)];
        let columns = vec![
            column("-Wie", Kind::Long, |row: &(&str, Option<f64>)| Cell::text(row.0)),
            column("n", Kind::Count, |_| Cell::Hidden),
            column("Aandeel", Kind::Share, |row: &(&str, Option<f64>)| Cell::share(row.1)),
        ];
        let front = Front {
            language: Language::Dutch,
            title: "=Verdeling".to_owned(),
            of: vec![("Meetmoment".to_owned(), "=1+1 & meer".to_owned())],
            more: vec![],
            how_to_read: "Lees het zo.".to_owned(),
            notes: vec!["@noot".to_owned()],
            made_at: None,
        };
        Book { front, tables: vec![Table::of("Competenties", columns, &rows)] }
    }

    #[test]
    fn texts_are_texts_figures_are_figures_and_what_is_hidden_says_so() {
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(write(&book()).unwrap())).unwrap();
        assert_eq!(read.sheet_names(), ["Competenties", "Leeswijzer"]);
        let sheet = read.worksheet_range("Competenties").unwrap();
        let text = |text: &str| Data::String(text.to_owned());
        let rows: Vec<&[Data]> = sheet.rows().collect();
        assert_eq!(rows[0], [text("-Wie"), text("n"), text("Aandeel")]);
        assert_eq!(rows[1], [text("=HYPERLINK(\"http://x\")"), text("verborgen"), Data::Float(0.25)]);
        assert_eq!(rows[2], [text("+1\n@SUM(A1)"), text("verborgen"), Data::Empty]);
        let guide = read.worksheet_range("Leeswijzer").unwrap();
        let said: Vec<String> = guide.rows().flatten().map(ToString::to_string).collect();
        for wanted in ["=Verdeling", "=1+1 & meer", "Lees het zo.", "@noot"] {
            assert!(said.iter().any(|text| text == wanted), "{wanted} in {said:?}");
        }
        for name in ["Competenties", "Leeswijzer"] {
            let formulas = read.worksheet_formula(name).unwrap();
            assert!(formulas.used_cells().next().is_none(), "{name}");
        }
    }

    #[test]
    fn a_workbook_of_the_same_is_the_same() {
        assert!(write(&book()).unwrap() == write(&book()).unwrap());
    }

    #[test]
    fn a_text_that_is_too_long_for_a_cell_is_cut() {
        let mut book = book();
        book.front.how_to_read = "é😀".repeat(40_000);
        book.front.title = "x".repeat(500);
        assert!(write(&book).is_ok());
    }
}
