//! `Idempotency-Key`: what is sent twice is done once, whatever happens in between.

use chrono::TimeDelta;
use samenspel::{
    auth::principal::Actor,
    db::{
        idempotency::{self, Begun, Once, StoredAnswer},
        tenant::Tenant,
    },
    digest,
    domain::ids::Id,
    failure::Failure,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::support::{Answer, Call, Person, School, TestApp};

fn placement(name: &str) -> Value {
    json!({ "workplaceType": "wijkteam", "workplaceName": name, "startsOn": "2026-09-01" })
}

fn create(app: &TestApp, person: &Person, key: &str, name: &str) -> Call {
    person.call(app, "POST", "/v1/placements").header("Idempotency-Key", key).json(&placement(name))
}

/// How many rows there are of all that a write leaves behind.
async fn rows(app: &TestApp) -> [u64; 6] {
    let db = app.state.db.reader();
    [
        entity::placement::Entity::find().count(db).await.unwrap(),
        entity::assessment::Entity::find().count(db).await.unwrap(),
        entity::feedback::Entity::find().count(db).await.unwrap(),
        entity::sheet_save::Entity::find().count(db).await.unwrap(),
        // Giving an answer again is a reading, and on the record as one.
        entity::audit_event::Entity::find()
            .filter(entity::audit_event::Column::Action.ne("answer.repeated"))
            .count(db)
            .await
            .unwrap(),
        entity::outbox_event::Entity::find().count(db).await.unwrap(),
    ]
}

#[track_caller]
fn are_the_same(first: &Answer, second: &Answer) {
    assert_eq!((first.status, &first.text), (second.status, &second.text));
    for header in ["location", "etag", "content-type"] {
        assert_eq!(first.header(header), second.header(header), "{header}");
    }
}

/// Sends the same twice; says that the second time the first answer comes back and nothing more is written.
async fn once(app: &TestApp, call: impl Fn() -> Call) -> Answer {
    let first = call().send().await;
    assert!((200..300).contains(&first.status), "{first:?}");
    let left = rows(app).await;
    let second = call().send().await;
    are_the_same(&first, &second);
    assert_eq!(rows(app).await, left, "nothing is done again");
    first
}

#[actix_web::test]
async fn every_post_sent_twice_with_a_key_is_done_once() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let post = |person: &Person, path: &str, body: Option<Value>| {
        let (token, path) = (person.token.clone(), path.to_owned());
        let app = &app;
        move || {
            let call = app.call("POST", &path).bearer(&token).header("Idempotency-Key", "k-1");
            if let Some(body) = &body { call.json(body) } else { call }
        }
    };

    once(&app, post(&noor, "/v1/placements", Some(placement("Noord")))).await;
    let started = once(&app, post(&noor, "/v1/assessments", Some(json!({ "roundId": round.raw() })))).await;
    let assessment = format!("/v1/assessments/{}", started.id());
    let scores = noor.get(&app, &format!("{assessment}/scores")).send().await.expect(200).json();
    let all: serde_json::Map<_, _> =
        scores["levels"].as_object().unwrap().keys().map(|code| (code.clone(), json!(3))).collect();
    let put = noor.call(&app, "PUT", &format!("{assessment}/scores")).if_match("*").json(&json!({ "levels": all }));
    put.send().await.expect(200);

    once(&app, post(&noor, &format!("{assessment}/submission"), None)).await;
    let whole = json!({ "assessmentId": started.id(), "anchor": { "kind": "whole" }, "body": "Mooi." });
    let feedback = format!("/v1/feedback/{}", once(&app, post(&coach, "/v1/feedback", Some(whole))).await.id());
    once(&app, post(&coach, &format!("{feedback}/sharing"), None)).await;
    once(&app, post(&noor, &format!("{feedback}/acknowledgement"), None)).await;
    let reason = json!({ "reason": "Kijk nog eens." });
    let reopened = once(&app, post(&coach, &format!("{assessment}/reopening"), Some(reason))).await;
    assert_eq!(reopened.json()["state"], "draft");
    let resubmitted = post(&noor, &format!("{assessment}/submission"), None)().send().await;
    assert_eq!(
        resubmitted.json()["state"],
        "submitted",
        "the key stands for the first submission, which is answered again"
    );
    let view = noor.get(&app, &assessment).send().await.expect(200).json();
    assert_eq!(view["state"], "draft");
}

#[actix_web::test]
async fn a_key_used_with_another_body_is_refused() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    create(&app, &noor, "k-1", "Noord").send().await.expect(201);
    create(&app, &noor, "k-1", "Zuid").send().await.is_problem(422, "idempotency-key-reused");
    assert_eq!(rows(&app).await[0], 1);
}

#[actix_web::test]
async fn a_key_is_its_users_own_and_of_one_route() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let sam = school.learner(&app, "sam").await;
    let elsewhere = School::found(&app, "elsewhere").await.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let mut ids = vec![];
    for person in [&noor, &sam, &elsewhere] {
        ids.push(create(&app, person, "k-1", "Noord").send().await.expect(201).id());
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);
    let body = json!({ "roundId": round.raw() });
    noor.call(&app, "POST", "/v1/assessments").header("Idempotency-Key", "k-1").json(&body).send().await.expect(201);
}

#[actix_web::test]
async fn without_a_key_everything_is_done_again() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let create = || noor.call(&app, "POST", "/v1/placements").json(&placement("Noord"));
    assert_ne!(create().send().await.expect(201).id(), create().send().await.expect(201).id());
    assert_eq!(entity::idempotency_key::Entity::find().count(app.state.db.reader()).await.unwrap(), 0);
}

#[actix_web::test]
async fn a_refusal_leaves_the_key_free() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.started(&app, &noor, round).await;
    let submit = || {
        let path = format!("/v1/assessments/{id}/submission");
        noor.call(&app, "POST", &path).header("Idempotency-Key", "k-1").send()
    };
    submit().await.is_problem(409, "sheet-incomplete");
    submit().await.is_problem(409, "sheet-incomplete");
    let path = format!("/v1/assessments/{id}/scores");
    let sheet = noor.get(&app, &path).send().await.json();
    let all: serde_json::Map<_, _> =
        sheet["levels"].as_object().unwrap().keys().map(|code| (code.clone(), json!(3))).collect();
    noor.call(&app, "PUT", &path).if_match("*").json(&json!({ "levels": all })).send().await.expect(200);
    let first = submit().await.expect(200);
    are_the_same(&first, &submit().await);

    let unknown = json!({ "roundId": "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5aff" });
    let start =
        |body: &Value| noor.call(&app, "POST", "/v1/assessments").header("Idempotency-Key", "k-2").json(body).send();
    start(&unknown).await.is_problem(400, "invalid-input");
    let instrument = noor.get(&app, "/v1/instruments").send().await.json()["items"][0]["id"].clone();
    start(&json!({ "instrumentId": instrument })).await.expect(201);
}

/// Takes a key the way a request does that is under way on another server.
async fn claim(app: &TestApp, person: &Person, key: &str, body: &Value) -> idempotency::Claim {
    let actor = Actor { tenant: Tenant::of(person.organisation), user: person.user, client: "test".to_owned() };
    let route = "POST /v1/placements";
    let body = digest::sha256(body.to_string().as_bytes());
    let digest = digest::sha256(format!("{route}\n{body}").as_bytes());
    match idempotency::begin(&app.state.db, &actor, route, key, &digest, app.state.clock.now()).await.unwrap() {
        Begun::Fresh(claim) => claim,
        Begun::Answered(_) => panic!("the key was not free"),
    }
}

#[actix_web::test]
async fn while_the_first_is_under_way_the_second_is_told_to_wait() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    claim(&app, &noor, "k-1", &placement("Noord")).await;
    let waiting = create(&app, &noor, "k-1", "Noord").send().await.is_problem(409, "idempotency-in-flight");
    assert_eq!(waiting.header("retry-after"), "1");
    create(&app, &noor, "k-1", "Zuid").send().await.is_problem(422, "idempotency-key-reused");
    app.later(TimeDelta::seconds(59));
    create(&app, &noor, "k-1", "Noord").send().await.is_problem(409, "idempotency-in-flight");
    assert_eq!(rows(&app).await[0], 0);
}

#[actix_web::test]
async fn a_claim_whose_server_died_lapses_and_its_own_late_work_is_not_committed() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let lapsed = claim(&app, &noor, "k-1", &placement("Noord")).await;
    app.later(TimeDelta::seconds(61));
    let first = create(&app, &noor, "k-1", "Noord").send().await.expect(201);

    // The server was only slow, and comes to its commit after all.
    let answer = |(): &()| StoredAnswer { status: 201, location: None, revision: None, body: "{}".to_owned() };
    let late = Once::keyed(lapsed.clone(), &answer).seal(app.state.db.writer(), &()).await;
    assert!(matches!(late, Err(Failure::InFlight)), "{late:?}");
    idempotency::release(&app.state.db, &lapsed).await.unwrap();
    are_the_same(&first, &create(&app, &noor, "k-1", "Noord").send().await);
    assert_eq!(rows(&app).await[0], 1);
}

#[actix_web::test]
async fn a_key_outlives_a_restart() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let first = create(&app, &noor, "k-1", "Noord").send().await.expect(201);
    let app = app.restarted().await;
    are_the_same(&first, &create(&app, &noor, "k-1", "Noord").send().await);
    create(&app, &noor, "k-1", "Zuid").send().await.is_problem(422, "idempotency-key-reused");
    assert_eq!(rows(&app).await[0], 1);
}

#[actix_web::test]
async fn a_key_is_kept_for_a_day() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let first = create(&app, &noor, "k-1", "Noord").send().await.expect(201);
    app.later(TimeDelta::hours(24) - TimeDelta::seconds(1));
    samenspel::jobs::once(&app.state).await;
    are_the_same(&first, &create(&app, &noor.again(&app), "k-1", "Noord").send().await);
    app.later(TimeDelta::seconds(1));
    let second = create(&app, &noor.again(&app), "k-1", "Zuid").send().await.expect(201);
    assert_ne!(first.id(), second.id());

    app.later(TimeDelta::hours(24));
    samenspel::jobs::once(&app.state).await;
    assert_eq!(entity::idempotency_key::Entity::find().count(app.state.db.reader()).await.unwrap(), 0);
}

#[actix_web::test]
async fn a_key_that_is_no_key_is_refused() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    for key in ["", &"k".repeat(256), "two words"] {
        let refused = create(&app, &noor, key, "Noord").send().await.is_problem(400, "invalid-input");
        assert!(refused.errors()[0].starts_with("/header/Idempotency-Key "), "{:?}", refused.errors());
    }
}
