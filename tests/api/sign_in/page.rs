//! The page where people sign in, and what it says when they cannot.

use samenspel::domain::sign_in::redirect::RedirectUri;

use super::{BACK, PASSWORD, Scene, parameter, register};
use crate::support::Answer;

/// Says that the head of this page holds what a page's does.
#[track_caller]
fn is_a_page(answer: &Answer, language: &str) {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{answer:?}");
    assert_eq!((answer.header("content-language"), answer.header("cache-control")), (language, "no-store"));
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; ") && policy.ends_with("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(answer.text.starts_with(&format!("<!DOCTYPE html><html lang=\"{language}\">")), "{}", answer.text);
    assert!(!answer.text.contains("<script"));
}

#[actix_web::test]
async fn the_page_speaks_the_language_of_the_browser_or_the_one_that_is_asked_for() {
    let scene = Scene::set().await;
    let english = [scene.request(), vec![("ui_locales", "fr en-GB".to_owned())]].concat();
    for (request, accepts, language, words) in [
        (scene.request(), "", "nl", "Aanmelden"),
        (scene.request(), "en", "en", "Sign in"),
        (english, "nl", "en", "Sign in"),
    ] {
        let page = scene.open(&request, accepts).await.expect(200);
        is_a_page(&page, language);
        for part in [words, "Werkplaats", "school", "autocomplete=\"username\"", "autocomplete=\"current-password\""] {
            assert!(page.text.contains(part), "{part} in {}", page.text);
        }
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self' https://app.example;"), "{policy}");
        let other = if language == "nl" { "ui_locales=en" } else { "ui_locales=nl" };
        assert!(page.text.contains(other), "{}", page.text);
    }
    scene.app.call("GET", "/oauth2/style.css").send().await.expect(200);
}

#[actix_web::test]
async fn a_program_on_the_same_machine_is_sent_back_to_the_port_it_found_free() {
    let scene = Scene::set().await;
    let local = RedirectUri::parse("http://127.0.0.1/back").unwrap();
    let client = register(&scene.app, &scene.school, "Lokaal", |client| client.redirect_uris = vec![local]).await;
    let mut request = scene.request_with("redirect_uri", Some("http://127.0.0.1:53682/back"));
    request.iter_mut().filter(|(key, _)| *key == "client_id").for_each(|pair| pair.1 = client.name.text());
    let page = scene.open(&request, "nl").await.expect(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:53682;"), "or a browser does not go there: {policy}");
    let answer = scene.enter(&request, "noor", PASSWORD).await.expect(303);
    assert!(answer.header("location").starts_with("http://127.0.0.1:53682/back?code="), "{answer:?}");
}

#[actix_web::test]
async fn what_others_wrote_stands_on_the_page_as_text() {
    let scene = Scene::set().await;
    let client = register(&scene.app, &scene.school, "<b>&\"Vet\"", |_| {}).await.name.text();
    let request =
        [("client_id", client)].into_iter().chain(scene.request().into_iter().filter(|(k, _)| *k != "client_id"));
    let request: Vec<_> = request.collect();
    let page = scene.open(&request, "nl").await.expect(200);
    assert!(page.text.contains("&lt;b&gt;&amp;&quot;Vet&quot;") && !page.text.contains("<b>"), "{}", page.text);
    let page = scene.enter(&request, "\"><script>x", "nee").await.expect(400);
    assert!(page.text.contains("&quot;&gt;&lt;script&gt;x") && !page.text.contains("<script"), "{}", page.text);
    assert!(!page.text.contains("nee"), "the password is not sent back");
}

#[actix_web::test]
async fn where_the_address_is_not_known_to_be_the_clients_a_page_says_so_and_nobody_is_sent_on() {
    let scene = Scene::set().await;
    for (name, value) in [
        ("client_id", None),
        ("client_id", Some("nobody")),
        ("redirect_uri", None),
        ("redirect_uri", Some("https://evil.example/back")),
        ("redirect_uri", Some("https://app.example/back/")),
        ("redirect_uri", Some("https://app.example/back?x=1")),
    ] {
        let request = scene.request_with(name, value);
        for answer in [scene.open(&request, "nl").await, scene.enter(&request, "noor", PASSWORD).await] {
            is_a_page(&answer.expect(400), "nl");
        }
    }
    let english = [scene.request_with("client_id", None), vec![("ui_locales", "en".to_owned())]].concat();
    is_a_page(&scene.open(&english, "nl").await.expect(400), "en");
    let twice = [scene.request(), vec![("state", "again".to_owned())]].concat();
    is_a_page(&scene.open(&twice, "en").await.expect(400), "en");
}

#[actix_web::test]
async fn what_else_is_wrong_with_a_request_the_client_is_told() {
    let scene = Scene::set().await;
    for (name, value, error) in [
        ("response_type", None, "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("scope", Some("school:read nonsense"), "invalid_scope"),
        ("scope", Some("feedback:write"), "invalid_scope"),
        ("scope", Some("guest"), "invalid_scope"),
    ] {
        let request = scene.request_with(name, value);
        for answer in [scene.open(&request, "nl").await, scene.enter(&request, "noor", PASSWORD).await] {
            let answer = answer.expect(303);
            assert!(answer.header("location").starts_with(&format!("{BACK}?error=")), "{answer:?}");
            assert_eq!(parameter(&answer, "error").as_deref(), Some(error), "{name} {value:?}");
            assert_eq!(parameter(&answer, "state").as_deref(), Some("x y&z=\""));
            assert_eq!(parameter(&answer, "code"), None);
        }
    }
    for (name, value, error) in [
        ("prompt", "none", "login_required"),
        ("resource", "https://elsewhere.example", "invalid_target"),
        ("response_mode", "fragment", "invalid_request"),
    ] {
        let request = [scene.request(), vec![(name, value.to_owned())]].concat();
        let answer = scene.open(&request, "nl").await.expect(303);
        assert_eq!(parameter(&answer, "error").as_deref(), Some(error), "{name}");
    }
    let all = scene.enter(&scene.request_with("scope", None), "noor", PASSWORD).await.expect(303);
    let tokens = scene.redeem(&parameter(&all, "code").unwrap()).await.expect(200).json();
    assert_eq!(
        tokens["scope"], "school:read assessments:read goals:read personal-data:read personal-data:write",
        "who names none gets all that the client may have"
    );
}

#[actix_web::test]
async fn a_form_from_another_page_is_not_taken() {
    let scene = Scene::set().await;
    let send = async |headers: &[(&str, &str)]| {
        let request = scene.request();
        let mut fields: Vec<(&str, &str)> = request.iter().map(|(key, value)| (*key, value.as_str())).collect();
        fields.extend([("username", "noor"), ("password", PASSWORD)]);
        let call = scene.app.call("POST", "/oauth2/authorize").form(&fields);
        headers.iter().fold(call, |call, (name, value)| call.header(name, value)).send().await
    };
    for elsewhere in [
        &[][..],
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://samenspel.example")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "none")],
    ] {
        is_a_page(&send(elsewhere).await.expect(403), "nl");
    }
    send(&[("Origin", "https://samenspel.example")]).await.expect(303);
    send(&[("Sec-Fetch-Site", "same-origin")]).await.expect(303);
}

#[actix_web::test]
async fn where_the_database_is_away_the_page_says_to_come_again() {
    let scene = Scene::set().await;
    for connection in [scene.app.state.db.reader(), scene.app.state.db.writer()] {
        connection.close().await.unwrap();
    }
    let page = scene.open(&scene.request(), "en").await.expect(503);
    is_a_page(&page, "en");
    assert_eq!(page.header("retry-after"), "2");
    scene.refresh("x").await.is_problem(503, "unavailable");
}
