//! The learners in a round: how far they are, who came late, who is exempted, and reminding them.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
