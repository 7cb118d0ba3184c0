//! Signing in at an organisation's own provider: the way there, and back.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::LOCATION},
};

use super::{
    authorize::{self, Ask, back, failed, refused},
    journey::{self, Kept},
    page::{self, Notice},
    parameters::Parameters,
};
use crate::{
    domain::sign_in::provider::Unwelcome,
    http::{State, address::address, edge::OwnWords, language::Language},
    openid::{Back, Manner, Trouble},
    resources::sign_in::service::elsewhere::{self, Arrival, Arrived, Departure},
};

/// Sends somebody on her way, from the page where she signs in.
pub async fn depart(request: HttpRequest, state: State) -> HttpResponse {
    let language = Language::preferred(request.headers());
    // Another's page may send people to the page where they sign in, and no further.
    let site = request.headers().get("Sec-Fetch-Site").and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return page::notice(language, Notice::Elsewhere);
    }
    let Some(sent) = Parameters::parse(request.query_string().as_bytes()) else {
        return page::notice(language, Notice::Malformed);
    };
    let language = authorize::language(&request, &sent);
    let (ask, _) = match authorize::read(&state, &request, sent).await {
        Ok(read) => read,
        Err(wrong) => return refused(&state, language, wrong),
    };
    let prompts = ask.sent.get("prompt").unwrap_or_default();
    let anew = prompts.split(' ').any(|prompt| prompt == "login");
    let manner = Manner { language: ask.language.tag(), anew };
    let journey = match elsewhere::depart(&state, &ask.client, manner).await {
        Ok(Departure::Goes(journey)) => journey,
        Ok(Departure::Nowhere) => return page::sign_in(&ask, None, ""),
        Ok(Departure::Trouble(trouble)) => return page::sign_in(&ask, Some(of_trouble(trouble)), ""),
        Err(failure) => return failed(ask.language, failure),
    };
    let Some(cookie) = Kept::new(&ask, &journey).cookie(&state) else {
        return page::notice(ask.language, Notice::Malformed);
    };
    let mut answer = HttpResponse::build(StatusCode::SEE_OTHER);
    answer.insert_header((LOCATION, journey.way)).cookie(cookie);
    let mut answer = answer.finish();
    answer.extensions_mut().insert(OwnWords);
    answer
}

/// Takes somebody in who comes back. Whatever comes of it, the journey is over.
pub async fn arrive(request: HttpRequest, state: State) -> HttpResponse {
    let mut answer = arrived(&request, &state).await;
    journey::forget(&state, &mut answer);
    answer
}

async fn arrived(request: &HttpRequest, state: &State) -> HttpResponse {
    let language = Language::preferred(request.headers());
    let over = |language| page::notice(language, Notice::JourneyOver);
    let Some(mut sent) = Parameters::parse(request.query_string().as_bytes()) else {
        return page::notice(language, Notice::Malformed);
    };
    let Some(kept) = Kept::of(request, state) else { return over(language) };
    let Some((asked, expires_at)) = kept.parameters().zip(kept.expires_at()) else { return over(language) };
    let language = authorize::language(request, &asked);
    // Both are random beyond guessing, and one comes out of the vault: how long it takes to compare them tells nothing.
    if sent.get("state") != Some(kept.secrets.state.as_str()) {
        return over(language);
    }
    let (ask, wanted) = match authorize::read(state, request, asked).await {
        Ok(read) => read,
        Err(wrong) => return refused(state, language, wrong),
    };
    if request.match_info().get("organisation") != Some(ask.client.organisation_code.as_str()) {
        return over(language);
    }
    let Some(code) = sent.take("code") else {
        // She did not want to, or the provider did not want her.
        return page::sign_in(&ask, Some(Notice::Declined), "");
    };
    let arrival = Arrival {
        issuer: kept.issuer,
        secrets: kept.secrets,
        expires_at,
        back: Back { code, issuer: sent.take("iss") },
        address: address(request, state.gate.proxies),
    };
    match elsewhere::arrive(state, &ask.client, arrival, &wanted).await {
        Ok(Arrived::Code(code)) => back(state, &ask, &[("code", &code)]),
        Ok(other) => page::sign_in(&ask, Some(notice(&other)), ""),
        Err(failure) => failed(language, failure),
    }
}

fn notice(arrived: &Arrived) -> Notice {
    match arrived {
        Arrived::Code(_) | Arrived::Over => Notice::JourneyOver,
        Arrived::TooMany { wait_s } => Notice::TooMany { wait_s: *wait_s },
        Arrived::Trouble(trouble) => of_trouble(*trouble),
        Arrived::Unwelcome(Unwelcome::OtherSchool) => Notice::OtherSchool,
        Arrived::Unwelcome(Unwelcome::NoAccount | Unwelcome::Taken) => Notice::NoAccount,
        Arrived::Unwelcome(Unwelcome::NotInUse) => Notice::NotInUse,
    }
}

fn of_trouble(trouble: Trouble) -> Notice {
    match trouble {
        Trouble::Unanswered(_) => Notice::Unanswered,
        Trouble::Untrusted(_) => Notice::Untrusted,
    }
}

/// The way to the provider, for the page.
pub fn way(ask: &Ask) -> String {
    format!("{}?{}", super::ELSEWHERE, ask.sent.query())
}
