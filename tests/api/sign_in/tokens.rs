//! Codes and tokens: for whom, how often, how long.

use chrono::TimeDelta;
use entity::{audit_event, oauth_grant, refresh_token};
use samenspel::{domain::ids::Id, jobs};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};

use super::{super::concurrency::at_once, BACK, Scene, Tokens, VERIFIER, is_denied, parameter, register};

#[actix_web::test]
async fn who_signs_in_is_sent_back_with_a_code_and_her_client_reads_as_her() {
    let scene = Scene::set().await;
    let answer = scene.enter(&scene.request(), "noor", super::PASSWORD).await.expect(303);
    assert!(answer.header("location").starts_with(&format!("{BACK}?code=")), "{answer:?}");
    assert_eq!(parameter(&answer, "state").as_deref(), Some("x y&z=\""));
    assert_eq!(parameter(&answer, "iss").as_deref(), Some("https://samenspel.example"));
    assert_eq!(answer.header("cache-control"), "no-store");

    let answer = scene.redeem(&parameter(&answer, "code").unwrap()).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    let body = answer.json();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&"Bearer".into(), &900.into()));
    assert_eq!(body["scope"], "school:read assessments:read");

    let token = Tokens::of(&answer).access;
    let me = scene.app.call("GET", "/v1/me").bearer(&token).send().await.expect(200).json();
    assert_eq!(me["id"], scene.noor.id());
    scene.app.call("GET", "/v1/goals").bearer(&token).send().await.is_problem(403, "insufficient-scope");
    scene.app.later(TimeDelta::minutes(15));
    assert_eq!(scene.status_with(&token).await, 401);
}

#[actix_web::test]
async fn it_is_in_the_audit_trail_who_signed_in_through_what() {
    let scene = Scene::set().await;
    scene.tokens().await;
    let all = audit_event::Entity::find().order_by_asc(audit_event::Column::Id).all(scene.app.state.db.reader()).await;
    let all = all.unwrap();
    let seen: Vec<_> = all.iter().map(|e| (e.action.as_str(), e.client_id.as_str())).collect();
    assert_eq!(
        seen,
        [("client.registered", "command-line"), ("password.set", "command-line"), ("sign-in.began", &scene.client)]
    );
    assert!(all[1..].iter().all(|event| event.actor_id == scene.noor.user.raw()));
}

#[actix_web::test]
async fn a_code_that_comes_twice_ends_all_that_came_of_it() {
    let scene = Scene::set().await;
    let code = scene.code().await;
    let tokens = Tokens::of(&scene.redeem(&code).await);
    assert_eq!(scene.status_with(&tokens.access).await, 200);
    is_denied(&scene.redeem(&code).await, "invalid_grant");
    assert_eq!(scene.status_with(&tokens.access).await, 401);
    is_denied(&scene.refresh(&tokens.refresh).await, "invalid_grant");
    let grants = oauth_grant::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
    assert_eq!(grants[0].revoked_because.as_deref(), Some("codeReused"));
}

#[actix_web::test]
async fn a_code_is_good_for_its_client_its_address_its_verifier_and_a_minute() {
    let scene = Scene::set().await;
    let other = register(&scene.app, &scene.school, "Ander", |_| {}).await.name.text();
    let code = scene.code().await;
    let with = |name: &'static str, value: String| {
        let mut fields = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", scene.client.clone()),
            ("code", code.clone()),
            ("redirect_uri", BACK.to_owned()),
            ("code_verifier", VERIFIER.to_owned()),
        ];
        fields.iter_mut().filter(|(key, _)| *key == name).for_each(|pair| pair.1.clone_from(&value));
        fields
    };
    let last = if code.ends_with('A') { "E" } else { "A" };
    for (name, value, error) in [
        ("client_id", other, "invalid_grant"),
        ("redirect_uri", format!("{BACK}/"), "invalid_grant"),
        ("code_verifier", VERIFIER.to_uppercase(), "invalid_grant"),
        ("code", format!("{}{last}", &code[..85]), "invalid_grant"),
        ("code", "nonsense".to_owned(), "invalid_grant"),
        ("code", String::new(), "invalid_request"),
        ("code_verifier", String::new(), "invalid_request"),
        ("redirect_uri", String::new(), "invalid_request"),
        ("grant_type", String::new(), "invalid_request"),
        ("grant_type", "password".to_owned(), "unsupported_grant_type"),
        ("client_id", "nobody".to_owned(), "invalid_client"),
    ] {
        let fields = with(name, value);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
        is_denied(&scene.ask(&fields).await, error);
    }
    scene.app.later(TimeDelta::seconds(59));
    let tokens = Tokens::of(&scene.redeem(&code).await);
    assert_eq!(scene.status_with(&tokens.access).await, 200, "what was asked wrongly did not use it up");
    let late = scene.code().await;
    scene.app.later(TimeDelta::seconds(60));
    is_denied(&scene.redeem(&late).await, "invalid_grant");
}

#[actix_web::test]
async fn a_refresh_token_is_good_once_and_a_second_time_ends_the_whole_family() {
    let scene = Scene::set().await;
    let first = scene.tokens().await;
    let second = Tokens::of(&scene.refresh(&first.refresh).await);
    let third = Tokens::of(&scene.refresh(&second.refresh).await);
    assert_ne!(second.refresh, third.refresh);
    assert_eq!(scene.status_with(&third.access).await, 200);

    is_denied(&scene.refresh(&first.refresh).await, "invalid_grant");
    is_denied(&scene.refresh(&third.refresh).await, "invalid_grant");
    for token in [first.access, second.access, third.access] {
        assert_eq!(scene.status_with(&token).await, 401);
    }
    let again = scene.tokens().await;
    assert_eq!(scene.status_with(&again.access).await, 200, "another sign-in of hers is another family");
}

#[actix_web::test]
async fn of_many_that_use_one_refresh_token_at_once_one_gets_tokens_at_most_and_then_nobody_does() {
    let scene = Scene::set().await;
    let first = scene.tokens().await;
    let all = at_once((0..8).map(|_| scene.refreshing(&first.refresh)).collect()).await;
    let got: Vec<Tokens> = all.iter().filter(|answer| answer.status == 200).map(Tokens::of).collect();
    assert!(got.len() <= 1, "{} got tokens", got.len());
    for tokens in got {
        is_denied(&scene.refresh(&tokens.refresh).await, "invalid_grant");
        assert_eq!(scene.status_with(&tokens.access).await, 401);
    }
    assert_eq!(scene.status_with(&first.access).await, 401);
}

#[actix_web::test]
async fn of_many_that_use_one_code_at_once_one_gets_tokens_at_most_and_then_nobody_does() {
    let scene = Scene::set().await;
    let code = scene.code().await;
    let all = at_once((0..8).map(|_| scene.redeeming(&code)).collect()).await;
    let got: Vec<Tokens> = all.iter().filter(|answer| answer.status == 200).map(Tokens::of).collect();
    assert!(got.len() <= 1, "{} got tokens", got.len());
    for tokens in got {
        is_denied(&scene.refresh(&tokens.refresh).await, "invalid_grant");
        assert_eq!(scene.status_with(&tokens.access).await, 401);
    }
}

#[actix_web::test]
async fn fewer_scopes_may_be_asked_for_and_never_more() {
    let scene = Scene::set().await;
    let first = scene.tokens().await;
    let ask = |token: &str, scope: &str| {
        let fields = [
            ("grant_type", "refresh_token".to_owned()),
            ("client_id", scene.client.clone()),
            ("refresh_token", token.to_owned()),
            ("scope", scope.to_owned()),
        ];
        let app = &scene.app;
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
            app.call("POST", "/oauth2/token").form(&fields).send().await
        }
    };
    for more in ["school:read goals:read", "school:write", "nonsense", "guest"] {
        is_denied(&ask(&first.refresh, more).await, "invalid_scope");
    }
    let answer = ask(&first.refresh, "assessments:read").await.expect(200);
    assert_eq!(answer.json()["scope"], "assessments:read");
    let fewer = Tokens::of(&answer);
    assert_eq!(scene.status_with(&fewer.access).await, 403);
    let all = scene.refresh(&fewer.refresh).await.expect(200);
    assert_eq!(all.json()["scope"], "school:read assessments:read", "what was granted is as it was");
}

#[actix_web::test]
async fn who_does_not_come_for_a_week_signs_in_again_and_so_does_everybody_after_thirty_days() {
    let scene = Scene::set().await;
    let unused = scene.tokens().await;
    let mut used = scene.tokens().await;
    for _ in 0..4 {
        scene.app.later(TimeDelta::days(7) - TimeDelta::seconds(1));
        used = Tokens::of(&scene.refresh(&used.refresh).await);
    }
    is_denied(&scene.refresh(&unused.refresh).await, "invalid_grant");
    scene.app.later(TimeDelta::days(2));
    used = Tokens::of(&scene.refresh(&used.refresh).await);
    scene.app.later(TimeDelta::seconds(10));
    is_denied(&scene.refresh(&used.refresh).await, "invalid_grant");

    let db = scene.app.state.db.reader();
    jobs::now_and_then(&scene.app.state).await;
    let left =
        (oauth_grant::Entity::find().count(db).await.unwrap(), refresh_token::Entity::find().count(db).await.unwrap());
    assert_eq!(left, (0, 0), "what has expired is forgotten");
}

#[actix_web::test]
async fn what_was_given_out_is_kept_as_a_digest_alone() {
    let scene = Scene::set().await;
    let tokens = scene.tokens().await;
    let kept = refresh_token::Entity::find().one(scene.app.state.db.reader()).await.unwrap().unwrap();
    assert!(kept.digest.len() == 64 && !tokens.refresh.contains(&kept.digest));
    let password = entity::local_password::Entity::find().one(scene.app.state.db.reader()).await.unwrap().unwrap();
    assert!(password.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", password.hash);
}

#[actix_web::test]
async fn a_client_that_has_lost_a_scope_gets_no_token_with_it_though_it_was_granted() {
    let scene = Scene::set().await;
    let tokens = scene.tokens().await;
    let administrator = scene.school.administrator(&scene.app, "administrator").await;
    let clients = administrator.get(&scene.app, "/v1/clients").send().await.expect(200).json();
    let path = format!("/v1/clients/{}", clients["items"][0]["id"].as_str().unwrap());
    let to = async |scopes: serde_json::Value| {
        let change = administrator.call(&scene.app, "PATCH", &path).if_match("*");
        change.patch(&serde_json::json!({ "scopes": scopes })).send().await.expect(200);
        scene.app.later(TimeDelta::seconds(1));
    };
    to(serde_json::json!(["school:read"])).await;
    assert_eq!(scene.status_with(&tokens.access).await, 401);
    let answer = scene.refresh(&tokens.refresh).await.expect(200);
    assert_eq!(answer.json()["scope"], "school:read");
    let tokens = Tokens::of(&answer);
    assert_eq!(scene.status_with(&tokens.access).await, 200);
    to(serde_json::json!(["goals:read"])).await;
    is_denied(&scene.refresh(&tokens.refresh).await, "invalid_scope");
}
