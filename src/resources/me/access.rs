//! What other resources ask of who the caller is.

use super::repo;
use crate::{auth::principal::Actor, domain::permission, failure::Failure, state::AppState};

/// Nothing, where the caller administers the whole organisation.
///
/// # Errors
/// [`Refusal::Forbidden`](crate::domain::refusal::Refusal::Forbidden).
pub async fn must_administer(state: &AppState, actor: &Actor) -> Result<(), Failure> {
    let standing = repo::standing(state.db.reader(), actor.tenant, actor.user, state.clock.now()).await?;
    Ok(permission::may_administer(&standing).or_refuse()?)
}
