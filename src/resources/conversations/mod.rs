//! The conversation (gesprek) about a self-score: recorded once per submission, corrected with its history kept.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod schema;
pub mod service;
