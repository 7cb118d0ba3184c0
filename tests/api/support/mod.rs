//! A running application, people in a school, and calls that read as sentences.

pub mod answer;
pub mod app;
pub mod clock;
pub mod database;
pub mod school;

pub use answer::Answer;
pub use app::{Call, TestApp};
pub use school::{Person, RoundPlan, School};
