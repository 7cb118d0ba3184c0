//! Score sheets: read, saved, and their history.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod schema;
pub mod service;
