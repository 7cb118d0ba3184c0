//! `Idempotency-Key`: what is sent twice is done once, whatever happens in between.

use std::cell::RefCell;

use actix_web::{FromRequest, test::TestRequest};
use chrono::TimeDelta;
use samenspel::{
    auth::principal::Actor,
    db::{
        idempotency::{self, Keyed, Once, StoredAnswer},
        tenant::Tenant,
    },
    digest,
    domain::ids::Id,
    failure::Failure,
    http::idempotency::IdempotencyKey,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
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

/// A request with a key, as a server knows it while it does it.
fn keyed(app: &TestApp, person: &Person, key: &str, body: &Value) -> Keyed {
    let actor = Actor { tenant: Tenant::of(person.organisation), user: person.user, client: "test".to_owned() };
    let route = "POST /v1/placements";
    let body = digest::sha256(body.to_string().as_bytes());
    let digest = digest::sha256(format!("{route}\n{body}").as_bytes());
    Keyed::new(&actor, route, key.to_owned(), digest, app.state.clock.now())
}

#[actix_web::test]
async fn while_the_first_is_under_way_the_second_is_told_to_wait() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let first = app.state.under_way.enter(&keyed(&app, &noor, "k-1", &placement("Noord"))).unwrap();
    let waiting = create(&app, &noor, "k-1", "Noord").send().await.is_problem(409, "idempotency-in-flight");
    assert_eq!(waiting.header("retry-after"), "1");
    create(&app, &noor, "k-1", "Zuid").send().await.is_problem(422, "idempotency-key-reused");
    create(&app, &noor, "k-2", "Noord").send().await.expect(201);
    assert_eq!(rows(&app).await[0], 1);
    // It was cut off before it was done.
    drop(first);
    create(&app, &noor, "k-1", "Zuid").send().await.expect(201);
}

#[actix_web::test]
async fn of_two_servers_that_do_the_same_at_once_one_stores_and_both_answer_alike() {
    let (app, school) = School::start().await;
    let other = app.restarted().await;
    let noor = school.learner(&app, "noor").await;
    let actor = Actor { tenant: Tenant::of(noor.organisation), user: noor.user, client: "test".to_owned() };
    let render = |(): &()| StoredAnswer { status: 201, location: None, revision: None, body: "{}".to_owned() };
    for (name, refused) in [("Noord", false), ("Zuid", true)] {
        let request = TestRequest::post().uri("/v1/placements").insert_header(("Idempotency-Key", name));
        let key = IdempotencyKey::extract(&request.to_http_request()).await.unwrap();
        let body = digest::sha256(placement(name).to_string().as_bytes());
        let first = RefCell::new(None);
        let (state, other, noor, first_answer) = (&app.state, &other, &noor, &first);
        let second = key
            .once(state, &actor, &body, &render, |once| async move {
                // This one has begun; the other server comes first.
                first_answer.replace(Some(create(other, noor, name, name).send().await.expect(201)));
                if refused {
                    return Err(Failure::Overtaken);
                }
                let late = once.seal(state.db.writer(), &()).await;
                assert!(matches!(late, Err(Failure::InFlight)), "{late:?}");
                late
            })
            .await
            .unwrap();
        let first = first.into_inner().unwrap();
        assert_eq!((second.status, second.body), (first.status, first.text), "{name}");
    }
    assert_eq!(rows(&app).await[0], 2);
}

#[actix_web::test]
async fn of_two_servers_with_one_key_for_two_requests_the_second_is_refused() {
    let (app, school) = School::start().await;
    let other = app.restarted().await;
    let noor = school.learner(&app, "noor").await;
    let late = keyed(&app, &noor, "k-1", &placement("Zuid"));
    create(&other, &noor, "k-1", "Noord").send().await.expect(201);
    let answer = |(): &()| StoredAnswer { status: 201, location: None, revision: None, body: "{}".to_owned() };
    let sealed = Once::keyed(late.clone(), &answer).seal(app.state.db.writer(), &()).await;
    assert!(matches!(sealed, Err(Failure::InFlight)), "{sealed:?}");
    let found = idempotency::answer_to(&app.state.db, &late).await;
    assert!(matches!(found, Err(Failure::KeyReused)), "{found:?}");
}

#[actix_web::test]
async fn a_row_without_an_answer_holds_nobody_up() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let at = app.state.clock.now();
    let row = entity::idempotency_key::ActiveModel {
        organisation_id: Set(noor.organisation.raw()),
        principal_id: Set(noor.user.raw()),
        route: Set("POST /v1/placements".to_owned()),
        key: Set("k-1".to_owned()),
        body_digest: Set(digest::sha256(b"something else")),
        claimed_at: Set(at),
        expires_at: Set(at + TimeDelta::hours(24)),
        ..Default::default()
    };
    entity::idempotency_key::Entity::insert(row).exec(app.state.db.writer()).await.unwrap();
    let first = create(&app, &noor, "k-1", "Noord").send().await.expect(201);
    are_the_same(&first, &create(&app, &noor, "k-1", "Noord").send().await);
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
