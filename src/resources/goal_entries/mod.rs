//! What is added to a goal: notes of progress and evidence by the learner, comments by a coach. Nothing in it changes.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
