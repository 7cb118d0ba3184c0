//! Raters side by side: the learner's own scores and those of who else scored her in the same round.

pub mod dto;
pub mod routes;
pub mod service;
