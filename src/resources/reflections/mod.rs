//! Reflections: what a learner answers to the questions of an instrument about her self-score. Hers alone until she shares them.

pub mod access;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
mod stored;
