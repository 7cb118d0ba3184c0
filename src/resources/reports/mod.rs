//! Reports about many learners: participation while a round runs, the distribution once it is released.

pub mod dto;
pub mod repo;
pub mod routes;
pub mod service;

use crate::{failure::Failure, state::AppState};

/// Releases every round whose time has come; how many. For the job that runs every so often, and for the demo.
pub async fn release_due(state: &AppState) -> Result<usize, Failure> {
    service::release_due(state, &dto::render).await
}
