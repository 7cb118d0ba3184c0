//! What is the same in every picture: white around it, a title and a description for who does not see it, one piece below another.

use maud::{Markup, html};

use super::{
    Piece,
    text::{FONTS, n, well_formed},
};
use crate::domain::language::Language;

/// Width of what is drawn.
pub const WIDTH: f64 = 1000.0;
/// White around it, and between two pieces.
const MARGIN: f64 = 30.0;
const BETWEEN: f64 = 16.0;

/// What is said of a picture to who does not see it.
pub struct Said<'a> {
    pub title: &'a str,
    /// Every figure in it.
    pub description: &'a str,
    pub language: Language,
}

/// A picture of these pieces, as SVG. `definitions` are what its pieces refer to.
pub fn svg(said: &Said<'_>, pieces: &[Piece], definitions: &Markup, width: f64) -> String {
    let mut y = MARGIN;
    let mut placed = Vec::new();
    for piece in pieces {
        placed.push(piece.at(MARGIN, y));
        y += piece.height + BETWEEN;
    }
    let (width, height) = (n(width + 2.0 * MARGIN), n(y + MARGIN));
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height) viewBox=(format!("0 0 {width} {height}"))
            role="img" lang=(said.language.tag()) aria-labelledby="title description" font-family=(FONTS) fill="#1a1a1a" {
            title id="title" { (said.title) }
            desc id="description" { (said.description) }
            (definitions)
            rect width="100%" height="100%" fill="#ffffff" {}
            @for piece in placed { (piece) }
        }
    };
    well_formed(drawing.into_string())
}
