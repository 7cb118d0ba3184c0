//! Pictures of an assessment: a chart as SVG. Who it is about, who else scored her, what was said before; drawn by [`crate::picture`].

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
