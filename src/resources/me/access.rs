//! What other resources ask of who the caller is.

use super::repo;
use crate::{
    auth::{client::ClientName, principal::Actor},
    domain::{ids::UserId, permission},
    failure::Failure,
    resources::clients,
    state::AppState,
};

/// Nothing, where the caller administers the whole organisation.
///
/// # Errors
/// [`Refusal::Forbidden`](crate::domain::refusal::Refusal::Forbidden).
pub async fn must_administer(state: &AppState, actor: &Actor) -> Result<(), Failure> {
    let standing = repo::standing(state.db.reader(), actor.tenant, actor.user, state.clock.now()).await?;
    Ok(permission::may_administer(&standing).or_refuse()?)
}

/// Who counts as the caller herself: she, and for a machine client those who have had its secret in hand. What they may not do for themselves they do not
/// do by it either.
///
/// # Errors
/// What the database says.
pub async fn selves(state: &AppState, actor: &Actor) -> Result<Vec<UserId>, Failure> {
    let mut selves = vec![actor.user];
    // Only who came through a registered client can be one.
    if ClientName::read(&actor.client).is_some() {
        selves.extend(clients::repo::keepers(state.db.reader(), actor.tenant, actor.user).await?);
    }
    Ok(selves)
}

/// Nothing, where what an administrator does is about somebody else.
///
/// # Errors
/// [`Refusal::NotForOneself`](crate::domain::refusal::Refusal::NotForOneself).
pub async fn must_be_about_another(state: &AppState, actor: &Actor, user: UserId) -> Result<(), Failure> {
    let selves = selves(state, actor).await?;
    selves.into_iter().try_for_each(|herself| permission::must_be_somebody_else(herself, user))?;
    Ok(())
}
