//! Questionnaires: all that somebody needs in order to fill in one assessment.

pub mod dto;
pub mod routes;
pub mod service;
