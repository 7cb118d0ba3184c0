//! Actions that the learner and the author of feedback agree on: what, by when, and what became of it.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
