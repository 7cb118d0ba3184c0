//! Feedback of coaches: draft, shared, acknowledged.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
