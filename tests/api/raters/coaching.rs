//! Who coaches whom, from when until when: made by administrators, and the access ends with it.

use chrono::TimeDelta;
use samenspel::domain::{ids::Id, organisation::Role};
use serde_json::{Value, json};

use super::{Scene, column};
use crate::support::{Person, School};

/// Somebody with the role of coach who coaches nobody yet.
async fn new_coach(scene: &Scene, name: &str) -> Person {
    let person = scene.school.administrator(&scene.app, name).await;
    change_membership(scene, &person, "role = 'coach'").await;
    person
}

/// Changes somebody's membership the way administration will.
async fn change_membership(scene: &Scene, person: &Person, to: &str) {
    let sql = format!("UPDATE membership SET {to} WHERE organisation_id = $1 AND user_id = $2");
    let values = vec![person.organisation.raw().into(), person.user.raw().into()];
    assert_eq!(samenspel::db::sql::run(scene.app.state.db.writer(), &sql, values).await.unwrap(), 1);
}

fn of_learner(coach: &Person, learner: &Person, kind: &str) -> Value {
    json!({ "coachId": coach.id(), "kind": kind, "learnerId": learner.id() })
}

#[actix_web::test]
async fn a_practice_supervisor_sees_her_learners_and_nobody_else_of_the_class() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let supervisor = new_coach(&scene, "supervisor").await;
    let other = scene.school.submitted(&scene.app, &scene.sam, scene.round, |_| 2).await;
    let path = format!("/v1/assessments/{}", scene.own);
    scene.get(&supervisor, &path).await.is_problem(404, "not-found");

    let new = of_learner(&supervisor, &scene.noor, "practiceSupervisor");
    let made = scene.post(&admin, "/v1/coachings", &new).await.expect(201);
    assert_eq!(made.header("location"), format!("/v1/coachings/{}", made.id()));
    let view = made.json();
    assert_eq!((&view["coachName"], &view["learnerName"]), (&json!("supervisor"), &json!("noor")));
    assert_eq!((&view["groupId"], &view["endsAt"]), (&Value::Null, &Value::Null));

    scene.get(&supervisor, &path).await.expect(200);
    scene.get(&supervisor, &format!("/v1/assessments/{other}")).await.is_problem(404, "not-found");
    let listed = scene.get(&supervisor, "/v1/assessments").await.expect(200);
    assert_eq!(column(&listed, "id"), [json!(scene.own)]);
    scene
        .get(&supervisor, &format!("/v1/groups/{}/memberships", scene.school.group.raw()))
        .await
        .is_problem(403, "forbidden");
    let about = json!({ "roundId": scene.round.raw(), "learnerId": scene.noor.id() });
    let sheet = scene.post(&supervisor, "/v1/assessments", &about).await.expect(201).json();
    assert_eq!(sheet["raterKind"], "practiceSupervisor");
    let about_sam = json!({ "roundId": scene.round.raw(), "learnerId": scene.sam.id() });
    scene.post(&supervisor, "/v1/assessments", &about_sam).await.is_problem(400, "invalid-input");
}

#[actix_web::test]
async fn ending_a_coaching_ends_the_access_and_nothing_before_it() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let supervisor = new_coach(&scene, "supervisor").await;
    let new = of_learner(&supervisor, &scene.noor, "practiceSupervisor");
    let made = scene.post(&admin, "/v1/coachings", &new).await.expect(201);
    let (coaching, assessment) = (format!("/v1/coachings/{}", made.id()), format!("/v1/assessments/{}", scene.own));
    let end = async |at: Value| scene.patch(&admin, &coaching, &json!({ "endsAt": at })).await;

    end(json!(scene.app.state.clock.now() + TimeDelta::minutes(5))).await.expect(200);
    scene.get(&supervisor, &assessment).await.expect(200);
    scene.app.later(TimeDelta::minutes(5));
    scene.get(&supervisor, &assessment).await.is_problem(404, "not-found");
    assert_eq!(column(&scene.get(&supervisor, "/v1/assessments").await, "id"), Vec::<Value>::new());
    // That she did coach her is no secret to either.
    for person in [&supervisor, &scene.noor, &admin] {
        let listed = scene.get(person, &format!("/v1/coachings?coachId={}", supervisor.id())).await.expect(200);
        assert_eq!(column(&listed, "id"), [json!(made.id())]);
    }
    end(Value::Null).await.expect(200);
    scene.get(&supervisor, &assessment).await.expect(200);
    let early = end(json!("2020-01-01T00:00:00Z")).await.is_problem(400, "invalid-input");
    assert_eq!(early.errors(), ["/endsAt end-before-start"]);
}

#[actix_web::test]
async fn a_coaching_that_has_not_begun_opens_nothing() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let coach = new_coach(&scene, "to-come").await;
    let mut new = of_learner(&coach, &scene.noor, "studyCoach");
    new["startsAt"] = json!(scene.app.state.clock.now() + TimeDelta::minutes(10));
    scene.post(&admin, "/v1/coachings", &new).await.expect(201);
    let path = format!("/v1/assessments/{}", scene.own);
    scene.get(&coach, &path).await.is_problem(404, "not-found");
    scene.app.later(TimeDelta::minutes(10));
    scene.get(&coach, &path).await.expect(200);
}

#[actix_web::test]
async fn a_study_coach_may_coach_a_group_and_a_practice_supervisor_may_not() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let coach = new_coach(&scene, "second").await;
    let of_group = |kind: &str| json!({ "coachId": coach.id(), "kind": kind, "groupId": scene.school.group.raw() });
    let refused = scene.post(&admin, "/v1/coachings", &of_group("practiceSupervisor")).await;
    assert!(!refused.is_problem(400, "invalid-input").errors().is_empty());
    scene.get(&coach, &format!("/v1/assessments/{}", scene.own)).await.is_problem(404, "not-found");
    let made = scene.post(&admin, "/v1/coachings", &of_group("studyCoach")).await.expect(201).json();
    assert_eq!((&made["learnerId"], &made["groupId"]), (&Value::Null, &json!(scene.school.group.raw())));
    scene.get(&coach, &format!("/v1/assessments/{}", scene.own)).await.expect(200);
    let hers = scene.get(&scene.kim, &format!("/v1/coachings?learnerId={}", scene.kim.id())).await.expect(200);
    assert!(column(&hers, "coachName").contains(&json!("second")), "{hers:?}");
}

#[actix_web::test]
async fn nobody_makes_herself_a_coach_and_only_administrators_make_anybody_one() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    scene.school.member(&scene.app, &admin, |m| m.role = Role::Coach).await;
    let colleague = scene.school.administrator(&scene.app, "colleague").await;
    let of_admin = of_learner(&admin, &scene.noor, "studyCoach");
    for person in [&admin, &scene.coach, &scene.noor] {
        scene.post(person, "/v1/coachings", &of_admin).await.is_problem(403, "forbidden");
    }
    let made = scene.post(&colleague, "/v1/coachings", &of_admin).await.expect(201);
    let path = format!("/v1/coachings/{}", made.id());
    let longer = json!({ "endsAt": null });
    scene.patch(&admin, &path, &longer).await.is_problem(403, "forbidden");
    scene.patch(&scene.noor, &path, &longer).await.is_problem(403, "forbidden");
    scene.patch(&scene.kim, &path, &longer).await.is_problem(404, "not-found");
    scene.patch(&colleague, &path, &longer).await.expect(200);
}

#[actix_web::test]
async fn a_coaching_is_between_somebody_with_the_role_and_a_learner_of_the_school() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let elsewhere = School::found(&scene.app, "elsewhere").await;
    let stranger = elsewhere.learner(&scene.app, "stranger").await;
    let foreign_coach = elsewhere.coach(&scene.app, "foreign-coach").await;
    for (coach, learner, told) in [
        (&scene.sam, &scene.noor, vec!["/coachId unknown-reference"]),
        (&foreign_coach, &scene.noor, vec!["/coachId unknown-reference"]),
        (&scene.coach, &stranger, vec!["/learnerId unknown-reference"]),
        (&scene.coach, &scene.coach, vec!["/learnerId unknown-reference"]),
        (&scene.sam, &stranger, vec!["/coachId unknown-reference", "/learnerId unknown-reference"]),
    ] {
        let refused = scene.post(&admin, "/v1/coachings", &of_learner(coach, learner, "studyCoach")).await;
        assert_eq!(refused.is_problem(400, "invalid-input").errors(), told);
    }
    let mut backwards = of_learner(&scene.sam, &stranger, "studyCoach");
    backwards["startsAt"] = json!("2026-11-01T00:00:00Z");
    backwards["endsAt"] = json!("2026-10-01T00:00:00Z");
    let refused = scene.post(&admin, "/v1/coachings", &backwards).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors().len(), 3, "all at once: {:?}", refused.errors());
    let foreign_admin = elsewhere.administrator(&scene.app, "foreign-admin").await;
    assert_eq!(column(&scene.get(&foreign_admin, "/v1/coachings").await, "coachName"), ["foreign-coach"]);
}

#[actix_web::test]
async fn a_coaching_changes_only_over_what_was_seen_and_a_key_makes_one() {
    let scene = Scene::set().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let coach = new_coach(&scene, "second").await;
    let new = of_learner(&coach, &scene.noor, "studyCoach");
    let make = || admin.call(&scene.app, "POST", "/v1/coachings").header("Idempotency-Key", "k").json(&new).send();
    let (first, again) = (make().await.expect(201), make().await.expect(201));
    assert_eq!((&first.text, first.etag()), (&again.text, again.etag()));
    let path = format!("/v1/coachings/{}", first.id());
    let read = scene.get(&admin, &path).await.expect(200);
    let patch = |tag: &str| {
        admin.call(&scene.app, "PATCH", &path).if_match(tag).patch(&json!({ "endsAt": "2041-09-01T00:00:00Z" }))
    };
    let changed = patch(&read.etag()).send().await.expect(200).etag();
    assert_eq!(patch(&changed).send().await.expect(200).etag(), changed, "nothing is another by it");
    patch(&read.etag()).send().await.is_problem(412, "stale-revision");
    // Who is no administrator any more is not told again what she made.
    change_membership(&scene, &admin, "ends_at = starts_at").await;
    make().await.is_problem(404, "not-found");
}
