//! Where somebody says that she forgot her password: whoever she is, she is answered alike, and a link goes by mail to where mail for that name goes.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Payload};
use maud::html;

use super::{
    AUTHORIZE, FORGOTTEN,
    authorize::{self, Ask, comes_from_here, failed, refused},
    page::{self, NAME, Notice, Page, say},
    parameters::Parameters,
};
use crate::{
    http::{State, address::address, language::Language},
    resources::sign_in::service::links::{self, Asked},
};

/// The way here from the page where people sign in.
pub fn way(ask: &Ask) -> String {
    format!("{FORGOTTEN}?{}", ask.sent.query())
}

/// Shows the page.
pub async fn ask(request: HttpRequest, state: State) -> HttpResponse {
    let language = Language::preferred(request.headers());
    let Some(sent) = Parameters::parse(request.query_string().as_bytes()) else {
        return page::notice(language, Notice::Malformed);
    };
    let language = authorize::language(&request, &sent);
    match authorize::read(&state, &request, sent).await {
        Ok((ask, _)) if ask.is_mailed => asking(&ask, None),
        Ok((ask, _)) => page::sign_in(&ask, None, ""),
        Err(wrong) => refused(&state, language, wrong),
    }
}

/// Notes the name that was entered on the page.
pub async fn note(request: HttpRequest, payload: Payload, state: State) -> HttpResponse {
    let language = Language::preferred(request.headers());
    if !comes_from_here(&request, &state.public_url) {
        return page::notice(language, Notice::Elsewhere);
    }
    let Some(mut sent) = Parameters::of_body(&request, payload).await else {
        return page::notice(language, Notice::Malformed);
    };
    let name = sent.take(NAME).unwrap_or_default().trim().to_owned();
    let language = authorize::language(&request, &sent);
    let ask = match authorize::read(&state, &request, sent).await {
        Ok((ask, _)) => ask,
        Err(wrong) => return refused(&state, language, wrong),
    };
    if !ask.is_mailed {
        return page::sign_in(&ask, None, "");
    }
    match links::forgot(&state, &ask.client, name, &address(&request, state.gate.proxies)).await {
        Ok(Asked::Noted) => noted(&ask),
        Ok(Asked::TooMany { wait_s }) => asking(&ask, Some(Notice::TooMany { wait_s })),
        Err(failure) => failed(ask.language, failure),
    }
}

fn page(status: StatusCode, language: Language) -> Page<'static> {
    Page { title: ["Wachtwoord vergeten", "Forgot your password"], ..Page::new(status, language) }
}

fn back(ask: &Ask) -> String {
    format!("{AUTHORIZE}?{}", ask.sent.query())
}

fn asking(ask: &Ask, notice: Option<Notice>) -> HttpResponse {
    let language = ask.language;
    let say = |nl: &'static str, en: &'static str| say(language, nl, en);
    let main = html! {
        p.from { (ask.client.organisation) }
        h1 { (say("Wachtwoord vergeten?", "Forgot your password?")) }
        p {
            (say(
                "Vul de naam in waarmee je je aanmeldt. Je krijgt een e-mail met een link.",
                "Enter the name that you sign in with. You get an e-mail with a link.",
            ))
        }
        @if let Some(notice) = notice {
            p #notice .notice role="alert" { (notice.says(language)) }
        }
        form method="post" action=(FORGOTTEN) {
            @for (field, value) in ask.sent.all() {
                input type="hidden" name=(field) value=(value);
            }
            label for="name" { (say("Naam", "Name")) }
            input #name name=(NAME) type="text" required maxlength="200" autocomplete="username" autocapitalize="none"
                spellcheck="false" autofocus aria-describedby=[notice.map(|_| "notice")];
            button type="submit" { (say("Stuur een link", "Send a link")) }
        }
        p.other { a href=(back(ask)) { (say("Terug", "Back")) } }
    };
    let retry_after_s = if let Some(Notice::TooMany { wait_s }) = notice { Some(wait_s) } else { None };
    let status = notice.map_or(StatusCode::OK, Notice::status);
    Page { retry_after_s, ..page(status, language) }.respond(&main)
}

/// One and the same, whoever it is.
fn noted(ask: &Ask) -> HttpResponse {
    let say = |nl: &'static str, en: &'static str| say(ask.language, nl, en);
    let main = html! {
        h1 { (say("Kijk in je e-mail", "Look in your e-mail")) }
        p role="status" {
            (say(
                "Is er een account met die naam en een wachtwoord, en is er een e-mailadres bij bekend, dan is er een link onderweg. Die is een uur te gebruiken. Komt er niets, vraag dan hulp op school.",
                "If there is an account with that name and a password, and an address of e-mail is known for it, a link is on its way. It can be used for an hour. If nothing comes, ask for help at school.",
            ))
        }
        p.other { a href=(back(ask)) { (say("Terug naar aanmelden", "Back to signing in")) } }
    };
    page(StatusCode::OK, ask.language).respond(&main)
}
