//! What frameworks, scales, instruments and crosswalks have in common: an owner, a code, a version.

use std::fmt;

use super::ids::OwnerId;

/// The name of one version of one definition. A published version never changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// Whose it is.
    pub owner: OwnerId,
    /// Stable and readable: `samen-optrekken`.
    pub code: String,
    /// Semantic version: `1.0.0`.
    pub version: String,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.code, self.version)
    }
}

/// Where a text comes from. Recorded, never invented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Title of the source as printed.
    pub title: String,
    /// Authors as printed.
    pub authors: Option<String>,
    /// Year as printed.
    pub year: Option<u16>,
    /// What it is based on, as printed.
    pub based_on: Option<String>,
    /// Rights as stated.
    pub rights: String,
    /// What the source does not tell.
    pub unknown: Vec<String>,
    /// Remarks on the text.
    pub notes: Vec<String>,
    /// What was mended in it.
    pub mended: Vec<String>,
}

/// Why a definition is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw(pub String);

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Flaw {}

/// The most characters a code may have.
const LONGEST_CODE: usize = 100;

/// Refuses a list in which a code stands twice, or one of no length or of too great a length stands at all.
///
/// # Errors
/// The first of them.
pub fn codes<'a>(what: &str, codes: impl Iterator<Item = &'a str> + Clone) -> Result<(), Flaw> {
    match codes.clone().find(|code| !(1..=LONGEST_CODE).contains(&code.chars().count())) {
        Some(code) => Err(Flaw(format!("{what} `{code}`: a code has 1 to {LONGEST_CODE} characters"))),
        None => distinct(what, codes),
    }
}

/// Refuses a list in which something stands twice.
pub fn distinct<'a>(what: &str, codes: impl Iterator<Item = &'a str>) -> Result<(), Flaw> {
    let mut seen = std::collections::HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(Flaw(format!("{what} `{code}` stands twice")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_once_and_has_1_to_100_characters() {
        let longest = "é".repeat(100);
        assert_eq!(codes("block", ["a", "b", &longest].into_iter()), Ok(()));
        for wrong in [vec!["a", "a"], vec!["a", ""], vec![&format!("{longest}x")]] {
            assert!(codes("block", wrong.into_iter()).is_err());
        }
    }
}
