//! Pictures of an assessment: a chart as SVG, a page to print. Who it is about, who else scored her, what was said before and about it; drawn by [`crate::picture`].

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
