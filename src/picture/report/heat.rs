//! Where groups stand: a row per group, a column per domain, a share in each cell as a number and as a shade.

use maud::{Markup, html};

use super::{
    LINE, SIZE,
    fill::{Fill, hidden, shade},
    heading,
};
use crate::{
    domain::language::Language,
    picture::{
        Piece,
        frame::{self, WIDTH},
        legend::lines,
        mark::Point,
        text::{n, wrap},
        words::{percent, say},
    },
    tabular::Front,
};

/// What is drawn.
#[derive(Clone, Debug)]
pub struct HeatMap {
    pub front: Front,
    /// Language of the official texts.
    pub texts_in: String,
    /// The title of each column, and of whom it was asked.
    pub columns: Vec<(String, String)>,
    /// A name, and a place for each column.
    pub rows: Vec<(String, Vec<Place>)>,
}

/// What is told in one place.
#[derive(Clone, Debug)]
pub enum Place {
    /// A share, if there is one, and of how many learners.
    Share(Option<f64>, u32),
    /// Nothing, because of this.
    Hidden(String),
}

/// Width of the names, and the least width of a column.
const NAMES: f64 = 190.0;
const NARROWEST: f64 = 104.0;
const SMALL: f64 = 10.5;
const SMALL_LINE: f64 = 12.5;

/// The picture of where groups stand.
pub fn svg(map: &HeatMap) -> String {
    let columns = map.columns.len().max(1) as f64;
    let each = ((WIDTH - NAMES) / columns).max(NARROWEST);
    let width = NAMES + each * columns;
    let mut pieces = vec![heading(&map.front, width), legend(map.front.language), head(map, each)];
    pieces.extend(map.rows.iter().map(|(name, places)| row(name, places, each, map.front.language)));
    let description = description(map);
    let said = frame::Said { title: &map.front.headline(), description: &description, language: map.front.language };
    frame::svg(&said, &pieces, &html! { defs { (hidden()) } }, width)
}

/// How dark a share is: in five steps, that can be told apart.
fn step(share: f64) -> f64 {
    (share * 5.0).floor().clamp(0.0, 4.0) / 4.0
}

fn legend(language: Language) -> Piece {
    let steps = (0..5_u32).map(|number| {
        let from = f64::from(number) / 5.0;
        let text = format!("{}–{}", f64::from(number * 20), percent(from + 0.2));
        (f64::from(number) * 104.0, shade(step(from + 0.1)), text)
    });
    let body = html! {
        line x1="0" y1="0" x2=(n(WIDTH)) y2="0" stroke="#1a1a1a" {}
        @for (x, shade, text) in steps {
            rect x=(n(x)) y="14" width="26" height="14" fill=(shade) stroke="#1a1a1a" stroke-width="0.8" {}
            text x=(n(x + 32.0)) y="25" font-size=(n(SIZE)) { (text) }
        }
        rect x="530" y="14" width="26" height="14" fill=(Fill::Hidden.url()) stroke="#737373" stroke-dasharray="4 3" {}
        text x="562" y="25" font-size=(n(SIZE)) { (say(language, "niet getoond; de reden staat erin", "not shown; it says why")) }
    };
    Piece { height: 28.0, body }
}

fn head(map: &HeatMap, each: f64) -> Piece {
    let heads: Vec<_> = map
        .columns
        .iter()
        .map(|(title, set)| (wrap(title, 12.0, each - 10.0), wrap(set, SMALL, each - 10.0)))
        .collect();
    let height =
        |(titles, sets): &(Vec<String>, Vec<String>)| 15.0 * titles.len() as f64 + SMALL_LINE * sets.len() as f64;
    let highest = heads.iter().map(height).fold(0.0, f64::max);
    let body = html! {
        @for (number, both) in heads.iter().enumerate() {
            @let x = left(number, each) + 5.0;
            @let y = highest - height(both) + 10.0;
            g font-weight="bold" lang=(map.texts_in) { (lines(&both.0, Point { x, y }, 12.0, 15.0)) }
            g fill="#444444" { (lines(&both.1, Point { x, y: y + 15.0 * both.0.len() as f64 }, SMALL, SMALL_LINE)) }
        }
    };
    Piece { height: highest - 10.0, body }
}

fn left(number: usize, each: f64) -> f64 {
    NAMES + each * number as f64
}

fn row(name: &str, places: &[Place], each: f64, language: Language) -> Piece {
    let names = wrap(name, SIZE, NAMES - 14.0);
    let reasons = places.iter().map(|place| match place {
        Place::Share(..) => 2,
        Place::Hidden(reason) => wrap(reason, SMALL, each - 12.0).len(),
    });
    let high = 12.0 + SMALL_LINE * reasons.max().unwrap_or(0).max(3) as f64;
    let high = high.max(12.0 + LINE * names.len() as f64);
    let body = html! {
        g font-weight="bold" { (lines(&names, Point { x: 0.0, y: 18.0 }, SIZE, LINE)) }
        @for (number, place) in places.iter().enumerate() {
            (cell(place, left(number, each), each, high, language))
        }
    };
    // Rows stand closer together than other pieces.
    Piece { height: high - 14.0, body }
}

fn cell(place: &Place, x: f64, each: f64, high: f64, language: Language) -> Markup {
    let (wide, middle) = (n(each - 2.0), n(x + each / 2.0));
    match place {
        Place::Share(share, learners) => html! {
            rect x=(n(x)) y="0" width=(wide) height=(n(high)) fill=(share.map_or("#ffffff".to_owned(), |share| shade(step(share))))
                stroke="#1a1a1a" stroke-width="0.7" {}
            text x=(middle) y=(n(high / 2.0)) font-size="15" font-weight="bold" text-anchor="middle" {
                (share.map_or_else(|| say(language, "geen", "none").to_owned(), percent))
            }
            text x=(middle) y=(n(high / 2.0 + 15.0)) font-size=(n(SMALL)) text-anchor="middle" { "n = " (learners) }
        },
        Place::Hidden(reason) => {
            let texts = wrap(reason, SMALL, each - 12.0);
            let y = (high - SMALL_LINE * texts.len() as f64) / 2.0 + 10.0;
            html! {
                rect x=(n(x)) y="0" width=(wide) height=(n(high)) fill=(Fill::Hidden.url()) stroke="#737373" stroke-dasharray="4 3" {}
                g stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke" {
                    (lines(&texts, Point { x: x + 5.0, y }, SMALL, SMALL_LINE))
                }
            }
        }
    }
}

/// Every figure of the picture, in words.
fn description(map: &HeatMap) -> String {
    let language = map.front.language;
    let mut all = vec![map.front.how_to_read.clone()];
    for (name, places) in &map.rows {
        let each = map.columns.iter().zip(places).map(|((title, set), place)| {
            let says = match place {
                Place::Hidden(reason) => format!("{}: {reason}", say(language, "niet getoond", "not shown")),
                Place::Share(None, n) => format!("{}, n = {n}", say(language, "niemand scoorde", "nobody rated")),
                Place::Share(Some(share), n) => format!("{}, n = {n}", percent(*share)),
            };
            format!("{title} ({set}): {says}")
        });
        all.push(format!("{name}. {}.", each.collect::<Vec<_>>().join("; ")));
    }
    all.join("\n")
}
