//! Learning teams (leerteams): who is in them, from when until when.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
