//! A radar of one domain: an axis per competency, a ring per level that counts. The lowest level has a ring of its own, so that the
//! middle is no level, and what is no level stands outside the outermost ring.

use std::f64::consts::TAU;

use maud::{Markup, html};

use super::{
    Drawn, Part, Piece, Subject,
    legend::lines,
    mark::{self, Point, points},
    style::{Style, letter},
    text::{n, shortened, wrap},
    words::say,
};
use crate::domain::{framework::Competency, language::Language};

/// Fewer axes than this make no web.
const FEWEST: usize = 3;
const INNER: f64 = 30.0;
const OUTER: f64 = 165.0;
/// How far the marks outside the rings stand from each other.
const STEP: f64 = 17.0;
/// Size and line of the texts beside a radar.
const SIZE: f64 = 10.5;
const LINE: f64 = 14.0;

/// A radar of this domain, with its competencies beside it.
pub fn radar(subject: &Subject, part: &Part<'_>, styles: &[Style], language: Language, width: f64) -> Piece {
    let number = part.competencies.len();
    if number < FEWEST {
        let says = say(
            language,
            "Voor een web zijn drie competenties nodig; hier zijn er minder gevraagd.",
            "A radar needs three competencies; fewer are asked here.",
        );
        return Piece {
            height: 22.0,
            body: html! { text x="0" y="14" font-size="12.5" font-style="italic" { (says) } },
        };
    }
    let columns: Vec<Vec<Drawn>> =
        subject.columns().map(|c| part.competencies.iter().map(|it| subject.drawn(c, it)).collect()).collect();
    let off = |axis: usize| columns.iter().filter(|drawn| is_off_axis(drawn[axis])).count();
    let most = (0..number).map(off).max().unwrap_or(0);
    let names = OUTER + 16.0 + STEP * most as f64;
    let middle = Point { x: names + 46.0, y: names + 24.0 };
    let web = Web { middle, number, levels: subject.instrument().scale.levels().iter().filter(|l| l.counts).count() };
    let codes = short_codes(&part.competencies);
    let beside = middle.x * 2.0 + 10.0;
    // The texts get as many lines as fit beside the radar.
    let each = (((middle.y * 2.0 - 30.0) / LINE - number as f64 * 0.4) / number as f64).floor().clamp(1.0, 4.0);
    let key = key(subject, part, &codes, width - beside, each);
    let height = (middle.y * 2.0).max(30.0 + key.height);
    let body = html! {
        (grid(&web, subject))
        @for (at, code) in codes.iter().enumerate() { (name(middle.towards(web.angle(at), names), web.angle(at), code)) }
        @for (column, drawn) in columns.iter().enumerate().rev() { (line(&web, drawn, &styles[column], dodge(column, columns.len(), number))) }
        @for (column, drawn) in columns.iter().enumerate().rev() {
            (marks(&web, drawn, &styles[column], dodge(column, columns.len(), number)))
        }
        (outside(&web, &columns, styles))
        (key.at(beside, 30.0))
    };
    Piece { height, body }
}

/// Where things are in a web.
struct Web {
    middle: Point,
    /// How many axes.
    number: usize,
    /// How many rings.
    levels: usize,
}

impl Web {
    fn angle(&self, axis: usize) -> f64 {
        TAU * axis as f64 / self.number as f64
    }

    fn ring(&self, rank: usize) -> f64 {
        INNER + (OUTER - INNER) * rank as f64 / (self.levels.max(2) - 1) as f64
    }

    fn at(&self, axis: usize, rank: usize, dodge: f64) -> Point {
        self.middle.towards(self.angle(axis) + dodge, self.ring(rank))
    }
}

fn is_off_axis(drawn: Drawn) -> bool {
    !matches!(drawn, Drawn::Rated { .. } | Drawn::NotAsked)
}

/// How far a column is turned, so that marks at the same level do not hide each other.
fn dodge(column: usize, columns: usize, axes: usize) -> f64 {
    let step = (TAU / axes as f64 * 0.6 / columns as f64).min(0.06);
    step * (column as f64 - (columns - 1) as f64 / 2.0)
}

fn grid(web: &Web, subject: &Subject) -> Markup {
    let counting = subject.instrument().scale.levels().iter().filter(|level| level.counts);
    let edge = |axis| web.middle.towards(web.angle(axis), OUTER);
    html! {
        @for axis in 0..web.number {
            @let (from, to) = (web.middle.towards(web.angle(axis), INNER), edge(axis));
            line x1=(n(from.x)) y1=(n(from.y)) x2=(n(to.x)) y2=(n(to.y)) stroke="#d9d9d9" {}
        }
        @for (rank, level) in counting.enumerate() {
            polygon points=(points((0..web.number).map(|axis| web.at(axis, rank, 0.0)))) fill="none" stroke="#a6a6a6" stroke-width="0.8" {}
            @let at = web.middle.towards(web.angle(0), web.ring(rank));
            text x=(n(at.x - 7.0)) y=(n(at.y + 4.0)) font-size="11" text-anchor="end" fill="#444444" { (level.value) }
        }
    }
}

fn name(at: Point, angle: f64, code: &str) -> Markup {
    let anchor = match angle.sin() {
        sine if sine > 0.15 => "start",
        sine if sine < -0.15 => "end",
        _ => "middle",
    };
    html! { text x=(n(at.x)) y=(n(at.y + 4.0)) font-size="11" text-anchor=(anchor) { (code) } }
}

/// The line of a column, from level to level, broken where there is none.
fn line(web: &Web, drawn: &[Drawn], style: &Style, dodge: f64) -> Markup {
    let place = |axis: usize| match drawn[axis % drawn.len()] {
        Drawn::Rated { rank, .. } => Some(web.at(axis % drawn.len(), rank, dodge)),
        Drawn::NotCalledUpon { .. } | Drawn::Unanswered | Drawn::NotObserved | Drawn::NotAsked => None,
    };
    let strokes =
        (0..drawn.len()).filter_map(|axis| Some(format!("M{}L{}", points([place(axis)?]), points([place(axis + 1)?]))));
    let path: String = strokes.collect();
    html! {
        @if !path.is_empty() {
            path d=(path) fill="none" stroke=(style.colour) stroke-width=(if style.filled { "2" } else { "1.5" }) stroke-dasharray=[style.dash] {}
        }
    }
}

fn marks(web: &Web, drawn: &[Drawn], style: &Style, dodge: f64) -> Markup {
    html! {
        @for (axis, drawn) in drawn.iter().enumerate() {
            @if let Drawn::Rated { rank, .. } = drawn { (mark::at_level(style, web.at(axis, *rank, dodge), 4.6)) }
        }
    }
}

/// The marks of what is no level: outside the rings, one after the other on their axis.
fn outside(web: &Web, columns: &[Vec<Drawn>], styles: &[Style]) -> Markup {
    let of_axis = |axis: usize| columns.iter().enumerate().filter(move |(_, drawn)| is_off_axis(drawn[axis]));
    html! {
        @for axis in 0..web.number {
            @for (step, (column, drawn)) in of_axis(axis).enumerate() {
                @let at = web.middle.towards(web.angle(axis), OUTER + 16.0 + STEP * step as f64);
                (mark::off_axis(drawn[axis], &styles[column], &letter(column), at))
            }
        }
    }
}

/// Which code is which competency, as far as so many lines tell.
fn key(subject: &Subject, part: &Part<'_>, codes: &[String], width: f64, most: f64) -> Piece {
    let mut y = 0.0;
    let mut rows = Vec::new();
    for (competency, code) in part.competencies.iter().zip(codes) {
        let texts = few_lines(&competency.text, width - 46.0, most);
        rows.push(html! {
            text x="0" y=(n(y)) font-size=(n(SIZE)) font-weight="bold" { (code) }
            (lines(&texts, Point { x: 46.0, y }, SIZE, LINE))
        });
        y += LINE * (texts.len() as f64 + 0.4);
    }
    Piece { height: y, body: html! { g lang=(subject.instrument().framework.language) { @for row in rows { (row) } } } }
}

/// A text in at most so many lines, its end left out where it is longer.
fn few_lines(text: &str, width: f64, most: f64) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut rest = wrap(text, SIZE, width).into_iter();
    while (kept.len() + 1) as f64 <= most - 1.0 {
        kept.extend(rest.next());
        if rest.len() == 0 {
            return kept;
        }
    }
    kept.push(shortened(&rest.collect::<Vec<_>>().join(" "), SIZE, width));
    kept
}

/// The codes without what all of them begin with: `SO-BH-G-01` among its like is `G-01`.
fn short_codes(competencies: &[&Competency]) -> Vec<String> {
    let codes: Vec<&str> = competencies.iter().map(|c| c.code.as_str()).collect();
    let Some(first) = codes.first() else { return Vec::new() };
    let parts: Vec<&str> = first.split_inclusive('-').collect();
    let mut shared = 0;
    for part in &parts[..parts.len().saturating_sub(2)] {
        let with = shared + part.len();
        if codes.iter().any(|code| !code.starts_with(&first[..with])) {
            break;
        }
        shared = with;
    }
    codes.iter().map(|code| code[shared..].to_owned()).collect()
}
