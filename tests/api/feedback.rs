//! Feedback of a coach: a draft of hers alone, shared with the learner, acknowledged by her; on a score, a domain or the whole, or on what
//! the learner wrote herself.

mod actions;
mod amended;
mod anchors;
mod replies;
mod unread;

use serde_json::{Value, json};

use super::support::{Answer, Person, School, TestApp};

/// Noor with a submitted assessment, and two who coach her.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    colleague: Person,
    assessment: String,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let colleague = school.coach(&app, "colleague").await;
        let round = school.round(&app).await;
        let assessment = school.submitted(&app, &noor, round, |_| 3).await;
        Self { app, school, noor, coach, colleague, assessment }
    }

    async fn write(&self, person: &Person, anchor: Value) -> Answer {
        let body = json!({ "assessmentId": self.assessment, "anchor": anchor, "body": "Mooi." });
        person.call(&self.app, "POST", "/v1/feedback").json(&body).send().await
    }

    async fn draft(&self) -> String {
        format!("/v1/feedback/{}", self.write(&self.coach, json!({ "kind": "whole" })).await.expect(201).id())
    }

    /// Where feedback is that the learner reads.
    async fn shared(&self) -> String {
        let draft = self.draft().await;
        self.post(&self.coach, &format!("{draft}/sharing")).await.expect(200);
        draft
    }

    async fn send(&self, person: &Person, path: &str, body: Value) -> Answer {
        person.call(&self.app, "POST", path).json(&body).send().await
    }

    async fn read(&self, person: &Person, path: &str) -> Value {
        person.get(&self.app, path).send().await.expect(200).json()
    }

    /// Gives it another text.
    async fn amend(&self, path: &str, body: &str) -> Answer {
        self.coach.call(&self.app, "PATCH", path).if_match("*").patch(&json!({ "body": body })).send().await
    }

    /// Everybody who has nothing to do with the feedback, in the school and in another.
    async fn strangers(&self) -> Vec<Person> {
        let (app, school) = (&self.app, &self.school);
        let other = School::found(app, "elsewhere").await;
        vec![
            school.learner(app, "sam").await,
            self.colleague.clone(),
            school.administrator(app, "administrator").await,
            school.curriculum(app, "curriculum", None).await,
            other.coach(app, "coach-elsewhere").await,
            other.learner(app, "learner-elsewhere").await,
        ]
    }

    async fn post(&self, person: &Person, path: &str) -> Answer {
        person.call(&self.app, "POST", path).send().await
    }

    async fn list(&self, person: &Person) -> usize {
        let list = person.get(&self.app, "/v1/feedback").send().await.expect(200).json();
        list["items"].as_array().unwrap().len()
    }
}

#[actix_web::test]
async fn feedback_goes_from_draft_to_shared_to_acknowledged() {
    let scene = Scene::set().await;
    let written = scene.write(&scene.coach, json!({ "kind": "score", "code": "SO-BH-G-01" })).await.expect(201);
    let view = written.json();
    let path = format!("/v1/feedback/{}", written.id());
    assert_eq!(written.header("location"), path);
    assert_eq!(
        (&view["state"], &view["sharedAt"], &view["acknowledgedAt"]),
        (&json!("draft"), &Value::Null, &Value::Null)
    );
    assert_eq!((&view["authorId"], &view["learnerId"]), (&json!(scene.coach.id()), &json!(scene.noor.id())));
    assert_eq!(view["anchor"], json!({ "kind": "score", "code": "SO-BH-G-01" }));
    assert_eq!((scene.list(&scene.coach).await, scene.list(&scene.noor).await), (1, 0));

    let patch = json!({ "body": "Mooi, en nu verder." });
    let changed = scene.coach.call(&scene.app, "PATCH", &path).if_match(&written.etag()).patch(&patch).send().await;
    assert_ne!(changed.expect(200).etag(), written.etag());
    let shared = scene.post(&scene.coach, &format!("{path}/sharing")).await.expect(200).json();
    assert_eq!((&shared["state"], &shared["sharedAt"]), (&json!("shared"), &json!("2026-11-02T09:00:00Z")));
    let read = scene.noor.get(&scene.app, &path).send().await.expect(200).json();
    assert_eq!(read["body"], "Mooi, en nu verder.");
    scene.app.later(chrono::TimeDelta::minutes(1));
    let seen = scene.post(&scene.noor, &format!("{path}/acknowledgement")).await.expect(200).json();
    assert_eq!((&seen["state"], &seen["acknowledgedAt"]), (&json!("acknowledged"), &json!("2026-11-02T09:01:00Z")));
    assert_eq!((scene.list(&scene.coach).await, scene.list(&scene.noor).await), (1, 1));
}

#[actix_web::test]
async fn a_draft_is_its_authors_alone() {
    let scene = Scene::set().await;
    let draft = scene.draft().await;
    let administrator = scene.school.administrator(&scene.app, "administrator").await;
    for person in [&scene.noor, &scene.colleague, &administrator] {
        person.get(&scene.app, &draft).send().await.is_problem(404, "not-found");
        scene.post(person, &format!("{draft}/sharing")).await.is_problem(404, "not-found");
        scene.post(person, &format!("{draft}/acknowledgement")).await.is_problem(404, "not-found");
        assert_eq!(scene.list(person).await, 0);
    }
    scene.post(&scene.coach, &format!("{draft}/acknowledgement")).await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn each_plays_her_own_part_in_its_life() {
    let scene = Scene::set().await;
    let feedback = scene.draft().await;
    scene.post(&scene.coach, &format!("{feedback}/sharing")).await.expect(200);
    scene.post(&scene.coach, &format!("{feedback}/acknowledgement")).await.is_problem(403, "forbidden");
    scene.post(&scene.noor, &format!("{feedback}/sharing")).await.is_problem(403, "forbidden");
    let patch = json!({ "body": "Van mij." });
    let of_noor = scene.noor.call(&scene.app, "PATCH", &feedback).if_match("*").patch(&patch).send().await;
    of_noor.is_problem(403, "forbidden");
    for stranger in [&scene.colleague, &scene.school.learner(&scene.app, "sam").await] {
        stranger.get(&scene.app, &feedback).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn what_was_shared_is_not_shared_or_acknowledged_again() {
    let scene = Scene::set().await;
    let feedback = scene.draft().await;
    scene.post(&scene.coach, &format!("{feedback}/sharing")).await.expect(200);
    scene.post(&scene.coach, &format!("{feedback}/sharing")).await.is_problem(409, "feedback-not-a-draft");
    scene.post(&scene.noor, &format!("{feedback}/acknowledgement")).await.expect(200);
    scene.post(&scene.noor, &format!("{feedback}/acknowledgement")).await.is_problem(409, "feedback-not-shared");
}

#[actix_web::test]
async fn a_draft_is_changed_only_by_who_has_seen_its_latest_state() {
    let scene = Scene::set().await;
    let written = scene.write(&scene.coach, json!({ "kind": "whole" })).await.expect(201);
    let path = format!("/v1/feedback/{}", written.id());
    let patch = |body: &str| scene.coach.call(&scene.app, "PATCH", &path).patch(&json!({ "body": body }));
    patch("Een.").if_match(&written.etag()).send().await.expect(200);
    patch("Twee.").if_match(&written.etag()).send().await.is_problem(412, "stale-revision");
    patch("Drie.").send().await.is_problem(428, "precondition-required");
    let read = scene.coach.get(&scene.app, &path).send().await.expect(200);
    assert_eq!(read.json()["body"], "Een.");
    let nothing = scene.coach.call(&scene.app, "PATCH", &path).if_match(&read.etag()).patch(&json!({})).send().await;
    assert_eq!(nothing.expect(200).json()["body"], "Een.");
}

#[actix_web::test]
async fn feedback_points_at_something_the_instrument_has() {
    let scene = Scene::set().await;
    for anchor in [
        json!({ "kind": "whole" }),
        json!({ "kind": "domain", "code": "zorglandschap" }),
        json!({ "kind": "score", "code": "SO-ZL-S-02" }),
    ] {
        let view = scene.write(&scene.coach, anchor.clone()).await.expect(201).json();
        assert_eq!(view["anchor"], anchor);
    }
    for (anchor, fault) in [
        (json!({ "kind": "score", "code": "SO-XX-G-01" }), "unknown-competency"),
        (json!({ "kind": "score", "code": "zorglandschap" }), "unknown-competency"),
        (json!({ "kind": "domain", "code": "SO-BH-G-01" }), "unknown-reference"),
    ] {
        let refused = scene.write(&scene.coach, anchor).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), [format!("/anchor/code {fault}")]);
    }
    for (anchor, told) in [
        (json!({ "kind": "score" }), "/anchor/code missing"),
        (json!({ "kind": "domain" }), "/anchor/code missing"),
        (json!({ "kind": "whole", "code": "x" }), "/anchor/code unknown-member"),
        (json!({ "code": "x" }), "/anchor/kind missing"),
        (json!({ "kind": "nonsense" }), "/anchor/kind not-a-choice"),
        (json!("whole"), "/anchor wrong-type"),
    ] {
        let refused = scene.write(&scene.coach, anchor).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), [told]);
        if told.ends_with("not-a-choice") {
            assert!(refused.text.contains("score, domain, whole"), "{}", refused.text);
        }
    }
}

#[actix_web::test]
async fn only_who_coaches_the_learner_writes_feedback_for_her() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let elsewhere = scene.school.add_group(&scene.app, scene.school.programme, "2B").await;
    let kind = samenspel::domain::organisation::CoachKind::StudyCoach;
    let stranger = scene.school.coach_of(&scene.app, "stranger", Err(elsewhere), kind).await;
    for person in [&sam, &stranger] {
        let refused = scene.write(person, json!({ "kind": "whole" })).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/assessmentId unknown-reference"]);
    }
    scene.write(&scene.noor, json!({ "kind": "whole" })).await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn a_list_of_feedback_may_be_of_one_assessment() {
    let scene = Scene::set().await;
    let sam = scene.school.learner(&scene.app, "sam").await;
    let round = scene.school.round(&scene.app).await;
    let other = scene.school.submitted(&scene.app, &sam, round, |_| 2).await;
    let mine = scene.write(&scene.coach, json!({ "kind": "whole" })).await.expect(201).id();
    let body = json!({ "assessmentId": other, "anchor": { "kind": "whole" }, "body": "Goed." });
    scene.coach.call(&scene.app, "POST", "/v1/feedback").json(&body).send().await.expect(201);
    assert_eq!(scene.list(&scene.coach).await, 2);
    let path = format!("/v1/feedback?assessmentId={}", scene.assessment);
    let list = scene.coach.get(&scene.app, &path).send().await.expect(200).json();
    let ids: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&json!(mine)]);
}
