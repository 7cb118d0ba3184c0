//! Users: kept by administrators; the first of them are made on the command line.

pub mod batch;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
