//! What the operator does about clients: the first ones, and those of accounts that see more than an administrator may.

use super::{WantedCredential, new_credential, repo};
use crate::{
    auth::{
        client::{Client, ClientName},
        principal::Actor,
        right::Scopes,
    },
    db::{
        audit::{self, Deed, Entry},
        sql,
        tenant::Tenant,
    },
    domain::{
        ids::{ClientId, Id, OrganisationId, UserId},
        refusal::{Fault, InputError, Refusal},
        sign_in::{ClientKind, redirect::RedirectUri},
    },
    failure::Failure,
    resources::sign_in,
    state::AppState,
};

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
    let (credentials, secret) = match wanted.kind {
        ClientKind::Public => (Vec::new(), None),
        ClientKind::Confidential => {
            let wanted = WantedCredential { public_key: None, expires_at: None };
            let (credential, secret) = new_credential(state, wanted, None);
            (vec![credential], secret)
        }
    };
    let tx = state.db.begin().await?;
    let acts_as = match &wanted.acts_as {
        Some(account) => {
            let found = sign_in::repo::service_called(&*tx, tenant, account).await?;
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
        credentials,
        redirect_uris: wanted.redirect_uris,
        origins: Vec::new(),
        scopes: wanted.scopes,
        acts_as,
        disabled_at: None,
        last_used_at: None,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    repo::insert(&*tx, tenant, &client)
        .await
        .map_err(|error| if sql::is_duplicate(&error) { invalid("/name", Fault::Taken) } else { error.into() })?;
    let entry = Entry::new::<ClientId>(Deed::ClientRegistered, None, name.id);
    // There is no user yet on whose behalf: the trail names the client itself.
    let user = acts_as.unwrap_or_else(|| UserId::new(name.id.raw()));
    audit::record(state, &*tx, &Actor::operator(tenant, user), [entry]).await?;
    tx.commit().await?;
    Ok(Registered { name, secret })
}
