//! How far the release of a round is: what stands in the way of its reports. The release itself is in `reports`, which tells it here.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
