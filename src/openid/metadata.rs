//! What providers say of themselves: found by discovery, with their keys, and kept for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::TimeDelta;
use openidconnect::{
    AdditionalProviderMetadata, DiscoveryError, IssuerUrl, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};

use super::Trouble;
use crate::{domain::clock::Timestamp, outside::Outside};

/// How long what a provider says of itself is kept.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// How soon after it was asked a provider is asked again for a key that nobody knows: whoever makes up keys does not make us ask.
const SOONEST: TimeDelta = TimeDelta::minutes(1);

/// How long one that does not answer is left alone: whoever comes by does not make us ask.
const LEFT_ALONE: TimeDelta = TimeDelta::seconds(10);

/// Of how many providers. There are no more than organisations; should there be, it is asked anew.
const MOST: usize = 1_000;

/// What the standard's own members do not hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Extra {
    /// Whether it says that it was it who answered (RFC 9207).
    pub authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for Extra {}

/// What a provider says of itself, and its keys.
pub type Metadata = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// How new it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// As it is kept.
    Usual,
    /// There is a key that is not known: as new as can be.
    NewKey,
}

/// What is known of a provider since when; or what is wrong with it.
type Known = (Result<Arc<Metadata>, Trouble>, Timestamp);

/// What is known of providers.
#[derive(Default)]
pub struct Providers(Mutex<HashMap<String, Known>>);

impl Providers {
    /// What this provider says of itself.
    ///
    /// # Errors
    /// It does not answer, or what it says will not do.
    pub(super) async fn get(
        &self,
        outside: &Outside,
        issuer: &str,
        now: Timestamp,
        freshness: Freshness,
    ) -> Result<Arc<Metadata>, Trouble> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned();
        if let Some((known, at)) = known {
            let good_for = match (&known, freshness) {
                (Err(_), _) => LEFT_ALONE,
                (Ok(_), Freshness::NewKey) => SOONEST,
                (Ok(_), Freshness::Usual) => KEPT,
            };
            if now < at + good_for {
                return known;
            }
        }
        let found = discover(outside, issuer).await.map(Arc::new);
        self.learn(issuer, found.clone(), now);
        found
    }

    fn learn(&self, issuer: &str, found: Result<Arc<Metadata>, Trouble>, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(issuer.to_owned(), (found, now));
    }

    /// Asks a provider what it is, and whether that will do.
    ///
    /// # Errors
    /// It does not answer, or what it says will not do.
    pub async fn check(&self, outside: &Outside, issuer: &str, now: Timestamp) -> Result<(), Trouble> {
        let metadata = discover(outside, issuer).await?;
        if metadata.userinfo_endpoint().is_none() {
            return Err(Trouble::Untrusted("it has no userinfo"));
        }
        self.learn(issuer, Ok(Arc::new(metadata)), now);
        Ok(())
    }
}

async fn discover(outside: &Outside, issuer: &str) -> Result<Metadata, Trouble> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|_| Trouble::Untrusted("its issuer is no address"))?;
    let ask = |request| outside.send(request);
    Metadata::discover_async(issuer, &ask).await.map_err(|error| {
        if matches!(error, DiscoveryError::Request(_)) {
            Trouble::Unanswered("it does not answer")
        } else if matches!(error, DiscoveryError::Validation(_)) {
            Trouble::Untrusted("it says to be another issuer")
        } else {
            Trouble::Untrusted("what it says of itself is not understood")
        }
    })
}
