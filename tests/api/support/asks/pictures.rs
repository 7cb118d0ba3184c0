//! What to ask of the ways to look at one assessment: its history, its pictures.

use super::super::{cast::Cast, contract::Ask};

/// What to ask about the learner's work in this state.
pub fn ask(cast: &Cast, state: &str) -> Ask {
    let id = if state == "draft" { &cast.draft } else { &cast.submitted };
    super::of(id)
}
