//! Replies to feedback: the learner's and the author's, append-only.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
