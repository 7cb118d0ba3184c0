//! Which revision of a thing a caller has seen, so that nobody overwrites what she has not read.

use super::refusal::Refusal;

/// What a caller says she has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Whatever is there now.
    Whatever,
    /// One of these revisions.
    OneOf(Vec<i32>),
}

impl Seen {
    /// Nothing, where the present revision is among those seen.
    ///
    /// # Errors
    /// [`Refusal::StaleRevision`].
    pub fn must_be(&self, present: i32) -> Result<(), Refusal> {
        match self {
            Self::Whatever => Ok(()),
            Self::OneOf(seen) if seen.contains(&present) => Ok(()),
            Self::OneOf(_) => Err(Refusal::StaleRevision),
        }
    }
}

/// What a caller says there is, where one operation makes a thing or replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing yet: it is to be made.
    Nothing,
    /// What she has seen: it is to be replaced.
    Something(Seen),
}

impl Expected {
    /// Nothing, where what is there (its revision; `None`: there is nothing) is what was expected.
    ///
    /// # Errors
    /// [`Refusal::StaleRevision`].
    pub fn must_be(&self, present: Option<i32>) -> Result<(), Refusal> {
        match (self, present) {
            (Self::Nothing, None) => Ok(()),
            (Self::Something(seen), Some(revision)) => seen.must_be(revision),
            (Self::Nothing, Some(_)) | (Self::Something(_), None) => Err(Refusal::StaleRevision),
        }
    }
}
