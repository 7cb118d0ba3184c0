//! Rounds (meetmomenten): made, changed, opened, closed.

pub mod dto;
pub mod opening;
pub mod repo;
pub mod routes;
pub mod service;
