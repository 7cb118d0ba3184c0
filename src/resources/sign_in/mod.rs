//! Signing in, and what clients get of it: codes, refresh tokens, their end. `crate::oauth` speaks of it with clients and people, in the words of OAuth; under `/v1`
//! somebody sees what she is signed in with, and ends it.

pub mod dto;
pub mod ending;
pub mod repo;
pub mod routes;
pub mod service;
