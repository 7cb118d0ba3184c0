//! What a browser keeps while somebody is away to sign in elsewhere: one cookie, that the server alone can read, for ten minutes. It binds the journey to the
//! browser: who is sent here with another's answer has no cookie for it, and is not signed in as that other.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
};
use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::{authorize::Ask, parameters::Parameters};
use crate::{
    domain::sign_in::provider::JOURNEY_LIFETIME, openid::Secrets, resources::sign_in::service::elsewhere::Journey,
    state::AppState,
};

/// What a cookie is about, for the vault.
const ABOUT: &str = "journey";

/// Most bytes of a cookie that every browser keeps, its name and what is said of it taken off.
const LONGEST: usize = 3_800;

/// What of a client's request is kept.
const KEPT: [&str; 10] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "resource",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "ui_locales",
];

/// What is in the cookie.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    /// What the client asked, as a query.
    pub asked: String,
    pub issuer: String,
    pub secrets: Secrets,
    expires_ms: i64,
}

impl Kept {
    /// What is to be kept of this journey.
    pub fn new(ask: &Ask, journey: &Journey) -> Self {
        let asked = ask.sent.only(&KEPT).with("ui_locales", ask.language.tag()).query();
        let expires_ms = journey.expires_at.timestamp_millis();
        Self { asked, issuer: journey.issuer.clone(), secrets: journey.secrets.clone(), expires_ms }
    }

    /// What the browser of this request has kept.
    pub fn of(request: &HttpRequest, state: &AppState) -> Option<Self> {
        let cookie = request.cookie(name(state))?;
        serde_json::from_str(&state.gate.vault.open(cookie.value(), ABOUT)?).ok()
    }

    /// Until when; `None` where that is no moment.
    pub fn expires_at(&self) -> Option<crate::domain::clock::Timestamp> {
        DateTime::from_timestamp_millis(self.expires_ms)
    }

    /// What the client asked.
    pub fn parameters(&self) -> Option<Parameters> {
        Parameters::parse(self.asked.as_bytes())
    }

    /// The cookie; `None` where it is too long for one: the client sent a `state` of thousands of characters.
    pub fn cookie(&self, state: &AppState) -> Option<Cookie<'static>> {
        let text = serde_json::to_string(self).ok()?;
        let locked = state.gate.vault.close(&text, ABOUT, state.ids.secret())?;
        (locked.len() <= LONGEST).then(|| cookie(state, locked, Duration::seconds(JOURNEY_LIFETIME.num_seconds())))
    }
}

/// Says that there is nothing to keep any more.
pub fn forget(state: &AppState, answer: &mut HttpResponse) {
    // Fails only for a cookie that cannot be written.
    let _ = answer.add_cookie(&cookie(state, String::new(), Duration::ZERO));
}

/// `__Host-`: no other host, however near, can put one in its place. Browsers take it over TLS alone, which only a demo goes without.
fn name(state: &AppState) -> &'static str {
    if has_tls(state) { "__Host-samenspel-journey" } else { "samenspel-journey" }
}

fn has_tls(state: &AppState) -> bool {
    state.public_url.starts_with("https://")
}

/// `Lax`: it comes along where the provider sends the browser back to us, and with nothing else that another page does.
fn cookie(state: &AppState, value: String, age: Duration) -> Cookie<'static> {
    Cookie::build(name(state), value)
        .path("/")
        .http_only(true)
        .secure(has_tls(state))
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish()
}
