//! Organisations: the tenants. Created by the operator, on the command line.

pub mod calendar;
pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
