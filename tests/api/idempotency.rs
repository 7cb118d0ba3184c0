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

#[actix_web::test]
async fn a_key_stands_for_the_first_submission_whatever_came_after_it() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let assessment = format!("/v1/assessments/{}", school.filled(&app, &noor, round, |_| 3).await);
    let submit =
        || noor.call(&app, "POST", &format!("{assessment}/submission")).header("Idempotency-Key", "k-1").send();
    let first = submit().await.expect(200);
    let reason = json!({ "reason": "Kijk nog eens." });
    noor.call(&app, "POST", &format!("{assessment}/reopening")).json(&reason).send().await.expect(200);
    let left = rows(&app).await;
    are_the_same(&first, &submit().await);
    assert_eq!(rows(&app).await, left, "nothing is done again");
    assert_eq!(noor.get(&app, &assessment).send().await.expect(200).json()["state"], "draft");
}

#[actix_web::test]
async fn a_request_has_one_key() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let create = |key: &str, other: &str| create(&app, &noor, key, "Noord").another("Idempotency-Key", other).send();
    let refused = create("k-1", "k-2").await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/header/Idempotency-Key malformed"]);
    assert_eq!(rows(&app).await[0], 0, "neither of the two is taken");
    let first = create("k-1", "k-1").await.expect(201);
    are_the_same(&first, &super::idempotency::create(&app, &noor, "k-1", "Noord").send().await);
    assert_eq!(rows(&app).await[0], 1);
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
