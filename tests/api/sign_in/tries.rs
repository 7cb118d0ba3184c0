//! Guessing: how often, and what is learned from it.

use chrono::TimeDelta;
use samenspel::{
    db::tenant::Tenant,
    domain::sign_in::tries::TryKind,
    jobs,
    resources::sign_in::{
        repo::{self, Tries},
        service::accounts,
    },
};
use sea_orm::EntityTrait;

use super::{super::concurrency::at_once, PASSWORD, Scene};
use crate::support::Answer;

const WRONG: &str = "zes rode fietsen";

/// What somebody sees, but for the name she typed.
fn seen(answer: &Answer, name: &str) -> (u16, String, String) {
    (
        answer.status,
        answer.text.replace(&format!("value=\"{name}\""), "value=\"\""),
        answer.header("retry-after").to_owned(),
    )
}

#[actix_web::test]
async fn nobody_learns_whether_there_is_such_an_account() {
    let scene = Scene::set().await;
    let organisation = scene.school.organisation;
    scene.school.learner(&scene.app, "zonder").await;
    scene.school.service_client(&scene.app, "machine").await;
    let disabled = scene.school.learner(&scene.app, "weg").await;
    assert_eq!(scene.give_password("weg", PASSWORD).await, super::Set::Done);
    accounts::disable(&scene.app.state, organisation, "weg").await.unwrap();
    drop(disabled);
    // Each as often as it takes to be told to wait.
    for _ in 0..7 {
        let known = seen(&scene.enter(&scene.request(), "noor", WRONG).await, "noor");
        for (name, password) in [("nobody", WRONG), ("zonder", WRONG), ("machine", WRONG), ("weg", PASSWORD)] {
            assert_eq!(seen(&scene.enter(&scene.request(), name, password).await, name), known, "{name}");
        }
    }
}

#[actix_web::test]
async fn after_five_wrong_tries_one_waits_and_then_has_one_more() {
    let scene = Scene::set().await;
    let enter = async |password: &str| scene.enter(&scene.request(), "noor", password).await;
    for _ in 0..5 {
        enter(WRONG).await.expect(400);
    }
    let told = enter(PASSWORD).await.expect(429);
    assert_eq!(told.header("retry-after"), "180");
    assert!(told.text.contains("over 3 minuten"), "{}", told.text);
    scene.app.later(TimeDelta::seconds(179));
    let told = enter(PASSWORD).await.expect(429);
    assert!(told.text.contains("over een minuut"), "{}", told.text);
    scene.app.later(TimeDelta::seconds(1));
    enter(WRONG).await.expect(400);
    enter(PASSWORD).await.expect(429);
    scene.app.later(TimeDelta::seconds(180));
    enter(PASSWORD).await.expect(303);
    enter(PASSWORD).await.expect(303);
}

#[actix_web::test]
async fn whatever_is_tried_in_a_quarter_of_an_hour_ten_tries_of_an_account_get_through() {
    let scene = Scene::set().await;
    let mut through = 0;
    for _ in 0..300 {
        through += usize::from(scene.enter(&scene.request(), "noor", WRONG).await.status == 400);
        scene.app.later(TimeDelta::seconds(3));
    }
    assert!((9..=10).contains(&through), "{through}");
}

#[actix_web::test]
async fn many_at_once_get_no_further_than_one_after_the_other() {
    let scene = Scene::set().await;
    let all = at_once((0..12).map(|_| scene.entering(&scene.request(), "noor", WRONG)).collect()).await;
    let count = |status| all.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(400), count(429)), (5, 7), "{all:?}");
}

#[actix_web::test]
async fn who_knows_her_password_may_sign_in_as_often_as_she_likes() {
    let scene = Scene::set().await;
    for _ in 0..12 {
        scene.enter(&scene.request(), "noor", PASSWORD).await.expect(303);
    }
}

#[actix_web::test]
async fn an_address_from_which_too_much_was_tried_waits_whatever_the_account_and_no_other_does() {
    let scene = Scene::set().await;
    let state = &scene.app.state;
    let tries = Tries { kind: TryKind::Address, subject: state.gate.veiled("192.0.2.7") };
    let tenant = Tenant::of(scene.school.organisation);
    for _ in 0..100 {
        // As many tries as there may be at once.
        assert!(repo::charge(state.db.writer(), tenant, &tries, state.clock.now()).await.unwrap());
    }
    assert!(!repo::charge(state.db.writer(), tenant, &tries, state.clock.now()).await.unwrap());
    let told = scene.enter(&scene.request(), "noor", PASSWORD).await.expect(429);
    assert_eq!(told.header("retry-after"), "9");
    let request = scene.request();
    let mut fields: Vec<(&str, &str)> = request.iter().map(|(key, value)| (*key, value.as_str())).collect();
    fields.extend([("username", "noor"), ("password", PASSWORD)]);
    let elsewhere = scene.app.call("POST", "/oauth2/authorize").header("Sec-Fetch-Site", "same-origin");
    elsewhere.header("X-Forwarded-For", "192.0.2.8").form(&fields).send().await.expect(303);
}

#[actix_web::test]
async fn neither_name_nor_address_is_kept_and_what_is_kept_goes_when_it_is_over() {
    let scene = Scene::set().await;
    scene.enter(&scene.request(), "mijn wachtwoord", WRONG).await.expect(400);
    let kept = async || entity::sign_in_tries::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
    let rows = kept().await;
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert!(row.subject.len() == 64 && row.subject.chars().all(|c| c.is_ascii_hexdigit()), "{row:?}");
    }
    jobs::once(&scene.app.state).await;
    assert_eq!(kept().await.len(), 2);
    scene.app.later(TimeDelta::minutes(4));
    jobs::once(&scene.app.state).await;
    assert_eq!(kept().await.len(), 0);
}
