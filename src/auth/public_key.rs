//! Public keys of clients, and what they sign to show who they are (RFC 7523): for whom, until when, and once.

use chrono::{DateTime, TimeDelta};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, ThumbprintHash},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{digest, domain::clock::Timestamp};

/// The longest that an assertion may be good for.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// How far a client's clock may be off.
const SKEW: TimeDelta = TimeDelta::seconds(30);

/// Most characters of what makes an assertion the only one of its kind.
const LONGEST_ID: usize = 200;

/// Fewest and most bytes of an RSA key.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// A public key, as its client gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    jwk: Jwk,
    text: String,
    id: String,
}

/// What a client says in an assertion.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// An assertion that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// By which it is known when it comes again.
    pub digest: String,
    pub expires_at: Timestamp,
}

impl PublicKey {
    /// The key in this JWK (RFC 7517): Ed25519, P-256, or RSA with 2048 to 4096 bits.
    pub fn read(jwk: &Value) -> Option<Self> {
        let text = jwk.to_string();
        let jwk: Jwk = serde_json::from_value(jwk.clone()).ok()?;
        let whole = match &jwk.algorithm {
            AlgorithmParameters::EllipticCurve(key) => key.curve == EllipticCurve::P256,
            AlgorithmParameters::OctetKeyPair(key) => key.curve == EllipticCurve::Ed25519,
            AlgorithmParameters::RSA(key) => {
                // Three bytes in four characters.
                let bytes = key.n.trim_start_matches('A').len() * 3 / 4;
                RSA_BYTES.contains(&bytes)
            }
            AlgorithmParameters::OctetKey(_) | AlgorithmParameters::Other(_) | _ => false,
        };
        DecodingKey::from_jwk(&jwk).ok().filter(|_| whole)?;
        let id = match &jwk.common.key_id {
            Some(id) => id.clone(),
            None => jwk.thumbprint(ThumbprintHash::SHA256).ok()?,
        };
        Some(Self { jwk, text, id })
    }

    /// The key in this text of a row.
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(&serde_json::from_str(text).ok()?)
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its `kid`, or else its thumbprint (RFC 7638).
    pub fn id(&self) -> &str {
        &self.id
    }

    fn algorithms(&self) -> Vec<Algorithm> {
        match self.jwk.algorithm {
            AlgorithmParameters::EllipticCurve(_) => vec![Algorithm::ES256],
            AlgorithmParameters::OctetKeyPair(_) => vec![Algorithm::EdDSA],
            AlgorithmParameters::RSA(_) => vec![Algorithm::RS256, Algorithm::PS256],
            AlgorithmParameters::OctetKey(_) | AlgorithmParameters::Other(_) | _ => Vec::new(),
        }
    }

    /// What this client says in an assertion that it signed with the other half of this key, if it is good now and meant for one of these.
    pub fn holds(&self, assertion: &str, client: &str, audiences: &[&str], now: Timestamp) -> Option<Assertion> {
        let header = jsonwebtoken::decode_header(assertion).ok()?;
        let named = header.kid.as_deref().is_none_or(|kid| kid == self.id);
        let algorithm = self.algorithms().into_iter().find(|algorithm| *algorithm == header.alg).filter(|_| named)?;
        let mut validation = Validation::new(algorithm);
        // Audience and time are checked below: it may be for one of two, and the clock is the injected one.
        validation.validate_aud = false;
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_required_spec_claims(&["iss", "sub", "aud", "exp"]);
        let key = DecodingKey::from_jwk(&self.jwk).ok()?;
        let claims = jsonwebtoken::decode::<Claims>(assertion, &key, &validation).ok()?.claims;
        let expires_at = DateTime::from_timestamp(claims.exp, 0)?;
        let meant = |audience: &str| audiences.contains(&audience);
        let for_us = match &claims.aud {
            Audience::One(audience) => meant(audience),
            Audience::Several(all) => !all.is_empty() && all.iter().all(|audience| meant(audience)),
        };
        let in_time = now < expires_at && expires_at <= now + LONGEST + SKEW;
        let is_one = !claims.jti.is_empty() && claims.jti.len() <= LONGEST_ID;
        let good = for_us && in_time && is_one && claims.iss == client && claims.sub == client;
        good.then(|| Assertion { digest: digest::sha256(claims.jti.as_bytes()), expires_at })
    }
}

/// Which client an assertion says that it is of. Nothing of it is known to be true.
pub fn claimed_client(assertion: &str) -> Option<String> {
    Some(jsonwebtoken::dangerous::insecure_decode_claims::<Claims>(assertion).ok()?.sub)
}
