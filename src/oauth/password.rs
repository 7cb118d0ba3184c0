//! The page where somebody chooses a password, by a link that she got.
//!
//! The link stands in the address of the page: there is no script that could keep it from the server. So the browser tells it nobody, and opening the
//! page changes nothing: programs that look after mail open links too.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Path, Payload},
};
use maud::html;

use super::{
    authorize::{self, comes_from_here, failed},
    page::{self, Notice, PASSWORD, Page, say},
    parameters::Parameters,
};
use crate::{
    domain::sign_in::SHORTEST_PASSWORD,
    http::{State, language::Language},
    resources::sign_in::{
        repo::Link,
        service::links::{self, Chosen},
    },
};

/// The field with the password once more, as it is sent.
const AGAIN: &str = "again";

/// To others and to ourselves no more than which site: the address of the page is a secret. It is what `Origin` says with the form, too.
const SITE_ALONE: &str = "strict-origin";

/// Shows the page.
pub async fn open(request: HttpRequest, link: Path<String>, state: State) -> HttpResponse {
    let language = language(&request);
    match links::open(&state, &link).await {
        Ok(Some(link)) => choosing(language, &link, None),
        Ok(None) => over(language),
        Err(failure) => failed(language, failure),
    }
}

/// Sets the password that was entered on the page.
pub async fn choose(request: HttpRequest, link: Path<String>, payload: Payload, state: State) -> HttpResponse {
    let language = language(&request);
    if !comes_from_here(&request, &state.public_url) {
        return page::notice(language, Notice::Elsewhere);
    }
    let Some(mut sent) = Parameters::of_body(&request, payload).await else {
        return page::notice(language, Notice::Malformed);
    };
    let password = sent.take(PASSWORD).unwrap_or_default();
    let notice = if sent.take(AGAIN).unwrap_or_default() == password {
        match links::choose(&state, &link, password).await {
            Ok(Chosen::Done) => return done(language),
            Ok(Chosen::Over) => return over(language),
            Ok(Chosen::TooWeak(weakness)) => Notice::TooWeak(weakness),
            Err(failure) => return failed(language, failure),
        }
    } else {
        Notice::Unlike
    };
    match links::open(&state, &link).await {
        Ok(Some(link)) => choosing(language, &link, Some(notice)),
        Ok(None) => over(language),
        Err(failure) => failed(language, failure),
    }
}

/// The language that the address asks for, or that the browser prefers.
fn language(request: &HttpRequest) -> Language {
    let sent = Parameters::parse(request.query_string().as_bytes()).unwrap_or_default();
    authorize::language(request, &sent)
}

fn page(status: StatusCode, language: Language) -> Page<'static> {
    let title = ["Kies een wachtwoord", "Choose a password"];
    Page { title, referrer: SITE_ALONE, ..Page::new(status, language) }
}

fn choosing(language: Language, link: &Link, notice: Option<Notice>) -> HttpResponse {
    let say = |nl: &'static str, en: &'static str| say(language, nl, en);
    let rule = match language {
        Language::Dutch => format!("Minstens {SHORTEST_PASSWORD} tekens, en niet makkelijk te raden."),
        Language::English => format!("At least {SHORTEST_PASSWORD} characters, and not easy to guess."),
    };
    let (in_other, other_tag, other_name) = match language {
        Language::Dutch => ("?ui_locales=en", "en", "English"),
        Language::English => ("?ui_locales=nl", "nl", "Nederlands"),
    };
    let told = if notice.is_some() { "notice rule" } else { "rule" };
    let main = html! {
        p.from { (link.organisation) }
        h1 { (say("Kies een wachtwoord", "Choose a password")) }
        p { (say("Voor ", "For ")) strong { (link.name) } "." }
        @if let Some(notice) = notice {
            p #notice .notice role="alert" { (notice.says(language)) }
        }
        // Without an address of its own the form goes to where the page is.
        form method="post" {
            // For programs that keep passwords; the name that is sent is not looked at.
            input type="hidden" name=(page::NAME) value=(link.name) autocomplete="username";
            label for="password" { (say("Nieuw wachtwoord", "New password")) }
            input #password name=(PASSWORD) type="password" required autocomplete="new-password" autofocus
                aria-describedby=(told);
            label for="again" { (say("Nog een keer", "Once more")) }
            input #again name=(AGAIN) type="password" required autocomplete="new-password";
            p #rule { (rule) }
            button type="submit" { (say("Wachtwoord instellen", "Set the password")) }
        }
        p.other { a href=(in_other) lang=(other_tag) hreflang=(other_tag) { (other_name) } }
    };
    page(notice.map_or(StatusCode::OK, Notice::status), language).respond(&main)
}

fn done(language: Language) -> HttpResponse {
    let main = html! {
        h1 { (say(language, "Je wachtwoord is ingesteld", "Your password is set")) }
        p role="status" {
            (say(
                language,
                "Ga naar het programma waarmee je werkt en meld je aan. Overal waar je nog aangemeld was, ben je nu afgemeld.",
                "Go to the program that you work with and sign in. Wherever you were still signed in, you are signed out now.",
            ))
        }
    };
    page(StatusCode::OK, language).respond(&main)
}

/// One and the same for every link that is not good.
fn over(language: Language) -> HttpResponse {
    let main = html! {
        h1 { (say(language, "Deze link werkt niet", "This link does not work")) }
        p role="alert" { (Notice::LinkOver.says(language)) }
    };
    page(Notice::LinkOver.status(), language).respond(&main)
}
