//! Frameworks, competencies, scales, instruments, and the schema of a score sheet.

use serde_json::{Value, json};

use super::support::{Person, School, TestApp};

async fn get(app: &TestApp, person: &Person, path: &str) -> Value {
    person.get(app, path).send().await.expect(200).json()
}

/// The address of the one in this list with this code.
async fn address(app: &TestApp, person: &Person, kind: &str, code: &str) -> String {
    let list = get(app, person, &format!("/v1/{kind}")).await;
    let found = list["items"].as_array().unwrap().iter().find(|item| item["code"] == code).unwrap().clone();
    format!("/v1/{kind}/{}", found["id"].as_str().unwrap())
}

async fn reader() -> (TestApp, Person) {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    (app, noor)
}

#[actix_web::test]
async fn both_documents_are_there_with_their_domains_and_where_they_come_from() {
    let (app, noor) = reader().await;
    for (code, count, domains) in [
        ("samen-optrekken", 70, json!(["basishouding", "direct-naasten", "breder-netwerk", "zorglandschap"])),
        ("keuzedeel-informele-zorg", 28, json!(["D1-K1"])),
    ] {
        let framework = noor.get(&app, &address(&app, &noor, "frameworks", code).await).send().await.expect(200);
        assert_eq!(framework.header("content-language"), "nl");
        let framework = framework.json();
        assert_eq!((&framework["competencyCount"], &framework["version"]), (&json!(count), &json!("1.0.0")));
        let codes: Vec<&Value> =
            framework["domains"].as_array().unwrap().iter().map(|domain| &domain["code"]).collect();
        assert_eq!(json!(codes), domains);
        assert!(framework["source"]["rights"].as_str().is_some_and(|rights| !rights.is_empty()));
    }
}

#[actix_web::test]
async fn competencies_are_found_by_domain_kind_profession_and_being_generic() {
    let (app, noor) = reader().await;
    let social = address(&app, &noor, "frameworks", "samen-optrekken").await;
    let elective = address(&app, &noor, "frameworks", "keuzedeel-informele-zorg").await;
    for (framework, query, wanted) in [
        (&social, "", 70),
        (&social, "&domain=basishouding", 11),
        (&social, "&domain=direct-naasten", 22),
        (&social, "&domain=direct-naasten&generic=true", 16),
        (&social, "&domain=direct-naasten&generic=false", 6),
        (&social, "&domain=breder-netwerk&generic=false", 10),
        (&social, "&domain=zorglandschap", 17),
        (&social, "&generic=true", 52),
        (&social, "&generic=false", 18),
        (&social, "&profession=sociaal-werker", 70),
        (&social, "&profession=verpleegkundige", 52),
        (&social, "&profession=sociaal-werker&generic=false", 18),
        (&social, "&kind=competency", 70),
        (&social, "&kind=skill", 0),
        (&social, "&domain=nergens", 0),
        (&elective, "&kind=knowledge", 14),
        (&elective, "&kind=skill", 14),
        (&elective, "&domain=D1-K1&kind=skill", 14),
    ] {
        let list = get(&app, &noor, &format!("{framework}/competencies?limit=200{query}")).await;
        assert_eq!(list["items"].as_array().unwrap().len(), wanted, "{query}");
    }
    for wrong in ["kind=attitude", "generic=maybe", "colour=red", "domain="] {
        let path = format!("{social}/competencies?{wrong}");
        noor.get(&app, &path).send().await.is_problem(400, "invalid-input");
    }
}

#[actix_web::test]
async fn a_competency_has_an_address_of_its_own() {
    let (app, noor) = reader().await;
    let framework = address(&app, &noor, "frameworks", "samen-optrekken").await;
    let list = get(&app, &noor, &format!("{framework}/competencies?domain=zorglandschap&generic=false")).await;
    let first = &list["items"][0];
    assert_eq!((&first["code"], &first["profession"]), (&json!("SO-ZL-S-01"), &json!("sociaal-werker")));
    let alone = noor.get(&app, &format!("/v1/competencies/{}", first["id"].as_str().unwrap())).send().await.expect(200);
    assert_eq!((&alone.json(), alone.header("content-language")), (first, "nl"));
}

#[actix_web::test]
async fn the_scale_says_which_level_does_not_count_and_which_are_mastery() {
    let (app, noor) = reader().await;
    let scale = get(&app, &noor, &address(&app, &noor, "scales", "samen-optrekken").await).await;
    let told: Vec<[&Value; 3]> = scale["levels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| ["value", "counts", "proficient"].map(|member| &level[member]))
        .collect();
    let wanted = json!([[0, false, false], [1, true, false], [2, true, false], [3, true, true], [4, true, true]]);
    assert_eq!(json!(told), wanted);
    assert!(scale["levels"].as_array().unwrap().iter().all(|level| level["thirdPerson"].is_string()));
}

#[actix_web::test]
async fn an_instrument_is_all_that_is_needed_to_draw_the_form() {
    let (app, noor) = reader().await;
    let instrument = get(&app, &noor, &address(&app, &noor, "instruments", "samen-optrekken-zelfscore").await).await;
    let sizes: Vec<usize> = instrument["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|block| block["competencies"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [11, 16, 6, 10, 10, 15, 2]);
    assert_eq!(instrument["prompts"].as_array().unwrap().len(), 4);
    let item = &instrument["blocks"][0]["competencies"][0];
    let competency = get(&app, &noor, &format!("/v1/competencies/{}", item["competencyId"].as_str().unwrap())).await;
    assert_eq!((&competency["text"], &competency["code"]), (&item["text"], &item["code"]));
    let framework = get(&app, &noor, &format!("/v1/frameworks/{}", instrument["frameworkId"].as_str().unwrap())).await;
    assert_eq!(framework["code"], "samen-optrekken");
}

#[actix_web::test]
async fn what_is_not_there_is_not_found() {
    let (app, noor) = reader().await;
    for kind in ["frameworks", "competencies", "scales", "instruments"] {
        let path = format!("/v1/{kind}/3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1aff");
        noor.get(&app, &path).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn the_sheet_schema_takes_what_the_server_takes_and_refuses_what_it_refuses() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.started(&app, &noor, round).await;
    let path = address(&app, &noor, "instruments", "samen-optrekken-zelfscore").await;
    let schema = get(&app, &noor, &format!("{path}/sheet-schema?profession=sociaal-werker")).await;
    let validator = jsonschema::draft202012::new(&schema).unwrap();

    let code = "SO-BH-G-01";
    let good = [
        json!({ "levels": {} }),
        json!({ "levels": { code: 0 } }),
        json!({ "levels": { code: null, "SO-ZL-S-02": 4 } }),
        json!({ "levels": { code: 3 }, "notes": { code: "Vooral thuis." }, "reasons": { code: "notThoughtOf" } }),
        json!({ "levels": {}, "notes": { code: null }, "reasons": { code: null } }),
        json!({ "levels": {}, "notes": { code: "x".repeat(2000) } }),
    ];
    let bad = [
        json!({}),
        json!([]),
        json!({ "levels": null }),
        json!({ "levels": [] }),
        json!({ "levels": { code: 5 } }),
        json!({ "levels": { code: -1 } }),
        json!({ "levels": { code: 2.7 } }),
        json!({ "levels": { code: "3" } }),
        json!({ "levels": { code: true } }),
        json!({ "levels": { "SO-XX-G-01": 3 } }),
        json!({ "levels": { code: 3 }, "extra": 1 }),
        json!({ "levels": {}, "notes": null }),
        json!({ "levels": {}, "notes": { code: 3 } }),
        json!({ "levels": {}, "notes": { "SO-XX-G-01": "?" } }),
        json!({ "levels": {}, "notes": { code: "x".repeat(2001) } }),
        json!({ "levels": {}, "reasons": { code: "lazy" } }),
    ];
    let sheets = good.iter().map(|sheet| (sheet, true)).chain(bad.iter().map(|sheet| (sheet, false)));
    for (sheet, wanted) in sheets {
        let shown: String = sheet.to_string().chars().take(100).collect();
        assert_eq!(validator.is_valid(sheet), wanted, "schema: {shown}");
        let put =
            noor.call(&app, "PUT", &format!("/v1/assessments/{id}/scores")).if_match("*").json(sheet).send().await;
        assert_eq!(put.status, if wanted { 200 } else { 400 }, "server: {shown}");
    }
    let sheet = get(&app, &noor, &format!("/v1/assessments/{id}/scores")).await;
    assert!(
        validator.is_valid(&json!({ "levels": sheet["levels"], "notes": sheet["notes"] })),
        "what was read can be sent"
    );
}

#[actix_web::test]
async fn the_sheet_schema_of_a_profession_holds_what_that_profession_is_asked() {
    let (app, noor) = reader().await;
    let path = address(&app, &noor, "instruments", "samen-optrekken-zelfscore").await;
    for (query, wanted) in [("", 70), ("?profession=sociaal-werker", 70), ("?profession=verpleegkundige", 52)] {
        let schema = get(&app, &noor, &format!("{path}/sheet-schema{query}")).await;
        jsonschema::draft202012::meta::validate(&schema).unwrap();
        for map in ["levels", "notes", "reasons"] {
            let codes = schema["properties"][map]["properties"].as_object().unwrap();
            assert_eq!(codes.len(), wanted, "{map} {query}");
        }
    }
}
