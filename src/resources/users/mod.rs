//! Users: so far created on the command line and by imports of our own; the API for them comes with administration.

pub mod repo;
pub mod service;
