//! Administration: who is in the organisation, as what, from when until when. It gives and takes sight of others' work, and gives the
//! administrator none.

mod batches;
mod members;
mod school;
mod users;

use samenspel::domain::ids::Id;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::support::{Person, School, TestApp, app::id_of};

/// A school with an administrator.
async fn start() -> (TestApp, School, Person) {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    (app, school, administrator)
}

/// Makes this at this path.
async fn make(app: &TestApp, by: &Person, path: &str, body: &Value) -> Value {
    by.call(app, "POST", path).json(body).send().await.expect(201).json()
}

/// Changes what is at this path, whatever is there.
async fn change(app: &TestApp, by: &Person, path: &str, to: &Value) -> Value {
    by.call(app, "PATCH", path).if_match("*").patch(to).send().await.expect(200).json()
}

/// A new user, made by the administrator, and her token.
async fn newcomer(app: &TestApp, by: &Person, name: &str) -> Person {
    let made = make(app, by, "/v1/users", &json!({ "name": name, "displayName": name })).await;
    let user = id_of(made["id"].as_str().unwrap());
    Person { organisation: by.organisation, user, token: app.token(by.organisation, user) }
}

/// One member of each item of a list.
async fn listed(app: &TestApp, by: &Person, path: &str, member: &str) -> Vec<Value> {
    let list = by.get(app, path).send().await.expect(200).json();
    list["items"].as_array().unwrap().iter().map(|item| item[member].clone()).collect()
}

/// The memberships of this user, first to last.
async fn memberships(app: &TestApp, by: &Person, of: &Person) -> Vec<String> {
    let ids = listed(app, by, &format!("/v1/memberships?userId={}", of.id()), "id").await;
    ids.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// What was done since the first so many lines of the trail, and about whom.
async fn trail(app: &TestApp, since: usize) -> Vec<(String, Option<uuid::Uuid>)> {
    let rows = entity::audit_event::Entity::find().order_by_asc(entity::audit_event::Column::Id);
    let rows = rows.all(app.state.db.reader()).await.unwrap().into_iter().skip(since);
    rows.map(|row| (row.action, row.learner_id)).collect()
}

/// What others are told since the first so many events.
async fn events(app: &TestApp, since: usize) -> Vec<(String, Value)> {
    let rows = entity::outbox_event::Entity::find().order_by_asc(entity::outbox_event::Column::Id);
    let rows = rows.all(app.state.db.reader()).await.unwrap().into_iter().skip(since);
    rows.map(|row| (row.event_type, serde_json::from_str(&row.payload).unwrap())).collect()
}

#[actix_web::test]
async fn an_administrator_reads_no_score_no_reflection_and_no_feedback_whatever_she_administers() {
    let (app, school, administrator) = start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let round = school.round(&app).await;
    let sheet = school.submitted(&app, &noor, round, |_| 3).await;
    let answer = format!("/v1/assessments/{sheet}/reflections/R1");
    let put = noor.call(&app, "PUT", &answer).header("If-None-Match", "*").json(&json!({ "text": "Voor mij." }));
    put.send().await.expect(201);
    let shared = noor.call(&app, "POST", &format!("{answer}/sharing")).json(&json!({ "with": "coaches" }));
    shared.send().await.expect(200);
    let feedback = json!({ "assessmentId": sheet, "anchor": { "kind": "whole" }, "body": "Mooi." });
    let feedback = make(&app, &coach, "/v1/feedback", &feedback).await["id"].as_str().unwrap().to_owned();
    coach.call(&app, "POST", &format!("/v1/feedback/{feedback}/sharing")).send().await.expect(200);
    for path in [
        format!("/v1/assessments/{sheet}"),
        format!("/v1/assessments/{sheet}/scores"),
        format!("/v1/assessments/{sheet}/scores/history"),
        format!("/v1/assessments/{sheet}/comparison"),
        format!("/v1/assessments/{sheet}/reflections"),
        answer,
        format!("/v1/feedback/{feedback}"),
    ] {
        coach.get(&app, &path).send().await.expect(200);
        administrator.get(&app, &path).send().await.is_problem(404, "not-found");
    }
    let report = format!("/v1/reports/distribution?roundId={}", round.raw());
    administrator.get(&app, &report).send().await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn no_way_leads_an_administrator_to_a_role_of_her_own() {
    let (app, school, administrator) = start().await;
    let other = school.administrator(&app, "other").await;
    let once = json!({ "userId": administrator.id(), "role": "coach", "endsAt": "2041-09-01T00:00:00Z" });
    // What somebody else gave her she does not make longer, nor take away.
    let given = make(&app, &other, "/v1/memberships", &once).await["id"].as_str().unwrap().to_owned();
    let given = format!("/v1/memberships/{given}");
    for end in [json!(null), json!("2042-09-01T00:00:00Z"), json!("2040-09-01T00:00:00Z")] {
        let longer = administrator.call(&app, "PATCH", &given).if_match("*").patch(&json!({ "endsAt": end }));
        longer.send().await.is_problem(403, "not-for-oneself");
    }
    change(&app, &other, &given, &json!({ "endsAt": app.state.clock.now() })).await;
    for role in ["coach", "curriculum", "admin"] {
        let body = json!({ "userId": administrator.id(), "role": role });
        let call = administrator.call(&app, "POST", "/v1/memberships").json(&body);
        call.send().await.is_problem(403, "not-for-oneself");
    }
    let learner = json!({ "userId": administrator.id(), "role": "learner", "groupId": school.group.raw() });
    let call = administrator.call(&app, "POST", "/v1/memberships").json(&learner);
    call.send().await.is_problem(403, "not-for-oneself");
    let back = administrator.call(&app, "PATCH", &given).if_match("*").patch(&json!({ "endsAt": null }));
    back.send().await.is_problem(403, "not-for-oneself");
    // Nor does she make room for her own name on another account.
    let herself = format!("/v1/users/{}", administrator.id());
    for patch in [json!({ "name": "elsewhere" }), json!({ "externalId": "SIS-1" }), json!({ "status": "disabled" })] {
        let call = administrator.call(&app, "PATCH", &herself).if_match("*").patch(&patch);
        call.send().await.is_problem(403, "not-for-oneself");
    }
    let coaching = json!({ "coachId": administrator.id(), "kind": "studyCoach", "groupId": school.group.raw() });
    let call = administrator.call(&app, "POST", "/v1/coachings").json(&coaching);
    call.send().await.is_problem(403, "forbidden");
    let me = administrator.get(&app, "/v1/me").send().await.expect(200).json();
    let roles: Vec<&Value> = me["memberships"].as_array().unwrap().iter().map(|m| &m["role"]).collect();
    assert_eq!(roles, [&json!("admin")]);
}

#[actix_web::test]
async fn who_administers_one_programme_administers_nobody() {
    let (app, school, _) = start().await;
    let of_one = school.learner(&app, "of-one").await;
    let programme = school.programme;
    let member = |m: &mut samenspel::domain::organisation::Membership| {
        m.role = samenspel::domain::organisation::Role::Admin;
        m.programme = Some(programme);
    };
    school.member(&app, &of_one, member).await;
    for path in ["/v1/users", "/v1/memberships"] {
        of_one.get(&app, path).send().await.is_problem(403, "forbidden");
    }
    let body = json!({ "name": "new", "displayName": "New" });
    of_one.call(&app, "POST", "/v1/users").json(&body).send().await.is_problem(403, "forbidden");
    let group = format!("/v1/groups/{}/memberships", school.group.raw());
    of_one.get(&app, &group).send().await.expect(200);
}

#[actix_web::test]
async fn what_is_of_another_organisation_is_not_there() {
    let (app, school, administrator) = start().await;
    let elsewhere = School::found(&app, "elsewhere").await;
    let theirs = elsewhere.learner(&app, "theirs").await;
    let their_administrator = elsewhere.administrator(&app, "administrator").await;
    let hers = memberships(&app, &their_administrator, &theirs).await.remove(0);
    for path in [format!("/v1/users/{}", theirs.id()), format!("/v1/memberships/{hers}")] {
        administrator.get(&app, &path).send().await.is_problem(404, "not-found");
        let call = administrator.call(&app, "PATCH", &path).if_match("*").patch(&json!({ "externalId": "SIS-1" }));
        call.send().await.is_problem(404, "not-found");
    }
    assert_eq!(memberships(&app, &administrator, &theirs).await, [] as [String; 0]);
    assert!(!listed(&app, &administrator, "/v1/users", "id").await.contains(&json!(theirs.id())));
    let noor = school.learner(&app, "noor").await;
    for (user, group) in [(theirs.id(), school.group), (noor.id(), elsewhere.group)] {
        let body = json!({ "userId": user, "role": "learner", "groupId": group.raw() });
        let answer = administrator.call(&app, "POST", "/v1/memberships").json(&body).send().await.expect(400);
        let at = if user == noor.id() { "groupId" } else { "userId" };
        assert_eq!(answer.errors(), [format!("/{at} unknown-reference")]);
    }
    // The same names and identifiers may be in use in each of them.
    for by in [&administrator, &their_administrator] {
        make(&app, by, "/v1/users", &json!({ "name": "same", "displayName": "Same", "externalId": "SIS-1" })).await;
    }
}
