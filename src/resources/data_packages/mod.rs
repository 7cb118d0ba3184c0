//! Data packages: all of a person's data as one file. She asks for it, a job builds it, she fetches it, and after some days it is gone.

pub mod dto;
pub mod kinds;
pub mod readme;
pub mod repo;
pub mod routes;
pub mod service;
