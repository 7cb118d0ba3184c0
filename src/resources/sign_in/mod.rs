//! Signing in, and what clients get of it: codes, refresh tokens, their end. It has no operation under `/v1`: `crate::oauth` speaks with clients and people,
//! in the words of OAuth.

pub mod ending;
pub mod repo;
pub mod service;
