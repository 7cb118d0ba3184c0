//! Another text for what was shared: the text before stays on the record, and an acknowledgement of it counts no more.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Scene;

/// The history: what happened, the text from then on, by whom.
async fn history(scene: &Scene, path: &str) -> Vec<(Value, Value, Value)> {
    let told = scene.read(&scene.noor, &format!("{path}/history")).await;
    let items = told["items"].as_array().unwrap().iter();
    items.map(|item| (item["cause"].clone(), item["body"].clone(), item["savedBy"].clone())).collect()
}

#[actix_web::test]
async fn another_text_withdraws_the_acknowledgement_and_the_history_keeps_both() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200);
    scene.app.later(TimeDelta::minutes(1));
    let amended = scene.amend(&path, "Toch anders.").await.expect(200).json();
    assert_eq!((&amended["state"], &amended["acknowledgedAt"]), (&json!("shared"), &Value::Null));
    assert_eq!(
        (&amended["sharedAt"], &amended["amendedAt"]),
        (&json!("2026-11-02T09:00:00Z"), &json!("2026-11-02T09:01:00Z"))
    );
    let read = scene.read(&scene.noor, &path).await;
    assert_eq!((&read["body"], &read["isUnread"]), (&json!("Toch anders."), &json!(true)));

    scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200);
    let (coach, noor) = (json!(scene.coach.id()), json!(scene.noor.id()));
    assert_eq!(
        history(&scene, &path).await,
        [
            (json!("shared"), json!("Mooi."), coach.clone()),
            (json!("acknowledged"), Value::Null, noor.clone()),
            (json!("amended"), json!("Toch anders."), coach),
            (json!("acknowledged"), Value::Null, noor),
        ]
    );
}

#[actix_web::test]
async fn the_same_text_again_is_no_amendment() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200);
    let before = scene.coach.get(&scene.app, &path).send().await.expect(200);
    let same = scene.amend(&path, "Mooi.").await.expect(200);
    assert_eq!((same.etag(), same.text), (before.etag(), before.text));
    let nothing = scene.coach.call(&scene.app, "PATCH", &path).if_match("*").patch(&json!({})).send().await;
    assert_eq!(nothing.expect(200).json()["state"], "acknowledged");
    assert_eq!(history(&scene, &path).await.len(), 2);
}

#[actix_web::test]
async fn a_learner_who_says_what_she_saw_acknowledges_no_text_that_came_after_it() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let saw = scene.noor.get(&scene.app, &path).send().await.expect(200).etag();
    scene.amend(&path, "Toch anders.").await.expect(200);
    for action in ["acknowledgement", "reading"] {
        let say = |tag: &str| scene.noor.call(&scene.app, "POST", &format!("{path}/{action}")).if_match(tag).send();
        say(&saw).await.is_problem(412, "stale-revision");
        say("nonsense").await.is_problem(400, "invalid-input");
    }
    assert_eq!(scene.read(&scene.noor, &path).await["state"], "shared");
    let sees = scene.noor.get(&scene.app, &path).send().await.expect(200).etag();
    let acknowledge = scene.noor.call(&scene.app, "POST", &format!("{path}/acknowledgement")).if_match(&sees);
    acknowledge.send().await.expect(200);
}

#[actix_web::test]
async fn what_a_draft_said_before_it_was_shared_is_nobodys_business() {
    let scene = Scene::set().await;
    let path = scene.draft().await;
    scene.amend(&path, "Nog niet goed.").await.expect(200);
    assert_eq!(scene.read(&scene.coach, &format!("{path}/history")).await["items"], json!([]));
    scene.noor.get(&scene.app, &format!("{path}/history")).send().await.is_problem(404, "not-found");
    scene.amend(&path, "Nu wel.").await.expect(200);
    scene.post(&scene.coach, &format!("{path}/sharing")).await.expect(200);
    assert_eq!(history(&scene, &path).await, [(json!("shared"), json!("Nu wel."), json!(scene.coach.id()))]);
    assert_eq!(scene.read(&scene.noor, &path).await["amendedAt"], Value::Null);
}

#[actix_web::test]
async fn only_its_author_amends_and_only_what_she_has_seen() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let patch =
        |person: &super::Person| person.call(&scene.app, "PATCH", &path).patch(&json!({ "body": "Van een ander." }));
    patch(&scene.noor).if_match("*").send().await.is_problem(403, "forbidden");
    for stranger in scene.strangers().await {
        patch(&stranger).if_match("*").send().await.is_problem(404, "not-found");
        stranger.get(&scene.app, &format!("{path}/history")).send().await.is_problem(404, "not-found");
    }
    patch(&scene.coach).send().await.is_problem(428, "precondition-required");
    let seen = scene.coach.get(&scene.app, &path).send().await.expect(200).etag();
    scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200);
    patch(&scene.coach).if_match(&seen).send().await.is_problem(412, "stale-revision");
    assert_eq!(scene.read(&scene.noor, &path).await["body"], "Mooi.");
}

#[actix_web::test]
async fn the_history_comes_in_pages() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    for text in ["Een.", "Twee.", "Drie.", "Vier."] {
        scene.amend(&path, text).await.expect(200);
    }
    let mut texts = Vec::new();
    let mut next = Some(format!("{path}/history?limit=2"));
    while let Some(at) = next {
        let page = scene.read(&scene.noor, &at).await;
        texts.extend(page["items"].as_array().unwrap().iter().map(|item| item["body"].clone()));
        next = page["nextCursor"].as_str().map(|cursor| format!("{path}/history?limit=2&cursor={cursor}"));
    }
    assert_eq!(texts, ["Mooi.", "Een.", "Twee.", "Drie.", "Vier."]);
}

#[actix_web::test]
async fn shared_feedback_stays_readable_when_the_learner_reopens_what_it_is_about() {
    let scene = Scene::set().await;
    let anchor = json!({ "kind": "score", "code": "SO-BH-G-01" });
    let written = scene.write(&scene.coach, anchor.clone()).await.expect(201);
    let path = format!("/v1/feedback/{}", written.id());
    scene.post(&scene.coach, &format!("{path}/sharing")).await.expect(200);
    let reopening = format!("/v1/assessments/{}/reopening", scene.assessment);
    scene.send(&scene.noor, &reopening, json!({ "reason": "Nog eens kijken." })).await.expect(200);
    // The sheet is a draft again, and hidden; what was said of it is not, and tells of it no more than it did.
    let scores = format!("/v1/assessments/{}/scores", scene.assessment);
    scene.coach.get(&scene.app, &scores).send().await.is_problem(404, "not-found");
    for person in [&scene.noor, &scene.coach] {
        let read = scene.read(person, &path).await;
        assert_eq!((&read["anchor"], &read["body"]), (&anchor, &json!("Mooi.")));
    }
    scene.amend(&path, "Ik wacht je tweede ronde af.").await.expect(200);
    scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200);
}
