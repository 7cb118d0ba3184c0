//! What a file is called: words of the report and of people, in letters that every system takes.

/// The longest name, in characters.
const MOST: usize = 100;

/// A name of these parts, in small letters, digits and hyphens. What is no such letter is made one where there is one that it comes of.
pub fn of<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut name = String::new();
    for part in parts {
        for c in part.chars().flat_map(char::to_lowercase) {
            match plain(c) {
                Some(letter) => name.push(letter),
                None if name.ends_with('-') || name.is_empty() => {}
                None => name.push('-'),
            }
        }
        if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name: String = name.chars().take(MOST).collect();
    name.trim_matches('-').to_owned()
}

fn plain(c: char) -> Option<char> {
    match c {
        'a'..='z' | '0'..='9' => Some(c),
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => Some('a'),
        'ç' => Some('c'),
        'è' | 'é' | 'ê' | 'ë' => Some('e'),
        'ì' | 'í' | 'î' | 'ï' => Some('i'),
        'ñ' => Some('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => Some('o'),
        'ù' | 'ú' | 'û' | 'ü' => Some('u'),
        'ý' | 'ÿ' => Some('y'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_name_is_small_letters_digits_and_hyphens() {
        assert_eq!(
            of(["Verdeling", "Eindmeting 2026/2027", "SW-3A"].into_iter()),
            "verdeling-eindmeting-2026-2027-sw-3a"
        );
        assert_eq!(of(["Coördinatie één", "", " – "].into_iter()), "coordinatie-een");
        assert_eq!(of(["\"; filename=x.exe\r\nSet-Cookie: a"].into_iter()), "filename-x-exe-set-cookie-a");
        assert_eq!(of(["日本"].into_iter()), "");
        assert_eq!(of([&*"lang ".repeat(100)].into_iter()).len(), 99);
    }
}
