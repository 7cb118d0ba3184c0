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
    figure_head: Format,
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
        let plain = Format::new().set_align(FormatAlign::Top);
        let prose = plain.clone().set_text_wrap();
        // A line below each row: it is wide.
        let top = plain.clone().set_border_bottom(FormatBorder::Hair).set_border_color(Color::RGB(0x0080_8080));
        let grey = Color::RGB(0x00E7_EDF5);
        let head = prose.clone().set_bold().set_background_color(grey).set_border_bottom(FormatBorder::Thin);
        Self {
            figure_head: head.clone().set_align(FormatAlign::Right),
            head: head.set_align(FormatAlign::Left).set_indent(1),
            text: top.clone().set_text_wrap().set_align(FormatAlign::Left).set_indent(1),
            count: top.clone().set_num_format("0"),
            share: top.clone().set_num_format("0%"),
            number: top.clone().set_num_format("0.00"),
            hidden: top
                .set_align(FormatAlign::Right)
                .set_italic()
                .set_font_color(Color::RGB(0x0059_5959))
                .set_pattern(FormatPattern::LightUp)
                .set_foreground_color(Color::RGB(0x00D0_D0D0))
                .set_background_color(Color::RGB(0x00F7_F7F7)),
            title: plain.clone().set_bold().set_font_size(14),
            name: plain.set_bold(),
            prose,
        }
    }
}

fn write_table(sheet: &mut Worksheet, table: &Table, looks: &Looks, language: Language) -> Result<(), XlsxError> {
    let widths = widths(table);
    for (column, (Column { head, kind }, wide)) in (0..).zip(table.columns.iter().zip(&widths)) {
        let look = match kind {
            Kind::Short | Kind::Long => &looks.head,
            Kind::Count | Kind::Share | Kind::Number => &looks.figure_head,
        };
        sheet.write_string_with_format(0, column, clipped(head), look)?;
        sheet.set_column_width(column, *wide)?;
    }
    // Beside the last word of a head stands the button of its filter.
    let heads = table.columns.iter().map(|column| column.head.as_str());
    sheet.set_row_height(0, height(heads.zip(widths.iter().map(|wide| wide - 2.0))) + 4.0)?;
    let mut line = 0;
    for row in &table.rows {
        line += 1;
        for (column, cell) in (0..).zip(row) {
            write_cell(sheet, (line, column), cell, looks, language)?;
        }
        let texts = row.iter().map(text_in).zip(widths.iter().map(|wide| wide - INDENT));
        sheet.set_row_height(line, height(texts))?;
    }
    // The names of columns stay in sight, and so does the first column.
    sheet.set_freeze_panes(1, 1)?;
    if let Some(last) = (0..).zip(&table.columns).map(|(column, _)| column).last() {
        sheet.autofilter(0, 0, line, last)?;
    }
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    on_paper(sheet);
    Ok(())
}

/// A4, as wide as the sheet, with narrow margins: a wide table is to be read.
fn on_paper(sheet: &mut Worksheet) {
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
}

/// The number of A4 among the sizes of paper.
const A4: u8 = 9;

fn write_cell(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    cell: &Cell,
    looks: &Looks,
    language: Language,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            sheet.write_string_with_format(line, column, clipped(text), &looks.text)?;
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
        Cell::Nothing => {
            sheet.write_blank(line, column, &looks.text)?;
        }
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

/// What of a cell may take several lines.
fn text_in(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => text,
        Cell::Count(_) | Cell::Share(_) | Cell::Number(_) | Cell::Nothing | Cell::Hidden => "",
    }
}

/// How wide columns are, in characters: as narrow as can be read, for they stand on one page.
fn widths(table: &Table) -> Vec<f64> {
    let longs = table.columns.iter().filter(|column| column.kind == Kind::Long).count();
    let of = |(number, Column { head, kind }): (usize, &Column)| {
        let texts = table.rows.iter().filter_map(|row| row.get(number)).map(text_in);
        let longest = texts.map(|text| text.chars().count()).max().unwrap_or(0);
        let word = head.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
        let is_text = matches!(kind, Kind::Short | Kind::Long);
        let wide = match kind {
            Kind::Long if longs > 1 => longest.clamp(12, 34),
            Kind::Long => longest.clamp(12, 48),
            Kind::Short => longest.clamp(word.min(14), 20),
            Kind::Count | Kind::Share | Kind::Number => word.clamp(8, 12),
        };
        // Texts stand off from the figures before them.
        wide as f64 + if is_text { INDENT } else { 0.0 } + 1.5
    };
    table.columns.iter().enumerate().map(of).collect()
}

/// How high a row with these texts is, in columns so wide. Said in the file: some programs work it out when they open one, others do not.
fn height<'a>(texts: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let most = texts.map(|(text, wide)| lines(text, wide)).max().unwrap_or(1);
    (LINE * f64::from(most)).min(HIGHEST)
}

/// How far a text stands from the edge of its cell, in characters.
const INDENT: f64 = 1.0;

/// In points. A program refuses rows that are higher than the highest.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 405.0;

/// About how many lines a text takes in a column of this width, which is told in figures: letters are narrower, most of them.
fn lines(text: &str, wide: f64) -> u32 {
    let wide = (wide * 1.1).max(1.0);
    let of = |line: &str| {
        let (mut lines, mut used) = (1, 0.0);
        for word in line.split_whitespace() {
            let length = word.chars().count() as f64;
            if used > 0.0 && used + 1.0 + length > wide {
                (lines, used) = (lines + 1, 0.0);
            }
            used += length + if used > 0.0 { 1.0 } else { 0.0 };
            // A word that is wider than the column goes on in the next line.
            while used > wide {
                (lines, used) = (lines + 1, used - wide);
            }
        }
        lines
    };
    text.lines().map(of).sum::<u32>().max(1)
}

/// The sheet that says of whom the tables are and how they are read.
fn write_guide(sheet: &mut Worksheet, front: &Front, looks: &Looks) -> Result<(), XlsxError> {
    let (name, how, notes) = match front.language {
        Language::Dutch => ("Leeswijzer", "Hoe lees je dit", "Verder"),
        Language::English => ("How to read", "How to read this", "Notes"),
    };
    sheet.set_name(name)?;
    let (named, said) = (24.0, 84.0);
    sheet.set_column_width(0, named)?;
    sheet.set_column_width(1, said)?;
    sheet.write_string_with_format(0, 0, clipped(&front.title), &looks.title)?;
    let mut line = 1;
    let context = front.of.iter().chain(&front.more).map(|(name, what)| (name.as_str(), what.as_str()));
    let notes = front.notes.iter().enumerate().map(|(at, note)| (if at == 0 { notes } else { "" }, note.as_str()));
    for (name, what) in context.chain([(how, front.how_to_read.as_str())]).chain(notes) {
        line += 1;
        sheet.write_string_with_format(line, 0, clipped(name), &looks.name)?;
        sheet.write_string_with_format(line, 1, clipped(what), &looks.prose)?;
        sheet.set_row_height(line, height([(name, named), (what, said)].into_iter()))?;
    }
    on_paper(sheet);
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
    fn a_row_is_as_high_as_the_longest_of_its_texts() {
        assert_eq!([lines("", 20.0), lines("twee woorden", 20.0), lines("een\ntwee", 20.0)], [1, 1, 2]);
        assert_eq!((lines("vier woorden achter elkaar", 9.0), lines(&"x".repeat(45), 10.0)), (4, 5));
        assert!((height([("kort", 20.0), ("a b", 1.0)].into_iter()) - 2.0 * LINE).abs() < 0.1);
        assert!((height(std::iter::once(("x ".repeat(9_000).as_str(), 4.0))) - HIGHEST).abs() < 0.1);
    }

    #[test]
    fn columns_are_as_wide_as_what_stands_in_them_and_no_wider_than_a_page_allows() {
        let rows = ["a".repeat(4), "woord ".repeat(40)];
        let column = |head, kind| column(head, kind, |text: &String| Cell::text(text));
        let one = Table::of("een", vec![column("Code", Kind::Short), column("Tekst", Kind::Long)], &rows);
        let two = Table::of("twee", vec![column("Tekst", Kind::Long), column("Waarom", Kind::Long)], &rows);
        let figures = Table::of("drie", vec![column("n", Kind::Count), column("Beantwoord (n)", Kind::Count)], &rows);
        assert_eq!((widths(&one), widths(&two)), (vec![22.5, 50.5], vec![36.5, 36.5]));
        assert_eq!(widths(&figures), [9.5, 11.5]);
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
