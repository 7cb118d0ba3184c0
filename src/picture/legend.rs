//! What stands above a picture: of whom it is, which column is which, what the levels mean.

use maud::{Markup, html};

use super::{
    Drawn, Piece, Subject,
    mark::{self, Point},
    style::{Style, letter},
    text::{n, wrap},
    words::{self, say},
};
use crate::domain::{assessment::RaterKind, language::Language};

const SIZE: f64 = 12.5;
const LINE: f64 = 16.0;

/// Lines of text from here on downwards.
pub fn lines(texts: &[String], at: Point, size: f64, line: f64) -> Markup {
    html! {
        @for (number, text) in texts.iter().enumerate() {
            text x=(n(at.x)) y=(n(below(number, line, at.y))) font-size=(n(size)) { (text) }
        }
    }
}

/// Of whom and of what the picture is.
pub fn heading(subject: &Subject, language: Language, width: f64) -> Piece {
    let instrument = subject.instrument();
    let titles = wrap(&instrument.parts.title, 22.0, width);
    let under = below(titles.len(), 28.0, 22.0);
    let whom = wrap(&words::title(subject, language), 15.0, width);
    let mut more = Vec::new();
    if let Some(placement) = &subject.placement {
        more.push(format!(
            "{}: {} ({})",
            say(language, "Praktijkplek", "Placement"),
            placement.name,
            placement.of_type
        ));
    }
    more.push(words::personal(language).to_owned());
    let more: Vec<String> = more.iter().flat_map(|text| wrap(text, SIZE, width)).collect();
    let after = under + below(whom.len(), 20.0, 0.0);
    let body = html! {
        g lang=(instrument.parts.language) font-weight="bold" { (lines(&titles, Point { x: 0.0, y: 22.0 }, 22.0, 28.0)) }
        (lines(&whom, Point { x: 0.0, y: under }, 15.0, 20.0))
        g fill="#444444" { (lines(&more, Point { x: 0.0, y: after }, SIZE, LINE)) }
    };
    Piece { height: after + below(more.len(), LINE, 0.0), body }
}

/// Where the line after so many lines stands.
fn below(number: usize, line: f64, first: f64) -> f64 {
    first + line * number as f64
}

/// Which column is which, and what the levels mean.
pub fn legend(subject: &Subject, styles: &[Style], language: Language, width: f64) -> Piece {
    let half = width / 2.0;
    let (who, scale) = (columns(subject, styles, language, half - 30.0), levels(subject, language, half - 20.0));
    let body = html! {
        line x1="0" y1="0" x2=(n(width)) y2="0" stroke="#1a1a1a" {}
        g transform="translate(0,24)" { (who.body) }
        g transform=(format!("translate({},24)", n(half + 20.0))) { (scale.body) }
    };
    Piece { height: 24.0 + who.height.max(scale.height), body }
}

fn columns(subject: &Subject, styles: &[Style], language: Language, width: f64) -> Piece {
    let mut y = LINE + 6.0;
    let mut rows = Vec::new();
    for (number, (column, style)) in subject.columns().zip(styles).enumerate() {
        let texts = wrap(&words::caption(column, language), SIZE, width - 80.0);
        rows.push(html! {
            line x1="0" y1=(n(y - 4.0)) x2="46" y2=(n(y - 4.0)) stroke=(style.colour) stroke-width="2" stroke-dasharray=[style.dash] {}
            (mark::at_level(style, Point { x: 23.0, y: y - 4.0 }, 5.0))
            text x="56" y=(n(y)) font-size=(n(SIZE)) font-weight="bold" fill=(style.colour) { (letter(number)) }
            (lines(&texts, Point { x: 74.0, y }, SIZE, LINE))
        });
        y += LINE * texts.len() as f64 + 5.0;
    }
    let left_out = words::left_out(subject, language).map(|text| wrap(&text, SIZE, width)).unwrap_or_default();
    let body = html! {
        (title(say(language, "Wie", "Who")))
        @for row in rows { (row) }
        (lines(&left_out, Point { x: 0.0, y }, SIZE, LINE))
    };
    Piece { height: y + LINE * left_out.len() as f64, body }
}

fn title(text: &str) -> Markup {
    html! { text x="0" y="0" font-size="14" font-weight="bold" { (text) } }
}

/// What the levels mean, in the words that fit the rater of the sheet; and the marks of what is no level, as far as they occur.
fn levels(subject: &Subject, language: Language, width: f64) -> Piece {
    let scale = &subject.instrument().scale;
    let about_herself = subject.asked.kind == RaterKind::SelfScore;
    let plain = Style { colour: "#1a1a1a", shape: super::style::Shape::Circle, dash: None, filled: true };
    let mut y = LINE + 6.0;
    let mut rows = Vec::new();
    for level in scale.levels() {
        let rendered = level.third_person.as_ref().filter(|_| !about_herself);
        let texts = wrap(rendered.unwrap_or(&level.text), SIZE, width - 30.0);
        let sign = if level.counts {
            html! { text x="9" y=(n(y)) font-size=(n(SIZE)) font-weight="bold" text-anchor="middle" { (level.value) } }
        } else {
            let drawn = Drawn::NotCalledUpon { value: level.value };
            mark::off_axis(drawn, &plain, &level.value.to_string(), Point { x: 9.0, y: y - 4.0 })
        };
        rows.push(html! {
            (sign)
            g lang=(scale.language) { (lines(&texts, Point { x: 28.0, y }, SIZE, LINE)) }
        });
        y += LINE * texts.len() as f64 + 3.0;
    }
    for drawn in [Drawn::Unanswered, Drawn::NotObserved] {
        if occurs(subject, drawn) {
            rows.push(html! {
                (mark::off_axis(drawn, &plain, "", Point { x: 9.0, y: y - 4.0 }))
                text x="28" y=(n(y)) font-size=(n(SIZE)) { (words::off_axis(drawn, language).unwrap_or_default()) }
            });
            y += LINE + 3.0;
        }
    }
    let note = if about_herself { Vec::new() } else { wrap(words::third_person(language), 11.0, width) };
    let body = html! {
        (title(say(language, "Schaal", "Scale")))
        @for row in rows { (row) }
        g font-style="italic" { (lines(&note, Point { x: 0.0, y }, 11.0, 14.0)) }
    };
    Piece { height: y + 14.0 * note.len() as f64, body }
}

/// Whether some column says this of something that is asked.
pub fn occurs(subject: &Subject, wanted: Drawn) -> bool {
    let asked: Vec<_> = subject.parts(None).into_iter().flat_map(|part| part.competencies).collect();
    subject.columns().any(|column| asked.iter().any(|competency| subject.drawn(column, competency) == wanted))
}
