//! How columns are told apart: by a letter, a shape, a dash and a colour, so that no two of them need any one alone. What is of this
//! round is filled, what is earlier is open and grey.

use super::Place;
use crate::domain::assessment::RaterKind;

/// The form of the mark at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Circle,
    Square,
    TriangleUp,
    TriangleDown,
    Pentagon,
    Plus,
    Star,
}

/// What a column looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub colour: &'static str,
    pub shape: Shape,
    /// Lengths of strokes and gaps; nothing: unbroken.
    pub dash: Option<&'static str>,
    pub filled: bool,
}

const fn present(colour: &'static str, shape: Shape, dash: Option<&'static str>) -> Style {
    Style { colour, shape, dash, filled: true }
}

/// The looks of the present sheets. Kinds of raters have theirs first, so that a self-score looks the same in every picture.
///
/// Colours that people who do not tell red from green tell apart from each other as dark and light, all of them far from white.
const PRESENT: [Style; 7] = [
    present("#0b4f9e", Shape::Circle, None),
    present("#b34700", Shape::Square, Some("10 4")),
    present("#7a2e8d", Shape::TriangleUp, Some("3 3")),
    present("#00696f", Shape::TriangleDown, Some("12 3 3 3")),
    present("#6a5a00", Shape::Pentagon, Some("6 2")),
    present("#b0185f", Shape::Star, Some("2 5")),
    present("#2e4a1f", Shape::Plus, Some("14 3 2 3 2 3")),
];

/// The place of a kind of rater among them.
fn first_choice(kind: RaterKind) -> usize {
    match kind {
        RaterKind::SelfScore => 0,
        RaterKind::StudyCoach => 1,
        RaterKind::PracticeSupervisor => 2,
        RaterKind::Peer => 3,
        RaterKind::Guest => 4,
    }
}

const fn earlier(colour: &'static str, shape: Shape, dash: &'static str) -> Style {
    Style { colour, shape, dash: Some(dash), filled: false }
}

const EARLIER: [Style; 3] = [
    earlier("#4d4d4d", Shape::Circle, "2 4"),
    earlier("#636363", Shape::Square, "1 3"),
    earlier("#737373", Shape::TriangleUp, "5 6"),
];

/// How many earlier ones can be told apart, and are drawn.
pub const MOST_EARLIER: usize = EARLIER.len();

/// The looks of these columns, one for each. Two look alike only where there are more than there are looks.
pub fn styles(columns: impl Iterator<Item = (Place, RaterKind)>) -> Vec<Style> {
    let (mut taken, mut earlier) = (Vec::new(), EARLIER.iter().cycle());
    let mut style = |(place, kind)| {
        if place == Place::Earlier {
            return earlier.next().copied();
        }
        let first = first_choice(kind);
        let free = |number: &usize| !taken.contains(number);
        let number = (first..PRESENT.len()).chain(0..first).find(free).unwrap_or(first);
        taken.push(number);
        PRESENT.get(number).copied()
    };
    columns.filter_map(&mut style).collect()
}

/// The letter of the column with this number.
pub fn letter(number: usize) -> String {
    let letter = u8::try_from(number).ok().filter(|n| *n < 26).map(|n| char::from(b'A' + n));
    letter.map_or_else(|| (number + 1).to_string(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast with white (WCAG 2.2, "contrast ratio").
    fn contrast(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        1.05 / (0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) + 0.05)
    }

    #[test]
    fn every_colour_is_seen_on_white_as_text_too() {
        for style in PRESENT.iter().chain(&EARLIER) {
            assert!(contrast(style.colour) >= 4.5, "{} {}", style.colour, contrast(style.colour));
        }
    }

    #[test]
    fn columns_are_told_apart_without_their_colours() {
        let asked = [(Place::Asked, RaterKind::StudyCoach), (Place::Beside, RaterKind::SelfScore)];
        let guests = [(Place::Beside, RaterKind::Guest); 5];
        let before = [(Place::Earlier, RaterKind::StudyCoach); MOST_EARLIER];
        let all = styles(asked.into_iter().chain(guests).chain(before));
        assert_eq!(all.len(), 7 + MOST_EARLIER);
        for (at, one) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert_ne!((one.shape, one.filled), (other.shape, other.filled));
                assert_ne!(one.dash, other.dash);
            }
        }
        assert_eq!([letter(0), letter(25), letter(26)].join(" "), "A Z 27");
    }

    #[test]
    fn a_self_score_looks_the_same_in_every_picture() {
        let of = |place, kind| (place, kind);
        let hers =
            styles([of(Place::Asked, RaterKind::SelfScore), of(Place::Beside, RaterKind::StudyCoach)].into_iter());
        let coachs =
            styles([of(Place::Asked, RaterKind::StudyCoach), of(Place::Beside, RaterKind::SelfScore)].into_iter());
        assert_eq!((hers[0], hers[1]), (coachs[1], coachs[0]));
        let many = styles([of(Place::Beside, RaterKind::Peer); 9].into_iter());
        assert_eq!((many.len(), many[7], many[8]), (9, many[0], many[0]), "more than there are looks");
    }
}
