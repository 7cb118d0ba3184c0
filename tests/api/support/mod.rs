//! A running application, people in a school, and calls that read as sentences.

pub mod answer;
pub mod app;
pub mod asks;
pub mod cast;
pub mod clock;
pub mod contract;
pub mod database;
pub mod promise;
pub mod provider;
#[path = "../../shared/references.rs"]
pub mod references;
pub mod school;

pub use answer::{Answer, is_near};
pub use app::{Call, SECRET, TestApp};
pub use school::{Person, RoundPlan, School};
