//! Users: made, found, changed, disabled.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{change, events, listed, make, newcomer, start, trail};

#[actix_web::test]
async fn who_is_made_is_nobody_until_she_is_something() {
    let (app, school, administrator) = start().await;
    let noor = newcomer(&app, &administrator, "noor").await;
    assert_eq!(noor.get(&app, "/v1/me").send().await.expect(200).json()["memberships"], json!([]));
    noor.get(&app, "/v1/groups").send().await.is_problem(403, "forbidden");
    let learner =
        json!({ "userId": noor.id(), "role": "learner", "groupId": samenspel::domain::ids::Id::raw(school.group) });
    make(&app, &administrator, "/v1/memberships", &learner).await;
    noor.get(&app, "/v1/groups").send().await.expect(200);
    let round = school.round(&app).await;
    school.submitted(&app, &noor, round, |_| 3).await;
}

#[actix_web::test]
async fn who_is_disabled_gets_nothing_from_her_next_request_on_and_all_of_it_when_she_is_enabled() {
    let (app, school, administrator) = start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let sheet = school.submitted(&app, &noor, round, |_| 3).await;
    let scores = format!("/v1/assessments/{sheet}/scores");
    for person in [&noor, &coach] {
        let account = format!("/v1/users/{}", person.id());
        person.get(&app, &scores).send().await.expect(200);
        let disabled = change(&app, &administrator, &account, &json!({ "status": "disabled" })).await;
        assert_eq!((&disabled["status"], disabled["disabledAt"].is_string()), (&json!("disabled"), true));
        // The token is the same, and it has not expired.
        for path in [scores.as_str(), "/v1/me", "/v1/frameworks"] {
            person.get(&app, path).send().await.is_problem(401, "unauthenticated");
        }
        // Nor does a token help that is made of her account after that.
        app.later(TimeDelta::seconds(1));
        let (old, person) = (person, &person.again(&app));
        person.get(&app, &scores).send().await.is_problem(404, "not-found");
        for path in ["/v1/me", "/v1/groups", "/v1/rounds"] {
            person.get(&app, path).send().await.is_problem(403, "forbidden");
        }
        assert_eq!(listed(&app, person, "/v1/assessments", "id").await, [] as [Value; 0]);
        let level = json!({ "levels": { "SO-BH-G-01": 2 } });
        person.call(&app, "PATCH", &scores).if_match("*").patch(&level).send().await.is_problem(404, "not-found");
        change(&app, &administrator, &account, &json!({ "status": "active" })).await;
        person.get(&app, &scores).send().await.expect(200);
        old.get(&app, &scores).send().await.is_problem(401, "unauthenticated");
        let me = person.get(&app, "/v1/me").send().await.expect(200).json();
        assert_eq!(me["memberships"].as_array().unwrap().len(), 1, "none of her roles ended");
    }
}

#[actix_web::test]
async fn an_administrator_who_is_disabled_administers_no_more() {
    let (app, school, administrator) = start().await;
    let other = school.administrator(&app, "other").await;
    change(&app, &administrator, &format!("/v1/users/{}", other.id()), &json!({ "status": "disabled" })).await;
    other.get(&app, "/v1/users").send().await.is_problem(401, "unauthenticated");
    app.later(TimeDelta::seconds(1));
    let other = other.again(&app);
    other.get(&app, "/v1/users").send().await.is_problem(403, "forbidden");
    let enable = other.call(&app, "PATCH", &format!("/v1/users/{}", other.id())).if_match("*");
    enable.patch(&json!({ "status": "active" })).send().await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn systems_find_users_by_their_own_id_by_status_and_by_what_changed() {
    let (app, _, administrator) = start().await;
    let noor = make(
        &app,
        &administrator,
        "/v1/users",
        &json!({ "name": "noor", "displayName": "Noor", "externalId": "SIS-1" }),
    )
    .await;
    make(&app, &administrator, "/v1/users", &json!({ "name": "sam", "displayName": "Sam" })).await;
    assert_eq!(
        (&noor["kind"], &noor["status"], &noor["disabledAt"]),
        (&json!("person"), &json!("active"), &json!(null))
    );
    app.later(TimeDelta::minutes(1));
    let of = async |query: &str| listed(&app, &administrator, &format!("/v1/users?{query}"), "name").await;
    assert_eq!(of("externalId=SIS-1").await, [json!("noor")]);
    assert_eq!(of("externalId=SIS").await, [] as [Value; 0]);
    let since = "updatedSince=2026-11-02T09:01:00Z";
    assert_eq!(of(since).await, [] as [Value; 0]);
    let path = format!("/v1/users/{}", noor["id"].as_str().unwrap());
    change(&app, &administrator, &path, &json!({ "displayName": "Noor" })).await;
    assert_eq!(of(since).await, [] as [Value; 0], "what stays as it was is no change");
    let moved = change(&app, &administrator, &path, &json!({ "externalId": null, "status": "disabled" })).await;
    assert_eq!((&moved["externalId"], &moved["updatedAt"]), (&json!(null), &json!("2026-11-02T09:01:00Z")));
    assert_eq!(of(since).await, [json!("noor")]);
    assert_eq!(of("status=disabled").await, [json!("noor")]);
    assert_eq!(of("status=active").await, [json!("administrator"), json!("sam")]);
}

#[actix_web::test]
async fn what_another_has_already_is_told_all_at_once() {
    let (app, _, administrator) = start().await;
    let body = |name: &str, external: &str| json!({ "name": name, "displayName": "Noor", "externalId": external });
    make(&app, &administrator, "/v1/users", &body("noor", "SIS-1")).await;
    let sam = make(&app, &administrator, "/v1/users", &body("sam", "SIS-2")).await;
    for (name, external, told) in [
        ("noor", "SIS-3", vec!["/name taken"]),
        ("bo", "SIS-1", vec!["/externalId taken"]),
        ("noor", "SIS-2", vec!["/externalId taken", "/name taken"]),
    ] {
        let call = administrator.call(&app, "POST", "/v1/users").json(&body(name, external));
        assert_eq!(call.send().await.is_problem(409, "already-exists").errors(), told);
    }
    let patch = json!({ "name": "noor", "externalId": "SIS-1" });
    let path = format!("/v1/users/{}", sam["id"].as_str().unwrap());
    let answer = administrator.call(&app, "PATCH", &path).if_match("*").patch(&patch).send().await;
    assert_eq!(answer.is_problem(409, "already-exists").errors(), ["/externalId taken", "/name taken"]);
    assert_eq!(listed(&app, &administrator, "/v1/users", "name").await.len(), 3);
}

#[actix_web::test]
async fn a_guest_is_no_user_that_an_administrator_sees() {
    let (app, school, administrator) = start().await;
    let noor = school.learner(&app, "noor").await;
    let sheet = school.submitted(&app, &noor, school.round(&app).await, |_| 3).await;
    let invitation = json!({ "kind": "guest", "assessmentId": sheet });
    let link = make(&app, &noor, "/v1/invitations", &invitation).await["secret"].clone();
    let body = json!({ "secret": link, "name": "Jan de Vries", "relation": "collega" });
    let guest = app.call("POST", "/v1/guest-raters").json(&body).send().await.expect(201).json();
    let guest = guest["id"].as_str().unwrap();
    assert_eq!(listed(&app, &administrator, "/v1/users", "name").await, [json!("administrator"), json!("noor")]);
    administrator.get(&app, &format!("/v1/users/{guest}")).send().await.is_problem(404, "not-found");
    let role = json!({ "userId": guest, "role": "coach" });
    let answer = administrator.call(&app, "POST", "/v1/memberships").json(&role).send().await.expect(400);
    assert_eq!(answer.errors(), ["/userId unknown-reference"]);
}

#[actix_web::test]
async fn what_is_done_with_users_is_on_the_record_and_told_to_others_by_id() {
    let (app, _, administrator) = start().await;
    let (lines, told) = (trail(&app, 0).await.len(), events(&app, 0).await.len());
    let noor = newcomer(&app, &administrator, "noor").await;
    let path = format!("/v1/users/{}", noor.id());
    let seen = administrator.get(&app, &path).send().await.expect(200);
    let patch = |tag: &str, patch: Value| administrator.call(&app, "PATCH", &path).if_match(tag).patch(&patch);
    let named = patch(&seen.etag(), json!({ "displayName": "Noor" })).send().await.expect(200);
    patch(&seen.etag(), json!({ "displayName": "Nora" })).send().await.is_problem(412, "stale-revision");
    patch(&named.etag(), json!({ "displayName": "Noor" })).send().await.expect(200);
    for status in ["disabled", "active"] {
        change(&app, &administrator, &path, &json!({ "status": status })).await;
    }
    listed(&app, &administrator, "/v1/users", "id").await;
    let hers = |deed: &str| (deed.to_owned(), Some(samenspel::domain::ids::Id::raw(noor.user)));
    let all = ["user.created", "user.read", "user.changed", "user.disabled", "user.enabled"].map(hers);
    assert_eq!(trail(&app, lines).await, [&all[..], &[("users.read".to_owned(), None)]].concat());
    let saved = ("user.saved".to_owned(), json!({ "userId": noor.id() }));
    assert_eq!(events(&app, told).await, vec![saved; 4]);
}

/// A row of a batch.
fn row(external_id: &str, name: &str) -> Value {
    json!({ "externalId": external_id, "name": name, "displayName": name })
}

#[actix_web::test]
async fn every_row_of_a_batch_is_accounted_for_and_one_that_cannot_be_done_holds_up_no_other() {
    let (app, school, administrator) = start().await;
    school.learner(&app, "noor").await;
    let users = json!([row("1", "sam"), row("2", "noor"), row("1", "bo"), row("3", "kim")]);
    let (lines, told) = (trail(&app, 0).await.len(), events(&app, 0).await.len());
    let send = async |body: Value| {
        let answer = administrator.call(&app, "POST", "/v1/user-batches").json(&body).send().await;
        answer.expect(200).json()
    };
    let outcomes = |batch: &Value| -> Vec<Value> {
        batch["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| json!([row["externalId"], row["outcome"], row["errors"][0]["code"]]))
            .collect()
    };
    let wanted = [
        json!(["1", "created", null]),
        json!(["2", "refused", "taken"]),
        json!(["1", "refused", "repeated"]),
        json!(["3", "created", null]),
    ];
    let dry = send(json!({ "users": users, "isDryRun": true })).await;
    assert_eq!(
        (outcomes(&dry), dry["createdCount"].as_u64(), dry["isDryRun"].as_bool()),
        (wanted.to_vec(), Some(2), Some(true))
    );
    assert!(dry["rows"].as_array().unwrap().iter().all(|row| row["id"].is_null()), "nobody new has an id yet");
    assert_eq!((trail(&app, lines).await, events(&app, told).await), (vec![], vec![]));
    assert_eq!(listed(&app, &administrator, "/v1/users", "name").await, [json!("administrator"), json!("noor")]);

    let lines = trail(&app, 0).await.len();
    let done = send(json!({ "users": users })).await;
    assert_eq!((outcomes(&done), done["refusedCount"].as_u64()), (wanted.to_vec(), Some(2)));
    assert_eq!(listed(&app, &administrator, "/v1/users?externalId=1", "id").await, [done["rows"][0]["id"].clone()]);
    let deeds: Vec<String> = trail(&app, lines).await.into_iter().map(|(deed, _)| deed).collect();
    assert_eq!(deeds, ["user.created", "user.created", "users.read"]);
    assert_eq!(events(&app, told).await.len(), 2);

    let mut disabled = row("3", "kim");
    disabled["status"] = json!("disabled");
    let again = send(json!({ "users": [row("1", "samira"), disabled, row("1", "sam")] })).await;
    let wanted = [json!(["1", "updated", null]), json!(["3", "updated", null]), json!(["1", "refused", "repeated"])];
    assert_eq!(outcomes(&again), wanted);
    let once_more = send(json!({ "users": [row("1", "samira"), row("3", "kim")] })).await;
    assert_eq!(once_more["unchangedCount"], 2, "what is left out of a row stays");
    assert_eq!(listed(&app, &administrator, "/v1/users?status=disabled", "name").await, [json!("kim")]);
}

#[actix_web::test]
async fn by_a_batch_too_nobody_changes_her_own_account() {
    let (app, school, administrator) = start().await;
    let other = school.administrator(&app, "other").await;
    let herself = format!("/v1/users/{}", administrator.id());
    change(&app, &other, &herself, &json!({ "externalId": "9" })).await;
    let body = json!({ "users": [row("9", "elsewhere")] });
    let batch = administrator.call(&app, "POST", "/v1/user-batches").json(&body).send().await.expect(200).json();
    assert_eq!(batch["rows"][0]["errors"], json!([{ "pointer": "/users/0", "code": "notForOneself" }]));
    assert_eq!(administrator.get(&app, &herself).send().await.expect(200).json()["name"], "administrator");
}

#[actix_web::test]
async fn a_batch_of_another_school_touches_nobody_here() {
    let (app, _, administrator) = start().await;
    let elsewhere = crate::support::School::found(&app, "elsewhere").await;
    let theirs = elsewhere.administrator(&app, "theirs").await;
    let body = json!({ "users": [row("1", "sam")] });
    let mut users = vec![];
    for by in [&administrator, &theirs] {
        let batch = by.call(&app, "POST", "/v1/user-batches").json(&body).send().await.expect(200).json();
        assert_eq!(batch["rows"][0]["outcome"], "created");
        users.push(batch["rows"][0]["id"].clone());
    }
    assert_ne!(users[0], users[1]);
}
