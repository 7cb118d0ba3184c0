//! What somebody wants to know first: a learner what she has to do, a coach where her learners are. Gathered from the rows of other
//! resources; nothing is stored here.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
