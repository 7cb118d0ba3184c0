//! A distribution: a stacked bar per competency. Levels that count stand from low to high; what does not count stands apart from them, so
//! that it is not read as the lowest.

use std::sync::Arc;

use maud::{Markup, html};

use super::{
    LINE, SIZE,
    fill::{self, Fill},
    heading, mastered,
};
use crate::{
    domain::{language::Language, scale::Scale},
    picture::{
        Piece,
        frame::{self, WIDTH},
        legend::lines,
        mark::Point,
        text::{n, shortened, width, wrap},
        words::{percent, say},
    },
    tabular::Front,
};

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Stacks {
    pub front: Front,
    /// Language of the official texts.
    pub texts_in: String,
    pub scale: Arc<Scale>,
    /// Whether those who answered did so about themselves; the levels are told in words for others where not.
    pub about_themselves: bool,
    /// Each with its title, and of whom it was asked.
    pub parts: Vec<(String, Vec<Bar>)>,
}

/// One competency.
#[derive(Clone, Debug)]
pub struct Bar {
    pub code: String,
    pub text: String,
    pub says: Says,
}

/// What is told of it.
#[derive(Clone, Debug)]
pub enum Says {
    Counts {
        /// Learners at each level of the scale.
        levels: Vec<u32>,
        unanswered: u32,
        /// Of raters other than the learner: not observed.
        not_observed: u32,
        /// Share of the rated at a level of mastery.
        proficient: Option<f64>,
    },
    /// At least this share said "not called upon".
    AtLeast(f64),
    /// Nothing, because of this.
    Hidden(String),
}

/// Width of the text of a competency; where bars begin and end; where the figures stand.
const TEXT: f64 = 330.0;
const FROM: f64 = 440.0;
const TO: f64 = 850.0;
const FIGURES: f64 = 864.0;
/// Between what counts and what does not.
const GAP: f64 = 8.0;
const HEIGHT: f64 = 20.0;

/// The picture of a distribution.
pub fn svg(stacks: &Stacks) -> String {
    let language = stacks.front.language;
    let mut pieces = vec![heading(&stacks.front, WIDTH), legend(stacks)];
    for (title, bars) in &stacks.parts {
        pieces.push(head(title, &stacks.texts_in, language));
        pieces.extend(bars.iter().map(|bar| row(bar, stacks)));
    }
    let description = description(stacks);
    let said = frame::Said { title: &stacks.front.headline(), description: &description, language };
    frame::svg(&said, &pieces, &fill::definitions(&stacks.scale), WIDTH)
}

/// The levels in the order in which they are drawn: number in the scale, and what they are filled with.
fn order(scale: &Scale) -> Vec<(usize, Fill)> {
    let counting = scale.levels().iter().enumerate().filter(|(_, level)| level.counts).map(|(at, _)| at);
    let others = scale.levels().iter().enumerate().filter(|(_, level)| !level.counts).map(|(at, _)| at);
    let filled = counting.enumerate().map(|(rank, at)| (at, Fill::Level(rank)));
    filled.chain(others.map(|at| (at, Fill::NotCalledUpon))).collect()
}

fn legend(stacks: &Stacks) -> Piece {
    let language = stacks.front.language;
    let mut y = 20.0;
    let mut rows = Vec::new();
    let mut entry = |fill: Fill, text: &str, texts_in: &str| {
        let texts = wrap(text, SIZE, WIDTH - 60.0);
        rows.push(html! {
            rect x="0" y=(n(y - 11.0)) width="34" height="14" fill=(fill.url()) stroke="#1a1a1a" stroke-width="0.8" {}
            g lang=(texts_in) { (lines(&texts, Point { x: 46.0, y }, SIZE, LINE)) }
        });
        y += LINE * texts.len() as f64 + 4.0;
    };
    for (at, fill) in order(&stacks.scale) {
        if let Some(level) = stacks.scale.levels().get(at) {
            let of_others = level.third_person.as_ref().filter(|_| !stacks.about_themselves);
            entry(fill, &format!("{} {}", level.value, of_others.unwrap_or(&level.text)), &stacks.scale.language);
        }
    }
    entry(Fill::Unanswered, say(language, "niet ingevuld", "not answered"), language.tag());
    let unseen = |bar: &Bar| matches!(bar.says, Says::Counts { not_observed: 1.., .. });
    if stacks.parts.iter().any(|(_, bars)| bars.iter().any(unseen)) {
        entry(Fill::NotObserved, say(language, "niet gezien", "not observed"), language.tag());
    }
    entry(Fill::Hidden, say(language, "niet getoond; de reden staat erin", "not shown; it says why"), language.tag());
    let body = html! {
        line x1="0" y1="0" x2=(n(WIDTH)) y2="0" stroke="#1a1a1a" {}
        @for row in rows { (row) }
    };
    Piece { height: y - 8.0, body }
}

fn head(title: &str, texts_in: &str, language: Language) -> Piece {
    let titles = wrap(title, 14.0, FROM - 20.0);
    let height = 6.0 + 18.0 * titles.len() as f64;
    let small = |x: f64, anchor: &str, text: &str| {
        html! { text x=(n(x)) y=(n(height)) font-size="11" text-anchor=(anchor) fill="#444444" { (text) } }
    };
    let body = html! {
        g font-weight="bold" lang=(texts_in) { (lines(&titles, Point { x: 0.0, y: 18.0 }, 14.0, 18.0)) }
        (small(FROM, "start", say(language, "aantal studenten per niveau", "learners at each level")))
        (small(FIGURES, "start", say(language, "beheerst, van wie scoorde", "mastered, of rated")))
    };
    Piece { height: height - 8.0, body }
}

fn row(bar: &Bar, stacks: &Stacks) -> Piece {
    let language = stacks.front.language;
    let texts = wrap(&bar.text, SIZE, TEXT);
    let height = (LINE * texts.len() as f64).max(HEIGHT + 4.0);
    let body = html! {
        line x1="0" y1="-6" x2=(n(WIDTH)) y2="-6" stroke="#bfbfbf" stroke-width="0.8" {}
        g lang=(stacks.texts_in) {
            text x="0" y="12" font-size="11" font-weight="bold" { (shortened(&bar.code, 11.0, 84.0)) }
            (lines(&texts, Point { x: 92.0, y: 12.0 }, SIZE, LINE))
        }
        @match &bar.says {
            Says::Counts { levels, unanswered, not_observed, proficient } => {
                (segments(levels, *unanswered, *not_observed, &stacks.scale))
                text x=(n(FIGURES)) y="14" font-size="11.5" font-weight="bold" {
                    (mastered(*proficient, rated(levels, &stacks.scale), language))
                }
            }
            Says::AtLeast(share) => {
                (empty())
                (rect(TO - (TO - FROM) * share, TO, Fill::NotCalledUpon))
                (label(FROM + 8.0, &at_least(*share, language)))
            }
            Says::Hidden(reason) => {
                (empty())
                (label(FROM + 8.0, reason))
            }
        }
    };
    Piece { height: height - 6.0, body }
}

fn rated(levels: &[u32], scale: &Scale) -> u32 {
    levels.iter().zip(scale.levels()).filter(|(_, level)| level.counts).map(|(count, _)| count).sum()
}

/// The parts of a bar: what counts, from low to high, then what does not, what was left open, and what was not observed.
fn segments(levels: &[u32], unanswered: u32, not_observed: u32, scale: &Scale) -> Markup {
    let mut parts: Vec<(u32, Fill)> =
        order(scale).into_iter().filter_map(|(at, fill)| levels.get(at).map(|count| (*count, fill))).collect();
    parts.extend([(unanswered, Fill::Unanswered), (not_observed, Fill::NotObserved)]);
    let total: u32 = parts.iter().map(|(count, _)| count).sum();
    let each = (TO - FROM - GAP) / f64::from(total.max(1));
    let mut x = FROM;
    let mut drawn = Vec::new();
    let mut counts = true;
    for (count, fill) in parts {
        if counts && !matches!(fill, Fill::Level(_)) {
            counts = false;
            x += GAP;
        }
        if count > 0 {
            let end = x + each * f64::from(count);
            let number = count.to_string();
            let fits = width(&number, 11.0) + 4.0 <= end - x;
            drawn.push(html! {
                (rect(x, end, fill))
                @if fits { (halo(f64::midpoint(x, end), "middle", &number, "bold")) }
            });
            x = end;
        }
    }
    html! { @for part in drawn { (part) } }
}

fn rect(from: f64, to: f64, fill: Fill) -> Markup {
    html! {
        rect x=(n(from)) y="0" width=(n(to - from)) height=(n(HEIGHT)) fill=(fill.url()) stroke="#1a1a1a" stroke-width="0.7" {}
    }
}

/// The place of a bar that is not told.
fn empty() -> Markup {
    html! {
        rect x=(n(FROM)) y="0" width=(n(TO - FROM)) height=(n(HEIGHT)) fill=(Fill::Hidden.url()) stroke="#737373" stroke-dasharray="4 3" {}
    }
}

fn label(x: f64, text: &str) -> Markup {
    halo(x, "start", &shortened(text, 11.0, WIDTH - x), "normal")
}

/// A text with white behind it.
fn halo(x: f64, anchor: &str, text: &str, weight: &str) -> Markup {
    html! {
        text x=(n(x)) y="14" font-size="11" font-weight=(weight) text-anchor=(anchor) stroke="#ffffff" stroke-width="3"
            stroke-linejoin="round" paint-order="stroke" { (text) }
    }
}

/// A band, in words.
fn at_least(share: f64, language: Language) -> String {
    match language {
        Language::Dutch => format!("minstens {} zegt: geen beroep op gedaan", percent(share)),
        Language::English => format!("at least {} say: not called upon", percent(share)),
    }
}

/// Every figure of the picture, in words.
fn description(stacks: &Stacks) -> String {
    let language = stacks.front.language;
    let mut all = vec![stacks.front.how_to_read.clone()];
    for (title, bars) in &stacks.parts {
        all.push(format!("{title}."));
        for bar in bars {
            let says = match &bar.says {
                Says::Hidden(reason) => format!("{}: {reason}", say(language, "niet getoond", "not shown")),
                Says::AtLeast(share) => at_least(*share, language),
                Says::Counts { levels, unanswered, not_observed, proficient } => {
                    let each = order(&stacks.scale).into_iter().filter_map(|(at, _)| {
                        let (level, count) = (stacks.scale.levels().get(at)?, levels.get(at)?);
                        Some(format!("{} {}: {count}", say(language, "niveau", "level"), level.value))
                    });
                    let open = format!("{}: {unanswered}", say(language, "niet ingevuld", "not answered"));
                    let unseen = format!("{}: {not_observed}", say(language, "niet gezien", "not observed"));
                    let unseen = (*not_observed > 0).then_some(unseen);
                    let mastery = mastered(*proficient, rated(levels, &stacks.scale), language);
                    let mastery = format!("{}: {mastery}", say(language, "beheerst", "mastered"));
                    each.chain([open]).chain(unseen).chain([mastery]).collect::<Vec<_>>().join("; ")
                }
            };
            all.push(format!("{} {} {says}.", bar.code, bar.text));
        }
    }
    all.join("\n")
}
