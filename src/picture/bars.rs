//! A bar per competency and column, from the first level that counts. What is no level has no bar: it has its mark before the axis, and
//! its words in the place of the bar.

use maud::{Markup, html};

use super::{
    Drawn, Part, Piece, Subject,
    legend::lines,
    mark::{self, Point},
    style::{Style, letter},
    text::{n, shortened, wrap},
    words,
};
use crate::domain::{framework::Competency, instrument::Block, language::Language};

const SIZE: f64 = 12.5;
const LINE: f64 = 16.0;
/// Height of a column's lane in a row.
const LANE: f64 = 17.0;
/// Width of the text of a competency.
const TEXT: f64 = 460.0;
/// Where the names of columns end, and where the axis begins.
const NAMES: f64 = 610.0;
const AXIS: f64 = 645.0;

/// What all rows of a picture have in common.
struct Ground<'a> {
    subject: &'a Subject,
    styles: &'a [Style],
    names: Vec<String>,
    language: Language,
    width: f64,
}

/// The bars of this domain, block by block.
pub fn bars(subject: &Subject, part: &Part<'_>, styles: &[Style], language: Language, width: f64) -> Piece {
    let ground = Ground { subject, styles, names: words::short_names(subject, language), language, width };
    let instrument = subject.instrument();
    let mut y = 0.0;
    let mut rows = Vec::new();
    let mut last = None;
    for competency in &part.competencies {
        let block = instrument.position(&competency.code).map(|position| instrument.block_of(position));
        if block != last {
            let head = ground.head(block.and_then(|number| instrument.parts.blocks.get(number)));
            rows.push(head.at(0.0, y));
            y += head.height;
            last = block;
        }
        let row = ground.row(competency);
        rows.push(row.at(0.0, y));
        y += row.height;
    }
    Piece { height: y, body: html! { @for row in rows { (row) } } }
}

impl Ground<'_> {
    /// How far from the axis a level stands.
    fn reach(&self, rank: usize) -> f64 {
        let levels = self.subject.instrument().scale.levels().iter().filter(|level| level.counts).count();
        (self.width - 30.0 - AXIS) * (rank + 1) as f64 / levels.max(1) as f64
    }

    /// The title of a block, and the numbers of the levels above their places.
    fn head(&self, block: Option<&Block>) -> Piece {
        let titles = block.map(|block| wrap(&block.title, 13.0, TEXT + 60.0)).unwrap_or_default();
        let subtitle = block.and_then(|block| block.subtitle.as_ref());
        let subtitle = subtitle.map(|text| wrap(text, 11.0, TEXT + 60.0)).unwrap_or_default();
        let after = 20.0 + 17.0 * titles.len() as f64;
        let height = after + 14.0 * subtitle.len() as f64;
        let counting = self.subject.instrument().scale.levels().iter().filter(|level| level.counts);
        let body = html! {
            g lang=(self.subject.instrument().parts.language) {
                g font-weight="bold" { (lines(&titles, Point { x: 0.0, y: 20.0 }, 13.0, 17.0)) }
                g fill="#444444" { (lines(&subtitle, Point { x: 0.0, y: after - 3.0 }, 11.0, 14.0)) }
            }
            @for (rank, level) in counting.enumerate() {
                text x=(n(AXIS + self.reach(rank))) y=(n(height - 6.0)) font-size="11" text-anchor="middle" fill="#444444" { (level.value) }
            }
        };
        Piece { height, body }
    }

    fn row(&self, competency: &Competency) -> Piece {
        let shown: Vec<(usize, Drawn)> =
            self.subject.columns().map(|c| self.subject.drawn(c, competency)).enumerate().collect();
        let shown: Vec<_> = shown.into_iter().filter(|(_, drawn)| *drawn != Drawn::NotAsked).collect();
        let texts = wrap(&competency.text, SIZE, TEXT - 90.0);
        let height = (LINE * texts.len() as f64).max(LANE * shown.len() as f64) + 12.0;
        let counting = self.subject.instrument().scale.levels().iter().filter(|level| level.counts).count();
        let body = html! {
            line x1="0" y1="0" x2=(n(self.width)) y2="0" stroke="#bfbfbf" stroke-width="0.8" {}
            g lang=(self.subject.instrument().framework.language) {
                text x="0" y="17" font-size="11" font-weight="bold" { (shortened(&competency.code, 11.0, 84.0)) }
                (lines(&texts, Point { x: 90.0, y: 17.0 }, SIZE, LINE))
            }
            @for rank in 0..counting {
                @let x = n(AXIS + self.reach(rank));
                line x1=(x) y1="0" x2=(x) y2=(n(height)) stroke="#dedede" {}
            }
            line x1=(n(AXIS)) y1="0" x2=(n(AXIS)) y2=(n(height)) stroke="#1a1a1a" {}
            @for (lane, (column, drawn)) in shown.iter().enumerate() {
                (self.lane(*column, *drawn, 6.0 + LANE * (lane as f64 + 0.5)))
            }
        };
        Piece { height, body }
    }

    fn lane(&self, column: usize, drawn: Drawn, y: f64) -> Markup {
        let style = &self.styles[column];
        let name = self.names.get(column).map_or("", String::as_str);
        html! {
            text x=(n(NAMES)) y=(n(y + 4.0)) font-size="11" text-anchor="end" fill=(style.colour) {
                (shortened(name, 11.0, NAMES - TEXT - 20.0)) " " tspan font-weight="bold" { (letter(column)) }
            }
            @match drawn {
                Drawn::Rated { rank, value } => {
                    @let end = AXIS + self.reach(rank);
                    (bar(style, y, end - AXIS))
                    (mark::at_level(style, Point { x: end, y }, 5.2))
                    text x=(n(end + 9.0)) y=(n(y + 4.0)) font-size="11.5" font-weight="bold" fill=(style.colour) { (value) }
                }
                Drawn::NotCalledUpon { .. } | Drawn::Unanswered | Drawn::NotObserved => {
                    (mark::off_axis(drawn, style, &letter(column), Point { x: AXIS - 16.0, y }))
                    text x=(n(AXIS + 8.0)) y=(n(y + 4.0)) font-size="11" font-style="italic" fill="#444444" {
                        (words::off_axis(drawn, self.language).unwrap_or_default())
                    }
                }
                Drawn::NotAsked => {}
            }
        }
    }
}

/// A bar of this length: filled where it is of this round, open and thinner where it is earlier.
fn bar(style: &Style, y: f64, length: f64) -> Markup {
    let (half, fill) = if style.filled { (3.5, style.colour) } else { (2.5, "#ffffff") };
    html! {
        rect x=(n(AXIS)) y=(n(y - half)) width=(n(length)) height=(n(half * 2.0)) fill=(fill) stroke=(style.colour)
            {}
    }
}
