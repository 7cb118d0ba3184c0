//! Memberships: what somebody is in the organisation, a programme or a group, from when until when.

pub mod batch;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
