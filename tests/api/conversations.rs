//! The conversation about a self-score: recorded by learner or coach, read by both, corrected with its history kept.

use chrono::TimeDelta;
use samenspel::domain::{organisation::CoachKind, round::Disclosure};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

/// Noor with a submitted self-score, and her coach.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    assessment: String,
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let round = school.round(&app).await;
        let assessment = school.submitted(&app, &noor, round, |_| 3).await;
        Self { app, school, noor, coach, assessment }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/assessments/{}{rest}", self.assessment)
    }

    async fn record(&self, person: &Person, body: Value) -> Answer {
        person.call(&self.app, "POST", &self.path("/conversation")).json(&body).send().await
    }

    async fn correct(&self, person: &Person, tag: &str, patch: Value) -> Answer {
        let call = person.call(&self.app, "PATCH", &self.path("/conversation"));
        call.if_match(tag).patch(&patch).send().await
    }

    async fn get(&self, person: &Person, rest: &str) -> Answer {
        person.get(&self.app, &self.path(rest)).send().await
    }

    /// Reopens the self-score and submits it again.
    async fn retake(&self) {
        let reason = json!({ "reason": "Na het gesprek zie ik het anders." });
        let reopen = self.noor.call(&self.app, "POST", &self.path("/reopening")).json(&reason);
        reopen.send().await.expect(200);
        self.app.later(TimeDelta::minutes(1));
        self.noor.call(&self.app, "POST", &self.path("/submission")).send().await.expect(200);
    }
}

fn brief() -> Value {
    json!({ "heldOn": "2026-11-01", "summary": "Goed gesprek." })
}

#[actix_web::test]
async fn a_coach_records_the_conversation_and_the_assessment_is_discussed() {
    let scene = Scene::set().await;
    let (noor, coach) = (scene.noor.id(), scene.coach.id());
    let body = json!({
        "heldOn": "2026-11-02",
        "participantIds": [coach, noor, coach],
        "otherParticipants": ["Fatima el Amrani"],
        "summary": "Je ziet de mantelzorger staan.",
        "agreements": [
            { "what": "Een keer meelopen.", "dueOn": "2026-12-04", "byId": noor },
            { "what": "Samen terugkijken.", "dueOn": null },
        ],
    });
    let recorded = scene.record(&scene.coach, body).await.expect(201);
    assert_eq!(recorded.header("location"), scene.path("/conversation"));
    let told = recorded.json();
    let mut both = [noor.clone(), coach.clone()];
    both.sort();
    assert_eq!(told["participantIds"], json!(both));
    assert_eq!((&told["recordedBy"], &told["heldOn"]), (&json!(coach), &json!("2026-11-02")));
    assert_eq!(
        told["agreements"],
        json!([
            { "what": "Een keer meelopen.", "dueOn": "2026-12-04", "byId": noor },
            { "what": "Samen terugkijken.", "dueOn": null, "byId": null },
        ])
    );
    for person in [&scene.noor, &scene.coach] {
        assert_eq!(scene.get(person, "/conversation").await.expect(200).json(), told);
        let assessment = scene.get(person, "").await.expect(200).json();
        assert_eq!((&assessment["state"], &assessment["discussedAt"]), (&json!("discussed"), &told["recordedAt"]));
        assert_eq!(assessment["submittedAt"], told["submittedAt"]);
    }
    let history = scene.get(&scene.noor, "/scores/history").await.expect(200).json();
    let last = history["items"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["cause"], &last["savedBy"]), (&json!("discussed"), &json!(coach)));
}

#[actix_web::test]
async fn a_learner_records_it_herself_and_need_not_say_who_was_there() {
    let scene = Scene::set().await;
    let told = scene.record(&scene.noor, brief()).await.expect(201).json();
    assert_eq!(told["participantIds"], json!([scene.noor.id()]));
    assert_eq!((&told["otherParticipants"], &told["agreements"]), (&json!([]), &json!([])));
    assert_eq!(scene.get(&scene.coach, "/conversation").await.expect(200).json(), told);
}

#[actix_web::test]
async fn only_a_submitted_self_score_is_discussed_and_once() {
    let scene = Scene::set().await;
    scene.record(&scene.coach, brief()).await.expect(201);
    for person in [&scene.noor, &scene.coach] {
        scene.record(person, brief()).await.is_problem(409, "already-discussed");
    }
    let round = scene.school.round(&scene.app).await;
    let draft = scene.school.started(&scene.app, &scene.noor, round).await;
    let about_her = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round).await;
    for (person, assessment, status, code) in [
        (&scene.noor, &draft, 409, "not-submitted"),
        (&scene.coach, &draft, 404, "not-found"),
        (&scene.coach, &about_her, 409, "not-a-self-score"),
        (&scene.noor, &about_her, 404, "not-found"),
    ] {
        let path = format!("/v1/assessments/{assessment}/conversation");
        person.call(&scene.app, "POST", &path).json(&brief()).send().await.is_problem(status, code);
        person.get(&scene.app, &path).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn what_cannot_be_is_told_all_at_once() {
    let scene = Scene::set().await;
    let stranger = scene.school.learner(&scene.app, "sam").await;
    let elsewhere = School::found(&scene.app, "elsewhere").await.coach(&scene.app, "coach").await;
    let body = json!({
        "heldOn": "2026-11-03",
        "participantIds": [scene.noor.id(), stranger.id(), elsewhere.id()],
        "summary": "x",
        "agreements": [{ "what": "Bellen.", "byId": scene.noor.id() }, { "what": "Mailen.", "byId": scene.coach.id() }],
    });
    let refused = scene.record(&scene.coach, body).await.is_problem(400, "invalid-input");
    let mut told = refused.errors();
    told.sort();
    assert_eq!(
        told,
        [
            "/agreements/1/byId unknown-reference",
            "/heldOn in-the-future",
            "/participantIds/1 unknown-reference",
            "/participantIds/2 unknown-reference",
        ]
    );
    for (member, value, fault) in [
        ("participantIds", json!([]), "/participantIds too-few"),
        ("participantIds", json!(vec![scene.noor.id(); 21]), "/participantIds too-many"),
        ("otherParticipants", json!(vec!["x"; 21]), "/otherParticipants too-many"),
        ("otherParticipants", json!([""]), "/otherParticipants/0 too-short"),
        ("agreements", json!([{ "dueOn": null }]), "/agreements/0/what missing"),
    ] {
        let mut body = brief();
        body[member] = value;
        assert_eq!(scene.record(&scene.noor, body).await.is_problem(400, "invalid-input").errors(), [fault]);
    }
    scene.get(&scene.noor, "/conversation").await.is_problem(404, "not-found");
    assert_eq!(scene.get(&scene.noor, "").await.json()["state"], "submitted");
}

#[actix_web::test]
async fn nobody_but_the_learner_and_her_coaches_knows_of_it() {
    let scene = Scene::set().await;
    let (app, school) = (&scene.app, &scene.school);
    let recorded = scene.record(&scene.coach, brief()).await.expect(201);
    let group = school.add_group(app, school.programme, "2B").await;
    let other = School::found(app, "elsewhere").await;
    for stranger in [
        school.learner(app, "sam").await,
        school.coach_of(app, "other-coach", Err(group), CoachKind::StudyCoach).await,
        school.administrator(app, "administrator").await,
        school.curriculum(app, "curriculum", None).await,
        other.coach(app, "coach-elsewhere").await,
        other.administrator(app, "administrator-elsewhere").await,
    ] {
        scene.record(&stranger, brief()).await.is_problem(404, "not-found");
        scene.get(&stranger, "/conversation").await.is_problem(404, "not-found");
        scene.get(&stranger, "/conversation/history").await.is_problem(404, "not-found");
        scene.correct(&stranger, "*", json!({ "summary": "x" })).await.is_problem(404, "not-found");
    }
    let supervisor = school.coach_of(app, "supervisor", Ok(scene.noor.user), CoachKind::PracticeSupervisor).await;
    assert_eq!(scene.get(&supervisor, "/conversation").await.expect(200).json(), recorded.json());
    samenspel::db::sql::run(app.state.db.writer(), "UPDATE coaching SET ends_at = starts_at", vec![]).await.unwrap();
    scene.get(&scene.coach, "/conversation").await.is_problem(404, "not-found");
    scene.correct(&scene.coach, "*", json!({ "summary": "x" })).await.is_problem(404, "not-found");
    scene.get(&scene.noor, "/conversation").await.expect(200);
}

#[actix_web::test]
async fn a_coach_to_whom_the_round_does_not_disclose_it_records_nothing_about_it() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let plan = RoundPlan { disclosure: Disclosure::AfterBothSubmitted, ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let assessment = school.submitted(&app, &noor, round, |_| 3).await;
    let scene = Scene { app, school, noor, coach, assessment };
    scene.record(&scene.coach, brief()).await.is_problem(404, "not-found");
    scene.record(&scene.noor, brief()).await.expect(201);
    scene.get(&scene.coach, "/conversation").await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn the_learner_and_who_recorded_it_correct_it_and_how_it_was_told_before_stays() {
    let scene = Scene::set().await;
    let colleague = scene.school.coach(&scene.app, "colleague").await;
    let body = json!({
        "heldOn": "2026-11-01", "participantIds": [scene.noor.id(), scene.coach.id()], "summary": "Kort.",
        "agreements": [{ "what": "Bellen.", "byId": scene.coach.id() }],
    });
    let first = scene.record(&scene.coach, body).await.expect(201);
    scene.correct(&colleague, "*", json!({ "summary": "x" })).await.is_problem(403, "forbidden");
    let unseen = scene.noor.call(&scene.app, "PATCH", &scene.path("/conversation")).patch(&json!({ "summary": "x" }));
    unseen.send().await.is_problem(428, "precondition-required");

    scene.app.later(TimeDelta::minutes(1));
    let second = scene.correct(&scene.noor, &first.etag(), json!({ "summary": "Langer dan dat." })).await.expect(200);
    let told = second.json();
    assert_eq!((&told["id"], &told["agreements"]), (&first.json()["id"], &first.json()["agreements"]));
    assert_eq!((&told["recordedBy"], &told["updatedAt"]), (&json!(scene.coach.id()), &json!("2026-11-02T09:01:00Z")));
    scene.correct(&scene.coach, &first.etag(), json!({ "summary": "x" })).await.is_problem(412, "stale-revision");
    let third = json!({ "heldOn": "2026-10-31", "agreements": [], "participantIds": [scene.noor.id()] });
    let third = scene.correct(&scene.coach, &second.etag(), third).await.expect(200);
    assert_eq!(third.json()["summary"], "Langer dan dat.");
    let nothing = scene.correct(&scene.noor, "*", json!({ "heldOn": "2026-10-31" })).await.expect(200);
    assert_eq!(nothing.etag(), third.etag(), "what changes nothing is no correction");

    let history = scene.get(&scene.noor, "/conversation/history").await.expect(200).json();
    let told: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["cause"].clone(), item["savedBy"].clone(), item["conversation"].clone()))
        .collect();
    let (noor, coach) = (json!(scene.noor.id()), json!(scene.coach.id()));
    assert_eq!(
        told,
        [
            (json!("recorded"), coach.clone(), first.json()),
            (json!("corrected"), noor, second.json()),
            (json!("corrected"), coach, third.json()),
        ]
    );
}

#[actix_web::test]
async fn a_correction_is_held_to_the_same_rules_and_who_stood_there_may_stay() {
    let scene = Scene::set().await;
    let body = json!({
        "heldOn": "2026-11-01", "participantIds": [scene.noor.id(), scene.coach.id()], "summary": "Kort.",
        "agreements": [{ "what": "Bellen.", "byId": scene.coach.id() }],
    });
    scene.record(&scene.coach, body).await.expect(201);
    for (patch, fault) in [
        (json!({ "heldOn": "2026-11-03" }), "/heldOn in-the-future"),
        (json!({ "participantIds": [scene.noor.id()] }), "/agreements/0/byId unknown-reference"),
        (json!({ "summary": null }), "/summary wrong-type"),
    ] {
        let refused = scene.correct(&scene.noor, "*", patch).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), [fault]);
    }
    let gone = "DELETE FROM coaching";
    samenspel::db::sql::run(scene.app.state.db.writer(), gone, vec![]).await.unwrap();
    let corrected = scene.correct(&scene.noor, "*", json!({ "summary": "Langer." })).await.expect(200).json();
    assert_eq!(corrected["participantIds"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_coach_whose_coaching_has_ended_took_part_then() {
    let scene = Scene::set().await;
    let ended = "UPDATE coaching SET ends_at = starts_at";
    samenspel::db::sql::run(scene.app.state.db.writer(), ended, vec![]).await.unwrap();
    let mut body = brief();
    body["participantIds"] = json!([scene.noor.id(), scene.coach.id()]);
    scene.record(&scene.noor, body).await.expect(201);
}

#[actix_web::test]
async fn a_reopening_keeps_the_conversation_and_the_next_submission_has_one_of_its_own() {
    let scene = Scene::set().await;
    let first = scene.record(&scene.coach, brief()).await.expect(201).json();
    let reason = json!({ "reason": "Nog eens." });
    scene.noor.call(&scene.app, "POST", &scene.path("/reopening")).json(&reason).send().await.expect(200);
    // The draft is the learner's alone, and so is what was said about it before.
    assert_eq!(scene.get(&scene.noor, "/conversation").await.expect(200).json(), first);
    scene.get(&scene.coach, "/conversation").await.is_problem(404, "not-found");
    scene.record(&scene.noor, brief()).await.is_problem(409, "not-submitted");

    scene.app.later(TimeDelta::minutes(5));
    scene.noor.call(&scene.app, "POST", &scene.path("/submission")).send().await.expect(200);
    let assessment = scene.get(&scene.coach, "").await.expect(200).json();
    assert_eq!((&assessment["state"], &assessment["discussedAt"]), (&json!("submitted"), &Value::Null));
    assert_eq!(scene.get(&scene.coach, "/conversation").await.expect(200).json(), first, "of the submission before");
    assert_ne!(first["submittedAt"], assessment["submittedAt"]);

    let second = scene.record(&scene.coach, brief()).await.expect(201).json();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(second["submittedAt"], assessment["submittedAt"]);
    let history = scene.get(&scene.noor, "/conversation/history").await.expect(200).json();
    let told: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|item| (&item["revision"], &item["conversation"])).collect();
    assert_eq!(told, [(&json!(1), &first), (&json!(2), &second)]);
}

#[actix_web::test]
async fn the_history_comes_in_pages_each_version_with_what_belongs_to_it() {
    let scene = Scene::set().await;
    scene.record(&scene.coach, brief()).await.expect(201);
    for number in 1..5 {
        let agreements: Vec<_> = (0..number).map(|n| json!({ "what": format!("Afspraak {n}.") })).collect();
        scene.correct(&scene.coach, "*", json!({ "agreements": agreements })).await.expect(200);
    }
    scene.retake().await;
    scene.record(&scene.noor, brief()).await.expect(201);
    let mut counts = Vec::new();
    let mut next = Some("/conversation/history?limit=2".to_owned());
    while let Some(rest) = next {
        let page = scene.get(&scene.noor, &rest).await.expect(200).json();
        let items = page["items"].as_array().unwrap().iter();
        counts.extend(items.map(|item| item["conversation"]["agreements"].as_array().unwrap().len()));
        next = page["nextCursor"].as_str().map(|cursor| format!("/conversation/history?limit=2&cursor={cursor}"));
    }
    assert_eq!(counts, [0, 1, 2, 3, 4, 0]);
}

#[actix_web::test]
async fn it_is_recorded_after_the_round_is_over_and_its_reports_are_out() {
    let scene = Scene::set().await;
    scene.app.later(TimeDelta::days(22));
    samenspel::jobs::once(&scene.app.state).await;
    let coach = scene.coach.again(&scene.app);
    scene.record(&coach, brief()).await.expect(201);
    assert_eq!(scene.get(&coach, "").await.expect(200).json()["state"], "discussed");
}

#[actix_web::test]
async fn recorded_twice_under_one_key_it_is_recorded_once() {
    let scene = Scene::set().await;
    let send = || {
        let call = scene.noor.call(&scene.app, "POST", &scene.path("/conversation")).header("Idempotency-Key", "k");
        call.json(&brief()).send()
    };
    let (first, second) = (send().await.expect(201), send().await.expect(201));
    assert_eq!((first.etag(), first.text), (second.etag(), second.text));
    let history = scene.get(&scene.noor, "/conversation/history").await.expect(200).json();
    assert_eq!(history["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn of_eight_who_record_it_at_once_one_does() {
    let scene = Scene::set().await;
    let calls = (0..8).map(|number| {
        let person = if number % 2 == 0 { &scene.noor } else { &scene.coach };
        let call = person.call(&scene.app, "POST", &scene.path("/conversation")).json(&brief());
        actix_web::rt::spawn(call.send())
    });
    let mut recorded = 0;
    for answer in calls.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        recorded += usize::from(answer.status == 201);
        assert!(matches!(answer.status, 201 | 409 | 412), "{answer:?}");
    }
    assert_eq!(recorded, 1);
    let history = scene.get(&scene.noor, "/conversation/history").await.expect(200).json();
    assert_eq!(history["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_day_has_come_when_it_has_come_where_the_school_is() {
    let mut scene = Scene::set().await;
    let tomorrow = json!({ "heldOn": "2026-11-03", "summary": "Goed gesprek." });
    // One minute to twelve in Amsterdam: in Auckland it is tomorrow.
    scene.app.later(TimeDelta::minutes(13 * 60 + 59));
    (scene.noor, scene.coach) = (scene.noor.again(&scene.app), scene.coach.again(&scene.app));
    let early = scene.record(&scene.coach, tomorrow.clone()).await.is_problem(400, "invalid-input");
    assert_eq!(early.errors(), ["/heldOn in-the-future"]);
    scene.app.later(TimeDelta::minutes(1));
    scene.record(&scene.coach, tomorrow).await.expect(201);

    let sql = "UPDATE organisation SET time_zone = 'America/Curacao'";
    scene.app.state.db.writer().execute_unprepared(sql).await.unwrap();
    let patch = json!({ "summary": "Het was gisteren." });
    let early = scene.correct(&scene.coach, "*", patch).await.is_problem(400, "invalid-input");
    assert_eq!(early.errors(), ["/heldOn in-the-future"]);
    let patch = json!({ "heldOn": "2026-11-02", "summary": "Het was gisteren." });
    scene.correct(&scene.coach, "*", patch).await.expect(200);
}
