//! The audit trail, for who it is about and for who has to account for it.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
