//! The end of a sign-in: the client gives it back, the password changes, the account is disabled. On every server within a second.

use chrono::TimeDelta;
use samenspel::{
    jobs,
    resources::sign_in::service::{self, accounts},
};

use sea_orm::{EntityTrait, PaginatorTrait};

use super::{Scene, Tokens, is_denied, register};

impl Scene {
    async fn give_back(&self, client: &str, token: &str) -> u16 {
        let call = self.app.call("POST", "/oauth2/revoke").form(&[("client_id", client), ("token", token)]);
        let answer = call.send().await;
        assert_eq!(answer.text, "");
        answer.status
    }
}

#[actix_web::test]
async fn who_gives_either_token_back_has_signed_out() {
    let scene = Scene::set().await;
    for by_refresh in [true, false] {
        let tokens = scene.tokens().await;
        let given = if by_refresh { &tokens.refresh } else { &tokens.access };
        assert_eq!(scene.status_with(&tokens.access).await, 200);
        for _ in 0..2 {
            assert_eq!(scene.give_back(&scene.client, given).await, 200);
        }
        assert_eq!(scene.status_with(&tokens.access).await, 401);
        is_denied(&scene.refresh(&tokens.refresh).await, "invalid_grant");
    }
}

#[actix_web::test]
async fn a_client_cannot_end_what_is_not_its_own_and_is_not_told() {
    let scene = Scene::set().await;
    let tokens = scene.tokens().await;
    let other = register(&scene.app, &scene.school, "Ander", |_| {}).await.name.text();
    for token in [&tokens.refresh, &tokens.access, &scene.noor.token, "nonsense"] {
        assert_eq!(scene.give_back(&other, token).await, 200);
    }
    assert_eq!(scene.status_with(&tokens.access).await, 200);
    assert_eq!(scene.status_with(&scene.noor.token).await, 200);
    scene.refresh(&tokens.refresh).await.expect(200);
}

#[actix_web::test]
async fn another_server_learns_it_the_next_time_it_looks_though_it_has_seen_the_token() {
    let scene = Scene::set().await;
    let other = scene.app.restarted().await;
    let tokens = scene.tokens().await;
    let there = async || other.call("GET", "/v1/me").bearer(&tokens.access).send().await.status;
    assert_eq!(there().await, 200);
    assert_eq!(scene.give_back(&scene.client, &tokens.refresh).await, 200);
    service::learn_revoked(&other.state).await.unwrap();
    assert_eq!(there().await, 401);

    let restarted = scene.app.restarted().await;
    service::learn_revoked(&restarted.state).await.unwrap();
    assert_eq!(restarted.call("GET", "/v1/me").bearer(&tokens.access).send().await.status, 401);
}

#[actix_web::test]
async fn what_is_revoked_is_remembered_until_the_last_such_token_has_expired() {
    let scene = Scene::set().await;
    let tokens = scene.tokens().await;
    scene.give_back(&scene.client, &tokens.refresh).await;
    let kept = async || entity::token_revocation::Entity::find().count(scene.app.state.db.reader()).await.unwrap();
    scene.app.later(TimeDelta::minutes(15));
    jobs::once(&scene.app.state).await;
    assert_eq!(kept().await, 1);
    scene.app.later(TimeDelta::minutes(2));
    jobs::once(&scene.app.state).await;
    assert_eq!(kept().await, 0);
}

#[actix_web::test]
async fn another_password_ends_what_was_signed_in_with_the_one_before() {
    let scene = Scene::set().await;
    let tokens = scene.tokens().await;
    let code = scene.code().await;
    assert_eq!(scene.give_password("noor", "zeven blauwe tulpen").await, accounts::Set::Done);
    assert_eq!(scene.status_with(&tokens.access).await, 401);
    is_denied(&scene.refresh(&tokens.refresh).await, "invalid_grant");
    is_denied(&scene.redeem(&code).await, "invalid_grant");
    scene.enter(&scene.request(), "noor", super::PASSWORD).await.expect(400);
    scene.enter(&scene.request(), "noor", "zeven blauwe tulpen").await.expect(303);
}

#[actix_web::test]
async fn a_disabled_account_is_refused_everywhere_with_every_token_it_has() {
    let scene = Scene::set().await;
    let tokens = scene.tokens().await;
    let other = scene.app.restarted().await;
    let definitions = async |app: &crate::support::TestApp| {
        app.call("GET", "/v1/scales").bearer(&scene.noor.token).send().await.status
    };
    assert_eq!(definitions(&other).await, 200);
    assert!(accounts::disable(&scene.app.state, scene.school.organisation, "noor").await.unwrap());
    assert!(!accounts::disable(&scene.app.state, scene.school.organisation, "noor").await.unwrap());
    service::learn_revoked(&other.state).await.unwrap();
    assert_eq!((definitions(&scene.app).await, definitions(&other).await), (401, 401));
    assert_eq!(scene.status_with(&tokens.access).await, 401);
    is_denied(&scene.refresh(&tokens.refresh).await, "invalid_grant");
    scene.enter(&scene.request(), "noor", super::PASSWORD).await.expect(400);
    assert_eq!(Tokens::of(&scene_of_another(&scene).await).access.split('.').count(), 3, "and nobody else");
}

/// A sign-in of somebody else.
async fn scene_of_another(scene: &Scene) -> super::Answer {
    scene.school.learner(&scene.app, "sam").await;
    assert_eq!(scene.give_password("sam", "zeven blauwe tulpen").await, accounts::Set::Done);
    let answer = scene.enter(&scene.request(), "sam", "zeven blauwe tulpen").await.expect(303);
    scene.redeem(&super::parameter(&answer, "code").unwrap()).await
}
