//! What the operator does about signing in: clients, passwords, and the end of an account.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    super::{ending, repo},
    Actor, AppState, Because, Client, ClientName, Deed, Entry, Failure, Scopes,
};
use crate::{
    auth::password,
    db::{
        outbox::{self, Event},
        sql,
        tenant::Tenant,
    },
    digest,
    domain::{
        account::{AccountChange, AccountStatus},
        ids::{ClientId, Id, OrganisationId, UserId},
        refusal::{Fault, InputError, Refusal},
        sign_in::{ClientKind, Weakness, redirect::RedirectUri},
    },
    resources::users,
};

/// Through which the operator does what she does.
const OPERATOR: &str = "command-line";

/// A client that is to be.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// What people call it.
    pub title: String,
    pub kind: ClientKind,
    pub redirect_uris: Vec<RedirectUri>,
    pub scopes: Scopes,
    /// Sign-in name of the account that it acts for when nobody signs in.
    pub acts_as: Option<String>,
}

/// A client that was registered, and its secret, which is told once.
#[derive(Clone, Debug)]
pub struct Registered {
    pub name: ClientName,
    pub secret: Option<String>,
}

/// Registers a client.
///
/// # Errors
/// [`Refusal::InvalidInput`] where the name is taken, or the account is none that a program can act for.
pub async fn register(
    state: &AppState,
    organisation: OrganisationId,
    wanted: NewClient,
) -> Result<Registered, Failure> {
    let (tenant, now) = (Tenant::of(organisation), state.clock.now());
    let invalid = |at: &str, fault| Failure::Refused(Refusal::InvalidInput(vec![InputError::at(at, fault)]));
    let name = ClientName { tenant, id: state.ids.next() };
    let secret = (wanted.kind == ClientKind::Confidential).then(|| URL_SAFE_NO_PAD.encode(state.ids.secret()));
    let tx = state.db.begin().await?;
    let acts_as = match &wanted.acts_as {
        Some(account) => {
            let found = repo::service_called(&*tx, tenant, account).await?;
            Some(found.ok_or_else(|| invalid("/acts-for", Fault::UnknownReference))?)
        }
        None => None,
    };
    let client = Client {
        name,
        title: wanted.title,
        organisation: String::new(),
        organisation_code: String::new(),
        provider: None,
        kind: wanted.kind,
        secret_digest: secret.as_ref().map(|secret| digest::sha256(secret.as_bytes())),
        redirect_uris: wanted.redirect_uris,
        scopes: wanted.scopes,
        acts_as,
    };
    repo::insert_client(&*tx, tenant, &client, now)
        .await
        .map_err(|error| if sql::is_duplicate(&error) { invalid("/name", Fault::Taken) } else { error.into() })?;
    let entry = Entry::new::<ClientId>(Deed::ClientRegistered, None, name.id);
    // There is no user yet on whose behalf: the trail names the client itself.
    let actor = acts_as.unwrap_or_else(|| UserId::new(name.id.raw()));
    super::audit::record(state, &*tx, &operator(tenant, actor), [entry]).await?;
    tx.commit().await?;
    Ok(Registered { name, secret })
}

pub(super) fn operator(tenant: Tenant, user: UserId) -> Actor {
    Actor { tenant, user, client: OPERATOR.to_owned() }
}

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
    super::audit::record(state, &*tx, &operator(tenant, account.user), [entry]).await?;
    let ended =
        ending::all_of(state, &tx, &operator(tenant, account.user), account.user, Because::PasswordChanged).await?;
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
    let actor = operator(tenant, user);
    super::audit::record(state, &*tx, &actor, [Entry::new(Deed::UserDisabled, user, user)]).await?;
    outbox::push(state, &*tx, tenant, Event::UserSaved(user)).await?;
    let ended = ending::all_of(state, &tx, &actor, user, Because::AccountDisabled).await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(true)
}
