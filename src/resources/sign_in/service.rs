//! Signing in with a password or elsewhere, and what a client gets for it: a code, tokens for the code, new ones for old ones, and their end.
//!
//! A code and a refresh token are good once. Who comes with one a second time has stolen it, or comes after who did: all that
//! came of the same sign-in ends (OAuth 2.1, sections 4.1.3 and 4.3.1).

pub mod accounts;
pub mod elsewhere;
pub mod held;
pub mod links;
pub mod providers;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::repo::{self, Code, Grant, Tries};
use crate::{
    auth::{client::Client, principal::Actor, revoked, right::Scopes, secret::Secret},
    db::{
        Tx,
        audit::{self, Deed, Entry},
    },
    domain::{
        clock::Timestamp,
        ids::{AuthorizationCodeId, GrantId, RefreshTokenId, UserId},
        sign_in::{Because, CODE_LIFETIME, Denial, GRANT_LIFETIME, REFRESH_LIFETIME, Subject, tries::TryKind},
    },
    failure::Failure,
    state::AppState,
};

/// What somebody enters to sign in, and where from.
pub struct Attempt {
    pub name: String,
    pub password: String,
    pub address: String,
}

/// What a client wants when somebody signs in through it.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub scopes: Scopes,
    pub redirect_uri: String,
    pub challenge: String,
}

/// What comes of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedIn {
    /// A code for the client.
    Code(String),
    /// There is no such account, or this is not its password: it is not told which.
    Wrong,
    /// There were too many before; the next is in so many seconds.
    TooMany { wait_s: i64 },
}

/// Tokens for a client.
#[derive(Clone, Debug)]
pub struct Issued {
    pub access: String,
    pub refresh: Option<String>,
    pub scopes: Scopes,
}

/// Why a client gets no token.
#[derive(Debug)]
pub enum No {
    Denied(Denial),
    Failed(Failure),
}

impl From<Denial> for No {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<Failure> for No {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<DbErr> for No {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

fn actor(client: &Client, user: UserId) -> Actor {
    Actor { tenant: client.name.tenant, user, client: client.name.text() }
}

/// Signs somebody in through a client.
///
/// Whether there is such an account decides nothing before the last step, and every step before it takes as long: tries are counted by the
/// name that was entered, and where there is no password another is checked.
pub async fn sign_in(state: &AppState, client: &Client, attempt: Attempt, wanted: Wanted) -> Result<SignedIn, Failure> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    let tries = [(TryKind::Address, &attempt.address), (TryKind::Account, &attempt.name)];
    let tries = tries.map(|(kind, text)| Tries { kind, subject: state.gate.veiled(text) });
    if let Some(wait_s) = count(state, client, &tries, now).await? {
        return Ok(SignedIn::TooMany { wait_s });
    }
    let account = repo::account(state.db.reader(), tenant, &attempt.name).await?;
    let hash = account.as_ref().and_then(|account| account.hash.clone());
    let is_right = state.gate.passwords.is_right(attempt.password, hash).await?;
    let Some(account) = account.filter(|_| is_right) else { return Ok(SignedIn::Wrong) };

    let now = state.clock.now();
    let user = account.user;
    let tx = state.db.begin().await?;
    // Who changes a password ends what was signed in with the one before; what is just being signed in with it would be missed.
    if !repo::keeps_password(&*tx, tenant, user, account.hash.as_deref().unwrap_or_default()).await? {
        return Ok(SignedIn::Wrong);
    }
    for tries in &tries {
        repo::refund(&*tx, tenant, tries).await?;
    }
    let code = let_in(state, &tx, client, user, wanted, now).await?;
    tx.commit().await?;
    Ok(SignedIn::Code(code))
}

/// Begins a sign-in of somebody who has shown who she is: the code for its client.
async fn let_in(
    state: &AppState,
    tx: &Tx,
    client: &Client,
    user: UserId,
    wanted: Wanted,
    now: Timestamp,
) -> Result<String, Failure> {
    let tenant = client.name.tenant;
    let grant = Grant {
        id: state.ids.next(),
        client: client.name.id,
        user,
        scopes: wanted.scopes,
        expires_at: now + GRANT_LIFETIME,
    };
    let id: AuthorizationCodeId = state.ids.next();
    let secret = Secret::new(tenant, id, state.ids.secret());
    let code = Code {
        digest: secret.digest(),
        redirect_uri: wanted.redirect_uri,
        challenge: wanted.challenge,
        expires_at: now + CODE_LIFETIME,
        is_used: false,
        grant,
        grant_holds: true,
    };
    repo::insert_grant(&**tx, tenant, &code.grant, now).await?;
    repo::insert_code(&**tx, tenant, id, &code).await?;
    let entry = Entry::new(Deed::SignedIn, user, code.grant.id);
    audit::record(state, &**tx, &actor(client, user), [entry]).await?;
    Ok(secret.into_text())
}

/// Counts a try for each of these; how many seconds to wait where one had too many.
async fn count(state: &AppState, client: &Client, tries: &[Tries], now: Timestamp) -> Result<Option<i64>, Failure> {
    let tenant = client.name.tenant;
    let tx = state.db.begin().await?;
    let mut wait = None;
    for tries in tries {
        if !repo::charge(&*tx, tenant, tries, now).await? {
            let free_at = repo::free_at_ms(&*tx, tenant, tries).await?;
            wait = Some(tries.kind.limit().wait_s(free_at, now));
            tracing::warn!(organisation.id = %tenant.raw(), of = tries.kind.code(), "too many tries to sign in");
            break;
        }
    }
    tx.commit().await?;
    Ok(wait)
}

/// The first tokens of a sign-in, for its code.
///
/// # Errors
/// [`Denial::Grant`] where the code is none, is another client's, has expired, was used, was sent elsewhere, or does not go with the verifier.
pub async fn redeem(
    state: &AppState,
    client: &Client,
    code: &str,
    redirect_uri: &str,
    verifier: &str,
) -> Result<Issued, No> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    let secret: Option<Secret<AuthorizationCodeId>> = Secret::read(code);
    let secret = secret.filter(|secret| secret.tenant() == tenant).ok_or(Denial::Grant)?;
    let tx = state.db.begin().await?;
    let held = repo::code(&*tx, tenant, secret.of()).await?;
    let held = held.filter(|held| held.digest == secret.digest() && held.grant.client == client.name.id);
    let held = held.ok_or(Denial::Grant)?;
    if held.is_used {
        return Err(end(state, tx, client, &held.grant, Because::CodeReused).await);
    }
    let shown = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let is_good =
        held.grant_holds && now < held.expires_at && held.redirect_uri == redirect_uri && held.challenge == shown;
    if !is_good {
        return Err(Denial::Grant.into());
    }
    if !repo::use_code(&*tx, tenant, secret.of(), now).await? {
        return Err(end(state, tx, client, &held.grant, Because::CodeReused).await);
    }
    issue(state, tx, client, &held.grant, held.grant.scopes).await
}

/// The next tokens of a sign-in, for its newest refresh token; with fewer scopes where these are asked for.
///
/// # Errors
/// [`Denial::Grant`] where the token is none, is another client's, has expired or was used; [`Denial::Scope`] for more than was granted.
pub async fn refresh(state: &AppState, client: &Client, token: &str, scopes: Option<Scopes>) -> Result<Issued, No> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    let secret: Option<Secret<RefreshTokenId>> = Secret::read(token);
    let secret = secret.filter(|secret| secret.tenant() == tenant).ok_or(Denial::Grant)?;
    let tx = state.db.begin().await?;
    let held = repo::refresh(&*tx, tenant, secret.of()).await?;
    let held = held.filter(|held| held.digest == secret.digest() && held.grant.client == client.name.id);
    let held = held.ok_or(Denial::Grant)?;
    if held.is_used {
        return Err(end(state, tx, client, &held.grant, Because::TokenReused).await);
    }
    if !held.grant_holds || held.expires_at <= now || held.grant.expires_at <= now {
        return Err(Denial::Grant.into());
    }
    let scopes = scopes.unwrap_or(held.grant.scopes);
    if !scopes.is_within(held.grant.scopes) {
        return Err(Denial::Scope.into());
    }
    if !repo::use_refresh(&*tx, tenant, secret.of(), now).await? {
        return Err(end(state, tx, client, &held.grant, Because::TokenReused).await);
    }
    issue(state, tx, client, &held.grant, scopes).await
}

/// A token for a client that acts for itself.
///
/// # Errors
/// [`Denial::Unauthorized`] where it has no account of its own.
pub async fn for_itself(state: &AppState, client: &Client, scopes: Scopes) -> Result<Issued, No> {
    let tenant = client.name.tenant;
    let user = client.acts_as.ok_or(Denial::Unauthorized)?;
    if !repo::is_active(state.db.reader(), tenant, user).await? {
        return Err(Denial::Unauthorized.into());
    }
    let access = access(state, client, (state.ids.next(), user), scopes)?;
    Ok(Issued { access, refresh: None, scopes })
}

fn access(
    state: &AppState,
    client: &Client,
    (grant, user): (GrantId, UserId),
    scopes: Scopes,
) -> Result<String, Failure> {
    let (id, now) = (state.ids.next_raw(), state.clock.now());
    let token = state.tokens.mint_under(grant, &actor(client, user), &scopes.codes(), id, now);
    token.map_err(|error| Failure::Bug(error.to_string()))
}

async fn issue(state: &AppState, tx: Tx, client: &Client, grant: &Grant, scopes: Scopes) -> Result<Issued, No> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    // The client may have lost some since it was granted them.
    let scopes = scopes.and(client.scopes);
    if scopes.is_empty() {
        return Err(Denial::Scope.into());
    }
    let id: RefreshTokenId = state.ids.next();
    let secret = Secret::new(tenant, id, state.ids.secret());
    let expires_at = grant.expires_at.min(now + REFRESH_LIFETIME);
    repo::insert_refresh(&*tx, tenant, grant.id, (id, secret.digest()), (now, expires_at)).await?;
    let access = access(state, client, (grant.id, grant.user), scopes)?;
    tx.commit().await?;
    Ok(Issued { access, refresh: Some(secret.into_text()), scopes })
}

/// Ends what came of a sign-in because something of it came twice.
async fn end(state: &AppState, tx: Tx, client: &Client, grant: &Grant, because: Because) -> No {
    tracing::warn!(organisation.id = %client.name.tenant.raw(), because = because.code(), "a sign-in was ended");
    match ended(state, tx, &actor(client, grant.user), grant.id, because).await {
        Ok(()) => No::Denied(Denial::Grant),
        Err(failure) => No::Failed(failure),
    }
}

/// Ends a grant, here at once and on other servers within a second.
async fn ended(state: &AppState, tx: Tx, actor: &Actor, grant: GrantId, because: Because) -> Result<(), Failure> {
    let now = state.clock.now();
    if repo::revoke(&*tx, actor.tenant, grant, because, now).await? {
        audit::record(state, &*tx, actor, [Entry::new(Deed::SignInEnded, actor.user, grant)]).await?;
    }
    tx.commit().await?;
    state.tokens.revoked().learn([(Subject::Grant(grant), now)], now);
    Ok(())
}

/// Ends what came of the same sign-in as this token of the client's, whichever kind it is (RFC 7009). A token that is none, or another client's, changes
/// nothing, and the client is not told.
pub async fn revoke(state: &AppState, client: &Client, token: &str) -> Result<(), Failure> {
    let (tenant, now) = (client.name.tenant, state.clock.now());
    if let Some(secret) = Secret::<RefreshTokenId>::read(token).filter(|secret| secret.tenant() == tenant) {
        let tx = state.db.begin().await?;
        let held = repo::refresh(&*tx, tenant, secret.of()).await?;
        let held = held.filter(|held| held.digest == secret.digest() && held.grant.client == client.name.id);
        return match held {
            Some(held) => ended(state, tx, &actor(client, held.grant.user), held.grant.id, Because::SignedOut).await,
            None => Ok(()),
        };
    }
    let Some(principal) = state.tokens.verify(token, now) else { return Ok(()) };
    let hers = principal.actor.client == client.name.text() && principal.actor.tenant == tenant;
    let Some(grant) = principal.grant.filter(|_| hers) else { return Ok(()) };
    let tx = state.db.begin().await?;
    if client.acts_as == Some(principal.actor.user) {
        repo::revoke_unkept(&*tx, tenant, grant, now).await?;
    }
    ended(state, tx, &principal.actor, grant, Because::SignedOut).await
}

/// Learns which tokens were revoked, on this server or another.
pub async fn learn_revoked(state: &AppState) -> Result<(), Failure> {
    let these = repo::revocations(state.db.reader()).await?;
    state.tokens.revoked().learn(these, state.clock.now());
    Ok(())
}

/// Forgets revocations and tries that are over.
pub async fn forget_revocations(state: &AppState) -> Result<(), Failure> {
    let now = state.clock.now();
    Ok(repo::forget_revocations(state.db.writer(), now - revoked::KEPT, now).await?)
}

/// Forgets sign-ins that have expired.
pub async fn forget_expired(state: &AppState) -> Result<(), Failure> {
    Ok(repo::forget_expired(state.db.writer(), state.clock.now()).await?)
}
