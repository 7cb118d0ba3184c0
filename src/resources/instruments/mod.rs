//! Instruments: what is asked, in which order, on which scale.

pub mod dto;
pub mod routes;
pub mod service;
pub mod sheet_schema;
