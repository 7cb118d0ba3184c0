//! The way there and back: bound to the browser, once, for ten minutes, and to the provider of one organisation.

use chrono::TimeDelta;
use samenspel::{
    domain::sign_in::provider::Provider as Set,
    jobs,
    resources::sign_in::service::{accounts, providers},
};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{
    super::{super::concurrency::at_once, PASSWORD, Scene, parameter, register},
    Away, There, coming, give, leaving, over, says, set,
};
use crate::support::{School, TestApp, provider::Provider};

const OVER: &str = "Het aanmelden duurde te lang";

#[actix_web::test]
async fn the_page_offers_it_by_its_name_and_without_a_provider_it_does_not() {
    let there = There::with(|set, _| set.name = "<b>School & co".to_owned()).await;
    for (language, words) in [("nl", "Aanmelden via &lt;b&gt;School &amp; co"), ("en", "Sign in with &lt;b&gt;School")]
    {
        let page = there.scene.open(&there.scene.request(), language).await.expect(200);
        assert!(page.text.contains(words) && page.text.contains("/oauth2/elsewhere?"), "{}", page.text);
        assert!(page.text.contains("name=\"password\""), "a password is taken as well");
        assert_eq!(page.header("set-cookie"), "");
    }
    there.scene.enter(&there.scene.request(), "noor", PASSWORD).await.expect(303);
    let without = Scene::set().await;
    let page = without.open(&without.request(), "nl").await.expect(200);
    assert!(!page.text.contains("elsewhere"), "{}", page.text);
    let page = leaving(&without.app, &without.request()).send().await.expect(200);
    assert!(page.text.contains("name=\"password\"") && page.header("set-cookie").is_empty());
}

#[actix_web::test]
async fn she_is_sent_there_with_what_the_standard_asks_for_and_keeps_one_cookie_that_she_cannot_read() {
    let there = There::start().await;
    let answer = there.leaving().send().await.expect(303);
    let location = answer.header("location");
    assert!(location.starts_with(&format!("{}/authorize?kept=yes&", there.provider.issuer())), "{location}");
    let away = Away::of(&answer);
    for (name, value) in [
        ("client_id", "samenspel"),
        ("response_type", "code"),
        ("redirect_uri", "https://samenspel.example/oauth2/callback/school"),
        ("scope", "openid profile"),
        ("code_challenge_method", "S256"),
        ("ui_locales", "nl"),
    ] {
        assert_eq!(away.sent[name], value, "{name}");
    }
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(away.sent[name].len(), 43, "{name}");
    }
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-samenspel-journey="), "{cookie}");
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    for name in ["state", "nonce"] {
        assert!(!cookie.contains(&away.sent[name]), "{name} in {cookie}");
    }
    assert!(!away.sent.contains_key("prompt"));
    let anew = [there.scene.request(), vec![("prompt", "login".to_owned())]].concat();
    let anew = Away::of(&leaving(&there.scene.app, &anew).send().await);
    assert_eq!(anew.sent["prompt"], "login", "who shares a computer can ask to be asked");
    let other = there.leave().await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(other.sent[name], away.sent[name], "{name}");
    }
}

#[actix_web::test]
async fn a_page_of_somebody_else_sends_nobody_there() {
    let there = There::start().await;
    let from = |site: &str| {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(there.scene.request()).finish();
        there.scene.app.call("GET", &format!("/oauth2/elsewhere?{query}")).header("Sec-Fetch-Site", site).send()
    };
    for site in ["cross-site", "same-site"] {
        let answer = from(site).await;
        says(&answer, 403, "andere pagina");
        assert_eq!(answer.header("set-cookie"), "");
    }
    from("none").await.expect(303);
    for (name, value) in [("client_id", None), ("redirect_uri", Some("https://evil.example/"))] {
        leaving(&there.scene.app, &there.scene.request_with(name, value)).send().await.expect(400);
    }
    let denied = leaving(&there.scene.app, &there.scene.request_with("scope", Some("guest"))).send().await.expect(303);
    assert_eq!(parameter(&denied, "error").as_deref(), Some("invalid_scope"));
    let long = "x".repeat(4_000);
    leaving(&there.scene.app, &there.scene.request_with("state", Some(&long))).send().await.expect(400);
}

#[actix_web::test]
async fn only_the_browser_that_left_comes_back_and_only_with_its_own_answer() {
    let there = There::start().await;
    let before = there.rows().await;
    let (mine, hers) = (there.leave().await, there.leave().await);
    let (my_way, her_way) = (there.back(&mine), there.back(&hers));
    let app = &there.scene.app;
    // Who is sent here with another's answer (login CSRF) has no cookie, or that of another journey.
    says(&app.call("GET", &format!("/oauth2/callback/school?{my_way}")).send().await, 400, OVER);
    says(&there.coming(&hers, &my_way).send().await, 400, OVER);
    says(&there.coming(&mine, &her_way).send().await, 400, OVER);
    let touched = format!("{}A", mine.cookie);
    for cookie in [touched.as_str(), "__Host-samenspel-journey=", "samenspel-journey=x", "x"] {
        says(&coming(app, "school", cookie, &my_way).send().await, 400, OVER);
    }
    // A cookie without the prefix is one that a neighbour can put there.
    let unprefixed = mine.cookie.replace("__Host-", "");
    says(&coming(app, "school", &unprefixed, &my_way).send().await, 400, OVER);
    says(&there.coming(&mine, "").send().await, 400, OVER);
    says(&there.coming(&mine, "code=x").send().await, 400, OVER);
    assert_eq!(there.rows().await, before);
    let answer = there.coming(&mine, &my_way).send().await.expect(303);
    assert!(answer.header("set-cookie").contains("Max-Age=0"), "it is kept no longer: {answer:?}");
}

#[actix_web::test]
async fn it_comes_back_once_though_it_comes_twice_at_the_same_moment() {
    let there = There::start().await;
    let away = there.leave().await;
    let query = there.back(&away);
    let all = at_once((0..3).map(|_| there.coming(&away, &query)).collect()).await;
    let codes = all.iter().filter(|answer| answer.status == 303).count();
    assert_eq!(codes, 1, "{all:?}");
    all.iter().filter(|answer| answer.status != 303).for_each(|answer| says(answer, 400, OVER));
    let again = there.back(&away);
    says(&there.coming(&away, &again).send().await, 400, OVER);
    // What is kept of it: no more than that it was there, and until it would have expired.
    let state = &there.scene.app.state;
    let kept = async || entity::sign_in_arrival::Entity::find().all(state.db.reader()).await.unwrap();
    let row = kept().await.remove(0);
    assert!(row.digest.len() == 64 && !row.digest.contains(&away.sent["state"]), "{row:?}");
    jobs::once(state).await;
    assert_eq!(kept().await.len(), 1);
    there.scene.app.later(TimeDelta::seconds(601));
    jobs::once(state).await;
    assert_eq!(kept().await.len(), 0);
}

#[actix_web::test]
async fn after_ten_minutes_it_is_over() {
    let there = There::start().await;
    let (one, other) = (there.leave().await, there.leave().await);
    there.scene.app.later(TimeDelta::seconds(599));
    let query = there.back(&one);
    there.coming(&one, &query).send().await.expect(303);
    there.scene.app.later(TimeDelta::seconds(1));
    let query = there.back(&other);
    says(&there.coming(&other, &query).send().await, 400, OVER);
}

#[actix_web::test]
async fn who_turns_back_can_begin_again() {
    let there = There::start().await;
    let away = there.leave().await;
    let query = format!("error=access_denied&error_description=%3Cscript%3E&state={}", away.sent["state"]);
    let answer = there.coming(&away, &query).send().await;
    says(&answer, 400, "niet afgemaakt");
    assert!(answer.text.contains("/oauth2/elsewhere?") && !answer.text.contains("script"), "{}", answer.text);
}

/// Another school in the same application, with a provider and a client of its own.
async fn beside(app: &TestApp, code: &str) -> (School, Provider, String) {
    let (school, provider) = (School::found(app, code).await, Provider::start());
    give(app, &school, &set(&provider)).await;
    let client = register(app, &school, "Werkplaats", |_| {}).await.name.text();
    (school, provider, client)
}

#[actix_web::test]
async fn two_schools_have_a_provider_each_and_neither_speaks_for_the_other() {
    let there = There::start().await;
    let app = &there.scene.app;
    let (_, provider, client) = beside(app, "other").await;
    there.provider.says_of("same", &over("name", "Noor hier"));
    provider.says_of("same", &over("name", "Noor daar"));
    let leave = async || {
        let mut request = there.scene.request_with("client_id", Some(&client));
        request.iter_mut().filter(|(name, _)| *name == "client_id").for_each(|pair| pair.1.clone_from(&client));
        Away::of(&leaving(app, &request).send().await)
    };
    let away = leave().await;
    assert_eq!(away.sent["redirect_uri"], "https://samenspel.example/oauth2/callback/other");
    let code = provider.signs_in(&away.sent, app.state.clock.now());
    let query = format!("code={code}&state={}", away.sent["state"]);
    // What comes back at another's address, or in a browser that went to another, is not believed.
    says(&coming(app, "school", &away.cookie, &query).send().await, 400, OVER);
    let mine = there.leave().await;
    says(&coming(app, "other", &mine.cookie, &query).send().await, 400, OVER);
    // Nor is a code of another provider: it was given for other secrets (a mix-up).
    let mixed = format!("code={code}&state={}", mine.sent["state"]);
    says(&there.coming(&mine, &mixed).send().await, 502, "niet klopt");
    coming(app, "other", &away.cookie, &query).send().await.expect(303);
    assert_eq!(there.me().await["displayName"], "Noor hier");
    let people = entity::federated_identity::Entity::find().all(app.state.db.reader()).await.unwrap();
    assert_eq!(people.len(), 2);
    assert!(people[0].subject == "same" && people[1].subject == "same" && people[0].user_id != people[1].user_id);
    assert_ne!(people[0].organisation_id, people[1].organisation_id);
}

#[actix_web::test]
async fn a_provider_that_names_itself_is_held_to_it() {
    let there = There::start().await;
    let come = async |issuer: Option<&str>| {
        let away = there.leave().await;
        let mut query = there.back(&away);
        if let Some(issuer) = issuer {
            query.extend(["&iss=", issuer]);
        }
        there.coming(&away, &query).send().await
    };
    come(Some("https://evil.example")).await.expect(502);
    come(Some(there.provider.issuer())).await.expect(303);
    come(None).await.expect(303);
    there.provider.says(|saying| saying.metadata = over("authorization_response_iss_parameter_supported", true));
    there.scene.app.later(TimeDelta::hours(1));
    come(None).await.expect(502);
    come(Some(there.provider.issuer())).await.expect(303);
}

#[actix_web::test]
async fn a_journey_to_a_provider_that_is_another_by_now_is_over() {
    let there = There::start().await;
    let away = there.leave().await;
    let query = there.back(&away);
    let other = Provider::start();
    give(&there.scene.app, &there.scene.school, &set(&other)).await;
    says(&there.coming(&away, &query).send().await, 400, OVER);
    let away = there.leave().await;
    assert!(providers::remove(&there.scene.app.state, there.scene.school.organisation).await.unwrap());
    says(&there.coming(&away, &there.back(&away)).send().await, 400, OVER);
    assert!(!providers::remove(&there.scene.app.state, there.scene.school.organisation).await.unwrap());
}

#[actix_web::test]
async fn a_provider_that_does_not_answer_or_points_into_our_network_is_told_of() {
    let there = There::start().await;
    for (member, address) in
        [("token_endpoint", "http://10.0.0.1/token"), ("userinfo_endpoint", "https://169.254.169.254/")]
    {
        there.provider.says(|saying| saying.metadata = over(member, address));
        there.scene.app.later(TimeDelta::hours(1));
        let answer = there.sign_in().await;
        says(&answer, 503, "geeft geen antwoord");
        assert_eq!(answer.header("retry-after"), "5");
    }
    for (member, value, status) in [
        ("jwks_uri", json!("https://192.168.1.1/keys"), 503),
        ("authorization_endpoint", json!("http://10.0.0.1/authorize"), 502),
        ("authorization_endpoint", json!("javascript:alert(1)"), 502),
        ("issuer", json!("https://evil.example"), 502),
        ("token_endpoint", json!(null), 502),
    ] {
        there.provider.says(|saying| saying.metadata = over(member, value));
        there.scene.app.later(TimeDelta::hours(1));
        let answer = there.leaving().send().await;
        let answer = if answer.status == 303 { there.sign_in().await } else { answer };
        assert_eq!((answer.status, answer.header("location")), (status, ""), "{member}: {}", answer.text);
    }
}

#[actix_web::test]
async fn what_its_provider_says_of_itself_is_asked_once_an_hour() {
    let there = There::start().await;
    let asked = || there.provider.asked_at("/.well-known/openid-configuration");
    assert_eq!(asked(), 1, "when it was set");
    for _ in 0..3 {
        there.sign_in().await.expect(303);
    }
    assert_eq!(asked(), 1);
    there.scene.app.later(TimeDelta::hours(1));
    there.sign_in().await.expect(303);
    assert_eq!(asked(), 2);
}

#[actix_web::test]
async fn one_that_does_not_answer_is_left_alone_for_ten_seconds() {
    let there = There::start().await;
    let asked = || there.provider.asked_at("/.well-known/openid-configuration");
    there.provider.says(|saying| saying.metadata = over("jwks_uri", "https://10.0.0.1/keys"));
    there.scene.app.later(TimeDelta::hours(1));
    for _ in 0..5 {
        there.leaving().send().await.expect(503);
    }
    assert_eq!(asked(), 2);
    there.provider.says(|saying| saying.metadata = json!({}));
    there.scene.app.later(TimeDelta::seconds(10));
    there.sign_in().await.expect(303);
    assert_eq!(asked(), 3);
}

#[actix_web::test]
async fn what_fails_counts_as_a_try_of_the_address_and_what_succeeds_does_not() {
    let there = There::start().await;
    there.provider.says(|saying| saying.has_id_token = false);
    // With these, as many as there may be at once.
    for _ in 0..98 {
        there.scene.enter(&there.scene.request(), "nobody", "zes rode fietsen").await;
        there.scene.app.later(TimeDelta::milliseconds(1));
    }
    there.sign_in().await.expect(502);
    there.sign_in().await.expect(502);
    let answer = there.sign_in().await.expect(429);
    assert_eq!(answer.header("retry-after"), "9");
    there.provider.says(|saying| saying.has_id_token = true);
    there.scene.app.later(TimeDelta::seconds(9));
    for _ in 0..5 {
        there.sign_in().await.expect(303);
    }
}

#[actix_web::test]
async fn the_client_secret_is_not_to_be_read_in_the_database_and_opens_with_its_own_secret_alone() {
    let there = There::start().await;
    let state = &there.scene.app.state;
    let row = entity::identity_provider::Entity::find().one(state.db.reader()).await.unwrap().unwrap();
    assert!(row.locked_secret.as_deref().is_some_and(|locked| !locked.contains("secret")), "{row:?}");
    // Locked for another client of the same provider it opens for neither.
    let moved: Set = Set { client_id: "another".to_owned(), ..set(&there.provider) };
    samenspel::resources::sign_in::repo::set_provider(
        state.db.writer(),
        samenspel::db::tenant::Tenant::of(there.scene.school.organisation),
        &moved,
        row.locked_secret,
        state.clock.now(),
    )
    .await
    .unwrap();
    says(&there.leaving().send().await, 503, "lukt nu niet");
}

#[actix_web::test]
async fn whose_account_is_disabled_meanwhile_is_signed_out_and_not_let_in() {
    let there = There::start().await;
    let answer = there.sign_in().await.expect(303);
    let tokens = super::Tokens::of(&there.scene.redeem(&parameter(&answer, "code").unwrap()).await);
    let me = there.scene.app.call("GET", "/v1/me").bearer(&tokens.access).send().await.json();
    let name = me["name"].as_str().unwrap();
    assert!(accounts::disable(&there.scene.app.state, there.scene.school.organisation, name).await.unwrap());
    assert_eq!(there.scene.status_with(&tokens.access).await, 401);
    says(&there.sign_in().await, 403, "niet in gebruik");
}
