//! Coaching (begeleiding): who coaches whom, from when until when.

pub mod batch;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
