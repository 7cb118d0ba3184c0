//! Erasures: a person goes, with all that is about her. She asks for it herself, or an administrator when she has left; after a time in which it can be
//! withdrawn a job carries it out. What goes and what stays is `db::personal`'s to say.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;
