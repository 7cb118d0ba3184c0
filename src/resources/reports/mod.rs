//! Reports about many learners: participation while a round runs; once it is released the distribution, and what of a qualification it
//! has to do with.

pub mod dto;
pub mod forms;
pub mod repo;
pub mod routes;
pub mod service;
pub mod words;

use crate::{failure::Failure, state::AppState};

/// Releases every round whose time has come; how many. For the job that runs every so often, and for the demo.
pub async fn release_due(state: &AppState) -> Result<usize, Failure> {
    service::release::release_due(state, &dto::Kept).await
}
