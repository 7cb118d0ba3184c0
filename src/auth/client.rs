//! A client of the authorization server: a program that people sign in through, or that acts for itself.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    public_key::{Assertion, PublicKey},
    right::Scopes,
};
use crate::{
    db::tenant::Tenant,
    digest,
    domain::{
        client::{ClientSort, WebOrigin},
        clock::Timestamp,
        ids::{ClientId, CredentialId, Id, OrganisationId, UserId},
        refusal::{Fault, InputError, Refusal},
        sign_in::{ClientKind, redirect::RedirectUri},
    },
};

/// The id of a client as clients send it: its organisation's and its own. So it is known whose rows to look in before anything else is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientName {
    pub tenant: Tenant,
    pub id: ClientId,
}

impl ClientName {
    /// What somebody says is a client.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 32)?;
        let (organisation, id) = bytes.split_at(16);
        let tenant = Tenant::of(OrganisationId::new(Uuid::from_slice(organisation).ok()?));
        Some(Self { tenant, id: ClientId::new(Uuid::from_slice(id).ok()?) })
    }

    /// As it is sent: 43 characters.
    pub fn text(self) -> String {
        URL_SAFE_NO_PAD.encode([*self.tenant.raw().as_bytes(), *self.id.raw().as_bytes()].concat())
    }
}

/// With what a client shows who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    pub id: CredentialId,
    pub proof: Proof,
    /// The administrator who has had it in hand; `None` for one that the operator made.
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    /// From when on it shows nothing; `None`: it is good until it is withdrawn.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to within [`USED_EVERY`].
    pub last_used_at: Option<Timestamp>,
}

/// What is known of it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// SHA-256 of a secret.
    Secret { digest: String },
    /// The public half of a key.
    PublicKey(Box<PublicKey>),
}

/// How exactly it is kept when a client was last used.
pub const USED_EVERY: TimeDelta = TimeDelta::hours(1);

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    pub name: ClientName,
    /// What people call it.
    pub title: String,
    /// The name of its organisation.
    pub organisation: String,
    /// Its organisation's code.
    pub organisation_code: String,
    /// What people call the provider at which they of its organisation may sign in; `None`: they sign in here.
    pub provider: Option<String>,
    pub kind: ClientKind,
    /// With what it shows who it is; a public one has none.
    pub credentials: Vec<Credential>,
    /// Where it may be sent back to.
    pub redirect_uris: Vec<RedirectUri>,
    /// From which web pages it calls.
    pub origins: Vec<WebOrigin>,
    /// What it may ask for.
    pub scopes: Scopes,
    /// On whose behalf it acts when nobody signs in.
    pub acts_as: Option<UserId>,
    /// From when on it is refused; `None`: it is not.
    pub disabled_at: Option<Timestamp>,
    /// When it last showed who it is, to within [`USED_EVERY`].
    pub last_used_at: Option<Timestamp>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How a client that comes shows who it is.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// It says its name, and no more.
    Nothing,
    Secret(&'a str),
    /// Something that it signed.
    Assertion(&'a str),
}

/// By what it was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// A public client, by having nothing to show.
    AsPublic,
    By(Credential),
    /// By a key, with an assertion that is good once.
    BySignature(Credential, Assertion),
}

/// What changes of a client; `None`: it stays.
#[derive(Clone, Debug, Default)]
pub struct ClientChange {
    pub title: Option<String>,
    pub redirect_uris: Option<Vec<RedirectUri>>,
    pub origins: Option<Vec<WebOrigin>>,
    pub scopes: Option<Scopes>,
    pub is_disabled: Option<bool>,
}

impl Client {
    /// What it is.
    pub fn sort(&self) -> ClientSort {
        match (self.kind, self.acts_as) {
            (ClientKind::Public, _) => ClientSort::Public,
            (ClientKind::Confidential, None) => ClientSort::Confidential,
            (ClientKind::Confidential, Some(_)) => ClientSort::Service,
        }
    }

    /// Whether it is who it says it is: a confidential client by a credential that is good now, a public one by having none. An assertion is for
    /// one of these audiences.
    pub fn recognise(&self, shown: Shown<'_>, audiences: &[&str], now: Timestamp) -> Option<Recognised> {
        let good = |credential: &&Credential| credential.expires_at.is_none_or(|expires| now < expires);
        let mut good = self.credentials.iter().filter(good);
        match (self.kind, shown) {
            (ClientKind::Public, Shown::Nothing) => Some(Recognised::AsPublic),
            (ClientKind::Public, Shown::Secret(_) | Shown::Assertion(_))
            | (ClientKind::Confidential, Shown::Nothing) => None,
            (ClientKind::Confidential, Shown::Secret(secret)) => {
                let shown = digest::sha256(secret.as_bytes());
                let by = good.find(|c| matches!(&c.proof, Proof::Secret { digest } if *digest == shown))?;
                Some(Recognised::By(by.clone()))
            }
            (ClientKind::Confidential, Shown::Assertion(text)) => good.find_map(|c| match &c.proof {
                Proof::Secret { .. } => None,
                Proof::PublicKey(key) => {
                    let assertion = key.holds(text, &self.name.text(), audiences, now)?;
                    Some(Recognised::BySignature(c.clone(), assertion))
                }
            }),
        }
    }

    /// This client, changed; `None` where nothing would be another. When it went out of use stays as it was said first.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] for an address to send people back to, where nobody signs in through it.
    pub fn change(&self, change: ClientChange, now: Timestamp) -> Result<Option<Self>, Refusal> {
        let after = Self {
            title: change.title.unwrap_or_else(|| self.title.clone()),
            redirect_uris: change.redirect_uris.unwrap_or_else(|| self.redirect_uris.clone()),
            origins: change.origins.unwrap_or_else(|| self.origins.clone()),
            scopes: change.scopes.unwrap_or(self.scopes),
            disabled_at: match change.is_disabled {
                None => self.disabled_at,
                Some(false) => None,
                Some(true) => Some(self.disabled_at.unwrap_or(now)),
            },
            ..self.clone()
        };
        if after.acts_as.is_some() && self.redirect_uris.is_empty() && !after.redirect_uris.is_empty() {
            let fault = Fault::NeedsOther { other: "kind=confidential".to_owned() };
            return Err(Refusal::InvalidInput(vec![InputError::at("/redirectUris", fault)]));
        }
        let is_same = after.title == self.title
            && after.redirect_uris == self.redirect_uris
            && after.origins == self.origins
            && after.scopes == self.scopes
            && after.disabled_at == self.disabled_at;
        Ok((!is_same).then(|| Self { revision: self.revision + 1, updated_at: now, ..after }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_organisation_and_client() {
        let tenant = Tenant::of(OrganisationId::new(Uuid::from_u128(1)));
        let name = ClientName { tenant, id: ClientId::new(Uuid::from_u128(2)) };
        assert_eq!((ClientName::read(&name.text()), name.text().len()), (Some(name), 43));
        for none in ["", "samenspel", "%", &"A".repeat(42), &"A".repeat(44)] {
            assert_eq!(ClientName::read(none), None, "{none}");
        }
    }
}
