//! When a round opens, it is written down who takes part. Nobody waits for a job to do so: whoever needs to know it first does, as of
//! the opening.

use sea_orm::DbErr;

use super::repo;
use crate::{
    db::{
        outbox::{self, Event},
        tenant::Tenant,
        work::Writer,
    },
    domain::ids::RoundId,
    state::AppState,
};

/// Freezes who takes part in a round that has opened, and tells others that it has; `false` where that was done, or is not due.
pub async fn freeze(state: &AppState, tx: &impl Writer, tenant: Tenant, round: RoundId) -> Result<bool, DbErr> {
    let is_first = repo::freeze(tx, tenant, round, state.clock.now()).await?;
    if is_first {
        outbox::push(state, tx, tenant, Event::RoundOpened(round)).await?;
    }
    Ok(is_first)
}
