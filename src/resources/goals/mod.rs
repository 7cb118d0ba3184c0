//! Goals (leerdoelen): what a learner wants to learn or do, and how, until it is achieved or dropped.

pub mod access;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
