//! What clients ask: tokens (RFC 6749, sections 4 to 6, as OAuth 2.1 leaves them), and the end of tokens (RFC 7009).

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
    },
    web::Payload,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::parameters::Parameters;
use crate::{
    auth::{
        client::{Client, ClientName, Shown},
        public_key,
        right::Scopes,
        token::LIFETIME,
    },
    domain::sign_in::Denial,
    failure::Failure,
    http::{State, edge::OwnWords, problem},
    resources::{
        clients,
        sign_in::service::{self, Issued, No},
    },
};

/// Why a client does not get what it asks for, in OAuth's words.
#[derive(Debug)]
enum Error {
    /// What it sent is not a request of this kind; why, in words for its maker.
    Request(&'static str),
    /// It asks in a way that is not served here.
    GrantType,
    /// It asks for tokens for something else.
    Target,
    Denied(Denial),
    Failed(Failure),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<No> for Error {
    fn from(no: No) -> Self {
        match no {
            No::Denied(denial) => Self::Denied(denial),
            No::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl Error {
    fn answer(self) -> HttpResponse {
        let (error, says) = match self {
            Self::Request(says) => ("invalid_request", says),
            Self::GrantType => ("unsupported_grant_type", "authorization_code, refresh_token or client_credentials"),
            Self::Target => ("invalid_target", "tokens are for this service alone"),
            Self::Denied(Denial::Client) => ("invalid_client", "no such client, or this is not how it shows who it is"),
            Self::Denied(Denial::Grant) => ("invalid_grant", "it is not good, not any more, or not this client's"),
            Self::Denied(Denial::Scope) => ("invalid_scope", "a scope that there is not, or that is not to be had"),
            Self::Denied(Denial::Unauthorized) => ("unauthorized_client", "this client has no account of its own"),
            Self::Failed(failure) => return problem::respond(&problem::parts_of(failure)),
        };
        let unknown = error == "invalid_client";
        let mut answer = HttpResponse::build(if unknown { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST });
        if unknown {
            answer.insert_header((WWW_AUTHENTICATE, "Basic realm=\"clients\""));
        }
        let mut answer = answer.json(json!({ "error": error, "error_description": says }));
        answer.extensions_mut().insert(OwnWords);
        answer
    }
}

/// Gives a client tokens.
pub async fn token(request: HttpRequest, payload: Payload, state: State) -> HttpResponse {
    match issued(&request, payload, &state).await {
        Ok(issued) => {
            let mut answer = json!({
                "access_token": issued.access,
                "token_type": "Bearer",
                "expires_in": LIFETIME.num_seconds(),
                "scope": issued.scopes.codes(),
            });
            if let Some(refresh) = issued.refresh {
                answer["refresh_token"] = refresh.into();
            }
            HttpResponse::Ok().json(answer)
        }
        Err(error) => error.answer(),
    }
}

async fn issued(request: &HttpRequest, payload: Payload, state: &State) -> Result<Issued, Error> {
    let sent = form(request, payload).await?;
    let client = client(request, &sent, state).await?;
    if sent.get("resource").is_some_and(|resource| resource.trim_end_matches('/') != state.public_url) {
        return Err(Error::Target);
    }
    let needed = |name: &'static str, says| sent.get(name).ok_or(Error::Request(says));
    match needed("grant_type", "grant_type is missing")? {
        "authorization_code" => {
            let code = needed("code", "code is missing")?;
            let redirect_uri = needed("redirect_uri", "redirect_uri is missing")?;
            let verifier = needed("code_verifier", "code_verifier is missing")?;
            Ok(service::redeem(state, &client, code, redirect_uri, verifier).await?)
        }
        "refresh_token" => {
            let token = needed("refresh_token", "refresh_token is missing")?;
            Ok(service::refresh(state, &client, token, asked(&sent)?).await?)
        }
        "client_credentials" => {
            let scopes = asked(&sent)?.unwrap_or(client.scopes);
            if !scopes.is_within(client.scopes) {
                return Err(Error::Denied(Denial::Scope));
            }
            Ok(service::for_itself(state, &client, scopes).await?)
        }
        _ => Err(Error::GrantType),
    }
}

/// Ends what came of the same sign-in as a token.
pub async fn revoke(request: HttpRequest, payload: Payload, state: State) -> HttpResponse {
    match revoked(&request, payload, &state).await {
        Ok(()) => HttpResponse::Ok().finish(),
        Err(error) => error.answer(),
    }
}

async fn revoked(request: &HttpRequest, payload: Payload, state: &State) -> Result<(), Error> {
    let sent = form(request, payload).await?;
    let client = client(request, &sent, state).await?;
    let token = sent.get("token").ok_or(Error::Request("token is missing"))?;
    Ok(service::revoke(state, &client, token).await?)
}

async fn form(request: &HttpRequest, payload: Payload) -> Result<Parameters, Error> {
    let sent = Parameters::of_body(request, payload).await;
    sent.ok_or(Error::Request("a form (application/x-www-form-urlencoded) of at most 16 KiB, nothing in it twice"))
}

/// The scopes that are asked for; `None` where none are named.
fn asked(sent: &Parameters) -> Result<Option<Scopes>, Error> {
    let Some(list) = sent.get("scope") else { return Ok(None) };
    let scopes = Scopes::asked(list).filter(|scopes| !scopes.is_empty());
    scopes.map(Some).ok_or(Error::Denied(Denial::Scope))
}

/// How a client says that it signed something (RFC 7523, section 2.2).
const SIGNED: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The client that asks, and shows who it is in one way: by its secret, in the head (`client_secret_basic`) or the body (`client_secret_post`), by what it
/// signed (`private_key_jwt`), or by its name alone.
async fn client(request: &HttpRequest, sent: &Parameters, state: &State) -> Result<Client, Error> {
    let nobody = || Error::Denied(Denial::Client);
    let one_way = Error::Request("a client shows who it is in one way");
    let (secret, assertion) = (sent.get("client_secret"), sent.get("client_assertion"));
    let held;
    let (name, shown) = match (request.headers().get(AUTHORIZATION), assertion, secret) {
        (Some(header), None, None) => {
            held = header.to_str().ok().and_then(basic).ok_or_else(nobody)?;
            (Some(held.0.clone()), Shown::Secret(&held.1))
        }
        (None, Some(assertion), None) => {
            if sent.get("client_assertion_type") != Some(SIGNED) {
                return Err(Error::Request("client_assertion_type is missing, or another than jwt-bearer"));
            }
            (public_key::claimed_client(assertion), Shown::Assertion(assertion))
        }
        (None, None, secret) => (None, secret.map_or(Shown::Nothing, Shown::Secret)),
        (Some(_), _, _) | (None, Some(_), Some(_)) => return Err(one_way),
    };
    let name = match (name, sent.get("client_id")) {
        (Some(name), Some(other)) if name != other => return Err(one_way),
        (Some(name), _) => name,
        (None, Some(name)) => name.to_owned(),
        (None, None) if assertion.is_some() => return Err(nobody()),
        (None, None) => return Err(Error::Request("client_id is missing")),
    };
    let name = ClientName::read(&name).ok_or_else(nobody)?;
    clients::service::recognised(state, name, shown).await?.ok_or_else(nobody)
}

/// Name and secret in a header (RFC 6749, section 2.3.1: both are encoded as in a form).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    let bytes = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(rest.trim()).ok())??;
    let text = String::from_utf8(bytes).ok()?;
    let (name, secret) = text.split_once(':')?;
    let plain = |text: &str| Some(form_urlencoded::parse(text.as_bytes()).next()?.0.into_owned());
    Some((plain(name)?, plain(secret)?))
}
