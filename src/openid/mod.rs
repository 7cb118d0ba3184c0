//! What the server asks a provider of `OpenID` Connect, and what of the answer is believed. Who somebody then is here, `resources/sign_in` knows.
//!
//! The library checks what the standard says; here stands what it leaves open: which algorithms, whose audience, how old a token may be, and that the provider is
//! asked for who somebody is (`userinfo`), which has to be about the same subject.

mod metadata;

use std::{collections::BTreeMap, fmt, time::Duration};

use chrono::TimeDelta;
use openidconnect::{
    AccessToken, AdditionalClaims, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, LanguageTag, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, SignatureVerificationError, SubjectIdentifier,
    TokenResponse, UserInfoClaims, UserInfoError,
    core::{
        CoreAuthPrompt, CoreClient, CoreClientAuthMethod, CoreGenderClaim, CoreIdToken, CoreJwsSigningAlgorithm,
        CoreResponseType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::metadata::Providers;
use self::metadata::{Freshness, Metadata};
use crate::{
    domain::{clock::Timestamp, sign_in::provider::Claims},
    outside::{Outside, target::Target},
};

/// How far the clock of a provider may be from ours.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// How long ago a token may have been made: as long as a journey takes.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

/// How long all that is asked of a provider for one person may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ways of signing that only the provider can: not `none`, and not with a secret that both have.
const SIGNED_BY_THE_PROVIDER: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What we are to a provider.
#[derive(Clone)]
pub struct Party {
    pub issuer: String,
    pub client_id: String,
    /// `None` for a public client.
    pub client_secret: Option<String>,
    /// Where people are sent back to.
    pub callback: String,
}

/// What only the browser and the server know of one journey.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    pub state: String,
    pub nonce: String,
    /// Of PKCE.
    pub verifier: String,
}

/// How somebody is to be asked at the provider.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// The language of its pages, if it knows that.
    pub language: &'static str,
    /// Whether she is to say anew who she is, though she is signed in there.
    pub anew: bool,
}

/// What somebody comes back with.
pub struct Back {
    pub code: String,
    /// Who says to have sent her (RFC 9207).
    pub issuer: Option<String>,
}

/// Why it is not known who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The provider does not answer, or not in a way that can be understood.
    Unanswered(&'static str),
    /// It answers, and what it says may not be believed, or it does not want to say it.
    Untrusted(&'static str),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing of what the provider said: that may be somebody's.
        let (Self::Unanswered(says) | Self::Untrusted(says)) = self;
        f.write_str(says)
    }
}

/// The claims of `userinfo`, whatever they are called.
#[derive(Debug, Serialize, Deserialize)]
struct Released(BTreeMap<String, Value>);

impl AdditionalClaims for Released {}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

fn client(party: &Party, metadata: &Metadata) -> Result<Client, Trouble> {
    let callback = RedirectUrl::new(party.callback.clone()).map_err(|_| Trouble::Untrusted("our address is none"))?;
    let secret = party.client_secret.clone().map(ClientSecret::new);
    let client = CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(party.client_id.clone()), secret);
    // What a provider takes that says nothing is `client_secret_basic` (Discovery, section 3).
    let methods = metadata.token_endpoint_auth_methods_supported();
    let takes = |method| methods.is_none_or(|all| all.contains(&method));
    let by = if takes(CoreClientAuthMethod::ClientSecretBasic) { AuthType::BasicAuth } else { AuthType::RequestBody };
    Ok(client.set_redirect_uri(callback).set_auth_type(by))
}

impl Providers {
    /// Where to send somebody who wants to sign in.
    ///
    /// # Errors
    /// The provider does not answer, or what it says of itself will not do.
    pub async fn way_to(
        &self,
        outside: &Outside,
        now: Timestamp,
        party: &Party,
        secrets: &Secrets,
        manner: Manner,
    ) -> Result<String, Trouble> {
        let metadata = self.get(outside, &party.issuer, now, Freshness::Usual).await?;
        let there = metadata.authorization_endpoint().as_str();
        Target::parse(there, outside.reach()).ok_or(Trouble::Untrusted("its page is at no address to be sent to"))?;
        let client = client(party, &metadata)?;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(secrets.verifier.clone()));
        let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
        let request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            // For a name to show. Her address of e-mail is not asked for.
            .add_scope(Scope::new("profile".to_owned()))
            .add_ui_locale(LanguageTag::new(manner.language.to_owned()))
            .set_pkce_challenge(challenge);
        let request = if manner.anew { request.add_prompt(CoreAuthPrompt::Login) } else { request };
        let (way, ..) = request.url();
        Ok(way.into())
    }

    /// What the provider says of somebody who comes back from it.
    ///
    /// # Errors
    /// It does not answer, or what it says may not be believed.
    pub async fn claims(
        &self,
        outside: &Outside,
        now: Timestamp,
        party: &Party,
        secrets: &Secrets,
        back: Back,
    ) -> Result<Claims, Trouble> {
        let asked = self.ask_for_claims(outside, now, party, secrets, back);
        tokio::time::timeout(PATIENCE, asked).await.unwrap_or(Err(Trouble::Unanswered("it takes too long")))
    }

    async fn ask_for_claims(
        &self,
        outside: &Outside,
        now: Timestamp,
        party: &Party,
        secrets: &Secrets,
        back: Back,
    ) -> Result<Claims, Trouble> {
        let metadata = self.get(outside, &party.issuer, now, Freshness::Usual).await?;
        let names_itself = metadata.additional_metadata().authorization_response_iss_parameter_supported == Some(true);
        match back.issuer {
            Some(issuer) if issuer != party.issuer => return Err(Trouble::Untrusted("another provider answered")),
            None if names_itself => return Err(Trouble::Untrusted("it is not said which provider answered")),
            Some(_) | None => {}
        }
        let client = client(party, &metadata)?;
        let ask = |request| outside.send(request);
        let exchange = client
            .exchange_code(AuthorizationCode::new(back.code))
            .map_err(|_| Trouble::Untrusted("it has no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier.clone()));
        let tokens = exchange.request_async(&ask).await.map_err(|error| match error {
            openidconnect::RequestTokenError::ServerResponse(_) => Trouble::Untrusted("it gives no token for the code"),
            openidconnect::RequestTokenError::Request(_) => Trouble::Unanswered("its token endpoint does not answer"),
            openidconnect::RequestTokenError::Parse(..) | openidconnect::RequestTokenError::Other(_) => {
                Trouble::Untrusted("its token endpoint answers something else")
            }
        })?;
        let id_token = tokens.id_token().ok_or(Trouble::Untrusted("there is no ID token"))?;
        let subject = match subject(&metadata, party, secrets, id_token, now) {
            // It may have a new key: that is looked for once.
            Err(Unbelieved::UnknownKey) => {
                let metadata = self.get(outside, &party.issuer, now, Freshness::NewKey).await?;
                subject(&metadata, party, secrets, id_token, now)
            }
            known => known,
        };
        let subject = subject.map_err(|unbelieved| Trouble::Untrusted(unbelieved.says()))?;
        self::claims(&client, outside, tokens.access_token().clone(), subject).await
    }
}

/// Why an ID token is not believed.
enum Unbelieved {
    UnknownKey,
    Because(&'static str),
}

impl Unbelieved {
    fn says(&self) -> &'static str {
        match self {
            Self::UnknownKey => "the ID token is signed with a key it does not name",
            Self::Because(says) => says,
        }
    }
}

/// Whom this ID token is about, if it is good.
fn subject(
    metadata: &Metadata,
    party: &Party,
    secrets: &Secrets,
    token: &CoreIdToken,
    now: Timestamp,
) -> Result<SubjectIdentifier, Unbelieved> {
    // Made anew rather than taken from the client: the keys may be newer.
    let client = client(party, metadata).map_err(|_| Unbelieved::Because("our address is none"))?;
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(SIGNED_BY_THE_PROVIDER)
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |made| {
            if (now - OLDEST - SKEW..=now + SKEW).contains(&made) { Ok(()) } else { Err("not of now".to_owned()) }
        });
    let claims = token.claims(&verifier, &Nonce::new(secrets.nonce.clone())).map_err(|error| unbelieved(&error))?;
    if claims.authorized_party().is_some_and(|party_of_it| party_of_it.as_str() != party.client_id) {
        return Err(Unbelieved::Because("the ID token is for another"));
    }
    Ok(claims.subject().clone())
}

/// Why, without anything that the token says.
fn unbelieved(error: &ClaimsVerificationError) -> Unbelieved {
    use ClaimsVerificationError as Error;
    let is_unknown = matches!(error, Error::SignatureVerification(SignatureVerificationError::NoMatchingKey));
    if is_unknown {
        return Unbelieved::UnknownKey;
    }
    let says = [
        (matches!(error, Error::SignatureVerification(_)), "the ID token is not signed as it should be"),
        (matches!(error, Error::Expired(_)), "the ID token is not of now"),
        (matches!(error, Error::InvalidAudience(_)), "the ID token is for another"),
        (matches!(error, Error::InvalidIssuer(_)), "the ID token is of another provider"),
        (matches!(error, Error::InvalidNonce(_)), "the ID token is of another journey"),
    ];
    let says = says.into_iter().find_map(|(is_so, says)| is_so.then_some(says));
    Unbelieved::Because(says.unwrap_or("the ID token is none that is understood"))
}

/// What `userinfo` says of this subject.
async fn claims(
    client: &Client,
    outside: &Outside,
    token: AccessToken,
    subject: SubjectIdentifier,
) -> Result<Claims, Trouble> {
    let ask = |request| outside.send(request);
    let request = client.user_info(token, Some(subject)).map_err(|_| Trouble::Untrusted("it has no userinfo"))?;
    let said = request.request_async(&ask).await;
    let said: UserInfoClaims<Released, CoreGenderClaim> = said.map_err(|error| {
        if matches!(error, UserInfoError::ClaimsVerification(_)) {
            Trouble::Untrusted("its userinfo is about somebody else")
        } else if matches!(error, UserInfoError::Request(_)) {
            Trouble::Unanswered("its userinfo does not answer")
        } else {
            Trouble::Untrusted("its userinfo answers something else")
        }
    })?;
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in &said.additional_claims().0 {
        values.insert(name.clone(), texts(value));
    }
    let first = |text: Option<&str>| text.map(|text| vec![text.to_owned()]);
    for (name, value) in [
        ("name", first(said.name().and_then(|name| name.get(None)).map(|name| name.as_str()))),
        ("given_name", first(said.given_name().and_then(|name| name.get(None)).map(|name| name.as_str()))),
        ("family_name", first(said.family_name().and_then(|name| name.get(None)).map(|name| name.as_str()))),
    ] {
        values.extend(value.map(|value| (name.to_owned(), value)));
    }
    Claims::new(said.subject().to_string(), values).ok_or(Trouble::Untrusted("its subject is none"))
}

/// The texts in a claim, which may have one value or several.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}
