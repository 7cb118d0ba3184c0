//! What became of the scores of one rater about a learner, between two assessments and over all of them.

pub mod dto;
pub mod routes;
pub mod series;
pub mod service;
pub mod words;
