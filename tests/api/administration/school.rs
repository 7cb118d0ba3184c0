//! Programmes and groups: made, found, changed, taken out of use.

use chrono::TimeDelta;
use samenspel::domain::ids::Id;
use serde_json::{Value, json};

use super::{change, events, listed, make, newcomer, start, trail};

#[actix_web::test]
async fn a_programme_is_known_by_the_codes_of_the_registers_and_a_group_by_its_year_and_route() {
    let (app, school, administrator) = start().await;
    let programme =
        json!({ "code": "mz", "name": "Maatschappelijke Zorg", "creboCode": "25478", "rioCode": "1001O2041" });
    let programme = make(&app, &administrator, "/v1/programmes", &programme).await;
    assert_eq!((&programme["crohoCode"], &programme["status"]), (&json!(null), &json!("active")));
    let group = json!({
        "programmeId": programme["id"], "code": "MZ1A", "name": "MZ 1A", "cohort": 2026, "studyYear": 1,
        "learningRoute": "bbl", "externalId": "SIS-1",
    });
    let made = make(&app, &administrator, "/v1/groups", &group).await;
    for (member, value) in group.as_object().unwrap() {
        assert_eq!(&made[member], value, "{member}");
    }
    let noor = school.learner(&app, "noor").await;
    for (path, thing) in [("programmes", &programme), ("groups", &made)] {
        let path = format!("/v1/{path}/{}", thing["id"].as_str().unwrap());
        assert_eq!(&noor.get(&app, &path).send().await.expect(200).json(), thing);
    }
    for (path, wrong, at) in [
        ("/v1/programmes", json!({ "code": "x", "name": "x", "creboCode": "2547" }), "/creboCode malformed"),
        (
            "/v1/groups",
            json!({ "programmeId": programme["id"], "code": "x", "name": "x", "studyYear": 11 }),
            "/studyYear too-large",
        ),
        (
            "/v1/groups",
            json!({ "programmeId": made["id"], "code": "x", "name": "x" }),
            "/programmeId unknown-reference",
        ),
    ] {
        let answer = administrator.call(&app, "POST", path).json(&wrong).send().await.expect(400);
        assert_eq!(answer.errors(), [at]);
    }
}

#[actix_web::test]
async fn what_is_out_of_use_takes_nothing_new_and_loses_nothing() {
    let (app, school, administrator) = start().await;
    let noor = school.learner(&app, "noor").await;
    let sam = newcomer(&app, &administrator, "sam").await;
    let round = school.round(&app).await;
    let (group, programme) = (school.group.raw(), school.programme.raw());
    let learner = json!({ "userId": sam.id(), "role": "learner", "groupId": group });
    change(&app, &administrator, &format!("/v1/groups/{group}"), &json!({ "status": "inactive" })).await;
    let answer = administrator.call(&app, "POST", "/v1/memberships").json(&learner).send().await.expect(400);
    assert_eq!(answer.errors(), ["/groupId unknown-reference"]);
    school.submitted(&app, &noor, round, |_| 3).await;
    let members = format!("/v1/groups/{group}/memberships");
    assert_eq!(listed(&app, &administrator, &members, "userId").await, [json!(noor.id())]);

    change(&app, &administrator, &format!("/v1/programmes/{programme}"), &json!({ "status": "inactive" })).await;
    let new = json!({ "programmeId": programme, "code": "2B", "name": "2B" });
    let answer = administrator.call(&app, "POST", "/v1/groups").json(&new).send().await.expect(400);
    assert_eq!(answer.errors(), ["/programmeId unknown-reference"]);
    let team = json!({ "userId": sam.id(), "role": "curriculum", "programmeId": programme });
    let answer = administrator.call(&app, "POST", "/v1/memberships").json(&team).send().await.expect(400);
    assert_eq!(answer.errors(), ["/programmeId unknown-reference"]);

    for path in ["programmes", "groups"] {
        let of = async |status: &str| listed(&app, &noor, &format!("/v1/{path}?status={status}"), "status").await;
        assert_eq!((of("inactive").await, of("active").await), (vec![json!("inactive")], vec![]), "{path}");
    }
    for path in [format!("/v1/programmes/{programme}"), format!("/v1/groups/{group}")] {
        change(&app, &administrator, &path, &json!({ "status": "active" })).await;
    }
    make(&app, &administrator, "/v1/groups", &new).await;
    make(&app, &administrator, "/v1/memberships", &learner).await;
}

#[actix_web::test]
async fn what_is_done_with_programmes_and_groups_is_on_the_record_and_told_to_others_by_id() {
    let (app, _, administrator) = start().await;
    let (lines, told) = (trail(&app, 0).await.len(), events(&app, 0).await.len());
    let programme = make(&app, &administrator, "/v1/programmes", &json!({ "code": "mz", "name": "MZ" })).await;
    let group = json!({ "programmeId": programme["id"], "code": "MZ1A", "name": "MZ 1A" });
    let group = make(&app, &administrator, "/v1/groups", &group).await;
    for (path, of) in [("programmes", &programme), ("groups", &group)] {
        let path = format!("/v1/{path}/{}", of["id"].as_str().unwrap());
        let seen = administrator.get(&app, &path).send().await.expect(200).etag();
        let patch = || administrator.call(&app, "PATCH", &path).if_match(&seen);
        patch().patch(&json!({ "name": "Anders" })).send().await.expect(200);
        patch().patch(&json!({ "name": "Nog anders" })).send().await.is_problem(412, "stale-revision");
    }
    let deeds = ["programme.created", "group.created", "programme.changed", "group.changed"];
    assert_eq!(trail(&app, lines).await, deeds.map(|deed| (deed.to_owned(), None)));
    let saved = |kind: &str, member: &str, of: &Value| (kind.to_owned(), json!({ member: of["id"] }));
    let both = [saved("programme.saved", "programmeId", &programme), saved("group.saved", "groupId", &group)];
    assert_eq!(events(&app, told).await, [both.clone(), both].concat());
}

#[actix_web::test]
async fn systems_find_them_by_what_changed_and_codes_and_identifiers_are_one_things_alone() {
    let (app, school, administrator) = start().await;
    app.later(TimeDelta::minutes(1));
    let since = "updatedSince=2026-11-02T09:01:00Z";
    for (list, id) in [("/v1/programmes", school.programme.raw()), ("/v1/groups", school.group.raw())] {
        let path = format!("{list}/{id}");
        let changed = format!("{list}?{since}");
        assert_eq!(listed(&app, &administrator, &changed, "id").await, [] as [Value; 0]);
        change(&app, &administrator, &path, &json!({ "externalId": "SIS-1" })).await;
        assert_eq!(listed(&app, &administrator, &changed, "externalId").await, [json!("SIS-1")]);
        let there = administrator.get(&app, &path).send().await.expect(200).json();
        let mut again = json!({ "code": there["code"], "name": "Nog een", "externalId": "SIS-1" });
        if list == "/v1/groups" {
            again["programmeId"] = there["programmeId"].clone();
        }
        let answer = administrator.call(&app, "POST", list).json(&again).send().await;
        assert_eq!(answer.is_problem(409, "already-exists").errors(), ["/code taken", "/externalId taken"]);
    }
}

#[actix_web::test]
async fn a_round_that_has_opened_keeps_the_cohort_of_a_group_that_gets_another() {
    let (app, school, administrator) = start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    school.submitted(&app, &noor, round, |_| 3).await;
    let group = format!("/v1/groups/{}", school.group.raw());
    change(&app, &administrator, &group, &json!({ "cohort": 2024 })).await;
    let participation = |cohort: u16| {
        let programme = school.programme.raw();
        format!("/v1/reports/participation?roundId={}&programmeId={programme}&cohort={cohort}", round.raw())
    };
    administrator.get(&app, &participation(2025)).send().await.expect(200);
    let asked = administrator.get(&app, &participation(2024)).send().await;
    assert!(asked.status >= 400 || asked.json()["participantCount"] == 0, "{asked:?}");
}
