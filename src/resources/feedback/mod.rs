//! Feedback of coaches: draft, shared, acknowledged, amended; its history, and what of it somebody has not read.

pub mod access;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
