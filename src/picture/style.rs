//! How columns are told apart: by a letter, a shape, a dash and a colour, so that no two of them need any one alone. What is of this
//! round is filled, what is earlier is open and grey.

use super::Place;

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

const ASKED: Style = Style { colour: "#0b4f9e", shape: Shape::Circle, dash: None, filled: true };

const fn beside(colour: &'static str, shape: Shape, dash: &'static str) -> Style {
    Style { colour, shape, dash: Some(dash), filled: true }
}

/// Colours that people who do not tell red from green tell apart from each other as dark and light, all of them far from white.
const BESIDE: [Style; 6] = [
    beside("#b34700", Shape::Square, "10 4"),
    beside("#7a2e8d", Shape::TriangleUp, "3 3"),
    beside("#00696f", Shape::TriangleDown, "12 3 3 3"),
    beside("#6a5a00", Shape::Pentagon, "6 2"),
    beside("#b0185f", Shape::Star, "2 5"),
    beside("#2e4a1f", Shape::Plus, "14 3 2 3 2 3"),
];

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

/// The looks of columns in these places, one for each.
pub fn styles(places: impl Iterator<Item = Place>) -> Vec<Style> {
    let (mut beside, mut earlier) = (BESIDE.iter().cycle(), EARLIER.iter().cycle());
    let next = |place| match place {
        Place::Asked => Some(&ASKED),
        Place::Beside => beside.next(),
        Place::Earlier => earlier.next(),
    };
    places.map(next).map(|style| style.copied().unwrap_or(ASKED)).collect()
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
        for style in [ASKED].iter().chain(&BESIDE).chain(&EARLIER) {
            assert!(contrast(style.colour) >= 4.5, "{} {}", style.colour, contrast(style.colour));
        }
    }

    #[test]
    fn columns_are_told_apart_without_their_colours() {
        let places = [Place::Asked].into_iter().chain([Place::Beside; 6]).chain([Place::Earlier; MOST_EARLIER]);
        let all = styles(places);
        for (at, one) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert_ne!((one.shape, one.filled), (other.shape, other.filled));
                assert_ne!(one.dash, other.dash);
            }
        }
        assert_eq!([letter(0), letter(25), letter(26)].join(" "), "A Z 27");
    }
}
