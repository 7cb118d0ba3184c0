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
