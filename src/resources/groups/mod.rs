//! Groups (klassen) and who is in them.

pub mod batch;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
