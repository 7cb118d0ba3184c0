//! The rules, and nothing else: no HTTP, SQL, environment, clock or randomness.
//!
//! Everything here is a function of its arguments, so each rule can be read and tested by itself.
//! `tests/architecture.rs` keeps it that way.

pub mod academic_year;
pub mod account;
pub mod assessment;
pub mod audit_event;
pub mod batch;
pub mod client;
pub mod clock;
pub mod coaching;
pub mod comparison;
pub mod conversation;
pub mod crosswalk;
pub mod data_package;
pub mod definition;
pub mod erasure;
pub mod feedback;
pub mod framework;
pub mod goal;
pub mod growth;
pub mod history;
pub mod ids;
pub mod instrument;
pub mod invitation;
pub mod language;
pub mod learning_team;
pub mod lineage;
pub mod membership;
pub mod organisation;
pub mod overview;
pub mod participant;
pub mod permission;
pub mod placement;
pub mod privacy;
pub mod reflection;
pub mod refusal;
pub mod release;
pub mod report;
pub mod retention;
pub mod revision;
pub mod round;
pub mod scale;
pub mod school;
pub mod score;
pub mod seal;
pub mod share;
pub mod sheet;
pub mod sign_in;
pub mod statistics;
pub mod tally;
