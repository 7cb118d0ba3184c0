//! Growth: what became of each competency between an earlier round and this one. From then, on the left, to now, on the right: a ribbon for those
//! who rated higher, the same, at the highest level already, lower; and apart from them a line for what practice called upon, which is no rise
//! and no fall.

use maud::{Markup, html};

use super::{
    LINE, SIZE,
    fill::{self, Fill},
    heading,
};
use crate::{
    domain::language::Language,
    picture::{
        Piece,
        frame::{self, WIDTH},
        legend::lines,
        mark::Point,
        text::{n, shortened, wrap},
        words::{percent, say},
    },
    tabular::Front,
};

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Slopes {
    pub front: Front,
    /// Language of the official texts.
    pub texts_in: String,
    /// Each with its title, and of whom it was asked.
    pub parts: Vec<(String, Vec<Slope>)>,
}

/// One competency.
#[derive(Clone, Debug)]
pub struct Slope {
    pub code: String,
    pub text: String,
    pub became: Became,
}

/// What is told of it.
#[derive(Clone, Debug)]
pub enum Became {
    /// How many made which transition.
    Exactly(Counts),
    /// Likewise, each number rounded at random.
    About(Counts),
    /// Nothing, because of this.
    Hidden(String),
    /// Nothing: what was asked then is not the same.
    NotComparable,
}

/// Learners by what became of a competency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub raised: u32,
    pub same: u32,
    pub at_ceiling: u32,
    pub lowered: u32,
    pub became_applicable: u32,
    pub no_longer_applicable: u32,
    pub newly_considered: u32,
    pub not_called_upon: u32,
    pub not_comparable: u32,
}

impl Counts {
    /// Rated both times.
    fn rated(&self) -> u32 {
        self.raised + self.same + self.at_ceiling + self.lowered
    }

    /// Of whom it is known both times whether practice called upon it.
    fn known(&self) -> u32 {
        self.rated() + self.became_applicable + self.no_longer_applicable + self.not_called_upon
    }

    /// Upon which share of them it did, then and now; `None` of nobody.
    fn called_upon(&self) -> Option<(f64, f64)> {
        let share = |n: u32| f64::from(n) / f64::from(self.known());
        let rated = self.rated();
        (self.known() > 0).then(|| (share(rated + self.no_longer_applicable), share(rated + self.became_applicable)))
    }

    fn share_raised(&self) -> Option<f64> {
        (self.rated() > 0).then(|| f64::from(self.raised) / f64::from(self.rated()))
    }
}

/// Width of the text of a competency; where ribbons begin and end; where the line of practice does, and what stands beside it.
const TEXT: f64 = 290.0;
const FROM: f64 = 446.0;
const TO: f64 = 500.0;
const PRACTICE: f64 = 686.0;
const PRACTICE_FROM: f64 = 744.0;
const PRACTICE_TO: f64 = 814.0;
const BESIDE: f64 = 886.0;
/// How thick all ribbons are together.
const THICK: f64 = 18.0;
const SMALL: f64 = 11.0;
/// Where the ends of ribbons stand below each other, and the highest and lowest share.
const RAISED: f64 = 8.0;
const CEILING: f64 = 27.0;
const SAME: f64 = 41.0;
const LOWERED: f64 = 60.0;
const ALL: f64 = 8.0;
const NONE: f64 = 60.0;
/// Where a text stands in the middle of them.
const MIDDLE: f64 = 38.0;
const HEIGHT: f64 = 66.0;
/// How far left of the ribbons it is said of how many they are.
const OF_WHOM: f64 = 54.0;

/// The picture of growth.
pub fn svg(slopes: &Slopes) -> String {
    let language = slopes.front.language;
    let mut pieces = vec![heading(&slopes.front, WIDTH), key(language)];
    for (title, of_part) in &slopes.parts {
        pieces.push(head(title, &slopes.texts_in, language));
        pieces.extend(of_part.iter().map(|slope| row(slope, slopes)));
    }
    let description = description(slopes);
    let said = frame::Said { title: &slopes.front.headline(), description: &description, language };
    frame::svg(&said, &pieces, &html! { defs { (fill::hidden()) } }, WIDTH)
}

/// What ribbons and lines are, in words: each says by itself what it is.
fn key(language: Language) -> Piece {
    let says = match language {
        Language::Dutch => {
            "Links: hoe dikker een lint, hoe meer studenten; omhoog is hoger gescoord, omlaag lager. Hoe steil het loopt, zegt niets. Rechts, los \
             daarvan: bij welk deel er een beroep op werd gedaan, eerder en nu, van 0 % onderaan tot 100 % bovenaan. Gestreept en \
             \u{201c}ong.\u{201d}: afgerond."
        }
        Language::English => {
            "Left: the thicker a ribbon, the more learners; up is rated higher, down lower. How steep it is says nothing. Right, apart from that: \
             of which share practice called upon it, then and now, from 0 % at the bottom to 100 % at the top. Dashed and \
             \u{201c}about\u{201d}: rounded."
        }
    };
    let texts = wrap(says, SIZE, WIDTH);
    let body = html! {
        line x1="0" y1="0" x2=(n(WIDTH)) y2="0" stroke="#1a1a1a" {}
        (lines(&texts, Point { x: 0.0, y: 20.0 }, SIZE, LINE))
    };
    Piece { height: 8.0 + LINE * texts.len() as f64, body }
}

fn head(title: &str, texts_in: &str, language: Language) -> Piece {
    let titles = wrap(title, 14.0, FROM - 60.0);
    let height = 18.0 * titles.len() as f64;
    let small = |x: f64, text: &str| {
        html! { text x=(n(x)) y=(n(height)) font-size=(n(SMALL)) fill="#444444" { (text) } }
    };
    let body = html! {
        g font-weight="bold" lang=(texts_in) { (lines(&titles, Point { x: 0.0, y: 18.0 }, 14.0, 18.0)) }
        (small(FROM - OF_WHOM, say(language, "wie beide keren scoorde: eerder → nu", "who rated it both times: then → now")))
        (small(PRACTICE, say(language, "beroep op gedaan: eerder → nu (over de werkplek)", "called upon: then → now (about placements)")))
    };
    Piece { height: height - 6.0, body }
}

fn row(slope: &Slope, slopes: &Slopes) -> Piece {
    let language = slopes.front.language;
    let texts = wrap(&slope.text, SIZE, TEXT);
    let (drawn, high) = match &slope.became {
        Became::Exactly(counts) => (drawing(counts, "", language), HEIGHT),
        Became::About(counts) => (drawing(counts, about(language), language), HEIGHT),
        Became::Hidden(reason) => (nothing(&Fill::Hidden.url(), reason), 24.0),
        Became::NotComparable => (nothing("#ffffff", not_comparable(language)), 24.0),
    };
    let height = (LINE * texts.len() as f64).max(high);
    let body = html! {
        line x1="0" y1="-7" x2=(n(WIDTH)) y2="-7" stroke="#bfbfbf" stroke-width="0.8" {}
        g lang=(slopes.texts_in) {
            text x="0" y="12" font-size="11" font-weight="bold" { (shortened(&slope.code, 11.0, 84.0)) }
            (lines(&texts, Point { x: 92.0, y: 12.0 }, SIZE, LINE))
        }
        (drawn)
    };
    Piece { height: height - 4.0, body }
}

/// What stands before a number that is rounded.
fn about(language: Language) -> &'static str {
    say(language, "ong. ", "about ")
}

fn not_comparable(language: Language) -> &'static str {
    say(
        language,
        "Toen werd iets anders gevraagd: niet te vergelijken",
        "Something else was asked then: not comparable",
    )
}

/// The place of what is not told.
fn nothing(filled: &str, why: &str) -> Markup {
    html! {
        rect x=(n(FROM - OF_WHOM)) y="0" width=(n(WIDTH - FROM + OF_WHOM)) height="20" fill=(filled) stroke="#737373" stroke-dasharray="4 3" {}
        text x=(n(FROM - OF_WHOM + 8.0)) y="14" font-size=(n(SMALL)) stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke" {
            (shortened(why, SMALL, WIDTH - FROM + OF_WHOM - 16.0))
        }
    }
}

/// The ribbons and the line of a row. `about` stands before each number.
fn drawing(counts: &Counts, about: &str, language: Language) -> Markup {
    html! {
        (ribbons(counts, about, language))
        (practice(counts, about, language))
    }
}

fn ribbons(counts: &Counts, about: &str, language: Language) -> Markup {
    let rated = counts.rated();
    let thick = |n: u32| THICK * f64::from(n) / f64::from(rated.max(1));
    // Who said the same runs level; who rated higher begins just above them, who rated lower just below.
    let above = CEILING - f64::midpoint(thick(counts.at_ceiling), thick(counts.raised));
    let below = SAME + f64::midpoint(thick(counts.same), thick(counts.lowered));
    let all = [
        (counts.raised, above, RAISED, TURNED, say(language, "hoger", "higher")),
        (counts.at_ceiling, CEILING, CEILING, FLAT, say(language, "al op hoogste niveau", "at the highest level")),
        (counts.same, SAME, SAME, FLAT, say(language, "gelijk", "the same")),
        (counts.lowered, below, LOWERED, TURNED, say(language, "lager", "lower")),
    ];
    html! {
        text x=(n(FROM - 8.0)) y=(n(MIDDLE)) font-size=(n(SMALL)) font-weight="bold" text-anchor="end" { (about) (rated) }
        @for (count, from, to, filled, says) in all {
            @if count > 0 { (ribbon((from, to), thick(count).max(1.0), filled, !about.is_empty())) }
            @let share = counts.share_raised().filter(|_| to == RAISED).map(|share| format!(" ({about}{})", percent(share)));
            (label(TO + 8.0, to + 4.0, &format!("{about}{count} {says}{}", share.unwrap_or_default()), count > 0))
        }
    }
}

/// Of those whose score changed, and of those whose score did not: apart in print too.
const TURNED: &str = "#4a89d0";
const FLAT: &str = "#d9d9d9";

fn ribbon((from, to): (f64, f64), thick: f64, filled: &str, is_rounded: bool) -> Markup {
    let half = thick / 2.0;
    let corners = [(FROM, from - half), (TO, to - half), (TO, to + half), (FROM, from + half)];
    let corners = corners.map(|(x, y)| format!("{},{}", n(x), n(y))).join(" ");
    html! {
        polygon points=(corners) fill=(filled) stroke="#1a1a1a" stroke-width="0.8" stroke-linejoin="round"
            stroke-dasharray=[is_rounded.then_some("3 2")] {}
    }
}

/// A text beside what it is about; what counts nobody is no bold text.
fn label(x: f64, y: f64, text: &str, is_somebody: bool) -> Markup {
    let (weight, colour) = if is_somebody { ("bold", "#1a1a1a") } else { ("normal", "#595959") };
    html! { text x=(n(x)) y=(n(y)) font-size=(n(SMALL)) font-weight=(weight) fill=(colour) { (text) } }
}

/// Upon which share practice called, then and now.
fn practice(counts: &Counts, about: &str, language: Language) -> Markup {
    let Some((then, now)) = counts.called_upon() else {
        return label(PRACTICE, MIDDLE, say(language, "van niemand bekend", "known of nobody"), false);
    };
    let y = |share: f64| NONE + (ALL - NONE) * share;
    let beside = [
        format!("{} {about}{}", say(language, "van", "of"), counts.known()),
        format!("{about}{} {}", counts.became_applicable, say(language, "nu wel", "became so")),
        format!("{about}{} {}", counts.no_longer_applicable, say(language, "nu niet meer", "no longer")),
    ];
    html! {
        g stroke="#737373" stroke-width="0.8" {
            line x1=(n(PRACTICE_FROM)) y1=(n(ALL)) x2=(n(PRACTICE_FROM)) y2=(n(NONE)) {}
            line x1=(n(PRACTICE_TO)) y1=(n(ALL)) x2=(n(PRACTICE_TO)) y2=(n(NONE)) {}
        }
        line x1=(n(PRACTICE_FROM)) y1=(n(y(then))) x2=(n(PRACTICE_TO)) y2=(n(y(now))) stroke="#1a1a1a" stroke-width="2"
            stroke-dasharray=[(!about.is_empty()).then_some("5 3")] {}
        @for (x, share) in [(PRACTICE_FROM, then), (PRACTICE_TO, now)] {
            circle cx=(n(x)) cy=(n(y(share))) r="3.5" fill="#1a1a1a" {}
        }
        text x=(n(PRACTICE_FROM - 7.0)) y=(n(y(then) + 4.0)) font-size=(n(SMALL)) font-weight="bold" text-anchor="end" { (about) (percent(then)) }
        (label(PRACTICE_TO + 7.0, y(now) + 4.0, &format!("{about}{}", percent(now)), true))
        (lines(&beside, Point { x: BESIDE, y: MIDDLE - 16.0 }, SMALL, 16.0))
    }
}

/// Every figure of the picture, in words.
fn description(slopes: &Slopes) -> String {
    let language = slopes.front.language;
    let mut all = vec![slopes.front.how_to_read.clone()];
    for (title, of_part) in &slopes.parts {
        all.push(format!("{title}."));
        for slope in of_part {
            let says = match &slope.became {
                Became::Exactly(counts) => spoken(counts, "", language),
                Became::About(counts) => spoken(counts, about(language), language),
                Became::Hidden(reason) => format!("{}: {reason}", say(language, "niet getoond", "not shown")),
                Became::NotComparable => not_comparable(language).to_owned(),
            };
            all.push(format!("{} {} {says}.", slope.code, slope.text));
        }
    }
    all.join("\n")
}

fn spoken(counts: &Counts, about: &str, language: Language) -> String {
    let share = |share: Option<f64>| share.map_or_else(String::new, |share| format!(" ({about}{})", percent(share)));
    let mut all: Vec<String> = [
        ("beide keren gescoord", "rated both times", counts.rated(), None),
        ("hoger", "higher", counts.raised, counts.share_raised()),
        ("gelijk", "the same", counts.same, None),
        ("al op het hoogste niveau", "at the highest level already", counts.at_ceiling, None),
        ("lager", "lower", counts.lowered, None),
    ]
    .map(|(dutch, english, count, of)| format!("{}: {about}{count}{}", say(language, dutch, english), share(of)))
    .to_vec();
    if let Some((then, now)) = counts.called_upon() {
        let (is, before) = (say(language, "beroep op gedaan", "called upon"), say(language, "eerder", "then"));
        let (after, of) = (say(language, "nu", "now"), say(language, "van", "of"));
        let known = counts.known();
        all.push(format!(
            "{is}: {before} {about}{}, {after} {about}{} {of} {about}{known}",
            percent(then),
            percent(now)
        ));
    }
    let practice = [
        ("nu wel", "became applicable", counts.became_applicable),
        ("nu niet meer", "no longer applicable", counts.no_longer_applicable),
        ("beide keren niet", "not called upon both times", counts.not_called_upon),
        ("nieuw bedacht of ingevuld", "newly considered", counts.newly_considered),
        ("niet te vergelijken", "not comparable", counts.not_comparable),
    ];
    all.extend(practice.map(|(dutch, english, count)| format!("{}: {about}{count}", say(language, dutch, english))));
    all.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(became: Became) -> String {
        let front = Front {
            language: Language::Dutch,
            title: "Groei".to_owned(),
            of: vec![],
            more: vec![],
            how_to_read: "Lees het zo.".to_owned(),
            notes: vec![],
            made_at: None,
        };
        let slope = Slope { code: "X-1".to_owned(), text: "Kneedt <deeg>.".to_owned(), became };
        svg(&Slopes { front, texts_in: "nl".to_owned(), parts: vec![("Deeg".to_owned(), vec![slope])] })
    }

    #[test]
    fn what_stayed_runs_level_what_rose_rises_and_what_fell_falls() {
        let counts = Counts { raised: 9, same: 5, at_ceiling: 2, lowered: 4, ..Counts::default() };
        let picture = drawn(Became::Exactly(counts));
        let ends = |ribbon: &str| -> (f64, f64) {
            let y = |corner: &str| corner.split(',').nth(1).unwrap().parse::<f64>().unwrap();
            let corners: Vec<f64> = ribbon.split('"').next().unwrap().split(' ').map(y).collect();
            (f64::midpoint(corners[0], corners[3]), f64::midpoint(corners[1], corners[2]))
        };
        let ribbons: Vec<(f64, f64)> = picture.split("<polygon points=\"").skip(1).map(ends).collect();
        let goes = |at: usize| ribbons[at].1 - ribbons[at].0;
        assert!(goes(0) < -1.0 && goes(1).abs() < 0.1 && goes(2).abs() < 0.1 && goes(3) > 1.0, "{ribbons:?}");
        assert!(picture.contains("9 hoger (45 %)") && !picture.contains("ong. 9"));
    }

    #[test]
    fn who_was_not_rated_twice_is_in_no_ribbon() {
        let counts = Counts { not_called_upon: 12, newly_considered: 3, ..Counts::default() };
        let picture = drawn(Became::Exactly(counts));
        assert!(!picture.contains("<polygon") && picture.contains(">0 hoger<"));
        assert!(picture.contains("beroep op gedaan: eerder 0 %, nu 0 % van 12; ") && picture.contains("ingevuld: 3;"));
        let nobody = drawn(Became::About(Counts::default()));
        assert!(nobody.contains("van niemand bekend") && !nobody.contains("NaN"), "{nobody}");
    }

    #[test]
    fn what_cannot_be_compared_is_not_drawn_and_is_not_called_hidden() {
        let picture = drawn(Became::NotComparable);
        assert!(picture.contains("X-1 Kneedt &lt;deeg&gt;. Toen werd iets anders gevraagd: niet te vergelijken."));
        assert!(!picture.contains("<polygon") && !picture.contains("fill=\"url(#hidden)\""));
    }
}
