//! A client of the authorization server: a program that people sign in through, or that acts for itself.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::right::Scopes;
use crate::{
    db::tenant::Tenant,
    digest,
    domain::{
        ids::{ClientId, Id, OrganisationId, UserId},
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
    /// SHA-256 of its secret; `None` for a public one.
    pub secret_digest: Option<String>,
    /// Where it may be sent back to.
    pub redirect_uris: Vec<RedirectUri>,
    /// What it may ask for.
    pub scopes: Scopes,
    /// On whose behalf it acts when nobody signs in.
    pub acts_as: Option<UserId>,
}

impl Client {
    /// Whether it is who it says it is: a confidential client by its secret, a public one by having none.
    pub fn is_shown_by(&self, secret: Option<&str>) -> bool {
        match (&self.secret_digest, secret) {
            (Some(known), Some(secret)) => *known == digest::sha256(secret.as_bytes()),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
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
