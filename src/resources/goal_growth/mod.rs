//! What became of the competencies of a goal in the learner's own self-scores.

pub mod dto;
pub mod routes;
pub mod service;
