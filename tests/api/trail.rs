//! The trail and the outbox: who read or changed what of whom is written before the answer; what was refused leaves nothing; and
//! what others are told holds ids alone.

mod walk;

use samenspel::domain::ids::Id;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{Person, School, TestApp};

/// The lines of the trail since the first so many: who did what, of whom, with what.
async fn trail(app: &TestApp, since: usize) -> Vec<(Uuid, String, Option<Uuid>, Uuid)> {
    let rows =
        entity::audit_event::Entity::find().order_by_asc(entity::audit_event::Column::Id).all(app.state.db.reader());
    let rows = rows.await.unwrap().into_iter().skip(since);
    rows.map(|row| (row.actor_id, row.action, row.learner_id, row.target_id)).collect()
}

/// The events since the first so many: kind and payload.
async fn events(app: &TestApp, since: usize) -> Vec<(String, Value)> {
    let rows =
        entity::outbox_event::Entity::find().order_by_asc(entity::outbox_event::Column::Id).all(app.state.db.reader());
    let rows = rows.await.unwrap().into_iter().skip(since);
    rows.map(|row| (row.event_type, serde_json::from_str(&row.payload).unwrap())).collect()
}

/// Noor with a submitted assessment, and her coach.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    id: Uuid,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let round = school.round(&app).await;
        let id = school.submitted(&app, &noor, round, |_| 3).await.parse().unwrap();
        Self { app, school, noor, coach, id }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/assessments/{}{rest}", self.id)
    }

    fn line(&self, who: &Person, deed: &str, target: Uuid) -> (Uuid, String, Option<Uuid>, Uuid) {
        (who.user.raw(), deed.to_owned(), Some(self.noor.user.raw()), target)
    }
}

#[actix_web::test]
async fn a_coachs_reading_of_a_learners_data_is_on_the_record_and_the_learners_own_is_not() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let before = trail(app, 0).await.len();
    for rest in ["", "/scores", "/scores/history"] {
        noor.get(app, &scene.path(rest)).send().await.expect(200);
    }
    noor.get(app, "/v1/assessments").send().await.expect(200);
    assert_eq!(trail(app, before).await, []);

    for (rest, deed) in [("", "assessment.read"), ("/scores", "scores.read"), ("/scores/history", "history.read")] {
        let since = trail(app, 0).await.len();
        coach.get(app, &scene.path(rest)).send().await.expect(200);
        assert_eq!(trail(app, since).await, [scene.line(coach, deed, scene.id)]);
    }
    let since = trail(app, 0).await.len();
    coach.get(app, "/v1/assessments").send().await.expect(200);
    assert_eq!(
        trail(app, since).await,
        [scene.line(coach, "assessment.read", scene.id)],
        "a list is a reading of each"
    );
    let unseen = coach.get(app, "/v1/assessments?learnerId=0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5aff").send().await;
    assert_eq!(unseen.expect(200).json()["items"], json!([]));
    assert_eq!(trail(app, since).await.len(), 1);
}

#[actix_web::test]
async fn a_refused_reading_leaves_no_line_and_looking_again_leaves_another() {
    let scene = Scene::set().await;
    let app = &scene.app;
    let elsewhere = scene.school.add_group(app, scene.school.programme, "2B").await;
    let kind = samenspel::domain::organisation::CoachKind::StudyCoach;
    let stranger = scene.school.coach_of(app, "stranger", Err(elsewhere), kind).await;
    let since = trail(app, 0).await.len();
    stranger.get(app, &scene.path("/scores")).send().await.is_problem(404, "not-found");
    assert_eq!(trail(app, since).await, []);
    // A coach who has the sheet already and asks again has looked at it again.
    let sheet = scene.coach.get(app, &scene.path("/scores")).send().await.expect(200);
    let known = scene.coach.get(app, &scene.path("/scores")).header("If-None-Match", &sheet.etag());
    known.send().await.expect(304);
    assert_eq!(trail(app, since).await.len(), 2);
}

#[actix_web::test]
async fn feedback_from_its_first_word_to_its_acknowledgement_is_on_the_record() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let (audited, told) = (trail(app, 0).await.len(), events(app, 0).await.len());
    let new = json!({ "assessmentId": scene.id, "anchor": { "kind": "whole" }, "body": "Geheim van Mien." });
    let written = coach.call(app, "POST", "/v1/feedback").json(&new).send().await.expect(201);
    let id: Uuid = written.id().parse().unwrap();
    let path = format!("/v1/feedback/{id}");
    let patch = json!({ "body": "Geheim van Mien, herzien." });
    coach.call(app, "PATCH", &path).if_match(&written.etag()).patch(&patch).send().await.expect(200);
    coach.call(app, "POST", &format!("{path}/sharing")).send().await.expect(200);
    noor.get(app, &path).send().await.expect(200);
    coach.get(app, &path).send().await.expect(200);
    noor.call(app, "POST", &format!("{path}/acknowledgement")).send().await.expect(200);
    assert_eq!(
        trail(app, audited).await,
        [
            scene.line(coach, "feedback.written", id),
            scene.line(coach, "feedback.changed", id),
            scene.line(coach, "feedback.shared", id),
            scene.line(coach, "feedback.read", id),
            scene.line(noor, "feedback.acknowledged", id),
        ]
    );
    let payload = json!({ "feedbackId": id });
    let wanted = ["feedback.shared", "feedback.acknowledged"].map(|kind| (kind.to_owned(), payload.clone()));
    assert_eq!(events(app, told).await, wanted, "a draft is nobody's business");
}

#[actix_web::test]
async fn what_is_said_after_the_sharing_is_on_the_record_too_and_others_are_told_ids_alone() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let new = json!({ "assessmentId": scene.id, "anchor": { "kind": "whole" }, "body": "Geheim van Mien." });
    let written = coach.call(app, "POST", "/v1/feedback").json(&new).send().await.expect(201);
    let path = format!("/v1/feedback/{}", written.id());
    let post = async |person: &Person, rest: &str, body: Value| {
        person.call(app, "POST", &format!("{path}{rest}")).json(&body).send().await
    };
    coach.call(app, "POST", &format!("{path}/sharing")).send().await.expect(200);
    let (audited, told) = (trail(app, 0).await.len(), events(app, 0).await.len());
    let patch = json!({ "body": "Geheim van Mien, herzien." });
    coach.call(app, "PATCH", &path).if_match("*").patch(&patch).send().await.expect(200);
    let reply = post(noor, "/replies", json!({ "body": "Geheim van Mien?" })).await.expect(201);
    let action = post(noor, "/actions", json!({ "what": "Mien bellen." })).await.expect(201);
    let change = coach.call(app, "PATCH", action.header("location")).if_match("*").patch(&json!({ "state": "done" }));
    change.send().await.expect(200);
    for rest in ["/history", "/replies", "/actions"] {
        noor.get(app, &format!("{path}{rest}")).send().await.expect(200);
        coach.get(app, &format!("{path}{rest}")).send().await.expect(200);
    }
    for person in [noor, coach] {
        person.get(app, reply.header("location")).send().await.expect(200);
        person.get(app, action.header("location")).send().await.expect(200);
        person.get(app, &format!("{}/history", action.header("location"))).send().await.expect(200);
        person.call(app, "POST", &format!("{path}/reading")).send().await.expect(200);
    }
    let [feedback, reply, action] = [written.id(), reply.id(), action.id()].map(|id| id.parse().unwrap());
    let mut wanted = vec![
        scene.line(coach, "feedback.amended", feedback),
        scene.line(noor, "feedback.replied", reply),
        scene.line(noor, "action.agreed", action),
        scene.line(coach, "action.changed", action),
    ];
    wanted.extend(vec![scene.line(coach, "feedback.read", feedback); 7]);
    assert_eq!(trail(app, audited).await, wanted, "a learner's reading of her own is not in it");
    let payload = json!({ "feedbackId": feedback });
    let kinds = ["feedback.amended", "feedback.replied", "action.saved", "action.saved"];
    assert_eq!(events(app, told).await, kinds.map(|kind| (kind.to_owned(), payload.clone())));
}

#[actix_web::test]
async fn a_conversation_is_on_the_record_and_others_are_told_that_there_was_one() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let (audited, told) = (trail(app, 0).await.len(), events(app, 0).await.len());
    let new = json!({ "heldOn": "2026-11-02", "summary": "Over Mien.", "otherParticipants": ["Mien"] });
    let path = scene.path("/conversation");
    let recorded = coach.call(app, "POST", &path).json(&new).send().await.expect(201);
    let id: Uuid = recorded.id().parse().unwrap();
    let patch = json!({ "summary": "Over de buurvrouw." });
    noor.call(app, "PATCH", &path).if_match("*").patch(&patch).send().await.expect(200);
    for rest in ["/conversation", "/conversation/history"] {
        noor.get(app, &scene.path(rest)).send().await.expect(200);
        coach.get(app, &scene.path(rest)).send().await.expect(200);
    }
    assert_eq!(
        trail(app, audited).await,
        [
            scene.line(coach, "conversation.recorded", id),
            scene.line(noor, "conversation.corrected", id),
            scene.line(coach, "conversation.read", id),
            scene.line(coach, "conversation.read", id),
        ]
    );
    let payload = json!({ "assessmentId": scene.id });
    let kinds = ["assessment.discussed", "conversation.corrected"];
    assert_eq!(events(app, told).await, kinds.map(|kind| (kind.to_owned(), payload.clone())));
}

#[actix_web::test]
async fn placements_memberships_starts_and_reopenings_are_on_the_record() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let since = trail(app, 0).await.len();
    let new = json!({ "workplaceType": "wijkteam", "workplaceName": "Noord", "startsOn": "2026-09-01" });
    let made = noor.call(app, "POST", "/v1/placements").json(&new).send().await.expect(201);
    let placement: Uuid = made.id().parse().unwrap();
    let path = format!("/v1/placements/{placement}");
    coach.get(app, &path).send().await.expect(200);
    let patch = json!({ "workplaceName": "Zuid" });
    coach.call(app, "PATCH", &path).if_match(&made.etag()).patch(&patch).send().await.expect(200);
    coach.get(app, "/v1/placements").send().await.expect(200);
    let members = format!("/v1/groups/{}/memberships", scene.school.group.raw());
    coach.get(app, &members).send().await.expect(200);
    coach.call(app, "POST", &scene.path("/reopening")).json(&json!({ "reason": "Geheim." })).send().await.expect(200);
    let round = noor.get(app, &scene.path("")).send().await.json()["roundId"].clone();
    let about = json!({ "roundId": round, "learnerId": noor.id() });
    let started: Uuid =
        coach.call(app, "POST", "/v1/assessments").json(&about).send().await.expect(201).id().parse().unwrap();
    assert_eq!(
        trail(app, since).await,
        [
            scene.line(noor, "placement.created", placement),
            scene.line(coach, "placement.read", placement),
            scene.line(coach, "placement.changed", placement),
            scene.line(coach, "placement.read", placement),
            (coach.user.raw(), "memberships.read".to_owned(), None, scene.school.group.raw()),
            scene.line(coach, "assessment.reopened", scene.id),
            scene.line(coach, "assessment.started", started),
        ]
    );
}

#[actix_web::test]
async fn others_are_told_of_every_step_of_an_assessment_by_ids_alone() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.filled(&app, &noor, round, |_| 3).await;
    let patch = json!({ "levels": { "SO-BH-G-01": 4 }, "notes": { "SO-BH-G-01": "Geheim van Mien." } });
    let path = format!("/v1/assessments/{id}/scores");
    noor.call(&app, "PATCH", &path).if_match("*").patch(&patch).send().await.expect(200);
    noor.call(&app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    let reason = json!({ "reason": "Geheim van Mien." });
    noor.call(&app, "POST", &format!("/v1/assessments/{id}/reopening")).json(&reason).send().await.expect(200);
    app.later(chrono::TimeDelta::days(22));
    samenspel::jobs::once(&app.state).await;

    let told = events(&app, 0).await;
    let kinds: Vec<&str> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    let steps = ["started", "submitted", "reopened"].map(|step| format!("assessment.{step}"));
    assert_eq!(kinds, [&steps[0], "scores.saved", "scores.saved", &steps[1], &steps[2], "round.released"]);
    for (kind, payload) in &told {
        let members = payload.as_object().unwrap();
        assert_eq!(members.len(), 1, "{kind}: {payload}");
        for (name, value) in members {
            assert!(name.ends_with("Id"), "{kind}: {payload}");
            assert!(value.as_str().is_some_and(|text| text.parse::<Uuid>().is_ok()), "{kind}: {payload}");
        }
    }
    assert_eq!(told[3].1, json!({ "assessmentId": id }));
    assert_eq!(told[5].1, json!({ "roundId": round.raw() }));
    assert_eq!(trail(&app, 0).await, [], "a save is its own record: who, when, what, in the history");
}

#[actix_web::test]
async fn what_was_refused_leaves_neither_a_line_nor_an_event() {
    let scene = Scene::set().await;
    let (app, noor, coach) = (&scene.app, &scene.noor, &scene.coach);
    let left = (trail(app, 0).await.len(), events(app, 0).await.len());
    let scores = scene.path("/scores");
    let patch = |level: u8, tag: &str| {
        noor.call(app, "PATCH", &scores).if_match(tag).patch(&json!({ "levels": { "SO-BH-G-01": level } })).send()
    };
    patch(3, "*").await.is_problem(409, "not-a-draft");
    patch(9, "\"77\"").await.is_problem(412, "stale-revision");
    noor.call(app, "POST", &scene.path("/submission")).send().await.is_problem(409, "not-a-draft");
    coach.call(app, "POST", &scene.path("/submission")).send().await.is_problem(403, "forbidden");
    coach.call(app, "POST", &scene.path("/reopening")).json(&json!({})).send().await.is_problem(400, "invalid-input");
    let feedback =
        json!({ "assessmentId": scene.id, "anchor": { "kind": "score", "code": "SO-XX-G-01" }, "body": "?" });
    coach.call(app, "POST", "/v1/feedback").json(&feedback).send().await.is_problem(400, "invalid-input");
    let taken = json!({
        "workplaceType": "wijkteam", "workplaceName": "Noord", "startsOn": "2026-09-01", "externalId": "BPV-1",
    });
    noor.call(app, "POST", "/v1/placements").json(&taken).send().await.expect(201);
    let then = (trail(app, 0).await.len(), events(app, 0).await.len());
    assert_eq!(then, (left.0 + 1, left.1 + 1));
    noor.call(app, "POST", "/v1/placements").json(&taken).send().await.is_problem(400, "invalid-input");
    assert_eq!((trail(app, 0).await.len(), events(app, 0).await.len()), then);
}
