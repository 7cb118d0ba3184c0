//! Programmes (opleidingen).

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
