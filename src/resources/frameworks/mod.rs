//! Frameworks (competentieprofielen, keuzedelen) and their competencies, as published.

pub mod dto;
pub mod routes;
pub mod service;
