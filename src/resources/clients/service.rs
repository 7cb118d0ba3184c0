//! API clients: kept by administrators. What one may do is what its scopes and the roles of whoever it acts for both allow.

pub mod operator;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::repo;
pub use super::repo::Filter;
use crate::{
    auth::{
        client::{Client, ClientChange, ClientName, Credential, Proof, Recognised, Shown, USED_EVERY},
        principal::Actor,
        public_key::PublicKey,
        right::Scopes,
    },
    db::{
        Tx,
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
        taken::taken_by_others,
    },
    digest,
    domain::{
        account::Account,
        client::{ClientSort, MOST_CREDENTIALS, WebOrigin},
        clock::Timestamp,
        ids::{ClientId, CredentialId, Id, UserId},
        organisation::UserKind,
        refusal::Refusal,
        revision,
        sign_in::{ClientKind, redirect::RedirectUri},
    },
    failure::Failure,
    resources::{me::access::must_administer, sign_in::ending, users},
    state::AppState,
};

/// What an administrator wants to make.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub title: String,
    pub sort: ClientSort,
    pub redirect_uris: Vec<RedirectUri>,
    pub origins: Vec<WebOrigin>,
    pub scopes: Scopes,
}

/// With what a client is to show who it is.
#[derive(Clone, Debug)]
pub struct WantedCredential {
    /// `None`: a secret that is made here.
    pub public_key: Option<PublicKey>,
    pub expires_at: Option<Timestamp>,
}

/// A credential, and where; and when it is made its secret, which is told once.
#[derive(Clone, Debug)]
pub struct Made {
    pub client: ClientId,
    /// Of the client, now that it has it.
    pub revision: i32,
    pub credential: Credential,
    pub secret: Option<String>,
}

/// A page of clients.
pub async fn list(state: &AppState, actor: &Actor, filter: Filter, page: Page) -> Result<PageOf<Client>, Failure> {
    must_administer(state, actor).await?;
    let rows = repo::list(state.db.reader(), actor.tenant, filter, page).await?;
    Ok(page.cut(rows, |client| client.name.id.raw()))
}

/// One client.
pub async fn get(state: &AppState, actor: &Actor, id: ClientId) -> Result<Client, Failure> {
    must_administer(state, actor).await?;
    repo::find(state.db.reader(), actor.tenant, id).await?.ok_or(Failure::Refused(Refusal::NotFound))
}

/// A new client. One that acts for itself gets an account for that, without any role.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    wanted: Wanted,
    once: Once<'_, Client>,
) -> Result<Client, Failure> {
    must_administer(state, actor).await?;
    let (tenant, now) = (actor.tenant, state.clock.now());
    let name = ClientName { tenant, id: state.ids.next() };
    let account = (wanted.sort == ClientSort::Service).then(|| {
        // Nobody signs in under this name; the client shows who it is in another way.
        Account::new(state.ids.next(), format!("client-{}", name.id), wanted.title.clone(), UserKind::Service, now)
    });
    let client = Client {
        name,
        title: wanted.title,
        organisation: String::new(),
        organisation_code: String::new(),
        provider: None,
        kind: if wanted.sort == ClientSort::Public { ClientKind::Public } else { ClientKind::Confidential },
        credentials: Vec::new(),
        redirect_uris: wanted.redirect_uris,
        origins: wanted.origins,
        scopes: wanted.scopes,
        acts_as: account.as_ref().map(|account| account.id),
        disabled_at: None,
        last_used_at: None,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let tx = state.db.begin().await?;
    if let Some(account) = &account {
        users::repo::insert(&*tx, tenant, account).await?;
        audit::record(state, &*tx, actor, [Entry::new(Deed::UserCreated, account.id, account.id)]).await?;
        outbox::push(state, &*tx, tenant, Event::UserSaved(account.id)).await?;
    }
    if let Err(error) = repo::insert(&*tx, tenant, &client).await {
        drop(tx);
        return Err(taken_by_others(error, repo::clashes(state.db.reader(), tenant, &client)).await);
    }
    record(state, &tx, actor, Deed::ClientRegistered, &client).await?;
    once.seal(&*tx, &client).await?;
    tx.commit().await?;
    learn_origins(state).await?;
    Ok(client)
}

/// A client, changed. One that is disabled gets no token any more, and those that came through it are refused.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: ClientId,
    seen: &revision::Seen,
    change: ClientChange,
) -> Result<Client, Failure> {
    let before = get(state, actor, id).await?;
    must_not_see_more(state, actor, &before).await?;
    seen.must_be(before.revision)?;
    let Some(after) = before.change(change, state.clock.now())? else { return Ok(before) };
    let tx = state.db.begin().await?;
    match repo::update(&*tx, actor.tenant, &after).await {
        Ok(true) => {}
        Ok(false) => return Err(Refusal::StaleRevision.into()),
        Err(error) => {
            drop(tx);
            return Err(taken_by_others(error, repo::clashes(state.db.reader(), actor.tenant, &after)).await);
        }
    }
    let (deed, refused) = match (before.disabled_at, after.disabled_at) {
        (None, Some(_)) => (Deed::ClientDisabled, true),
        (Some(_), None) => (Deed::ClientEnabled, false),
        // Its tokens say what they may do: none is to do more than the client may from now on.
        (None, None) | (Some(_), Some(_)) => (Deed::ClientChanged, !before.scopes.is_within(after.scopes)),
    };
    record(state, &tx, actor, deed, &after).await?;
    let ended = if refused { Some(ending::of_client(state, &tx, actor, id).await?) } else { None };
    tx.commit().await?;
    if let Some(ended) = ended {
        ended.is_known_to(state);
    }
    learn_origins(state).await?;
    Ok(after)
}

/// A credential more for a client: to be exchanged for another without a pause, two are good for a while.
pub async fn add_credential(
    state: &AppState,
    actor: &Actor,
    id: ClientId,
    wanted: WantedCredential,
    once: Once<'_, Made>,
) -> Result<Made, Failure> {
    let client = get(state, actor, id).await?;
    must_be_a_person(state, actor).await?;
    must_not_see_more(state, actor, &client).await?;
    if client.kind == ClientKind::Public {
        return Err(Refusal::KeepsNoSecret.into());
    }
    let (credential, secret) = new_credential(state, wanted, Some(actor.user));
    let tx = state.db.begin().await?;
    // First, so that of two who come at once the other counts what this one adds.
    repo::touch(&*tx, actor.tenant, id, None, credential.created_at).await?;
    let client = repo::find(&*tx, actor.tenant, id).await?.ok_or(Refusal::NotFound)?;
    if client.credentials.len() >= MOST_CREDENTIALS {
        return Err(Refusal::TooManyCredentials.into());
    }
    repo::insert_credential(&*tx, actor.tenant, id, &credential).await?;
    record(state, &tx, actor, Deed::CredentialAdded, &client).await?;
    let made = Made { client: id, revision: client.revision, credential, secret };
    once.seal(&*tx, &made).await?;
    tx.commit().await?;
    Ok(made)
}

/// A credential of a client, without its secret.
pub async fn credential(
    state: &AppState,
    actor: &Actor,
    id: ClientId,
    credential: CredentialId,
) -> Result<Made, Failure> {
    let Client { credentials, revision, .. } = get(state, actor, id).await?;
    let credential = credentials.into_iter().find(|held| held.id == credential).ok_or(Refusal::NotFound)?;
    Ok(Made { client: id, revision, credential, secret: None })
}

/// A credential of this kind; and its secret, if it is one.
fn new_credential(
    state: &AppState,
    wanted: WantedCredential,
    created_by: Option<UserId>,
) -> (Credential, Option<String>) {
    let (proof, secret) = if let Some(key) = wanted.public_key {
        (Proof::PublicKey(Box::new(key)), None)
    } else {
        let secret = URL_SAFE_NO_PAD.encode(state.ids.secret());
        (Proof::Secret { digest: digest::sha256(secret.as_bytes()) }, Some(secret))
    };
    let credential = Credential {
        id: state.ids.next(),
        proof,
        created_by,
        created_at: state.clock.now(),
        expires_at: wanted.expires_at,
        last_used_at: None,
    };
    (credential, secret)
}

/// Takes a credential from a client. Whoever has it may have got tokens by it: those that came through the client are refused.
pub async fn withdraw(
    state: &AppState,
    actor: &Actor,
    id: ClientId,
    credential: CredentialId,
    seen: &revision::Seen,
) -> Result<(), Failure> {
    let client = get(state, actor, id).await?;
    if !client.credentials.iter().any(|held| held.id == credential) {
        return Err(Refusal::NotFound.into());
    }
    seen.must_be(client.revision)?;
    let tx = state.db.begin().await?;
    let is_there = repo::delete_credential(&*tx, actor.tenant, id, credential).await?;
    if !is_there || !repo::touch(&*tx, actor.tenant, id, Some(client.revision), state.clock.now()).await? {
        return Err(Refusal::StaleRevision.into());
    }
    record(state, &tx, actor, Deed::CredentialWithdrawn, &client).await?;
    let ended = ending::of_client(state, &tx, actor, id).await?;
    tx.commit().await?;
    ended.is_known_to(state);
    Ok(())
}

async fn record(state: &AppState, tx: &Tx, actor: &Actor, deed: Deed, client: &Client) -> Result<(), Failure> {
    Ok(audit::record(state, &**tx, actor, [Entry::new::<ClientId>(deed, None, client.name.id)]).await?)
}

/// Nothing, where a person asks. A machine that makes keys for another would leave nobody who has had them in hand.
async fn must_be_a_person(state: &AppState, actor: &Actor) -> Result<(), Failure> {
    let caller = users::repo::find(state.db.reader(), actor.tenant, actor.user).await?;
    match caller.map(|account| account.kind) {
        Some(UserKind::Person) => Ok(()),
        Some(UserKind::Service) | None => Err(Refusal::Forbidden.into()),
    }
}

/// Nothing, where the client acts for nobody who may see more than an administrator: who holds its secret sees what it sees.
async fn must_not_see_more(state: &AppState, actor: &Actor, client: &Client) -> Result<(), Failure> {
    let Some(account) = client.acts_as else { return Ok(()) };
    let sees = repo::sees_learners(state.db.reader(), actor.tenant, account, state.clock.now()).await?;
    if sees { Err(Refusal::Forbidden.into()) } else { Ok(()) }
}

/// The client of this name that shows who it is; `None` where there is none in use, or it is another.
pub async fn recognised(state: &AppState, name: ClientName, shown: Shown<'_>) -> Result<Option<Client>, Failure> {
    let now = state.clock.now();
    let found = repo::find(state.db.reader(), name.tenant, name.id).await?;
    let Some(client) = found.filter(|client| client.disabled_at.is_none()) else { return Ok(None) };
    let token_endpoint = format!("{}{}", state.public_url, crate::oauth::TOKEN);
    let Some(by) = client.recognise(shown, &[&state.public_url, &token_endpoint], now) else { return Ok(None) };
    if let Recognised::BySignature(_, assertion) = &by
        && !repo::spend(state.db.writer(), name.tenant, name.id, assertion).await?
    {
        return Ok(None);
    }
    note_use(state, &client, &by, now).await?;
    Ok(Some(client))
}

/// Writes down that a client was used, unless that was written not long ago.
async fn note_use(state: &AppState, client: &Client, by: &Recognised, now: Timestamp) -> Result<(), Failure> {
    let credential = match by {
        Recognised::AsPublic => None,
        Recognised::By(credential) | Recognised::BySignature(credential, _) => Some(credential),
    };
    let is_due = |last: Option<Timestamp>| last.is_none_or(|last| last + USED_EVERY <= now);
    if is_due(client.last_used_at) || credential.is_some_and(|credential| is_due(credential.last_used_at)) {
        let ClientName { tenant, id } = client.name;
        repo::used(state.db.writer(), tenant, id, credential.map(|credential| credential.id), now).await?;
    }
    Ok(())
}

/// The client of this name, if it is in use; who it is, is still to be shown.
pub async fn in_use(state: &AppState, name: ClientName) -> Result<Option<Client>, Failure> {
    let found = repo::find(state.db.reader(), name.tenant, name.id).await?;
    Ok(found.filter(|client| client.disabled_at.is_none()))
}

/// Learns from which web pages clients call, here or as another server wrote it down.
pub async fn learn_origins(state: &AppState) -> Result<(), Failure> {
    state.origins.learn(repo::origins(state.db.reader()).await?);
    Ok(())
}

/// Forgets assertions that have expired.
pub async fn forget_assertions(state: &AppState) -> Result<(), Failure> {
    Ok(repo::forget_assertions(state.db.writer(), state.clock.now()).await?)
}
