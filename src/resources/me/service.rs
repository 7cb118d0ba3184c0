//! Who one is.

use super::repo;
use crate::{
    auth::principal::Actor,
    domain::{
        organisation::{Membership, User},
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// The caller and her present memberships.
pub async fn get(state: &AppState, actor: &Actor) -> Result<(User, Vec<Membership>), Failure> {
    let mine = repo::mine(state.db.reader(), actor.tenant, actor.user, state.clock.now()).await?;
    mine.ok_or(Failure::Refused(Refusal::Forbidden))
}
