//! Who one is and what there is at school: the organisation, programmes, groups and who is in them, rounds.

use chrono::TimeDelta;
use samenspel::{
    db::sql,
    domain::{
        ids::{Id, RoundId},
        organisation::Role,
        round::{Completeness, Disclosure},
    },
};
use serde_json::{Value, json};

use super::support::{Person, RoundPlan, School, TestApp};

async fn get(app: &TestApp, person: &Person, path: &str) -> Value {
    person.again(app).get(app, path).send().await.expect(200).json()
}

/// One member of each item of a list.
async fn listed(app: &TestApp, person: &Person, path: &str, member: &str) -> Vec<Value> {
    get(app, person, path).await["items"].as_array().unwrap().iter().map(|item| item[member].clone()).collect()
}

/// Gives a row the id by which the school's own systems know it, and says that it changed now.
async fn known_as(app: &TestApp, school: &School, table: &str, id: uuid::Uuid, external: &str) {
    let text = format!("UPDATE {table} SET external_id = $3, updated_at = $4 WHERE organisation_id = $1 AND id = $2");
    let values = vec![school.organisation.raw().into(), id.into(), external.into(), app.state.clock.now().into()];
    assert_eq!(sql::run(app.state.db.writer(), &text, values).await.unwrap(), 1);
}

#[actix_web::test]
async fn somebody_is_told_who_she_is_and_what_she_is_at_present() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let now = app.state.clock.now();
    school.member(&app, &noor, |m| m.ends_at = Some(now - TimeDelta::days(1))).await;
    school.member(&app, &noor, |m| m.starts_at = now + TimeDelta::days(1)).await;
    let me = get(&app, &noor, "/v1/me").await;
    assert_eq!((&me["id"], &me["organisationId"]), (&json!(noor.id()), &json!(school.organisation.raw())));
    assert_eq!((&me["name"], &me["kind"]), (&json!("noor"), &json!("person")));
    let memberships = me["memberships"].as_array().unwrap();
    assert_eq!(memberships.len(), 1, "neither what is over nor what is to come");
    let only = &memberships[0];
    assert_eq!((&only["role"], &only["profession"]), (&json!("learner"), &json!("sociaal-werker")));
    assert_eq!((&only["groupId"], &only["programmeId"]), (&json!(school.group.raw()), &Value::Null));

    let client = school.service_client(&app, "lms").await;
    let me = get(&app, &client, "/v1/me").await;
    assert_eq!((&me["kind"], &me["memberships"]), (&json!("service"), &json!([])));
}

#[actix_web::test]
async fn whose_account_is_no_longer_in_use_is_nobody_here() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let text = "UPDATE user_account SET disabled_at = $3 WHERE organisation_id = $1 AND id = $2";
    let values = vec![school.organisation.raw().into(), noor.user.raw().into(), app.state.clock.now().into()];
    sql::run(app.state.db.writer(), text, values).await.unwrap();
    for path in ["/v1/me", "/v1/organisations", "/v1/programmes", "/v1/groups", "/v1/rounds"] {
        noor.get(&app, path).send().await.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn an_organisation_is_seen_by_its_own_people() {
    let (app, school) = School::start().await;
    let elsewhere = School::found(&app, "elsewhere").await;
    let noor = school.learner(&app, "noor").await;
    assert_eq!(listed(&app, &noor, "/v1/organisations", "id").await, [json!(school.organisation.raw())]);
    let own = get(&app, &noor, &format!("/v1/organisations/{}", school.organisation.raw())).await;
    assert_eq!((&own["code"], &own["timeZone"]), (&json!("school"), &json!("Europe/Amsterdam")));
    assert_eq!(own["minimumLearners"], 10);
    let path = format!("/v1/organisations/{}", elsewhere.organisation.raw());
    noor.get(&app, &path).send().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn programmes_and_groups_are_those_of_ones_own_organisation() {
    let (app, school) = School::start().await;
    let elsewhere = School::found(&app, "elsewhere").await;
    let noor = school.learner(&app, "noor").await;
    let nursing = school.add_programme(&app, "nursing").await;
    let second = school.add_group(&app, nursing, "V1").await;
    assert_eq!(listed(&app, &noor, "/v1/programmes", "code").await, [json!("sw"), json!("nursing")]);
    assert_eq!(listed(&app, &noor, "/v1/groups", "code").await, [json!("2A"), json!("V1")]);
    let of_nursing = format!("/v1/groups?programmeId={}", nursing.raw());
    assert_eq!(listed(&app, &noor, &of_nursing, "id").await, [json!(second.raw())]);
    let group = get(&app, &noor, &format!("/v1/groups/{}", second.raw())).await;
    assert_eq!((&group["programmeId"], &group["externalId"]), (&json!(nursing.raw()), &Value::Null));
    let programme = get(&app, &noor, &format!("/v1/programmes/{}", nursing.raw())).await;
    assert_eq!(programme["code"], "nursing");
    for path in
        [format!("/v1/programmes/{}", elsewhere.programme.raw()), format!("/v1/groups/{}", elsewhere.group.raw())]
    {
        noor.get(&app, &path).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn who_holds_no_role_sees_nothing_of_the_school() {
    let (app, school) = School::start().await;
    let client = school.service_client(&app, "lms").await;
    let round = school.round(&app).await;
    for path in [
        "/v1/programmes".to_owned(),
        "/v1/groups".to_owned(),
        "/v1/rounds".to_owned(),
        format!("/v1/programmes/{}", school.programme.raw()),
        format!("/v1/groups/{}", school.group.raw()),
        format!("/v1/groups/{}/memberships", school.group.raw()),
        format!("/v1/rounds/{}", round.raw()),
    ] {
        client.get(&app, &path).send().await.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn systems_find_programmes_groups_and_memberships_by_their_own_id_and_by_what_changed() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    school.learner(&app, "sam").await;
    let administrator = school.administrator(&app, "administrator").await;
    school.add_programme(&app, "nursing").await;
    school.add_group(&app, school.programme, "2B").await;
    let membership = get(&app, &noor, "/v1/me").await["memberships"][0]["id"].as_str().unwrap().parse().unwrap();
    app.later(TimeDelta::minutes(1));
    let since = "2026-11-02T09:01:00Z";
    let members = format!("/v1/groups/{}/memberships", school.group.raw());
    for (path, table, id) in [
        ("/v1/programmes", "programme", school.programme.raw()),
        ("/v1/groups", "learner_group", school.group.raw()),
        (members.as_str(), "membership", membership),
    ] {
        assert_eq!(listed(&app, &administrator, path, "id").await.len(), 2, "{path}");
        let changed = format!("{path}?updatedSince={since}");
        assert_eq!(listed(&app, &administrator, &changed, "id").await, [] as [Value; 0], "{path}");
        known_as(&app, &school, table, id, "SIS-2041").await;
        assert_eq!(listed(&app, &administrator, &changed, "id").await, [json!(id)], "{path}");
        let own = format!("{path}?externalId=SIS-2041");
        assert_eq!(listed(&app, &administrator, &own, "externalId").await, [json!("SIS-2041")], "{path}");
        assert_eq!(listed(&app, &administrator, &format!("{path}?externalId=SIS"), "id").await.len(), 0);
        let later = format!("{own}&updatedSince=2026-11-02T09:01:01Z");
        assert_eq!(listed(&app, &administrator, &later, "id").await.len(), 0, "both must hold");
    }
}

#[actix_web::test]
async fn who_is_in_a_group_is_told_to_administrators_and_to_who_coaches_all_of_it() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let administrator = school.administrator(&app, "administrator").await;
    let team = school.curriculum(&app, "team", None).await;
    let kind = samenspel::domain::organisation::CoachKind::StudyCoach;
    let of_one = school.coach_of(&app, "of-one", Ok(noor.user), kind).await;
    let path = format!("/v1/groups/{}/memberships", school.group.raw());
    for person in [&coach, &administrator] {
        assert_eq!(listed(&app, person, &path, "displayName").await, [json!("noor")]);
    }
    for person in [&noor, &team, &of_one] {
        person.get(&app, &path).send().await.is_problem(403, "forbidden");
    }
    let second = school.add_group(&app, school.programme, "2B").await;
    let path = format!("/v1/groups/{}/memberships", second.raw());
    coach.get(&app, &path).send().await.is_problem(403, "forbidden");
    assert_eq!(listed(&app, &administrator, &path, "id").await, [] as [Value; 0]);
}

#[actix_web::test]
async fn a_learner_sees_the_rounds_she_takes_part_in_and_staff_see_all() {
    let (app, school) = School::start().await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let noor = school.learner(&app, "noor").await;
    let sam = school.learner_in(&app, "sam", second, None).await;
    let coach = school.coach(&app, "coach").await;
    let first = school.round(&app).await;
    let both = school.round_with(&app, RoundPlan::default(), &[school.group, second]).await;
    let id = |round: RoundId| json!(round.raw());
    assert_eq!(listed(&app, &noor, "/v1/rounds", "id").await, [id(first), id(both)]);
    assert_eq!(listed(&app, &sam, "/v1/rounds", "id").await, [id(both)]);
    assert_eq!(listed(&app, &coach, "/v1/rounds", "id").await, [id(first), id(both)]);
    sam.get(&app, &format!("/v1/rounds/{}", first.raw())).send().await.is_problem(404, "not-found");

    let view = get(&app, &coach, &format!("/v1/rounds/{}", both.raw())).await;
    let mut groups = [school.group.raw(), second.raw()];
    groups.sort();
    assert_eq!(view["groupIds"], json!(groups));
    assert_eq!(listed(&app, &coach, "/v1/rounds", "groupIds").await[1], json!(groups));
    let elsewhere = School::found(&app, "elsewhere").await.round(&app).await;
    coach.get(&app, &format!("/v1/rounds/{}", elsewhere.raw())).send().await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn a_learner_who_coaches_others_sees_their_rounds_too() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let other = school.round_with(&app, RoundPlan::default(), &[second]).await;
    assert_eq!(listed(&app, &noor, "/v1/rounds", "id").await, [] as [Value; 0]);
    school.member(&app, &noor, |m| m.role = Role::Coach).await;
    assert_eq!(listed(&app, &noor, "/v1/rounds", "id").await, [json!(other.raw())]);
}

#[actix_web::test]
async fn a_round_tells_its_rules_and_where_it_stands() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let plan = RoundPlan {
        disclosure: Disclosure::AfterBothSubmitted,
        completeness: Completeness::Partial,
        domains: Some(vec!["basishouding".to_owned()]),
        opens_in: TimeDelta::hours(1),
        ..RoundPlan::default()
    };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let path = format!("/v1/rounds/{}", round.raw());
    let view = get(&app, &noor, &path).await;
    let wanted = json!({
        "kind": "interim", "disclosure": "afterBothSubmitted", "completeness": "partial", "domains": ["basishouding"],
        "opensAt": "2026-11-02T10:00:00Z", "closesAt": "2026-11-16T09:00:00Z",
        "releasesAt": "2026-11-23T09:00:00Z", "releasedAt": null,
    });
    for (member, value) in wanted.as_object().unwrap() {
        assert_eq!(&view[member], value, "{member}");
    }
    for (wait, phase) in [
        (TimeDelta::zero(), "planned"),
        (TimeDelta::hours(1), "open"),
        (TimeDelta::days(14) - TimeDelta::hours(1), "closed"),
        (TimeDelta::days(7), "released"),
    ] {
        app.later(wait);
        assert_eq!(get(&app, &noor, &path).await["phase"], phase);
    }
}
