//! Memberships: given, found, changed, ended.

use chrono::TimeDelta;
use samenspel::domain::{ids::Id, organisation::CoachKind};
use serde_json::{Value, json};

use super::{change, events, listed, make, memberships, newcomer, start, trail};

#[actix_web::test]
async fn a_membership_that_has_ended_lets_nobody_see_anything_from_the_next_request_on() {
    let (app, school, administrator) = start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    let sheet = school.submitted(&app, &noor, round, |_| 3).await;
    let scores = format!("/v1/assessments/{sheet}/scores");
    let report = format!("/v1/reports/participation?roundId={}", round.raw());
    coach.get(&app, &scores).send().await.expect(200);
    team.get(&app, &report).send().await.expect(200);
    let now = app.state.clock.now();
    for (person, path, status, code) in [(&coach, &scores, 404, "not-found"), (&team, &report, 403, "forbidden")] {
        let of_hers = format!("/v1/memberships/{}", memberships(&app, &administrator, person).await[0]);
        let ended = change(&app, &administrator, &of_hers, &json!({ "endsAt": now })).await;
        assert!(ended["endsAt"].is_string());
        person.get(&app, path).send().await.is_problem(status, code);
        person.get(&app, "/v1/groups").send().await.is_problem(403, "forbidden");
        change(&app, &administrator, &of_hers, &json!({ "endsAt": null })).await;
        person.get(&app, path).send().await.expect(200);
    }
}

#[actix_web::test]
async fn who_leaves_a_group_is_seen_by_its_coach_no_more_and_stays_in_the_round_that_has_opened() {
    let (app, school, administrator) = start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let round = school.round(&app).await;
    let sheet = school.submitted(&app, &noor, round, |_| 3).await;
    let path = format!("/v1/memberships/{}", memberships(&app, &administrator, &noor).await[0]);
    change(&app, &administrator, &path, &json!({ "endsAt": app.state.clock.now() })).await;
    coach.get(&app, &format!("/v1/assessments/{sheet}")).send().await.is_problem(404, "not-found");
    let participants = format!("/v1/rounds/{}/participants", round.raw());
    assert_eq!(listed(&app, &administrator, &participants, "learnerId").await, [json!(noor.id())]);
    noor.get(&app, &format!("/v1/assessments/{sheet}")).send().await.expect(200);
}

#[actix_web::test]
async fn each_role_has_its_place_and_a_membership_to_come_is_not_there_yet() {
    let (app, school, administrator) = start().await;
    let noor = newcomer(&app, &administrator, "noor").await;
    let programme = school.programme.raw();
    for (body, is_right) in [
        (json!({ "role": "learner", "groupId": school.group.raw(), "profession": "sociaal-werker" }), true),
        (json!({ "role": "coach", "startsAt": "2026-11-03T09:00:00Z" }), true),
        (json!({ "role": "curriculum", "programmeId": programme }), true),
        (json!({ "role": "admin" }), true),
        (json!({ "role": "learner" }), false),
        (json!({ "role": "learner", "groupId": school.group.raw(), "programmeId": programme }), false),
        (json!({ "role": "coach", "groupId": school.group.raw() }), false),
        (json!({ "role": "curriculum", "profession": "sociaal-werker" }), false),
        (json!({ "role": "operator" }), false),
        (json!({ "role": "coach", "startsAt": "2041-09-02T00:00:00Z", "endsAt": "2041-09-01T00:00:00Z" }), false),
    ] {
        let mut body = body;
        body["userId"] = json!(noor.id());
        let answer = administrator.call(&app, "POST", "/v1/memberships").json(&body).send().await;
        assert_eq!(answer.status, if is_right { 201 } else { 400 }, "{body}: {}", answer.text);
    }
    let roles = async || {
        let me = noor.again(&app).get(&app, "/v1/me").send().await.expect(200).json();
        me["memberships"].as_array().unwrap().iter().map(|m| m["role"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(roles().await, ["learner", "curriculum", "admin"]);
    app.later(TimeDelta::days(1));
    assert_eq!(roles().await, ["learner", "coach", "curriculum", "admin"]);
}

#[actix_web::test]
async fn nobody_is_the_same_twice_in_the_same_place_at_the_same_time() {
    let (app, school, administrator) = start().await;
    let noor = newcomer(&app, &administrator, "noor").await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let learner = |group: Value, from: &str, until: Value| json!({ "userId": noor.id(), "role": "learner", "groupId": group, "startsAt": from, "endsAt": until });
    let (first, second) = (json!(school.group.raw()), json!(second.raw()));
    let year = |year: i32| format!("{year}-08-01T00:00:00Z");
    let give = |body: Value| administrator.call(&app, "POST", "/v1/memberships").json(&body);
    let one = give(learner(first.clone(), &year(2026), json!(year(2027)))).send().await.expect(201).id();
    give(learner(first.clone(), &year(2027), Value::Null)).send().await.expect(201);
    give(learner(second, &year(2026), Value::Null)).send().await.expect(201);
    for (from, until) in [(2026, Some(2027)), (2025, None), (2028, Some(2029))] {
        let until = until.map_or(Value::Null, |until| json!(year(until)));
        let answer = give(learner(first.clone(), &year(from), until)).send().await;
        answer.is_problem(409, "already-a-member");
    }
    let longer = administrator.call(&app, "PATCH", &format!("/v1/memberships/{one}")).if_match("*");
    longer.patch(&json!({ "endsAt": null })).send().await.is_problem(409, "already-a-member");
    give(learner(first, &year(2024), json!(year(2025)))).send().await.expect(201);
}

#[actix_web::test]
async fn systems_find_memberships_by_whose_and_where_they_are_and_by_what_changed() {
    let (app, school, administrator) = start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let of = async |query: &str| listed(&app, &administrator, &format!("/v1/memberships?{query}"), "userId").await;
    assert_eq!(of("").await.len(), 3);
    assert_eq!(of(&format!("groupId={}", school.group.raw())).await, [json!(noor.id())]);
    assert_eq!(of("role=coach").await, [json!(coach.id())]);
    assert_eq!(of(&format!("role=coach&userId={}", noor.id())).await, [] as [Value; 0]);
    app.later(TimeDelta::minutes(1));
    let since = "updatedSince=2026-11-02T09:01:00Z";
    assert_eq!(of(since).await, [] as [Value; 0]);
    let path = format!("/v1/memberships/{}", memberships(&app, &administrator, &noor).await[0]);
    let patch = json!({ "externalId": "SIS-7", "profession": null });
    let changed = change(&app, &administrator, &path, &patch).await;
    assert_eq!((&changed["externalId"], &changed["profession"]), (&json!("SIS-7"), &json!(null)));
    assert_eq!(of(since).await, [json!(noor.id())]);
    assert_eq!(of("externalId=SIS-7").await, [json!(noor.id())]);
    let of_coach = format!("/v1/memberships/{}", memberships(&app, &administrator, &coach).await[0]);
    let call = administrator.call(&app, "PATCH", &of_coach).if_match("*").patch(&json!({ "profession": "x" }));
    assert_eq!(call.send().await.expect(400).errors(), ["/profession needs-other"]);
    let call = administrator.call(&app, "PATCH", &of_coach).if_match("*").patch(&json!({ "externalId": "SIS-7" }));
    assert_eq!(call.send().await.is_problem(409, "already-exists").errors(), ["/externalId taken"]);
}

#[actix_web::test]
async fn a_machine_client_is_given_no_role_that_a_person_has() {
    let (app, school, administrator) = start().await;
    let client = school.service_client(&app, "lms").await;
    let body = json!({ "userId": client.id(), "role": "coach" });
    let answer = administrator.call(&app, "POST", "/v1/memberships").json(&body).send().await.expect(400);
    assert_eq!(answer.errors(), ["/userId unknown-reference"]);
}

#[actix_web::test]
async fn what_is_done_with_memberships_is_on_the_record_and_told_to_others_by_id() {
    let (app, school, administrator) = start().await;
    let noor = school.learner(&app, "noor").await;
    let of_one = school.coach_of(&app, "of-one", Ok(noor.user), CoachKind::PracticeSupervisor).await;
    let (lines, told) = (trail(&app, 0).await.len(), events(&app, 0).await.len());
    let body = json!({ "userId": of_one.id(), "role": "curriculum" });
    let made = make(&app, &administrator, "/v1/memberships", &body).await["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/memberships/{made}");
    administrator.get(&app, &path).send().await.expect(200);
    change(&app, &administrator, &path, &json!({ "endsAt": app.state.clock.now() })).await;
    assert_eq!(memberships(&app, &administrator, &of_one).await.len(), 2);
    let hers = |deed: &str| (deed.to_owned(), Some(of_one.user.raw()));
    let all = ["membership.created", "memberships.read", "membership.changed", "memberships.read"].map(hers);
    assert_eq!(trail(&app, lines).await, all);
    let saved = ("membership.saved".to_owned(), json!({ "membershipId": made }));
    assert_eq!(events(&app, told).await, vec![saved; 2]);
}
