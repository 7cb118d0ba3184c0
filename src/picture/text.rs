//! Texts in a picture: how wide they are, where they are broken, and what of them XML can hold.

/// The fonts of pictures: those that a system has. Nothing is loaded.
pub const FONTS: &str = "Arial, Helvetica, 'Liberation Sans', sans-serif";

/// About how wide a text is, at this size. The widths are Helvetica's, in thousandths of the size; most fonts without serifs are near.
pub fn width(text: &str, size: f64) -> f64 {
    let thousandths: u32 = text.chars().map(thousandths).sum();
    f64::from(thousandths) * size / 1000.0
}

fn thousandths(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '’' | '‘' => 222,
        ' ' | '.' | ',' | ':' | ';' | '/' | '|' | '!' | 'f' | 't' | 'I' | '[' | ']' | '·' => 278,
        '(' | ')' | '-' | 'r' | '"' | '“' | '”' => 333,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500,
        'm' | 'M' => 833,
        'w' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' => 722,
        'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' => 667,
        'F' | 'T' | 'Z' => 611,
        'G' | 'O' | 'Q' => 778,
        '%' | '—' | '…' => 1000,
        'W' => 944,
        // Letters of other scripts are wider than these, and signs of a whole word wider still.
        c if c > '\u{2e7f}' => 1000,
        _ => 556,
    }
}

/// A text in lines of at most this width, broken at blanks; inside a word only where that alone is wider than a line.
pub fn wrap(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let fits = lines.last().is_some_and(|line| width(line, size) + width(" ", size) + width(word, size) <= most);
        match lines.last_mut().filter(|_| fits) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.extend(broken(word, size, most)),
        }
    }
    lines
}

fn broken(word: &str, size: f64, most: f64) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in word.chars() {
        let is_full = parts
            .last()
            .is_some_and(|part| !part.is_empty() && width(part, size) + width(c.encode_utf8(&mut [0; 4]), size) > most);
        if is_full {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// A text in one line of at most this width, its end left out where it is longer.
pub fn shortened(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept, size) + width("…", size) + width(c.encode_utf8(&mut [0; 4]), size) > most {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end_matches([' ', ',', '.', '(']))
}

/// XML with a sign in the place of each character that XML cannot hold, escaped or not (XML 1.0, section 2.2). People's texts may hold
/// any character but U+0000.
pub fn well_formed(xml: String) -> String {
    let is_xml = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if xml.chars().all(is_xml) { xml } else { xml.replace(|c| !is_xml(c), "\u{fffd}") }
}

/// A number as it stands in a picture: to one digit behind the point.
pub fn n(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    // No minus before nothing.
    format!("{}", rounded + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_at_blanks_and_loses_nothing() {
        let text = "Is nieuwsgierig naar de diversiteit aan perspectieven van informele zorgverleners.";
        let lines = wrap(text, 12.0, 150.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| width(line, 12.0) <= 150.0), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        assert_eq!(wrap("", 12.0, 150.0), Vec::<String>::new());
        let long = "meervoudigepersoonlijkheidsstoornisdeskundigheidsbevordering";
        let lines = wrap(&format!("de {long}"), 12.0, 150.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| width(line, 12.0) <= 150.0), "{lines:?}");
        assert_eq!(lines[1..].concat(), long);
    }

    #[test]
    fn a_text_that_is_too_long_for_its_line_says_that_it_goes_on() {
        assert_eq!(shortened("Luistert.", 12.0, 150.0), "Luistert.");
        let short = shortened("Erkent naasten en vrijwilligers als gelijkwaardige gesprekspartner", 12.0, 150.0);
        assert!(short.ends_with('…') && short.starts_with("Erkent naasten") && width(&short, 12.0) <= 150.0, "{short}");
    }

    #[test]
    fn what_xml_cannot_hold_is_not_in_a_picture() {
        assert_eq!(
            well_formed("a\u{1}b\u{b}c\u{fffe}d\té\u{1f600}".to_owned()),
            "a\u{fffd}b\u{fffd}c\u{fffd}d\té\u{1f600}"
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([n(1.0), n(-0.04), n(2.25), n(-13.349)].join(" "), "1 0 2.3 -13.3");
    }
}
