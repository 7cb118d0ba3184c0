//! How often each answer was given in a round: kept as sheets come and go, so that reports need not read them all. No operations of
//! its own: `keeping` is for the services that submit, reopen, move and exempt, `service` for the operator.

pub mod keeping;
pub mod repo;
pub mod service;
