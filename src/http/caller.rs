//! Who calls, found out once for each request, and how much she may still ask: the `RateLimit` headers, and 429.
//!
//! Whoever has a valid token is counted by herself and her client, all others by their address: a school behind one address shares nothing once
//! its people have signed in, and who tries tokens is counted as nobody.

use std::sync::Arc;

use actix_web::{
    HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
};

use super::{
    State,
    address::address,
    code::Code,
    problem::{Parts, respond},
};
use crate::{
    auth::{
        limits::{Counted, Standing, WINDOW_S},
        principal::Principal,
    },
    state::AppState,
};

/// The token of a request; `None` where there is none, or something that is none.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// For whom the token of a request speaks; `None` without a valid one.
pub fn verified(state: &AppState, headers: &HeaderMap) -> Option<Arc<Principal>> {
    state.tokens.verify(token(headers)?, state.clock.now())
}

/// Who calls, as [`counted`] found it; `None` without a valid token.
pub fn principal(request: &HttpRequest) -> Option<Arc<Principal>> {
    request.extensions().get::<Arc<Principal>>().cloned()
}

/// Finds out who calls, counts the request, and refuses it where nothing is left. Inside the layer for other origins, so that their scripts
/// can read why, and what a browser asks beforehand counts for nothing.
pub async fn counted(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(state) = request.app_data::<State>().cloned() else {
        return Ok(request.into_response(respond(&Parts::new(Code::Internal))));
    };
    let principal = verified(&state, request.headers());
    // Who watches over the server must not be kept from it.
    let standing = if request.path().starts_with("/health/") {
        None
    } else {
        let who = principal
            .as_deref()
            .map_or_else(|| Counted::Address(address(request.request(), state.gate.proxies)), Counted::from);
        state.limits.count(&who)
    };
    let is_refused = standing.is_some_and(|standing| standing.left.is_none());
    let mut answer = if is_refused {
        request.into_response(refusal(standing))
    } else {
        if let Some(principal) = principal {
            request.extensions_mut().insert(principal);
        }
        next.call(request).await?.map_into_boxed_body()
    };
    if let Some(standing) = standing {
        tell(standing, answer.headers_mut());
    }
    Ok(answer)
}

fn refusal(standing: Option<Standing>) -> actix_web::HttpResponse {
    let wait = standing.map(|standing| ("Retry-After", standing.wait_s.to_string()));
    respond(&Parts { headers: wait.into_iter().collect(), ..Parts::new(Code::TooManyRequests) })
}

/// Tells a caller where she stands (draft-ietf-httpapi-ratelimit-headers-10).
fn tell(Standing { policy, quota, left, wait_s }: Standing, headers: &mut HeaderMap) {
    let left = left.unwrap_or_default();
    for (name, value) in [
        ("ratelimit-policy", format!("\"{policy}\";q={quota};w={WINDOW_S}")),
        ("ratelimit", format!("\"{policy}\";r={left};t={wait_s}")),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
