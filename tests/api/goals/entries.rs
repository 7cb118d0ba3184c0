//! What is added to a goal: progress and evidence by the learner, comments by a coach, each her own part.

use serde_json::{Value, json};

use super::Scene;

fn progress() -> Value {
    json!({ "kind": "progress", "text": "Het lukt steeds beter." })
}

fn evidence() -> Value {
    json!({ "kind": "evidence", "title": "Verslag", "url": "https://portfolio.example/noor/1?deel=2" })
}

fn comment() -> Value {
    json!({ "kind": "comment", "text": "Mooi, en nu verder." })
}

#[actix_web::test]
async fn the_learner_adds_progress_and_evidence_and_her_coach_comments() {
    let scene = Scene::set().await;
    let path = scene.goal(&json!({ "visibility": "coaches" })).await;
    for (person, entry) in [(&scene.noor, progress()), (&scene.noor, evidence()), (&scene.coach, comment())] {
        let added = scene.add(person, &path, &entry).await.expect(201);
        let view = added.json();
        for (member, value) in entry.as_object().unwrap() {
            assert_eq!(&view[member], value);
        }
        assert_eq!((&view["authorId"], &view["learnerId"]), (&json!(person.id()), &json!(scene.noor.id())));
        let read = scene.get(&scene.noor, added.header("location")).await.expect(200);
        assert_eq!((read.json(), read.etag()), (view, added.etag()));
    }
    for person in [&scene.noor, &scene.coach] {
        let list = scene.get(person, &format!("{path}/entries")).await.expect(200).json();
        let kinds: Vec<&str> =
            list["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["progress", "evidence", "comment"]);
    }
    let first = scene.get(&scene.noor, &format!("{path}/entries?limit=2")).await.expect(200).json();
    let rest = format!("{path}/entries?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
    assert_eq!(scene.get(&scene.noor, &rest).await.expect(200).json()["items"][0]["kind"], "comment");
}

#[actix_web::test]
async fn neither_plays_the_others_part() {
    let scene = Scene::set().await;
    let path = scene.goal(&json!({ "visibility": "coaches" })).await;
    scene.add(&scene.noor, &path, &comment()).await.is_problem(403, "forbidden");
    for entry in [progress(), evidence()] {
        scene.add(&scene.coach, &path, &entry).await.is_problem(403, "forbidden");
    }
    let private = scene.goal(&json!({})).await;
    for entry in [progress(), evidence(), comment()] {
        scene.add(&scene.coach, &private, &entry).await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn what_is_achieved_or_dropped_takes_no_progress_until_it_is_taken_up_again() {
    let scene = Scene::set().await;
    for end in ["achieved", "dropped"] {
        let path = scene.goal(&json!({ "visibility": "coaches" })).await;
        scene.add(&scene.noor, &path, &progress()).await.expect(201);
        for status in ["active", end] {
            scene.patch(&path, &json!({ "status": status })).await.expect(200);
        }
        scene.add(&scene.noor, &path, &progress()).await.is_problem(409, "goal-closed");
        scene.add(&scene.noor, &path, &evidence()).await.expect(201);
        scene.add(&scene.coach, &path, &comment()).await.expect(201);
        scene.patch(&path, &json!({ "status": "active" })).await.expect(200);
        scene.add(&scene.noor, &path, &progress()).await.expect(201);
    }
}

#[actix_web::test]
async fn evidence_is_an_https_address_and_each_kind_has_its_own_members() {
    let scene = Scene::set().await;
    let path = scene.goal(&json!({})).await;
    for url in ["http://portfolio.example", "javascript:alert(1)", "https://", "https://a b", "portfolio.example", ""] {
        let entry = json!({ "kind": "evidence", "title": "Verslag", "url": url });
        let refused = scene.add(&scene.noor, &path, &entry).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/url malformed"], "{url}");
    }
    for (entry, told) in [
        (json!({ "kind": "progress" }), vec!["/text missing"]),
        (json!({ "kind": "progress", "text": "x", "url": "https://a.example" }), vec!["/url unknown-member"]),
        (json!({ "kind": "evidence", "title": "x" }), vec!["/url missing"]),
        (json!({ "kind": "nonsense", "text": "x" }), vec!["/kind not-a-choice"]),
    ] {
        let refused = scene.add(&scene.noor, &path, &entry).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), told);
    }
}

#[actix_web::test]
async fn what_was_added_to_one_goal_is_not_found_at_another() {
    let scene = Scene::set().await;
    let (one, other) = (scene.goal(&json!({})).await, scene.goal(&json!({})).await);
    let id = scene.add(&scene.noor, &one, &progress()).await.expect(201).id();
    scene.get(&scene.noor, &format!("{one}/entries/{id}")).await.expect(200);
    scene.get(&scene.noor, &format!("{other}/entries/{id}")).await.is_problem(404, "not-found");
    scene.get(&scene.coach, &format!("{one}/entries/{id}")).await.is_problem(404, "not-found");
    let refused = scene.get(&scene.noor, &format!("{one}/entries/1")).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/path/entryId malformed"]);
}

#[actix_web::test]
async fn a_note_sent_twice_is_added_once() {
    let scene = Scene::set().await;
    let path = format!("{}/entries", scene.goal(&json!({})).await);
    let add = || scene.noor.call(&scene.app, "POST", &path).header("Idempotency-Key", "k").json(&progress()).send();
    assert_eq!(add().await.expect(201).text, add().await.expect(201).text);
    assert_eq!(scene.get(&scene.noor, &path).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_comment_sent_again_is_not_given_back_once_the_goal_is_private() {
    let scene = Scene::set().await;
    let goal = scene.goal(&json!({ "visibility": "coaches" })).await;
    let path = format!("{goal}/entries");
    let add = || scene.coach.call(&scene.app, "POST", &path).header("Idempotency-Key", "k").json(&comment()).send();
    let first = add().await.expect(201);
    assert_eq!(add().await.expect(201).text, first.text);
    scene.patch(&goal, &json!({ "visibility": "private" })).await.expect(200);
    add().await.is_problem(404, "not-found");
    scene.patch(&goal, &json!({ "visibility": "coaches" })).await.expect(200);
    assert_eq!(add().await.expect(201).text, first.text);
    assert_eq!(scene.get(&scene.coach, &path).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
}
