//! Placements: the learner's, her coaches' and the administrators' to keep right.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::support::{Answer, Person, School, TestApp};

fn noord() -> Value {
    json!({
        "workplaceType": "wijkteam", "workplaceName": "Wijkteam Noord", "supervisorName": "Fatima el Amrani",
        "startsOn": "2026-09-01", "endsOn": "2027-01-31", "externalId": "BPV-1",
    })
}

async fn create(app: &TestApp, person: &Person, body: &Value) -> Answer {
    person.call(app, "POST", "/v1/placements").json(body).send().await
}

async fn patch(app: &TestApp, person: &Person, path: &str, tag: &str, body: &Value) -> Answer {
    person.call(app, "PATCH", path).if_match(tag).patch(body).send().await
}

async fn list(app: &TestApp, person: &Person, query: &str) -> Vec<String> {
    let page = person.get(app, &format!("/v1/placements{query}")).send().await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_learner_makes_a_placement_of_her_own_and_reads_it_back() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let made = create(&app, &noor, &noord()).await.expect(201);
    let path = format!("/v1/placements/{}", made.id());
    assert_eq!(made.header("location"), path);
    let read = noor.get(&app, &path).send().await.expect(200);
    assert_eq!((read.etag(), read.text.clone()), (made.etag(), made.text.clone()));
    let view = read.json();
    for (member, value) in noord().as_object().unwrap() {
        assert_eq!(&view[member], value, "{member}");
    }
    assert_eq!((&view["learnerId"], &view["createdAt"]), (&json!(noor.id()), &json!("2026-11-02T09:00:00Z")));
    let least = json!({ "workplaceType": "thuiszorg", "workplaceName": "Zuid", "startsOn": "2027-02-01" });
    let view = create(&app, &noor, &least).await.expect(201).json();
    for member in ["supervisorName", "endsOn", "externalId"] {
        assert_eq!(view[member], Value::Null, "{member}");
    }
}

#[actix_web::test]
async fn a_patch_changes_what_it_names_and_null_takes_away_what_may_be_absent() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let made = create(&app, &noor, &noord()).await.expect(201);
    let path = format!("/v1/placements/{}", made.id());
    app.later(TimeDelta::minutes(1));
    let change =
        json!({ "workplaceName": "Wijkteam Zuid", "supervisorName": null, "endsOn": null, "externalId": null });
    let changed = patch(&app, &noor, &path, &made.etag(), &change).await.expect(200);
    let view = changed.json();
    assert_eq!((&view["workplaceName"], &view["workplaceType"]), (&json!("Wijkteam Zuid"), &json!("wijkteam")));
    assert_eq!([&view["supervisorName"], &view["endsOn"], &view["externalId"]], [&Value::Null; 3]);
    assert_eq!(view["updatedAt"], "2026-11-02T09:01:00Z");

    patch(&app, &noor, &path, &made.etag(), &change).await.is_problem(412, "stale-revision");
    let blind = noor.call(&app, "PATCH", &path).patch(&change).send().await;
    blind.is_problem(428, "precondition-required");
    for required in ["workplaceName", "workplaceType", "startsOn"] {
        let none = json!({ required: null });
        let refused = patch(&app, &noor, &path, &changed.etag(), &none).await.is_problem(400, "invalid-input");
        assert!(refused.errors()[0].starts_with(&format!("/{required} ")), "{:?}", refused.errors());
    }
}

#[actix_web::test]
async fn a_placement_does_not_end_before_it_starts() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let mut turned = noord();
    turned["endsOn"] = json!("2026-08-31");
    assert_eq!(
        create(&app, &noor, &turned).await.is_problem(400, "invalid-input").errors(),
        ["/endsOn end-before-start"]
    );
    turned["endsOn"] = json!("2026-09-01");
    let made = create(&app, &noor, &turned).await.expect(201);
    let path = format!("/v1/placements/{}", made.id());
    let later = json!({ "startsOn": "2026-09-02" });
    let refused = patch(&app, &noor, &path, &made.etag(), &later).await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/endsOn end-before-start"]);
}

#[actix_web::test]
async fn an_external_id_belongs_to_one_placement_of_the_organisation() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let sam = school.learner(&app, "sam").await;
    let elsewhere = School::found(&app, "elsewhere").await.learner(&app, "kim").await;
    create(&app, &noor, &noord()).await.expect(201);
    let refused = create(&app, &sam, &noord()).await.is_problem(400, "invalid-input");
    assert!(refused.errors()[0].starts_with("/externalId "), "{:?}", refused.errors());
    let mut other = noord();
    other["externalId"] = json!("BPV-2");
    let made = create(&app, &sam, &other).await.expect(201);
    let path = format!("/v1/placements/{}", made.id());
    let taken = patch(&app, &sam, &path, &made.etag(), &json!({ "externalId": "BPV-1" })).await;
    assert!(taken.is_problem(400, "invalid-input").errors()[0].starts_with("/externalId "));
    create(&app, &elsewhere, &noord()).await.expect(201);
}

#[actix_web::test]
async fn who_has_to_do_with_a_learner_keeps_her_placements_and_nobody_else_knows_of_them() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let administrator = school.administrator(&app, "administrator").await;
    let mut of_noor = noord();
    of_noor["learnerId"] = json!(noor.id());
    let mut made = vec![];
    for (number, person) in [&coach, &administrator].into_iter().enumerate() {
        of_noor["externalId"] = json!(format!("BPV-{number}"));
        let placement = create(&app, person, &of_noor).await.expect(201);
        let path = format!("/v1/placements/{}", placement.id());
        noor.get(&app, &path).send().await.expect(200);
        patch(&app, person, &path, &placement.etag(), &json!({ "workplaceName": "Zuid" })).await.expect(200);
        made.push(placement.id());
    }
    for person in [&noor, &coach, &administrator] {
        assert_eq!(list(&app, person, "").await, made);
    }

    let sam = school.learner(&app, "sam").await;
    let team = school.curriculum(&app, "team", None).await;
    let foreign = School::found(&app, "elsewhere").await.administrator(&app, "administrator").await;
    for person in [&sam, &team, &foreign] {
        let path = format!("/v1/placements/{}", made[0]);
        person.get(&app, &path).send().await.is_problem(404, "not-found");
        patch(&app, person, &path, "*", &json!({ "workplaceName": "Zuid" })).await.is_problem(404, "not-found");
        let refused = create(&app, person, &of_noor).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/learnerId unknown-reference"]);
        assert_eq!(list(&app, person, "").await, [""; 0]);
    }
}

#[actix_web::test]
async fn a_placement_is_of_a_learner() {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    let administrator = school.administrator(&app, "administrator").await;
    let mut of_coach = noord();
    of_coach["learnerId"] = json!(coach.id());
    for (person, body) in [(&coach, noord()), (&administrator, of_coach)] {
        let refused = create(&app, person, &body).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/learnerId unknown-reference"]);
    }
}

#[actix_web::test]
async fn systems_find_placements_by_learner_by_their_own_id_and_by_what_changed() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let sam = school.learner(&app, "sam").await;
    let administrator = school.administrator(&app, "administrator").await;
    let first = create(&app, &noor, &noord()).await.expect(201);
    app.later(TimeDelta::minutes(1));
    let mut other = noord();
    other["externalId"] = json!("BPV-2");
    let second = create(&app, &sam, &other).await.expect(201).id();
    let since = "updatedSince=2026-11-02T09:01:00Z";
    for (query, wanted) in [
        (String::new(), vec![first.id(), second.clone()]),
        (format!("?learnerId={}", noor.id()), vec![first.id()]),
        ("?externalId=BPV-2".to_owned(), vec![second.clone()]),
        ("?externalId=BPV-3".to_owned(), vec![]),
        (format!("?{since}"), vec![second.clone()]),
        ("?updatedSince=2026-11-02T10:01:00%2B01:00".to_owned(), vec![second.clone()]),
        ("?updatedSince=2026-11-02T09:01:00.000001Z".to_owned(), vec![]),
        (format!("?learnerId={}&{since}", noor.id()), vec![]),
    ] {
        assert_eq!(list(&app, &administrator, &query).await, wanted, "{query}");
    }
    app.later(TimeDelta::minutes(1));
    let path = format!("/v1/placements/{}", first.id());
    patch(&app, &noor, &path, &first.etag(), &json!({ "workplaceName": "Zuid" })).await.expect(200);
    assert_eq!(
        list(&app, &administrator, &format!("?{since}")).await,
        [first.id(), second],
        "in the order of their making"
    );
}
