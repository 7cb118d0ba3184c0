//! Acting on whatever is there: what somebody else changed meanwhile is looked at again, not refused.
//!
//! A row is read, the rules decide, and it is written only if it is still the one that was read. Who says with `If-Match` what she has
//! seen is told when it is not. Who does not say so asks for what the rules allow of whatever is there, and gets the answer to that.

use crate::failure::Failure;

/// How often it is looked at again. Each time somebody else was done, so that many at once do not keep one another up.
const TRIES: usize = 10;

/// Does this work, anew where somebody was first.
///
/// # Errors
/// What the work fails with; [`Failure::Unavailable`] where somebody was first every time.
pub async fn on_what_is_there<T, F: Future<Output = Result<T, Failure>>>(work: impl Fn() -> F) -> Result<T, Failure> {
    for _ in 0..TRIES {
        let done = work().await;
        if !matches!(done, Err(Failure::Overtaken)) {
            return done;
        }
    }
    Err(Failure::Unavailable("somebody else was first every time".to_owned()))
}
