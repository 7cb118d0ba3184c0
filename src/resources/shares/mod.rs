//! Shares: a submitted self-score that a learning team may read.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
