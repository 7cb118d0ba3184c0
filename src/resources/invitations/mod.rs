//! Invitations: a learner asks a peer or guests to rate what she rates herself.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
