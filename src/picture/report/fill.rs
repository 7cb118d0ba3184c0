//! What areas are filled with: a shade and a pattern, so that they are told apart in print and by who sees no colours.

use maud::{Markup, html};

use crate::{domain::scale::Scale, picture::text::n};

/// What an area is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// A level that counts: its rank among those, from 0.
    Level(usize),
    NotCalledUpon,
    Unanswered,
    /// Of raters other than the learner.
    NotObserved,
    /// Something that is not told.
    Hidden,
}

impl Fill {
    /// As an attribute.
    pub fn url(self) -> String {
        format!("url(#{})", self.id())
    }

    fn id(self) -> String {
        match self {
            Self::Level(rank) => format!("level-{rank}"),
            Self::NotCalledUpon => "not-called-upon".to_owned(),
            Self::Unanswered => "unanswered".to_owned(),
            Self::NotObserved => "not-observed".to_owned(),
            Self::Hidden => "hidden".to_owned(),
        }
    }
}

/// The fills of a scale, for pieces to refer to.
pub fn definitions(scale: &Scale) -> Markup {
    let counting = scale.levels().iter().filter(|level| level.counts).count();
    html! {
        defs {
            @for rank in 0..counting { (level(rank, counting)) }
            (pattern(Fill::NotCalledUpon, 6.0, "#ffffff", &html! { path d="M0 3H6" stroke="#8a8a8a" stroke-width="1.2" {} }))
            (pattern(Fill::Unanswered, 5.0, "#ffffff", &html! { circle cx="2.5" cy="2.5" r="0.8" fill="#8a8a8a" {} }))
            (pattern(Fill::NotObserved, 6.0, "#ffffff", &html! { path d="M3 0V6" stroke="#8a8a8a" stroke-width="1.2" stroke-dasharray="2 1" {} }))
            (hidden())
        }
    }
}

/// The fill of what is not told.
pub fn hidden() -> Markup {
    pattern(
        Fill::Hidden,
        8.0,
        "#f4f4f4",
        &html! { path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#d0d0d0" stroke-width="1.2" {} },
    )
}

/// Lighter and darker by rank; the highest is plain, and below it lines and dots take turns.
fn level(rank: usize, counting: usize) -> Markup {
    let below = counting.saturating_sub(rank + 1);
    let at = if counting > 1 { rank as f64 / (counting - 1) as f64 } else { 1.0 };
    let lines = match below % 4 {
        0 => html! {},
        1 => html! { path d="M-2 6L2 10M0 0L8 8M6 -2L10 2" stroke="#1a1a1a" stroke-width="0.9" {} },
        2 => html! { path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#1a1a1a" stroke-width="0.7" {} },
        _ => html! { circle cx="2" cy="2" r="0.9" fill="#1a1a1a" {} circle cx="6" cy="6" r="0.9" fill="#1a1a1a" {} },
    };
    pattern(Fill::Level(rank), 8.0, &shade(at), &lines)
}

fn pattern(fill: Fill, size: f64, ground: &str, lines: &Markup) -> Markup {
    let size = n(size);
    html! {
        pattern id=(fill.id()) width=(size) height=(size) patternUnits="userSpaceOnUse" {
            rect width=(size) height=(size) fill=(ground) {}
            (lines)
        }
    }
}

const LIGHT: [f64; 3] = [226.0, 237.0, 248.0];
const DARK: [f64; 3] = [74.0, 137.0, 208.0];

/// A blue between light (0) and middle (1), on which black can be read.
pub fn shade(at: f64) -> String {
    let part = |of: usize| LIGHT[of] + (DARK[of] - LIGHT[of]) * at.clamp(0.0, 1.0);
    format!("rgb({:.0},{:.0},{:.0})", part(0), part(1), part(2))
}
