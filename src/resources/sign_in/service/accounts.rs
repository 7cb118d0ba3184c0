//! What the operator does about signing in: clients, passwords, and the end of an account.

use super::{
    super::{ending, repo},
    Actor, AppState, Because, Deed, Entry, Failure,
};
use crate::{
    auth::password,
    db::{
        outbox::{self, Event},
        tenant::Tenant,
    },
    domain::{
        account::{AccountChange, AccountStatus},
        ids::OrganisationId,
        sign_in::Weakness,
    },
    resources::users,
};

/// What came of setting a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Done,
    /// There is no person of this name whose account is in use.
    Nobody,
    TooWeak(Weakness),
}

/// Gives a person a password. Whoever is signed in with the one before it has to sign in again.
pub async fn set_password(
    state: &AppState,
    organisation: OrganisationId,
    name: &str,
    password: String,
) -> Result<Set, Failure> {
    let tenant = Tenant::of(organisation);
    let Some(account) = repo::account(state.db.reader(), tenant, name).await? else { return Ok(Set::Nobody) };
    if let Some(weakness) = password::weakness(&password, &[name, &account.display_name]) {
        return Ok(Set::TooWeak(weakness));
    }
    let hash = hash(state, password).await?;
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    repo::set_password(&*tx, tenant, account.user, &hash, now).await?;
    let entry = Entry::new(Deed::PasswordSet, account.user, account.user);
    super::audit::record(state, &*tx, &Actor::operator(tenant, account.user), [entry]).await?;
    let ended =
        ending::all_of(state, &tx, &Actor::operator(tenant, account.user), account.user, Because::PasswordChanged)
            .await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(Set::Done)
}

/// The hash of a password, with chance in it.
pub(super) async fn hash(state: &AppState, password: String) -> Result<String, Failure> {
    let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = state.ids.secret();
    state.gate.passwords.hash(password, salt).await
}

/// Ends an account, a person's or a program's: whether it was in use. Its tokens are refused here at once, and on other servers within a second.
///
/// # Errors
/// [`Failure::Overtaken`] where somebody else changed the account meanwhile.
pub async fn disable(state: &AppState, organisation: OrganisationId, name: &str) -> Result<bool, Failure> {
    let tenant = Tenant::of(organisation);
    let tx = state.db.begin().await?;
    let Some(user) = repo::user_called(&*tx, tenant, name).await? else { return Ok(false) };
    let Some(before) = users::repo::find(&*tx, tenant, user).await? else { return Ok(false) };
    let change = AccountChange { status: Some(AccountStatus::Disabled), ..AccountChange::default() };
    let Some(after) = before.change(change, state.clock.now()) else { return Ok(false) };
    if !users::repo::update(&*tx, tenant, &after).await? {
        return Err(Failure::Overtaken);
    }
    let actor = Actor::operator(tenant, user);
    super::audit::record(state, &*tx, &actor, [Entry::new(Deed::UserDisabled, user, user)]).await?;
    outbox::push(state, &*tx, tenant, Event::UserSaved(user)).await?;
    let ended = ending::all_of(state, &tx, &actor, user, Because::AccountDisabled).await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(true)
}
