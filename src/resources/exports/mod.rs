//! The export of a whole organisation, for who takes its data elsewhere. For the operator alone: administrators have no right to what learners write.

pub mod repo;
pub mod service;
