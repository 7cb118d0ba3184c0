//! Agreed actions: both make and change them, and what they were stays on the record.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Scene;
use crate::support::{Answer, Person};

impl Scene {
    async fn agree(&self, person: &Person, path: &str) -> Answer {
        let body = json!({ "what": "Een keer meelopen.", "dueOn": "2026-12-04" });
        self.send(person, &format!("{path}/actions"), body).await
    }

    async fn change(&self, person: &Person, at: &str, tag: &str, patch: Value) -> Answer {
        person.call(&self.app, "PATCH", at).if_match(tag).patch(&patch).send().await
    }
}

#[actix_web::test]
async fn what_was_agreed_is_followed_up_by_both_and_every_change_stays() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let agreed = scene.agree(&scene.coach, &path).await.expect(201);
    let at = format!("{path}/actions/{}", agreed.id());
    assert_eq!(agreed.header("location"), at);
    let view = agreed.json();
    assert_eq!((&view["state"], &view["dueOn"]), (&json!("open"), &json!("2026-12-04")));
    assert_eq!((&view["authorId"], &view["learnerId"]), (&json!(scene.coach.id()), &json!(scene.noor.id())));

    scene.app.later(TimeDelta::minutes(1));
    let later = json!({ "what": "Twee keer meelopen.", "dueOn": null });
    let later = scene.change(&scene.noor, &at, &agreed.etag(), later).await.expect(200);
    assert_eq!((&later.json()["dueOn"], &later.json()["state"]), (&Value::Null, &json!("open")));
    scene.app.later(TimeDelta::minutes(1));
    let done = scene.change(&scene.coach, &at, &later.etag(), json!({ "state": "done" })).await.expect(200);
    let dropped = scene.change(&scene.coach, &at, &done.etag(), json!({ "state": "dropped" })).await.expect(200);
    let again = scene.change(&scene.noor, &at, &dropped.etag(), json!({ "state": "open" })).await.expect(200);
    assert_eq!(again.json()["what"], "Twee keer meelopen.");
    assert_eq!(scene.read(&scene.coach, &at).await, again.json());

    let nothing = scene.change(&scene.noor, &at, "*", json!({ "state": "open", "dueOn": null })).await.expect(200);
    assert_eq!(nothing.etag(), again.etag(), "what changes nothing is no change");

    let history = scene.read(&scene.noor, &format!("{at}/history")).await;
    let told: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            [&item["what"], &item["dueOn"], &item["state"], &item["savedBy"], &item["savedAt"]].map(Value::clone)
        })
        .collect();
    let (noor, coach) = (json!(scene.noor.id()), json!(scene.coach.id()));
    let (once, twice, none) = (json!("Een keer meelopen."), json!("Twee keer meelopen."), Value::Null);
    let at = |minute: u8| json!(format!("2026-11-02T09:0{minute}:00Z"));
    assert_eq!(
        told,
        [
            [once, json!("2026-12-04"), json!("open"), coach.clone(), at(0)],
            [twice.clone(), none.clone(), json!("open"), noor.clone(), at(1)],
            [twice.clone(), none.clone(), json!("done"), coach.clone(), at(2)],
            [twice.clone(), none.clone(), json!("dropped"), coach, at(2)],
            [twice, none, json!("open"), noor, at(2)],
        ]
    );
}

#[actix_web::test]
async fn nothing_is_agreed_on_a_draft() {
    let scene = Scene::set().await;
    let draft = scene.draft().await;
    scene.agree(&scene.coach, &draft).await.is_problem(409, "feedback-still-a-draft");
    scene.agree(&scene.noor, &draft).await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn nobody_else_knows_of_what_they_agreed() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let agreed = scene.agree(&scene.noor, &path).await.expect(201);
    let at = agreed.header("location");
    for stranger in scene.strangers().await {
        scene.agree(&stranger, &path).await.is_problem(404, "not-found");
        scene.change(&stranger, at, "*", json!({ "state": "done" })).await.is_problem(404, "not-found");
        for place in [format!("{path}/actions"), at.to_owned(), format!("{at}/history")] {
            stranger.get(&scene.app, &place).send().await.is_problem(404, "not-found");
        }
    }
    assert_eq!(scene.read(&scene.noor, at).await["state"], "open");
}

#[actix_web::test]
async fn of_two_who_change_it_at_once_the_second_looks_again() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let agreed = scene.agree(&scene.coach, &path).await.expect(201);
    let at = agreed.header("location");
    scene.change(&scene.noor, at, &agreed.etag(), json!({ "state": "done" })).await.expect(200);
    let late = scene.change(&scene.coach, at, &agreed.etag(), json!({ "state": "dropped" })).await;
    late.is_problem(412, "stale-revision");
    let unseen = scene.coach.call(&scene.app, "PATCH", at).patch(&json!({ "state": "dropped" })).send().await;
    unseen.is_problem(428, "precondition-required");
    assert_eq!(scene.read(&scene.coach, at).await["state"], "done");
}

#[actix_web::test]
async fn an_action_is_found_with_its_own_feedback_only() {
    let scene = Scene::set().await;
    let (path, other) = (scene.shared().await, scene.shared().await);
    let id = scene.agree(&scene.noor, &path).await.expect(201).id();
    let elsewhere = format!("{other}/actions/{id}");
    scene.noor.get(&scene.app, &elsewhere).send().await.is_problem(404, "not-found");
    scene.change(&scene.noor, &elsewhere, "*", json!({ "state": "done" })).await.is_problem(404, "not-found");
    let list = scene.read(&scene.noor, &format!("{other}/actions")).await;
    assert_eq!(list["items"], json!([]));
}

#[actix_web::test]
async fn an_action_agreed_on_twice_under_one_key_is_one_action() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    for _ in 0..2 {
        let call = scene.noor.call(&scene.app, "POST", &format!("{path}/actions")).header("Idempotency-Key", "k");
        call.json(&json!({ "what": "Bellen." })).send().await.expect(201);
    }
    let list = scene.read(&scene.coach, &format!("{path}/actions")).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}
