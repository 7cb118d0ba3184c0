//! Clients: how they show who they are, what they may ask, and what they find written down.

use base64::{Engine, engine::general_purpose::STANDARD};
use samenspel::{
    auth::right::Scopes,
    domain::sign_in::{ClientKind, Weakness},
    resources::sign_in::service::accounts::Set,
};

use super::{BACK, Scene, Tokens, VERIFIER, is_denied, register};
use crate::support::{Answer, School, TestApp};

/// What a confidential client is answered that shows who it is by a header, by its body, or both.
async fn with_secret(app: &TestApp, fields: &[(&str, &str)], header: Option<(&str, &str)>) -> Answer {
    let call = app.call("POST", "/oauth2/token").form(fields);
    let call = match header {
        Some((name, secret)) => {
            call.header("Authorization", &format!("Basic {}", STANDARD.encode(format!("{name}:{secret}"))))
        }
        None => call,
    };
    call.send().await
}

#[actix_web::test]
async fn a_confidential_client_shows_its_secret_in_the_head_or_in_the_body() {
    let mut scene = Scene::set().await;
    let made = register(&scene.app, &scene.school, "Server", |client| client.kind = ClientKind::Confidential).await;
    let secret = made.secret.unwrap();
    scene.client = made.name.text();
    for in_head in [true, false] {
        let code = scene.code().await;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        let name = scene.client.clone();
        for wrong in [None, Some("nonsense"), Some("")] {
            let mut fields = fields.clone();
            fields.push(("client_id", &name));
            fields.extend(wrong.map(|wrong| ("client_secret", wrong)));
            is_denied(&with_secret(&scene.app, &fields, None).await, "invalid_client");
            let answer = with_secret(&scene.app, &fields[..4], Some((&name, wrong.unwrap_or_default()))).await;
            is_denied(&answer, "invalid_client");
            assert!(answer.header("www-authenticate").starts_with("Basic"));
        }
        let answer = if in_head {
            with_secret(&scene.app, &fields, Some((&name, &secret))).await
        } else {
            fields.extend([("client_id", name.as_str()), ("client_secret", secret.as_str())]);
            with_secret(&scene.app, &fields, None).await
        };
        let tokens = Tokens::of(&answer);
        is_denied(&scene.refresh(&tokens.refresh).await, "invalid_client");
        let both = [("grant_type", "refresh_token"), ("refresh_token", &tokens.refresh), ("client_secret", &secret)];
        is_denied(&with_secret(&scene.app, &both, Some((&name, &secret))).await, "invalid_request");
        with_secret(&scene.app, &both[..2], Some((&name, &secret))).await.expect(200);
    }
}

#[actix_web::test]
async fn a_client_with_an_account_of_its_own_acts_for_itself() {
    let (app, school) = School::start().await;
    let machine = school.service_client(&app, "rooster").await;
    let made = register(&app, &school, "Rooster", |client| {
        client.kind = ClientKind::Confidential;
        client.acts_as = Some("rooster".to_owned());
        client.scopes = Scopes::parse("school:read");
    })
    .await;
    let (name, secret) = (made.name.text(), made.secret.unwrap());
    let ask = async |scope: &str| {
        let fields = [("grant_type", "client_credentials"), ("scope", scope)];
        with_secret(&app, &fields, Some((&name, &secret))).await
    };
    let answer = ask("").await.expect(200);
    assert_eq!((answer.json()["scope"].as_str(), answer.json()["refresh_token"].as_str()), (Some("school:read"), None));
    let token = Tokens::of(&answer).access;
    let me = app.call("GET", "/v1/me").bearer(&token).send().await.expect(200).json();
    assert_eq!(me["id"], machine.id());
    is_denied(&ask("school:write").await, "invalid_scope");

    let given_back =
        app.call("POST", "/oauth2/revoke").form(&[("client_id", &name), ("client_secret", &secret), ("token", &token)]);
    given_back.send().await.expect(200);
    app.call("GET", "/v1/me").bearer(&token).send().await.expect(401);
    Tokens::of(&ask("").await);

    let person = register(&app, &school, "Anders", |client| client.kind = ClientKind::Confidential).await;
    let fields = [("grant_type", "client_credentials")];
    let answer = with_secret(&app, &fields, Some((&person.name.text(), &person.secret.unwrap()))).await;
    is_denied(&answer, "unauthorized_client");
}

#[actix_web::test]
async fn a_client_of_one_school_is_of_no_use_in_another() {
    let scene = Scene::set().await;
    let other = School::found(&scene.app, "other").await;
    let theirs = register(&scene.app, &other, "Werkplaats", |_| {}).await.name.text();
    let elsewhere = Scene { client: theirs, app: scene.app, school: scene.school, noor: scene.noor };
    elsewhere.enter(&elsewhere.request(), "noor", super::PASSWORD).await.expect(400);
}

#[actix_web::test]
async fn what_is_not_a_form_or_says_a_thing_twice_is_no_request() {
    let scene = Scene::set().await;
    let call = || scene.app.call("POST", "/oauth2/token");
    is_denied(&call().json(&serde_json::json!({ "grant_type": "refresh_token" })).send().await, "invalid_request");
    is_denied(&call().send().await, "invalid_request");
    let twice =
        [("client_id", scene.client.as_str()), ("grant_type", "refresh_token"), ("grant_type", "refresh_token")];
    is_denied(&scene.ask(&twice).await, "invalid_request");
    is_denied(&scene.ask(&[("client_id", "a\0b")]).await, "invalid_request");
    is_denied(&scene.ask(&[("client_id", &"x".repeat(20_000))]).await, "invalid_request");
    let elsewhere = [
        ("client_id", scene.client.as_str()),
        ("grant_type", "refresh_token"),
        ("refresh_token", "x"),
        ("resource", "https://elsewhere.example"),
    ];
    is_denied(&scene.ask(&elsewhere).await, "invalid_target");
    let answer = scene.app.call("GET", "/oauth2/token").send().await.is_problem(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "POST");
}

#[actix_web::test]
async fn a_client_finds_everything_in_what_is_written_down() {
    let scene = Scene::set().await;
    let get = async |path: &str| scene.app.call("GET", path).send().await.expect(200).json();
    let resource = get("/.well-known/oauth-protected-resource").await;
    assert_eq!(resource["authorization_servers"], serde_json::json!([resource["resource"]]));
    let told = get("/.well-known/oauth-authorization-server").await;
    assert_eq!(told["issuer"], resource["resource"]);
    assert_eq!(told["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    for (name, method) in [("authorization", "GET"), ("token", "POST"), ("revocation", "POST")] {
        let endpoint = told[format!("{name}_endpoint")].as_str().unwrap();
        let path = endpoint.strip_prefix("https://samenspel.example").unwrap();
        assert_eq!(scene.app.call(method, path).send().await.status, 400, "{path} is there");
    }
    let scopes: Vec<&str> = told["scopes_supported"].as_array().unwrap().iter().filter_map(|s| s.as_str()).collect();
    assert!(scopes.len() > 10 && !scopes.contains(&"guest"), "{scopes:?}");
}

#[actix_web::test]
async fn a_password_that_everybody_guesses_is_not_taken() {
    let scene = Scene::set().await;
    for (password, wrong) in [
        ("kort", Weakness::TooShort),
        ("welkom2026welkom", Weakness::Common),
        ("noornoornoor", Weakness::Common),
        (&"lang".repeat(33), Weakness::TooLong),
    ] {
        assert_eq!(scene.give_password("noor", password).await, Set::TooWeak(wrong), "{password}");
    }
    assert_eq!(scene.give_password("nobody", super::PASSWORD).await, Set::Nobody);
    scene.enter(&scene.request(), "noor", super::PASSWORD).await.expect(303);
}
