//! Retention: for how long an organisation keeps what is about people, and the job that keeps to it.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
