//! The seals of the audit trail: made by a job, so that who writes a row waits for nobody, and held against the rows by the operator. No
//! operations of its own.

pub mod repo;
pub mod service;
