//! Crosswalks: which competencies of one framework have to do with the statements of another; and their alignments, one by one.

pub mod dto;
pub mod routes;
pub mod service;
