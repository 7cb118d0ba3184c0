//! What a client would like: a media type, a language, fewer bytes.

use super::{get, has_what_every_answer_has};
use crate::support::{Answer, cast::Cast};

#[actix_web::test]
async fn who_takes_no_json_is_told_that_there_is_nothing_else() {
    let cast = Cast::start().await;
    for accept in [
        "text/html",
        "text/*",
        "application/xml, text/csv",
        "application/json;q=0",
        "*/*;q=0",
        "*/*; q=0.0",
        "application/json; q=0, text/html",
        "application/jsonx",
        "application/json;q=0, */*",
        "application/*;q=0, */*;q=1",
    ] {
        let answer = get(&cast, "/v1/me").header("Accept", accept).send().await;
        has_what_every_answer_has(&answer.is_problem(406, "not-acceptable"), accept);
    }
}

#[actix_web::test]
async fn who_takes_json_among_other_things_gets_it() {
    let cast = Cast::start().await;
    for accept in [
        "*/*",
        "application/*",
        "application/json",
        "APPLICATION/JSON",
        "text/html, application/json;q=0.1",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json; charset=utf-8",
        "application/json, */*;q=0",
        "application/problem+json, application/json",
        "",
    ] {
        let answer = get(&cast, "/v1/me").header("Accept", accept).send().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{accept}");
    }
}

async fn refused_in(cast: &Cast, language: Option<&str>) -> Answer {
    let call = get(cast, "/v1/groups?limit=0");
    let call = language.into_iter().fold(call, |call, language| call.header("Accept-Language", language));
    call.send().await.is_problem(400, "invalid-input")
}

#[actix_web::test]
async fn problems_are_told_in_dutch_unless_english_is_preferred() {
    let cast = Cast::start().await;
    for language in [
        None,
        Some(""),
        Some("nl"),
        Some("nl-NL, en;q=0.9"),
        Some("*"),
        Some("fr"),
        Some("en;q=0"),
        Some("EN;q=0.3, nl;q=0.4"),
    ] {
        let answer = refused_in(&cast, language).await;
        assert_eq!(answer.header("content-language"), "nl", "{language:?}");
        assert_eq!(answer.json()["title"], "De invoer klopt niet", "{language:?}");
        assert_eq!(answer.json()["errors"][0]["detail"], "Ten minste 1.", "{language:?}");
    }
    for language in ["en", "en-GB, nl;q=0.5", "EN-us", "de, en;q=0.1", "nl;q=0.1, en;q=0.2"] {
        let answer = refused_in(&cast, Some(language)).await;
        assert_eq!(answer.header("content-language"), "en", "{language}");
        assert_eq!(answer.json()["title"], "The input is not valid", "{language}");
        assert_eq!(answer.json()["errors"][0]["detail"], "At least 1.", "{language}");
    }
    let told = |answer: Answer| {
        let problem = answer.json();
        (problem["type"].clone(), answer.errors())
    };
    assert_eq!(told(refused_in(&cast, Some("en")).await), told(refused_in(&cast, Some("nl")).await));
}

#[actix_web::test]
async fn problems_of_the_framework_speak_both_languages_too() {
    let cast = Cast::start().await;
    for (language, title) in [("nl", "Niet gevonden"), ("en", "Not found")] {
        let answer = cast.app.call("GET", "/nowhere").header("Accept-Language", language).send().await;
        assert_eq!(answer.is_problem(404, "not-found").json()["title"], title);
    }
}

#[actix_web::test]
async fn a_text_of_a_definition_says_what_language_it_is_in() {
    let cast = Cast::start().await;
    for id in ["getFramework", "getCompetency", "getScale", "getInstrument"] {
        let operation = crate::support::contract::operation(id);
        let answer = get(&cast, &operation.target(&cast.ask(id).await)).send().await.expect(200);
        assert_eq!(answer.header("content-language"), "nl", "{id}");
    }
}
