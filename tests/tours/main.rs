//! What the README and the guides tell somebody to type works: their commands are executed as they stand, against a demo that
//! this test starts, and the answers are what the text shows.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by failing")]

mod demo;
mod guides;
mod readme;
mod shown;
