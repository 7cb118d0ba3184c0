//! Access tokens: RFC 9068 JWTs signed with `EdDSA`. A token's signature is checked once; the verdict is kept until it expires.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use jsonwebtoken::{Algorithm, Header, Validation};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    client::ClientName,
    keys::Keys,
    principal::{Actor, Principal},
    revoked::Revoked,
    right::Scopes,
};
use crate::{
    db::tenant::Tenant,
    domain::{
        clock::Timestamp,
        ids::{GrantId, Id, OrganisationId, UserId},
    },
};

/// The longest an access token lives.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// How far a clock elsewhere may be ahead of ours.
const SKEW: TimeDelta = TimeDelta::seconds(30);

/// How many verdicts are kept.
const REMEMBERED: usize = 10_000;

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 4_096;

/// The type of an access token in its header (RFC 9068, section 2.1).
const TYPE: &str = "at+jwt";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    /// The organisation of the subject: a user belongs to one.
    org: Uuid,
    client_id: String,
    iat: i64,
    exp: i64,
    jti: Uuid,
    scope: String,
    /// The grant that it comes of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<Uuid>,
}

/// Makes and verifies access tokens.
pub struct Tokens {
    keys: Keys,
    /// Of another secret, while one is exchanged for another: tokens signed with these are taken, and none are made.
    others: Option<Keys>,
    issuer: String,
    validation: Validation,
    verdicts: Cache<[u8; 32], Arc<Principal>>,
    revoked: Revoked,
}

impl Tokens {
    /// For this secret, taking tokens of another one too if there is one; the issuer is the service's own address, and its audience too.
    pub fn new(secret: &str, other_secret: Option<&str>, issuer: &str) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[issuer]);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        // Time is checked below, by the injected clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            keys: Keys::derive(secret),
            others: other_secret.map(Keys::derive),
            issuer: issuer.to_owned(),
            validation,
            verdicts: Cache::new(REMEMBERED),
            revoked: Revoked::default(),
        }
    }

    /// Whose tokens are refused before they expire.
    pub fn revoked(&self) -> &Revoked {
        &self.revoked
    }

    /// The public keys, as a JWK set (RFC 7517): first the one that signs.
    pub fn jwks(&self) -> Value {
        json!({ "keys": self.all_keys().map(Keys::jwk).collect::<Vec<_>>() })
    }

    fn all_keys(&self) -> impl Iterator<Item = &Keys> {
        [&self.keys].into_iter().chain(&self.others)
    }

    /// A token for this user through this client.
    ///
    /// # Errors
    /// Where it cannot be signed, which the key's own derivation rules out.
    pub fn mint(
        &self,
        organisation: OrganisationId,
        user: UserId,
        client: &str,
        scope: &str,
        id: Uuid,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let actor = Actor { tenant: Tenant::of(organisation), user, client: client.to_owned() };
        self.sign(&actor, None, scope, id, now)
    }

    /// A token for this user through this client that is refused once its grant is revoked.
    ///
    /// # Errors
    /// As for [`Self::mint`].
    pub fn mint_under(
        &self,
        grant: GrantId,
        actor: &Actor,
        scope: &str,
        id: Uuid,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        self.sign(actor, Some(grant), scope, id, now)
    }

    fn sign(
        &self,
        actor: &Actor,
        grant: Option<GrantId>,
        scope: &str,
        id: Uuid,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.issuer.clone(),
            sub: actor.user.raw(),
            org: actor.tenant.raw(),
            client_id: actor.client.clone(),
            iat: now.timestamp(),
            exp: (now + LIFETIME).timestamp(),
            jti: id,
            scope: scope.to_owned(),
            sid: grant.map(Id::raw),
        };
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(self.keys.id.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.keys.signing)
    }

    /// Who a token speaks for; `None` for anything but a valid token of ours. Why it is not is nobody's business.
    pub fn verify(&self, token: &str, now: Timestamp) -> Option<Arc<Principal>> {
        if token.len() > LONGEST {
            return None;
        }
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let principal = if let Some(known) = self.verdicts.get(&digest) {
            known
        } else {
            let principal = Arc::new(self.check(token, now)?);
            self.verdicts.insert(digest, Arc::clone(&principal));
            principal
        };
        (now < principal.expires_at && !self.revoked.holds(&principal)).then_some(principal)
    }

    fn check(&self, token: &str, now: Timestamp) -> Option<Principal> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        let keys = self.all_keys().find(|keys| header.kid.as_deref() == Some(&keys.id))?;
        let claims = jsonwebtoken::decode::<Claims>(token, &keys.verifying, &self.validation).ok()?.claims;
        let issued_at = DateTime::from_timestamp(claims.iat, 0)?;
        let expires_at = DateTime::from_timestamp(claims.exp, 0)?;
        let in_time = issued_at <= now + SKEW && now < expires_at && expires_at - issued_at <= LIFETIME;
        in_time.then(|| Principal {
            client: ClientName::read(&claims.client_id).map(|name| name.id),
            actor: Actor {
                tenant: Tenant::of(OrganisationId::new(claims.org)),
                user: UserId::new(claims.sub),
                client: claims.client_id,
            },
            scopes: Scopes::parse(&claims.scope),
            grant: claims.sid.map(GrantId::new),
            issued_at,
            expires_at,
        })
    }
}

#[cfg(test)]
mod tests;
