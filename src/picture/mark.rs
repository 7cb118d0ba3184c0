//! The marks in a picture: what stands at a level, and what stands outside the axis where there is none.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use maud::{Markup, html};

use super::{
    Drawn,
    style::{Shape, Style},
    text::n,
};

/// A point in a picture.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    /// The point at this distance from here, in this direction: 0 is up, and it goes with the clock.
    #[must_use]
    pub fn towards(self, angle: f64, distance: f64) -> Self {
        let angle = angle - FRAC_PI_2;
        Self { x: self.x + distance * angle.cos(), y: self.y + distance * angle.sin() }
    }
}

/// A line of points, as attributes want it.
pub fn points(of: impl IntoIterator<Item = Point>) -> String {
    of.into_iter().map(|p| format!("{},{}", n(p.x), n(p.y))).collect::<Vec<_>>().join(" ")
}

/// The mark at a level.
pub fn at_level(style: &Style, at: Point, radius: f64) -> Markup {
    let (fill, stroke) = if style.filled { (style.colour, "#ffffff") } else { ("#ffffff", style.colour) };
    let width = if style.filled { "1" } else { "1.8" };
    let corners = |number: u32, turned: f64| {
        (0..number).map(move |i| at.towards(turned + TAU * f64::from(i) / f64::from(number), radius * 1.15))
    };
    let shape = match style.shape {
        Shape::Circle => {
            return html! { circle cx=(n(at.x)) cy=(n(at.y)) r=(n(radius)) fill=(fill) stroke=(stroke) stroke-width=(width) {} };
        }
        Shape::Square => points(corners(4, PI / 4.0)),
        Shape::TriangleUp => points(corners(3, 0.0)),
        Shape::TriangleDown => points(corners(3, PI)),
        Shape::Pentagon => points(corners(5, 0.0)),
        Shape::Star => star(at, radius * 1.3, 5, 0.45),
        Shape::Plus => star(at, radius * 1.3, 4, 0.35),
    };
    html! { polygon points=(shape) fill=(fill) stroke=(stroke) stroke-width=(width) stroke-linejoin="round" {} }
}

/// A star of so many points; how deep it is cut is told as a share of the radius.
fn star(at: Point, radius: f64, number: u32, inner: f64) -> String {
    let corner = |i: u32| {
        let distance = if i.is_multiple_of(2) { radius } else { radius * inner };
        at.towards(PI * f64::from(i) / f64::from(number), distance)
    };
    points((0..2 * number).map(corner))
}

/// The mark of what is no level, with the letter of its column in it: a diamond for "not called upon", a dotted box for what is not
/// answered, a dashed circle for what was not observed. Nothing for what is not asked, or is a level.
pub fn off_axis(drawn: Drawn, style: &Style, letter: &str, at: Point) -> Markup {
    let outline = match drawn {
        Drawn::Rated { .. } | Drawn::NotAsked => return Markup::default(),
        Drawn::NotCalledUpon { .. } => {
            let corners = (0..4_u32).map(|i| at.towards(TAU * f64::from(i) / 4.0, 8.2));
            html! { polygon points=(points(corners)) fill="#ffffff" stroke=(style.colour) stroke-width="1.5" {} }
        }
        Drawn::Unanswered => html! {
            rect x=(n(at.x - 6.0)) y=(n(at.y - 6.0)) width="12" height="12" fill="#ffffff" stroke=(style.colour)
                stroke-width="1.2" stroke-dasharray="1.2 2" {}
        },
        Drawn::NotObserved => html! {
            circle cx=(n(at.x)) cy=(n(at.y)) r="6.6" fill="#ffffff" stroke=(style.colour) stroke-width="1.2" stroke-dasharray="4 2.5" {}
        },
    };
    html! {
        (outline)
        text x=(n(at.x)) y=(n(at.y + 3.0)) font-size="8" font-weight="bold" text-anchor="middle" fill=(style.colour) { (letter) }
    }
}
