//! Crosswalks, and the alignments in them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::support::{Person, School, TestApp};

async fn get(app: &TestApp, person: &Person, path: &str) -> Value {
    person.get(app, path).send().await.expect(200).json()
}

/// The shipped crosswalk, with its statements.
pub async fn crosswalk(app: &TestApp, person: &Person) -> Value {
    crosswalk_called(app, person, "keuzedeel-informele-zorg-samen-optrekken").await
}

/// The crosswalk with this code, with its statements.
pub async fn crosswalk_called(app: &TestApp, person: &Person, code: &str) -> Value {
    let list = get(app, person, "/v1/crosswalks").await;
    let found = list["items"].as_array().unwrap().iter().find(|item| item["code"] == code).unwrap();
    get(app, person, &format!("/v1/crosswalks/{}", found["id"].as_str().unwrap())).await
}

async fn reader() -> (TestApp, Person) {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    (app, noor)
}

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

/// Every alignment in a crosswalk, in its order.
fn alignments(crosswalk: &Value) -> Vec<&Value> {
    let statements = crosswalk["statements"].as_array().unwrap().iter();
    statements.flat_map(|statement| statement["alignments"].as_array().unwrap()).collect()
}

#[actix_web::test]
async fn a_crosswalk_goes_through_the_whole_framework_and_says_of_each_statement_what_meets_it_or_why_nothing_does() {
    let (app, noor) = reader().await;
    let crosswalk = crosswalk(&app, &noor).await;
    let framework = format!("/v1/frameworks/{}", crosswalk["ofFrameworkId"].as_str().unwrap());
    assert_eq!(get(&app, &noor, &framework).await["code"], "keuzedeel-informele-zorg");
    let printed = get(&app, &noor, &format!("{framework}/competencies?limit=200")).await;
    let printed = printed["items"].as_array().unwrap();
    let statements = crosswalk["statements"].as_array().unwrap();
    assert_eq!(statements.len(), printed.len());
    for (statement, competency) in statements.iter().zip(printed) {
        for (here, there) in [("statementId", "id"), ("code", "code"), ("kind", "kind"), ("text", "text")] {
            assert_eq!(statement[here], competency[there]);
        }
        let aligned = statement["alignments"].as_array().unwrap();
        assert_eq!(aligned.is_empty(), statement["uncoveredBecause"].is_string(), "{statement}");
        for alignment in aligned {
            assert_eq!(alignment["statementId"], statement["statementId"]);
            assert_eq!(alignment["crosswalkId"], crosswalk["id"]);
        }
    }
    let wanted = (&json!(statements.len()), &json!(23), &json!(alignments(&crosswalk).len()));
    let summary = get(&app, &noor, "/v1/crosswalks").await["items"][0].clone();
    assert_eq!((&summary["statementCount"], &summary["alignedStatementCount"], &summary["alignmentCount"]), wanted);
}

#[actix_web::test]
async fn an_alignment_leads_from_a_competency_of_the_instrument_to_a_statement_of_the_qualification() {
    let (app, noor) = reader().await;
    let crosswalk = crosswalk(&app, &noor).await;
    let instrument = get(&app, &noor, "/v1/instruments").await["items"][0].clone();
    assert_eq!(crosswalk["byFrameworkId"], instrument["frameworkId"]);
    let specific = *alignments(&crosswalk).iter().find(|alignment| !alignment["profession"].is_null()).unwrap();
    for (end, code, framework, profession) in [
        ("competencyId", "competencyCode", "byFrameworkId", &json!("sociaal-werker")),
        ("statementId", "statementCode", "ofFrameworkId", &Value::Null),
    ] {
        let path = format!("/v1/competencies/{}", specific[end].as_str().unwrap());
        let competency = get(&app, &noor, &path).await;
        assert_eq!((&competency["code"], &competency["frameworkId"]), (&specific[code], &crosswalk[framework]));
        assert_eq!(&competency["profession"], profession);
    }
}

#[actix_web::test]
async fn an_alignment_has_an_address_of_its_own() {
    let (app, noor) = reader().await;
    let crosswalk = crosswalk(&app, &noor).await;
    let first = alignments(&crosswalk)[0];
    assert_eq!((&first["type"], &first["status"]), (&json!("isRelatedTo"), &json!("proposed")));
    let path = format!("/v1/alignments/{}", first["id"].as_str().unwrap());
    let alone = noor.get(&app, &path).send().await.expect(200);
    assert_eq!((&alone.json(), alone.header("content-language")), (first, "nl"));
    noor.get(&app, &path).header("If-None-Match", &alone.etag()).send().await.expect(304);
    // An id of one thing finds no other.
    for path in [
        format!("/v1/alignments/{}", crosswalk["id"].as_str().unwrap()),
        format!("/v1/crosswalks/{}", first["id"].as_str().unwrap()),
        format!("/v1/crosswalks/{}", crosswalk["ofFrameworkId"].as_str().unwrap()),
    ] {
        noor.get(&app, &path).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn alignments_are_found_by_crosswalk_by_competency_and_by_statement() {
    let (app, noor) = reader().await;
    let crosswalk = crosswalk(&app, &noor).await;
    let all = alignments(&crosswalk);
    let of = |member: &str, id: &Value| -> Vec<&str> {
        all.iter().filter(|a| a[member] == *id).map(|a| a["id"].as_str().unwrap()).collect()
    };
    let every: Vec<&str> = all.iter().map(|a| a["id"].as_str().unwrap()).collect();
    // One competency that meets several statements.
    let competency = &all.iter().find(|a| of("competencyId", &a["competencyId"]).len() > 2).unwrap()["competencyId"];
    let statement = &all.iter().find(|a| of("statementId", &a["statementId"]).len() > 2).unwrap()["statementId"];
    let key = |name: &str, id: &Value| format!("&{name}={}", id.as_str().unwrap());
    let nobodys = "3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1aff";
    for (query, wanted) in [
        (String::new(), every.clone()),
        (key("crosswalkId", &crosswalk["id"]), every),
        (key("competencyId", competency), of("competencyId", competency)),
        (key("statementId", statement), of("statementId", statement)),
        (
            key("competencyId", &all[1]["competencyId"]) + &key("statementId", &all[1]["statementId"]),
            vec![all[1]["id"].as_str().unwrap()],
        ),
        // A statement is no competency of the instrument.
        (key("competencyId", statement), vec![]),
        (format!("&crosswalkId={nobodys}"), vec![]),
        (key("competencyId", competency) + &format!("&crosswalkId={nobodys}"), vec![]),
    ] {
        let list = get(&app, &noor, &format!("/v1/alignments?limit=200{query}")).await;
        assert_eq!(ids(&list), wanted, "{query}");
    }
    for wrong in ["crosswalkId=een", "competencyId=", "colour=red"] {
        noor.get(&app, &format!("/v1/alignments?{wrong}")).send().await.is_problem(400, "invalid-input");
    }
}

#[actix_web::test]
async fn alignments_come_in_pages_that_leave_none_out() {
    let (app, noor) = reader().await;
    let crosswalk = crosswalk(&app, &noor).await;
    let (mut seen, mut path) = (vec![], "/v1/alignments?limit=20".to_owned());
    for size in [20, 20, 20, 5] {
        let page = get(&app, &noor, &path).await;
        let found: Vec<String> = ids(&page).into_iter().map(str::to_owned).collect();
        assert_eq!(found.len(), size);
        seen.extend(found);
        path = format!("/v1/alignments?limit=20&cursor={}", page["nextCursor"].as_str().unwrap_or_default());
    }
    assert!(path.ends_with('='), "there is no other page");
    let wanted: Vec<&str> = alignments(&crosswalk).iter().map(|a| a["id"].as_str().unwrap()).collect();
    assert_eq!(seen, wanted);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), wanted.len());
}
