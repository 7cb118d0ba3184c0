//! The learners in a round: how far they are, who comes late, who need not, and reminding them.

use chrono::TimeDelta;
use samenspel::{
    domain::{
        ids::{Id, RoundId},
        organisation::{CoachKind, Role},
    },
    jobs,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    rounds::Scene,
    support::{Answer, Person, School, app::id_of},
};

fn round_id(path: &str) -> RoundId {
    id_of(path.rsplit('/').next().unwrap())
}

fn place(round: &str, learner: &Person) -> String {
    format!("{round}/participants/{}", learner.id())
}

fn exempt() -> Value {
    json!({ "exemptedReason": "Loopt geen stage." })
}

impl Scene {
    async fn state(&self, round: &str, learner: &Person) -> String {
        let seen = self.get(&self.coach, &place(round, learner)).await.expect(200).json();
        seen["state"].as_str().unwrap().to_owned()
    }

    /// A learner who joined after the round had opened.
    async fn newcomer(&self, name: &str) -> Person {
        self.school.learner(&self.app, name).await
    }

    async fn add(&self, person: &Person, round: &str, learner: &Person, changes: Value) -> Answer {
        let mut body = json!({
            "learnerId": learner.id(), "groupId": self.school.group.raw(), "lateReason": "Is deze week ingestroomd.",
        });
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.post(person, &format!("{round}/participants"), &body).await
    }

    /// Of each reminder that other systems were told of: the learner.
    async fn reminded(&self) -> Vec<String> {
        let all = entity::outbox_event::Entity::find().all(self.app.state.db.reader()).await.unwrap();
        let mut reminders: Vec<_> = all.into_iter().filter(|event| event.event_type == "learner.reminded").collect();
        reminders.sort_by_key(|event| event.id);
        let learner = |payload: &str| {
            let payload: Value = serde_json::from_str(payload).unwrap();
            assert_eq!(payload.as_object().unwrap().len(), 2, "ids only: {payload}");
            payload["learnerId"].as_str().unwrap().to_owned()
        };
        reminders.iter().map(|event| learner(&event.payload)).collect()
    }
}

#[actix_web::test]
async fn the_list_tells_how_far_each_is_and_nothing_of_what_she_scored() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let (sam, mila) = (school.learner(app, "sam").await, school.learner(app, "mila").await);
    let round = scene.opened(json!({})).await;
    assert_eq!(scene.participants(&scene.coach, &round, "").await, ["noor", "sam", "mila"]);
    let path = place(&round, &scene.noor);
    let seen = scene.get(&scene.coach, &path).await.expect(200);
    let wanted = json!({
        "roundId": round_id(&round).raw(), "learnerId": scene.noor.id(), "displayName": "noor",
        "groupId": school.group.raw(), "profession": "sociaal-werker", "state": "notStarted",
        "joinedAt": "2026-11-02T09:00:00Z", "lateReason": null, "exemptedReason": null,
        "updatedAt": "2026-11-02T09:00:00Z",
    });
    assert_eq!(seen.json(), wanted);

    let own = school.filled(app, &scene.noor, round_id(&round), |_| 4).await;
    assert_eq!(scene.state(&round, &scene.noor).await, "started");
    assert_ne!(scene.get(&scene.coach, &path).await.etag(), seen.etag(), "her step is another state");
    scene.post(&scene.noor, &format!("/v1/assessments/{own}/submission"), &Value::Null).await.expect(200);
    assert_eq!(scene.state(&round, &scene.noor).await, "submitted");
    // A coach's sheet about somebody is no step of hers.
    school.started_about(app, &scene.coach, &sam, round_id(&round)).await;
    scene.patch(&scene.coach, &place(&round, &mila), &exempt()).await.expect(200);
    for (query, names) in [
        ("?state=notStarted", vec!["sam"]),
        ("?state=started", vec![]),
        ("?state=submitted", vec!["noor"]),
        ("?state=exempted", vec!["mila"]),
        ("?limit=2", vec!["noor", "sam"]),
        (&format!("?groupId={}", school.group.raw()), vec!["noor", "sam", "mila"]),
        ("?groupId=0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5aff", vec![]),
    ] {
        assert_eq!(scene.participants(&scene.coach, &round, query).await, names, "{query}");
    }
    let all = scene.get(&scene.coach, &format!("{round}/participants")).await.expect(200);
    assert!(!all.text.contains("level") && !all.text.contains("SO-"), "{}", all.text);
    let malformed = scene.get(&scene.coach, &format!("{round}/participants/x")).await.is_problem(400, "invalid-input");
    assert_eq!(malformed.errors(), ["/path/learnerId malformed"]);
}

#[actix_web::test]
async fn each_sees_whom_she_has_to_do_with() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let other = school.add_group(app, school.programme, "2B").await;
    let sam = school.learner_in(app, "sam", other, None).await;
    let administrator = school.administrator(app, "administrator").await;
    let supervisor = school.coach_of(app, "supervisor", Ok(sam.user), CoachKind::PracticeSupervisor).await;
    let colleague = school.coach_of(app, "colleague", Err(other), CoachKind::StudyCoach).await;
    let team = school.curriculum(app, "team", None).await;
    let both = scene.new_round(&[school.group, other]).await;
    let round = scene.post(&administrator, "/v1/rounds", &both).await.expect(201).header("location").to_owned();
    scene.app.later(TimeDelta::hours(2));
    for (person, names) in [
        (&administrator, vec!["noor", "sam"]),
        (&scene.coach, vec!["noor"]),
        (&colleague, vec!["sam"]),
        (&supervisor, vec!["sam"]),
        (&scene.noor, vec!["noor"]),
        (&team, vec![]),
    ] {
        assert_eq!(scene.participants(person, &round, "").await, names);
    }
    for (person, learner, status) in [
        (&scene.noor, &scene.noor, 200),
        (&scene.noor, &sam, 404),
        (&supervisor, &sam, 200),
        (&scene.coach, &sam, 404),
        (&team, &sam, 404),
    ] {
        assert_eq!(scene.get(person, &place(&round, learner)).await.status, status);
    }
    // Who sees her may not therefore exempt her.
    for (person, learner, status) in
        [(&scene.noor, &scene.noor, 403), (&supervisor, &sam, 403), (&colleague, &sam, 200)]
    {
        assert_eq!(scene.patch(person, &place(&round, learner), &exempt()).await.status, status);
    }
    let elsewhere = School::found(app, "elsewhere").await.administrator(app, "stranger").await;
    scene.get(&elsewhere, &format!("{round}/participants")).await.is_problem(404, "not-found");
    scene.change("UPDATE coaching SET ends_at = starts_at").await;
    for person in [&scene.coach, &colleague, &supervisor] {
        assert_eq!(scene.participants(person, &round, "").await, [""; 0], "the coaching has ended");
    }
    scene.get(&scene.coach, &place(&round, &scene.noor)).await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn who_comes_late_is_added_with_a_reason_and_counts_for_a_group_of_the_round() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let planned = scene.planned(json!({})).await;
    let round = scene.opened(json!({})).await;
    let late = scene.newcomer("late").await;
    let start = json!({ "roundId": round_id(&round).raw() });
    scene.post(&late, "/v1/assessments", &start).await.is_problem(409, "not-a-participant");
    scene.add(&scene.coach, &planned, &late, json!({})).await.is_problem(409, "round-not-open");
    scene.app.later(TimeDelta::minutes(10));
    let added = scene.add(&scene.coach, &round, &late, json!({})).await.expect(201);
    assert_eq!(added.header("location"), place(&round, &late));
    let told = added.json();
    assert_eq!(
        (&told["lateReason"], &told["joinedAt"], &told["profession"]),
        (&json!("Is deze week ingestroomd."), &json!("2026-11-02T09:10:00Z"), &json!("sociaal-werker"))
    );
    scene.add(&scene.coach, &round, &late, json!({})).await.is_problem(409, "already-a-participant");
    scene.post(&late, "/v1/assessments", &start).await.expect(201);

    // One whom she coaches alone, of another group, as another profession.
    let other = school.add_group(app, school.programme, "2B").await;
    let guest = school.learner_in(app, "guest", other, Some("verpleegkundige")).await;
    let stranger = school.learner_in(app, "stranger", other, None).await;
    let nowhere = json!({ "groupId": other.raw() });
    let refused = scene.add(&scene.coach, &round, &stranger, nowhere).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/groupId unknown-reference", "/learnerId unknown-reference"]);
    let refused = scene.add(&scene.coach, &round, &scene.coach, json!({})).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/learnerId unknown-reference"], "she is no learner");
    let administrator = school.administrator(app, "administrator").await;
    let told = scene.add(&administrator, &round, &guest, json!({})).await.expect(201).json();
    assert_eq!((&told["groupId"], &told["profession"]), (&json!(school.group.raw()), &json!("verpleegkundige")));
    let told = scene.add(&administrator, &round, &stranger, json!({ "profession": "sociaal-werker" })).await;
    assert_eq!(told.expect(201).json()["profession"], "sociaal-werker");
    let report = format!("/v1/reports/participation?roundId={}&groupId=", round_id(&round).raw());
    let counted = scene.get(&administrator, &format!("{report}{}", school.group.raw())).await.expect(200).json();
    assert_eq!(counted["nExpected"], 4);
    scene.get(&administrator, &format!("{report}{}", other.raw())).await.is_problem(404, "not-found");

    scene.app.later(TimeDelta::hours(11));
    let too_late = scene.newcomer("too-late").await;
    scene.add(&scene.coach, &round, &too_late, json!({})).await.is_problem(409, "round-not-open");
}

#[actix_web::test]
async fn an_exempted_learner_need_not_and_is_counted_apart_until_it_is_taken_back() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({})).await;
    let administrator = scene.school.administrator(&scene.app, "administrator").await;
    let path = place(&round, &scene.noor);
    let count = async || {
        let report = format!("/v1/reports/participation?roundId={}", round_id(&round).raw());
        let told = scene.get(&administrator, &report).await.expect(200).json();
        (told["nExpected"].as_u64().unwrap(), told["nExempted"].as_u64().unwrap())
    };
    assert_eq!(count().await, (1, 0));
    let exempted = scene.patch(&scene.coach, &path, &exempt()).await.expect(200).json();
    assert_eq!((&exempted["state"], &exempted["exemptedReason"]), (&json!("exempted"), &json!("Loopt geen stage.")));
    assert_eq!(scene.get(&scene.noor, &path).await.json()["exemptedReason"], "Loopt geen stage.", "she is told why");
    assert_eq!(count().await, (0, 1));
    let start = json!({ "roundId": round_id(&round).raw() });
    scene.post(&scene.noor, "/v1/assessments", &start).await.is_problem(409, "exempted");
    let none = json!({ "exemptedReason": null });
    assert_eq!(scene.patch(&scene.coach, &path, &none).await.expect(200).json()["state"], "notStarted");
    assert_eq!(count().await, (1, 0));
    scene.post(&scene.noor, "/v1/assessments", &start).await.expect(201);
    let empty = scene.patch(&scene.coach, &path, &json!({ "exemptedReason": "" })).await;
    assert_eq!(empty.is_problem(400, "invalid-input").errors(), ["/exemptedReason too-short"]);
}

#[actix_web::test]
async fn who_has_submitted_is_not_exempted_out_of_the_reports() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({ "disclosure": "open" })).await;
    let path = place(&round, &scene.noor);
    let own = scene.school.submitted(&scene.app, &scene.noor, round_id(&round), |_| 3).await;
    scene.patch(&scene.coach, &path, &exempt()).await.is_problem(409, "has-submitted");
    let reason = json!({ "reason": "Telt toch niet mee." });
    scene.post(&scene.coach, &format!("/v1/assessments/{own}/reopening"), &reason).await.expect(200);
    assert_eq!(scene.patch(&scene.coach, &path, &exempt()).await.expect(200).json()["state"], "exempted");
    let other = json!({ "exemptedReason": "Met verlof." });
    assert_eq!(scene.patch(&scene.coach, &path, &other).await.expect(200).json()["exemptedReason"], "Met verlof.");
    scene.app.later(TimeDelta::hours(20));
    let none = json!({ "exemptedReason": null });
    scene.patch(&scene.coach, &path, &none).await.is_problem(409, "round-released");
}

#[actix_web::test]
async fn a_profession_is_put_right_before_anybody_has_begun_a_sheet_about_her() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({})).await;
    let path = place(&round, &scene.noor);
    let generic = json!({ "profession": null });
    assert_eq!(scene.patch(&scene.coach, &path, &generic).await.expect(200).json()["profession"], Value::Null);
    let about = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round_id(&round)).await;
    let asked = scene.get(&scene.coach, &format!("/v1/assessments/{about}")).await.json()["askedCount"].clone();
    assert_eq!(asked, 52, "the generic ones alone");
    let back = json!({ "profession": "sociaal-werker", "exemptedReason": "Ziek." });
    scene.patch(&scene.coach, &path, &back).await.is_problem(409, "has-started");
    assert_eq!(scene.state(&round, &scene.noor).await, "notStarted", "nothing of it was saved");
    scene.patch(&scene.coach, &path, &json!({ "profession": null })).await.expect(200);
}

#[actix_web::test]
async fn a_sheet_that_is_somebody_elses_does_not_betray_itself_by_keeping_a_profession_from_being_put_right() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({})).await;
    let path = place(&round, &scene.noor);
    let administrator = scene.school.administrator(&scene.app, "administrator").await;
    scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round_id(&round)).await;
    let generic = json!({ "profession": null });
    scene.patch(&scene.coach, &path, &generic).await.is_problem(409, "has-started");
    scene.patch(&administrator, &path, &generic).await.expect(200);
    scene.school.started(&scene.app, &scene.noor, round_id(&round)).await;
    let back = json!({ "profession": "sociaal-werker" });
    scene.patch(&administrator, &path, &back).await.is_problem(409, "has-started");
}

#[actix_web::test]
async fn a_participant_is_changed_by_who_has_seen_how_far_she_is() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({})).await;
    let path = place(&round, &scene.noor);
    let seen = scene.get(&scene.coach, &path).await.etag();
    let patch = |tag: &str, body: &Value| {
        scene.coach.again(&scene.app).call(&scene.app, "PATCH", &path).if_match(tag).patch(body).send()
    };
    scene.school.started(&scene.app, &scene.noor, round_id(&round)).await;
    patch(&seen, &exempt()).await.is_problem(412, "stale-revision");
    let done = patch(&scene.get(&scene.coach, &path).await.etag(), &exempt()).await.expect(200);
    assert_eq!(patch(&done.etag(), &exempt()).await.expect(200).etag(), done.etag(), "nothing changed");
    let blind = scene.coach.call(&scene.app, "PATCH", &path).patch(&exempt()).send().await;
    blind.is_problem(428, "precondition-required");
}

#[actix_web::test]
async fn nobody_exempts_herself() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let both = school.coach(app, "both").await;
    school.member(app, &both, |m| m.group = Some(school.group)).await;
    let administrator = school.administrator(app, "administrator").await;
    school.member(app, &administrator, |m| m.group = Some(school.group)).await;
    let round = scene.opened(json!({})).await;
    for person in [&both, &administrator] {
        scene.patch(person, &place(&round, person), &exempt()).await.is_problem(403, "forbidden");
    }
    scene.patch(&both, &place(&round, &scene.noor), &exempt()).await.expect(200);
}

#[actix_web::test]
async fn what_is_done_with_a_participant_and_who_looked_is_on_the_record() {
    let scene = Scene::set().await;
    let round = scene.opened(json!({})).await;
    let late = scene.newcomer("late").await;
    scene.add(&scene.coach, &round, &late, json!({})).await.expect(201);
    scene.patch(&scene.coach, &place(&round, &scene.noor), &exempt()).await.expect(200);
    scene.get(&scene.coach, &place(&round, &scene.noor)).await.expect(200);
    scene.get(&scene.coach, &format!("{round}/participants")).await.expect(200);
    scene.get(&scene.noor, &place(&round, &scene.noor)).await.expect(200);
    let mut rows = entity::audit_event::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
    rows.sort_by_key(|row| row.id);
    let told: Vec<(Uuid, String, Option<Uuid>)> =
        rows.into_iter().map(|row| (row.actor_id, row.action, row.learner_id)).collect();
    let (coach, noor, late) = (scene.coach.user.raw(), Some(scene.noor.user.raw()), Some(late.user.raw()));
    let line = |action: &str, learner| (coach, action.to_owned(), learner);
    assert_eq!(
        told,
        [
            line("round.created", None),
            line("round.opened", None),
            line("participant.added", late),
            line("participant.changed", noor),
            line("participant.read", noor),
            line("participant.read", noor),
            line("participant.read", late),
        ]
    );
    assert_eq!(scene.events("participant.saved").await, 2);
}

#[actix_web::test]
async fn a_reminder_goes_to_who_is_behind_in_the_groups_that_are_hers() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let (begun, done) = (school.learner(app, "begun").await, school.learner(app, "done").await);
    let exempted = school.learner(app, "exempted").await;
    let other = school.add_group(app, school.programme, "2B").await;
    let elsewhere = school.learner_in(app, "elsewhere", other, None).await;
    let administrator = school.administrator(app, "administrator").await;
    let both = scene.new_round(&[school.group, other]).await;
    let round = scene.post(&administrator, "/v1/rounds", &both).await.expect(201).header("location").to_owned();
    let reminders = format!("{round}/reminders");
    let (not_started, not_submitted) = (json!({ "to": "notStarted" }), json!({ "to": "notSubmitted" }));
    scene.post(&scene.coach, &reminders, &not_started).await.is_problem(409, "round-not-open");
    app.later(TimeDelta::hours(2));
    school.started(app, &begun.again(app), round_id(&round)).await;
    school.submitted(app, &done.again(app), round_id(&round), |_| 3).await;
    scene.patch(&scene.coach, &place(&round, &exempted), &exempt()).await.expect(200);

    let told = scene.post(&scene.coach, &reminders, &not_started).await.expect(200).json();
    let wanted = json!({
        "roundId": round_id(&round).raw(), "to": "notStarted", "remindedAt": "2026-11-02T11:00:00Z",
        "learnerCount": 1, "learnerIds": [scene.noor.id()],
    });
    assert_eq!(told, wanted);
    let keyed = || {
        let call = scene.coach.again(app).call(app, "POST", &reminders).header("Idempotency-Key", "k");
        call.json(&not_submitted).send()
    };
    let first = keyed().await.expect(200);
    assert_eq!(first.json()["learnerIds"], json!([scene.noor.id(), begun.id()]));
    assert_eq!(keyed().await.expect(200).text, first.text);
    let told = scene.post(&administrator, &reminders, &not_started).await.expect(200).json();
    assert_eq!(told["learnerIds"], json!([scene.noor.id(), elsewhere.id()]));
    let wanted = [&scene.noor, &scene.noor, &begun, &scene.noor, &elsewhere].map(Person::id);
    assert_eq!(scene.reminded().await, wanted, "the repeated request reminded nobody again");
    scene.post(&scene.noor, &reminders, &not_started).await.is_problem(403, "forbidden");
    scene.change("UPDATE coaching SET ends_at = starts_at").await;
    keyed().await.is_problem(404, "not-found");
    app.later(TimeDelta::hours(9));
    scene.post(&administrator, &reminders, &not_started).await.is_problem(409, "round-not-open");
}

#[actix_web::test]
async fn a_round_reminds_by_itself_once_for_each_time_that_was_set() {
    let scene = Scene::set().await;
    let done = scene.school.learner(&scene.app, "done").await;
    let round = scene.opened(json!({ "remindsAt": scene.hours(2) })).await;
    let closed = scene.opened(json!({ "remindsAt": scene.hours(2) })).await;
    scene.post(&scene.coach, &format!("{closed}/closing"), &Value::Null).await.expect(200);
    scene.school.submitted(&scene.app, &done, round_id(&round), |_| 3).await;
    jobs::once(&scene.app.state).await;
    assert_eq!(scene.reminded().await, [""; 0], "too early");
    scene.app.later(TimeDelta::hours(3));
    for _ in 0..2 {
        jobs::once(&scene.app.state).await;
    }
    assert_eq!(scene.reminded().await, [scene.noor.id()]);
    assert_eq!(scene.get(&scene.coach, &round).await.json()["remindedAt"], "2026-11-02T12:00:00Z");
    let again = scene.patch(&scene.coach, &round, &json!({ "remindsAt": scene.hours(2) })).await.expect(200);
    assert_eq!(again.json()["remindedAt"], Value::Null);
    scene.app.later(TimeDelta::hours(3));
    jobs::once(&scene.app.state).await;
    assert_eq!(scene.reminded().await, [scene.noor.id(), scene.noor.id()]);

    let missed = scene.planned(json!({ "remindsAt": scene.hours(2) })).await;
    scene.app.later(TimeDelta::hours(11));
    jobs::once(&scene.app.state).await;
    assert_eq!(scene.reminded().await.len(), 2, "a reminder after closing would be none");
    assert_eq!(scene.get(&scene.coach, &missed).await.json()["remindedAt"], Value::Null);
}

#[actix_web::test]
async fn an_administrator_of_one_programme_keeps_its_learners_and_may_repeat_what_she_did() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let manager = school.coach_of(app, "manager", Err(school.group), CoachKind::StudyCoach).await;
    scene.change("UPDATE coaching SET ends_at = starts_at WHERE coach_id = (SELECT id FROM user_account WHERE name = 'manager')").await;
    school
        .member(app, &manager, |m| {
            m.role = Role::Admin;
            m.programme = Some(school.programme);
        })
        .await;
    let round = scene.opened(json!({})).await;
    let late = scene.newcomer("late").await;
    let body = json!({ "learnerId": late.id(), "groupId": school.group.raw(), "lateReason": "Later ingestroomd." });
    let add = || {
        let call = manager.call(app, "POST", &format!("{round}/participants")).header("Idempotency-Key", "k");
        call.json(&body).send()
    };
    assert_eq!(add().await.expect(201).text, add().await.expect(201).text);
    assert_eq!(scene.participants(&manager, &round, "").await, ["noor", "late"]);
}
