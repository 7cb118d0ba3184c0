//! Who one is: the first thing a frontend asks.

pub mod access;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
