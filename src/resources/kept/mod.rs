//! What administrators keep: what is alike in programmes, groups, users, memberships and coachings. How one is written, and how many come over at once from
//! the school's own systems.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
pub mod writing;
