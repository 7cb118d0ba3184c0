//! Scales: the levels a score can take.

pub mod dto;
pub mod routes;
pub mod service;
