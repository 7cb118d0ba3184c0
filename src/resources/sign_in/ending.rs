//! The end of all that somebody is signed in with: her account went out of use, or she got another password. It is done in the transaction of what ends
//! it, and this server knows of it once that is committed; others learn it within a second.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::{
        Tx,
        audit::{self, Deed, Entry},
    },
    domain::{
        clock::Timestamp,
        ids::{ClientId, UserId},
        sign_in::{Because, Subject},
    },
    failure::Failure,
    state::AppState,
};

/// Whose tokens are refused from now on.
#[must_use]
#[derive(Debug, Default)]
pub struct Ended(Vec<(Subject, Timestamp)>);

/// Ends every sign-in of this user that still holds, and every link by which she could choose a password, and where her account went out of use every other token of hers.
///
/// # Errors
/// What the database says.
pub async fn all_of(
    state: &AppState,
    tx: &Tx,
    actor: &Actor,
    user: UserId,
    because: Because,
) -> Result<Ended, Failure> {
    let (tenant, now) = (actor.tenant, state.clock.now());
    // Whoever has a link could otherwise undo what has just been done.
    repo::withdraw_links(&**tx, tenant, user).await?;
    let grants = repo::grants_of(&**tx, tenant, user, now).await?;
    for grant in &grants {
        repo::revoke(&**tx, tenant, *grant, because, now).await?;
    }
    let entries = grants.iter().map(|grant| Entry::new(Deed::SignInEnded, user, *grant));
    audit::record(state, &**tx, actor, entries).await?;
    let mut ended: Vec<_> = grants.into_iter().map(|grant| (Subject::Grant(grant), now)).collect();
    if because == Because::AccountDisabled {
        repo::revoke_user(&**tx, tenant, user, now).await?;
        ended.push((Subject::User(user), now));
    }
    Ok(Ended(ended))
}

/// Refuses every access token that came through this client by now. Who signed in through it stays so: its next token is for the client to fetch, if it
/// still can.
///
/// # Errors
/// What the database says.
pub async fn of_client(state: &AppState, tx: &Tx, actor: &Actor, client: ClientId) -> Result<Ended, Failure> {
    let now = state.clock.now();
    repo::revoke_client(&**tx, actor.tenant, client, now).await?;
    Ok(Ended(vec![(Subject::Client(client), now)]))
}

impl Ended {
    /// These as well.
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Refuses them on this server at once.
    pub fn is_known_to(self, state: &AppState) {
        state.tokens.revoked().learn(self.0, state.clock.now());
    }
}
