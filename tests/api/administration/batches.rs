//! Programmes, groups, memberships and coachings as the school's own system has them, many at once; what a row refers to by its external id.

use samenspel::domain::ids::Id;
use serde_json::{Value, json};

use super::{change, events, listed, make, memberships, start, trail};
use crate::support::{Person, School, TestApp, app::id_of};

/// Sends these rows, and what became of each: its outcome, and what is wrong with it.
async fn bring(app: &TestApp, by: &Person, what: &str, rows: Value) -> Vec<(String, Vec<String>)> {
    let many = if what == "coaching" { "coachings".to_owned() } else { format!("{what}s") };
    let answer = by.call(app, "POST", &format!("/v1/{what}-batches")).json(&json!({ many: rows })).send().await;
    let batch = answer.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told = |row: &Value| {
        let errors = row["errors"].as_array().unwrap().iter();
        let errors = errors.map(|error| format!("{} {}", text(&error["pointer"]), text(&error["code"])));
        assert_eq!(row["id"].is_null(), row["outcome"] == "refused", "{row}");
        (text(&row["outcome"]), errors.collect())
    };
    batch["rows"].as_array().unwrap().iter().map(told).collect()
}

fn is(outcome: &str) -> (String, Vec<String>) {
    (outcome.to_owned(), vec![])
}

fn refused(errors: &[&str]) -> (String, Vec<String>) {
    ("refused".to_owned(), errors.iter().map(|error| (*error).to_owned()).collect())
}

/// Everything a school has, as its own system sends it, in the order in which one refers to another.
fn school() -> [(&'static str, Value); 5] {
    let user = |id: &str| json!({ "externalId": id, "name": id, "displayName": id });
    [
        ("programme", json!([{ "externalId": "P1", "code": "mz", "name": "Zorg", "creboCode": "25478" }])),
        (
            "group",
            json!([{
                "externalId": "G1", "programmeExternalId": "P1", "code": "MZ1A", "name": "MZ 1A", "cohort": 2026,
                "studyYear": 1, "learningRoute": "bbl",
            }]),
        ),
        ("user", json!([user("noor"), user("coach"), user("team")])),
        (
            "membership",
            json!([
                {
                    "externalId": "M1", "userExternalId": "noor", "role": "learner", "groupExternalId": "G1",
                    "profession": "sociaal-werker", "startsAt": "2026-09-01T00:00:00Z",
                },
                { "externalId": "M2", "userExternalId": "coach", "role": "coach" },
                { "externalId": "M3", "userExternalId": "team", "role": "curriculum", "programmeExternalId": "P1" },
            ]),
        ),
        (
            "coaching",
            json!([
                { "externalId": "C1", "coachExternalId": "coach", "kind": "studyCoach", "groupExternalId": "G1" },
                {
                    "externalId": "C2", "coachExternalId": "coach", "kind": "practiceSupervisor",
                    "learnerExternalId": "noor", "endsAt": "2027-02-01T00:00:00Z",
                },
            ]),
        ),
    ]
}

/// Gives an account an external id, by another administrator where it is who keeps the school.
async fn known_as(app: &TestApp, by: &Person, whom: &Person, external_id: &str) {
    change(app, by, &format!("/v1/users/{}", whom.id()), &json!({ "externalId": external_id })).await;
}

#[actix_web::test]
async fn a_whole_school_comes_over_and_sent_again_it_is_unchanged_and_leaves_no_trace() {
    let (app, _, administrator) = start().await;
    for (what, rows) in school() {
        let wanted = vec![is("created"); rows.as_array().unwrap().len()];
        assert_eq!(bring(&app, &administrator, what, rows).await, wanted, "{what}");
    }
    let find = async |list: &str, id: &str| {
        let list = administrator.get(&app, &format!("/v1/{list}?externalId={id}")).send().await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{id}");
        list["items"][0].clone()
    };
    let (programme, group) = (find("programmes", "P1").await, find("groups", "G1").await);
    assert_eq!((&programme["creboCode"], &group["programmeId"]), (&json!("25478"), &programme["id"]));
    assert_eq!((&group["cohort"], &group["learningRoute"]), (&json!(2026), &json!("bbl")));
    let [noor, coach] = [find("users", "noor").await, find("users", "coach").await].map(|user| user["id"].clone());
    let membership = find("memberships", "M1").await;
    assert_eq!((&membership["userId"], &membership["groupId"]), (&noor, &group["id"]));
    assert_eq!(membership["profession"], "sociaal-werker");
    assert_eq!(find("memberships", "M3").await["programmeId"], programme["id"]);
    let coaching = find("coachings", "C2").await;
    assert_eq!((&coaching["coachId"], &coaching["learnerId"]), (&coach, &noor));
    assert_eq!(find("coachings", "C1").await["groupId"], group["id"]);

    let (lines, told) = (trail(&app, 0).await.len(), events(&app, 0).await.len());
    for (what, rows) in school() {
        let wanted = vec![is("unchanged"); rows.as_array().unwrap().len()];
        assert_eq!(bring(&app, &administrator, what, rows).await, wanted, "{what}");
    }
    assert_eq!((trail(&app, lines).await, events(&app, told).await), (vec![], vec![]));
}

#[actix_web::test]
async fn what_differs_is_changed_on_the_record_and_told_to_others() {
    let (app, _, administrator) = start().await;
    for (what, rows) in school() {
        bring(&app, &administrator, what, rows).await;
    }
    let (lines, told) = (trail(&app, 0).await.len(), events(&app, 0).await.len());
    for (what, mut rows, member, to) in [
        ("programme", school()[0].1.clone(), "status", json!("inactive")),
        ("group", school()[1].1.clone(), "studyYear", json!(null)),
        ("membership", json!([school()[3].1[1]]), "endsAt", json!("2027-07-31T22:00:00Z")),
        ("coaching", json!([school()[4].1[1]]), "endsAt", json!(null)),
    ] {
        rows[0][member] = to.clone();
        assert_eq!(bring(&app, &administrator, what, rows).await, [is("updated")], "{what}");
        let id = ["P1", "G1", "M2", "C2"]
            [["programme", "group", "membership", "coaching"].iter().position(|w| *w == what).unwrap()];
        assert_eq!(listed(&app, &administrator, &format!("/v1/{what}s?externalId={id}"), member).await, [to], "{what}");
    }
    let deeds: Vec<String> = trail(&app, lines).await.into_iter().map(|(deed, _)| deed).collect();
    let changed = deeds.iter().filter(|deed| deed.ends_with(".changed")).map(String::as_str).collect::<Vec<_>>();
    assert_eq!(changed, ["programme.changed", "group.changed", "membership.changed", "coaching.changed"]);
    let told: Vec<String> = events(&app, told).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(told, ["programme.saved", "group.saved", "membership.saved", "coaching.saved"]);
}

#[actix_web::test]
async fn all_that_is_wrong_with_a_row_is_told_at_its_place_and_holds_up_no_other() {
    let (app, _, administrator) = start().await;
    for (what, rows) in school() {
        bring(&app, &administrator, what, rows).await;
    }
    let rows = json!([
        { "externalId": "P2", "code": "mz", "name": "Nog een" },
        { "externalId": "P3", "code": "pw", "name": "Pedagogisch Werk", "status": "inactive" },
        { "externalId": "P3", "code": "pw3", "name": "Pedagogisch Werk" },
    ]);
    assert_eq!(
        bring(&app, &administrator, "programme", rows).await,
        [refused(&["/programmes/0/code taken"]), is("created"), refused(&["/programmes/2/externalId repeated"])]
    );
    let rows = json!([
        { "externalId": "G2", "programmeExternalId": "P3", "code": "MZ1A", "name": "In wat over is" },
        { "externalId": "G1", "programmeExternalId": "P3", "code": "MZ1A", "name": "Verhuisd" },
        { "externalId": "G3", "programmeExternalId": "P1", "code": "MZ1B", "name": "MZ 1B", "status": "inactive" },
    ]);
    let unknown = "/groups/0/programmeExternalId unknownReference";
    assert_eq!(
        bring(&app, &administrator, "group", rows).await,
        [refused(&[unknown, "/groups/0/code taken"]), refused(&["/groups/1/programmeExternalId fixed"]), is("created")]
    );
    let rows = json!([
        { "externalId": "M4", "userExternalId": "nobody", "role": "learner", "groupExternalId": "G3" },
        { "externalId": "M1", "userExternalId": "noor", "role": "coach", "startsAt": "2026-09-02T00:00:00Z" },
        { "externalId": "M5", "userExternalId": "noor", "role": "learner", "groupExternalId": "G1" },
        {
            "externalId": "M6", "userExternalId": "noor", "role": "coach",
            "startsAt": "2027-09-02T00:00:00Z", "endsAt": "2027-09-01T00:00:00Z",
        },
        { "externalId": "M7", "userExternalId": "noor", "role": "admin", "programmeExternalId": "P3" },
        { "externalId": "M8", "userExternalId": "noor", "role": "coach" },
    ]);
    assert_eq!(
        bring(&app, &administrator, "membership", rows).await,
        [
            refused(&[
                "/memberships/0/userExternalId unknownReference",
                "/memberships/0/groupExternalId unknownReference"
            ]),
            refused(&[
                "/memberships/1/role fixed",
                "/memberships/1/groupExternalId fixed",
                "/memberships/1/startsAt fixed"
            ]),
            refused(&["/memberships/2 alreadyAMember"]),
            refused(&["/memberships/3/endsAt endBeforeStart"]),
            refused(&["/memberships/4/programmeExternalId unknownReference"]),
            is("created"),
        ]
    );
    let rows = json!([
        { "externalId": "C3", "coachExternalId": "team", "kind": "studyCoach", "learnerExternalId": "coach" },
        { "externalId": "C4", "coachExternalId": "noor", "kind": "studyCoach", "learnerExternalId": "noor" },
        { "externalId": "C1", "coachExternalId": "coach", "kind": "studyCoach", "learnerExternalId": "noor" },
        { "externalId": "C5", "coachExternalId": "coach", "kind": "studyCoach", "groupExternalId": "G9" },
        {
            "externalId": "C2", "coachExternalId": "coach", "kind": "practiceSupervisor",
            "learnerExternalId": "noor", "endsAt": "2020-02-01T00:00:00Z",
        },
    ]);
    assert_eq!(
        bring(&app, &administrator, "coaching", rows).await,
        [
            refused(&[
                "/coachings/0/coachExternalId unknownReference",
                "/coachings/0/learnerExternalId unknownReference"
            ]),
            refused(&["/coachings/1/learnerExternalId unknownReference"]),
            refused(&["/coachings/2/learnerExternalId fixed"]),
            refused(&["/coachings/3/groupExternalId unknownReference"]),
            refused(&["/coachings/4/endsAt endBeforeStart"]),
        ]
    );
}

#[actix_web::test]
async fn by_a_batch_too_nobody_gives_herself_a_role_or_a_coaching_nor_makes_her_own_last_longer() {
    let (app, school_found, administrator) = start().await;
    let other = school_found.administrator(&app, "other").await;
    for (what, rows) in school() {
        bring(&app, &administrator, what, rows).await;
    }
    known_as(&app, &other, &administrator, "herself").await;
    let own = format!("/v1/memberships/{}", memberships(&app, &other, &administrator).await[0]);
    let end = json!({ "externalId": "OWN", "endsAt": "2027-01-01T00:00:00Z" });
    change(&app, &other, &own, &end).await;
    let before = administrator.get(&app, &own).send().await.expect(200).text;

    let role = |id: &str, role: &str| json!({ "externalId": id, "userExternalId": "herself", "role": role });
    let mut longer = role("OWN", "admin");
    longer["endsAt"] = json!(null);
    let mut same = role("OWN", "admin");
    same["endsAt"] = json!("2027-01-01T00:00:00Z");
    let mut learner = role("X1", "learner");
    learner["groupExternalId"] = json!("G1");
    let rows = [role("X2", "coach"), role("X3", "curriculum"), role("X4", "admin"), learner, longer];
    for row in rows {
        let told = bring(&app, &administrator, "membership", json!([row])).await;
        assert_eq!(told, [refused(&["/memberships/0 notForOneself"])], "{row}");
    }
    assert_eq!(bring(&app, &administrator, "membership", json!([same])).await, [is("unchanged")]);
    assert_eq!(administrator.get(&app, &own).send().await.expect(200).text, before);

    // Somebody else made her a coach; whose, she does not say herself.
    assert_eq!(bring(&app, &other, "membership", json!([role("X5", "coach")])).await, [is("created")]);
    let mut coaching =
        json!({ "externalId": "X6", "coachExternalId": "herself", "kind": "studyCoach", "learnerExternalId": "noor" });
    let told = bring(&app, &administrator, "coaching", json!([coaching])).await;
    assert_eq!(told, [refused(&["/coachings/0 notForOneself"])]);
    assert_eq!(bring(&app, &other, "coaching", json!([coaching])).await, [is("created")]);
    coaching["endsAt"] = json!("2041-01-01T00:00:00Z");
    let told = bring(&app, &administrator, "coaching", json!([coaching])).await;
    assert_eq!(told, [refused(&["/coachings/0 notForOneself"])]);
}

#[actix_web::test]
async fn who_administers_one_programme_brings_nothing_over() {
    let (app, found, administrator) = start().await;
    let limited = super::newcomer(&app, &administrator, "limited").await;
    let role = json!({ "userId": limited.id(), "role": "admin", "programmeId": found.programme.raw() });
    make(&app, &administrator, "/v1/memberships", &role).await;
    for (what, rows) in school() {
        let body = json!({ format!("{what}s"): rows });
        let answer = limited.call(&app, "POST", &format!("/v1/{what}-batches")).json(&body).send().await;
        answer.is_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn a_machine_client_and_a_guest_get_no_role_of_a_person_by_a_batch() {
    let (app, found, administrator) = start().await;
    let service = json!({ "kind": "service", "name": "rooster", "scopes": ["school:read"] });
    let service = make(&app, &administrator, "/v1/clients", &service).await;
    let account = id_of(service["serviceUserId"].as_str().unwrap());
    let account = Person { organisation: found.organisation, user: account, token: String::new() };
    known_as(&app, &administrator, &account, "machine").await;
    let role = |id: &str, role: &str| json!({ "externalId": id, "userExternalId": "machine", "role": role });
    let rows = json!([role("M1", "coach"), role("M2", "curriculum"), role("M3", "admin")]);
    assert_eq!(
        bring(&app, &administrator, "membership", rows).await,
        [
            refused(&["/memberships/0/userExternalId unknownReference"]),
            refused(&["/memberships/1/userExternalId unknownReference"]),
            is("created"),
        ]
    );
}

#[actix_web::test]
async fn a_dry_run_tells_the_same_and_does_nothing_and_another_school_is_touched_by_none() {
    let (app, _, administrator) = start().await;
    let elsewhere = School::found(&app, "elsewhere").await;
    let theirs = elsewhere.administrator(&app, "theirs").await;
    for (what, rows) in school() {
        bring(&app, &theirs, what, rows).await;
    }
    let count = |list: &str| format!("/v1/{list}s");
    for (what, rows) in school() {
        let before = listed(&app, &administrator, &count(what), "id").await;
        let body = json!({ format!("{what}s"): rows, "isDryRun": true });
        let dry = administrator.call(&app, "POST", &format!("/v1/{what}-batches")).json(&body).send().await;
        let dry = dry.expect(200).json();
        assert!(dry["rows"].as_array().unwrap().iter().all(|row| row["id"].is_null()), "{what}: {dry}");
        // What is there elsewhere is not found here.
        let unknown = matches!(what, "membership" | "coaching" | "group");
        assert_eq!(dry["createdCount"].as_u64().unwrap() > 0, !unknown, "{what}: {dry}");
        assert_eq!(listed(&app, &administrator, &count(what), "id").await, before, "{what}");
    }
}
