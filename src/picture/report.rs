//! Pictures of reports: how answers are distributed, where groups stand, and what changed. What a report hides is drawn as hidden, with the reason.

pub mod fill;
pub mod heat;
pub mod slope;
pub mod stacked;

use maud::html;

use super::{
    Piece,
    legend::lines,
    mark::Point,
    text::wrap,
    words::{percent, say},
};
use crate::{domain::language::Language, tabular::Front};

const SIZE: f64 = 12.5;
const LINE: f64 = 16.0;

/// What it is, of what and whom, and how to read it.
fn heading(front: &Front, width: f64) -> Piece {
    let titles = wrap(&front.title, 22.0, width);
    let context: Vec<String> =
        front.of.iter().chain(&front.more).map(|(name, what)| format!("{name}: {what}")).collect();
    let context = wrap(&context.join(" · "), 14.0, width);
    let reading = wrap(&front.how_to_read, SIZE, width);
    let under = 22.0 + 28.0 * titles.len() as f64;
    let after = under + 19.0 * context.len() as f64 + 4.0;
    let body = html! {
        g font-weight="bold" { (lines(&titles, Point { x: 0.0, y: 22.0 }, 22.0, 28.0)) }
        (lines(&context, Point { x: 0.0, y: under }, 14.0, 19.0))
        g fill="#444444" { (lines(&reading, Point { x: 0.0, y: after }, SIZE, LINE)) }
    };
    Piece { height: after + LINE * reading.len() as f64, body }
}

/// What a share is called where it is said.
fn mastered(share: Option<f64>, n_rated: u32, language: Language) -> String {
    match share {
        Some(share) => format!("{} {} {n_rated}", percent(share), say(language, "van", "of")),
        None => say(language, "niemand scoorde", "nobody rated").to_owned(),
    }
}
