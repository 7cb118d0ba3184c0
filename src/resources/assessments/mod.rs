//! Assessments: start, submit, reopen.

pub mod access;
pub mod dto;
pub mod invited;
pub mod remarks;
pub mod repo;
pub mod routes;
pub mod service;
