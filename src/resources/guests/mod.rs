//! Guests: they come with a link, have no account, and fill in the one assessment they are asked.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
