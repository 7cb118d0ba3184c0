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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// What comes of work that somebody else is before this many times, and how often it was tried.
    async fn overtaken(times: usize) -> (Result<(), Failure>, usize) {
        let tried = Cell::new(0);
        let work = || async {
            tried.set(tried.get() + 1);
            if tried.get() > times { Ok(()) } else { Err(Failure::Overtaken) }
        };
        (on_what_is_there(work).await, tried.get())
    }

    #[tokio::test]
    async fn who_was_not_first_looks_again_but_not_for_ever() {
        assert!(matches!(overtaken(0).await, (Ok(()), 1)));
        assert!(matches!(overtaken(TRIES - 1).await, (Ok(()), TRIES)));
        assert!(matches!(overtaken(TRIES).await, (Err(Failure::Unavailable(_)), TRIES)));
    }

    #[tokio::test]
    async fn a_refusal_is_no_race() {
        let refused = || async { Err::<(), _>(Failure::Bug("no".to_owned())) };
        assert!(matches!(on_what_is_there(refused).await, Err(Failure::Bug(_))));
    }
}
