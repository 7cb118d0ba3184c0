//! Where a client sends people to sign in, and where they are sent back to it (RFC 6749, section 4.1; RFC 7636; RFC 9207).

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::LOCATION},
    web::Payload,
};

use super::{
    page::{self, Notice},
    parameters::Parameters,
};
use crate::{
    auth::{
        client::{Client, ClientName},
        right::Scopes,
    },
    domain::sign_in::redirect::RedirectUri,
    failure::Failure,
    http::{State, address::address, edge::OwnWords, language::Language, problem},
    resources::{
        clients,
        sign_in::service::{self, Attempt, SignedIn, Wanted},
    },
};

/// What a client asks for, once it is known to be one, and where it may be answered.
pub struct Ask {
    pub client: Client,
    /// Where it is to be answered.
    pub redirect_uri: RedirectUri,
    /// What was sent, without what was entered on the page.
    pub sent: Parameters,
    pub language: Language,
    /// Whether who forgot her password can be mailed a link.
    pub is_mailed: bool,
}

/// Why nobody can sign in by a request.
pub(super) enum Wrong {
    /// A page says so: nobody knows whether the address that is to be sent back to is the client's.
    Here(Notice),
    /// The client is told, in OAuth's words.
    There(Box<Ask>, &'static str),
    Failed(Failure),
}

/// Shows the page.
pub async fn ask(request: HttpRequest, state: State) -> HttpResponse {
    let language = Language::preferred(request.headers());
    let Some(sent) = Parameters::parse(request.query_string().as_bytes()) else {
        return page::notice(language, Notice::Malformed);
    };
    let language = self::language(&request, &sent);
    match read(&state, &request, sent).await {
        Ok((ask, _)) => page::sign_in(&ask, None, ""),
        Err(wrong) => refused(&state, language, wrong),
    }
}

/// Signs somebody in with what she entered on the page.
pub async fn answer(request: HttpRequest, payload: Payload, state: State) -> HttpResponse {
    let language = Language::preferred(request.headers());
    if !comes_from_here(&request, &state.public_url) {
        return page::notice(language, Notice::Elsewhere);
    }
    let Some(mut sent) = Parameters::of_body(&request, payload).await else {
        return page::notice(language, Notice::Malformed);
    };
    let entered = |sent: &mut Parameters, name: &str| sent.take(name).unwrap_or_default();
    let name = entered(&mut sent, page::NAME).trim().to_owned();
    let password = entered(&mut sent, page::PASSWORD);
    let language = self::language(&request, &sent);
    let (ask, wanted) = match read(&state, &request, sent).await {
        Ok(read) => read,
        Err(wrong) => return refused(&state, language, wrong),
    };
    let address = address(&request, state.gate.proxies);
    let attempt = Attempt { name: name.clone(), password, address };
    match service::sign_in(&state, &ask.client, attempt, wanted).await {
        Ok(SignedIn::Code(code)) => back(&state, &ask, &[("code", &code)]),
        Ok(SignedIn::Wrong) => page::sign_in(&ask, Some(Notice::WrongPassword), &name),
        Ok(SignedIn::TooMany { wait_s }) => page::sign_in(&ask, Some(Notice::TooMany { wait_s }), &name),
        Err(failure) => failed(ask.language, failure),
    }
}

/// Reads what a client asks. First everything without which it may not be answered at all.
pub(super) async fn read(state: &State, request: &HttpRequest, sent: Parameters) -> Result<(Ask, Wanted), Wrong> {
    let language = language(request, &sent);
    let unknown = || Wrong::Here(Notice::UnknownClient);
    let name = sent.get("client_id").and_then(ClientName::read).ok_or_else(unknown)?;
    let client = clients::service::in_use(state, name).await.map_err(Wrong::Failed)?.ok_or_else(unknown)?;
    let asked = sent.get("redirect_uri").and_then(RedirectUri::parse);
    let known = asked.filter(|asked| client.redirect_uris.iter().any(|uri| uri.is(asked.as_str())));
    let redirect_uri = known.ok_or(Wrong::Here(Notice::UnknownAddress))?;
    let ask = Ask { client, redirect_uri, sent, language, is_mailed: state.mail.is_some() };
    match wanted(state, &ask) {
        Ok(wanted) => Ok((ask, wanted)),
        Err(error) => Err(Wrong::There(Box::new(ask), error)),
    }
}

fn wanted(state: &State, ask: &Ask) -> Result<Wanted, &'static str> {
    let sent = &ask.sent;
    match sent.get("response_type") {
        Some("code") => {}
        Some(_) => return Err("unsupported_response_type"),
        None => return Err("invalid_request"),
    }
    if sent.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err("invalid_request");
    }
    // Nobody is signed in before she signs in.
    if sent.get("prompt") == Some("none") {
        return Err("login_required");
    }
    if sent.get("resource").is_some_and(|resource| resource.trim_end_matches('/') != state.public_url) {
        return Err("invalid_target");
    }
    let challenge = sent.get("code_challenge").filter(|text| is_digest(text));
    let challenge = challenge.filter(|_| sent.get("code_challenge_method") == Some("S256")).ok_or("invalid_request")?;
    let scopes = match sent.get("scope") {
        Some(list) => Scopes::asked(list).filter(|scopes| !scopes.is_empty()).ok_or("invalid_scope")?,
        None => ask.client.scopes,
    };
    if !scopes.is_within(ask.client.scopes) {
        return Err("invalid_scope");
    }
    Ok(Wanted { scopes, redirect_uri: ask.redirect_uri.as_str().to_owned(), challenge: challenge.to_owned() })
}

/// Whether this is a SHA-256 in base64url.
fn is_digest(text: &str) -> bool {
    text.len() == 43 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

pub(super) fn refused(state: &State, language: Language, wrong: Wrong) -> HttpResponse {
    match wrong {
        Wrong::Here(notice) => page::notice(language, notice),
        Wrong::There(ask, error) => back(state, &ask, &[("error", error)]),
        Wrong::Failed(failure) => failed(language, failure),
    }
}

/// What only the operator may know goes to the log.
pub(super) fn failed(language: Language, failure: Failure) -> HttpResponse {
    page::notice(language, Notice::Failed(problem::parts_of(failure).code.status()))
}

/// Sends the browser back to the client, with this.
pub(super) fn back(state: &State, ask: &Ask, with: &[(&str, &str)]) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::SEE_OTHER);
    answer.insert_header((LOCATION, back_address(&state.public_url, ask, with)));
    let mut answer = answer.finish();
    answer.extensions_mut().insert(OwnWords);
    answer
}

fn back_address(issuer: &str, ask: &Ask, with: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(with);
    if let Some(known) = ask.sent.get("state") {
        query.append_pair("state", known);
    }
    query.append_pair("iss", issuer);
    let to = ask.redirect_uri.as_str();
    let joint = if to.contains('?') { '&' } else { '?' };
    format!("{to}{joint}{}", query.finish())
}

/// Whether a form was sent by a page of ours. No cookie says who somebody is, so another's page could only sign her in as somebody else; a browser
/// tells where the page is from.
pub(super) fn comes_from_here(request: &HttpRequest, public_url: &str) -> bool {
    let told = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match told("Sec-Fetch-Site") {
        Some(site) => site == "same-origin",
        None => told("Origin") == Some(public_url),
    }
}

/// The language of the page: what the client asks for (`ui_locales`, as in `OpenID` Connect), or what the browser prefers.
pub(super) fn language(request: &HttpRequest, sent: &Parameters) -> Language {
    let wanted = sent.get("ui_locales").unwrap_or_default();
    let known = wanted.split(' ').find_map(|tag| match tag.split('-').next() {
        Some("nl") => Some(Language::Dutch),
        Some("en") => Some(Language::English),
        Some(_) | None => None,
    });
    known.unwrap_or_else(|| Language::preferred(request.headers()))
}
