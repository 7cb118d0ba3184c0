//! Replies: the learner's and the author's, in the order in which they were written, for nobody else.

use serde_json::{Value, json};

use super::Scene;
use crate::support::{Answer, Person};

impl Scene {
    async fn reply(&self, person: &Person, path: &str, body: &str) -> Answer {
        self.send(person, &format!("{path}/replies"), json!({ "body": body })).await
    }

    async fn replies(&self, person: &Person, path: &str) -> Vec<(Value, Value)> {
        let told = self.read(person, &format!("{path}/replies")).await;
        told["items"].as_array().unwrap().iter().map(|r| (r["authorId"].clone(), r["body"].clone())).collect()
    }
}

#[actix_web::test]
async fn learner_and_author_answer_each_other() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let first = scene.reply(&scene.noor, &path, "Bedoel je met de buurvrouw?").await.expect(201);
    assert_eq!(first.header("location"), format!("{path}/replies/{}", first.id()));
    assert_eq!(first.json()["learnerId"], json!(scene.noor.id()));
    scene.reply(&scene.coach, &path, "Ja, precies.").await.expect(201);
    scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200);
    scene.reply(&scene.noor, &path, "Dank je.").await.expect(201);
    let (noor, coach) = (json!(scene.noor.id()), json!(scene.coach.id()));
    let wanted = [
        (noor.clone(), json!("Bedoel je met de buurvrouw?")),
        (coach, json!("Ja, precies.")),
        (noor, json!("Dank je.")),
    ];
    for person in [&scene.noor, &scene.coach] {
        assert_eq!(scene.replies(person, &path).await, wanted);
        assert_eq!(scene.read(person, first.header("location")).await, first.json());
    }
    let state = &scene.read(&scene.noor, &path).await["state"];
    assert_eq!(state, "acknowledged", "a reply changes nothing of the feedback itself");
}

#[actix_web::test]
async fn nobody_replies_to_a_draft() {
    let scene = Scene::set().await;
    let draft = scene.draft().await;
    scene.reply(&scene.coach, &draft, "Aan mezelf.").await.is_problem(409, "feedback-still-a-draft");
    scene.reply(&scene.noor, &draft, "Ik weet ervan.").await.is_problem(404, "not-found");
    assert_eq!(scene.replies(&scene.coach, &draft).await, []);
}

#[actix_web::test]
async fn nobody_else_reads_or_writes_a_reply() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let reply = scene.reply(&scene.noor, &path, "Onder ons.").await.expect(201);
    for stranger in scene.strangers().await {
        scene.reply(&stranger, &path, "Ik ook.").await.is_problem(404, "not-found");
        stranger.get(&scene.app, &format!("{path}/replies")).send().await.is_problem(404, "not-found");
        stranger.get(&scene.app, reply.header("location")).send().await.is_problem(404, "not-found");
    }
    assert_eq!(scene.replies(&scene.noor, &path).await.len(), 1);
}

#[actix_web::test]
async fn a_reply_is_found_with_its_own_feedback_only() {
    let scene = Scene::set().await;
    let (path, other) = (scene.shared().await, scene.shared().await);
    let reply = scene.reply(&scene.noor, &path, "Hier.").await.expect(201).id();
    scene.noor.get(&scene.app, &format!("{other}/replies/{reply}")).send().await.is_problem(404, "not-found");
    let malformed = scene.noor.get(&scene.app, &format!("{path}/replies/x")).send().await;
    assert_eq!(malformed.is_problem(400, "invalid-input").errors(), ["/path/replyId malformed"]);
}

#[actix_web::test]
async fn a_reply_sent_twice_under_one_key_is_one_reply() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let send = || {
        let call = scene.noor.call(&scene.app, "POST", &format!("{path}/replies")).header("Idempotency-Key", "k");
        call.json(&json!({ "body": "Dank je." })).send()
    };
    let (first, second) = (send().await.expect(201), send().await.expect(201));
    assert_eq!((first.text, first.headers.get("location")), (second.text, second.headers.get("location")));
    assert_eq!(scene.replies(&scene.noor, &path).await.len(), 1);
}

#[actix_web::test]
async fn replies_at_the_same_time_all_stand_and_in_one_order() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    let body = json!({ "body": "Tegelijk." });
    let calls = (0..12).map(|number| {
        let person = if number % 2 == 0 { &scene.noor } else { &scene.coach };
        actix_web::rt::spawn(person.call(&scene.app, "POST", &format!("{path}/replies")).json(&body).send())
    });
    for answer in calls.collect::<Vec<_>>() {
        answer.await.unwrap().expect(201);
    }
    let all = scene.replies(&scene.noor, &path).await;
    assert_eq!((all.len(), scene.replies(&scene.coach, &path).await), (12, all));
    assert_eq!(scene.read(&scene.noor, &path).await["unreadReplyCount"], 6);
}

#[actix_web::test]
async fn a_former_coach_reads_no_more_of_it_and_the_learner_still_does() {
    let scene = Scene::set().await;
    let path = scene.shared().await;
    scene.reply(&scene.coach, &path, "Tot ziens.").await.expect(201);
    samenspel::db::sql::run(scene.app.state.db.writer(), "UPDATE coaching SET ends_at = starts_at", vec![])
        .await
        .unwrap();
    for rest in ["", "/replies", "/history", "/actions"] {
        scene.coach.get(&scene.app, &format!("{path}{rest}")).send().await.is_problem(404, "not-found");
        scene.noor.get(&scene.app, &format!("{path}{rest}")).send().await.expect(200);
    }
    scene.reply(&scene.coach, &path, "Nog iets.").await.is_problem(404, "not-found");
    scene.post(&scene.coach, &format!("{path}/reading")).await.is_problem(404, "not-found");
    scene.reply(&scene.noor, &path, "Dag.").await.expect(201);
}
