//! Loading content: idempotent, faithful to what was published, and with the same ids on every installation.

use samenspel::{
    content::load::{self, File, LoadError},
    domain::clock::Clock,
};
use sea_orm::EntityTrait;
use serde_json::Value;

use super::support::{School, TestApp, clock::TestClock, database};

/// Every published definition, by id.
async fn published(db: &samenspel::db::Db) -> Vec<entity::definition::Model> {
    let mut rows = entity::definition::Entity::find().all(db.reader()).await.unwrap();
    rows.sort_by_key(|row| row.id);
    rows
}

/// The shipped files under another code, as if they were another school book.
fn bakery() -> Vec<File> {
    let file =
        |f: File| File { name: format!("bakery/{}", f.name), text: f.text.replace("\"samen-optrekken", "\"bakkerij") };
    load::shipped().into_iter().filter(|f| f.name.starts_with("samen-optrekken/")).map(file).collect()
}

/// The shipped files, the one with this name changed.
fn shipped_but(name: &str, change: impl Fn(&mut Value)) -> Vec<File> {
    let mut files = load::shipped();
    let file = files.iter_mut().find(|file| file.name == name).unwrap();
    let mut document: Value = serde_json::from_str(&file.text).unwrap();
    change(&mut document);
    file.text = document.to_string();
    files
}

const SCALE: &str = "samen-optrekken/scale.json";
const FRAMEWORK: &str = "samen-optrekken/framework.json";
const INSTRUMENT: &str = "samen-optrekken/instrument.json";
const CROSSWALK: &str = "keuzedeel-informele-zorg/crosswalk.json";

#[actix_web::test]
async fn loading_twice_changes_nothing() {
    let fresh = database::fresh().await;
    let before = published(&fresh.db).await;
    assert_eq!(before.len(), 5);
    let clock = TestClock::new();
    clock.advance(chrono::TimeDelta::days(1));
    load::load(&fresh.db, &load::shipped(), clock.now()).await.unwrap();
    assert_eq!(published(&fresh.db).await, before);
}

#[actix_web::test]
async fn another_layout_of_the_same_file_is_the_same_file() {
    let fresh = database::fresh().await;
    let before = published(&fresh.db).await;
    let files = shipped_but(SCALE, |_| ());
    assert_ne!(
        files.iter().find(|f| f.name == SCALE).unwrap().text,
        load::shipped().iter().find(|f| f.name == SCALE).unwrap().text
    );
    load::load(&fresh.db, &files, TestClock::new().now()).await.unwrap();
    assert_eq!(published(&fresh.db).await, before);
}

#[actix_web::test]
async fn a_changed_file_under_a_published_version_is_refused_by_name_and_publishes_nothing() {
    let fresh = database::fresh().await;
    let before = published(&fresh.db).await;
    for (name, definition, change) in [
        (SCALE, "scale samen-optrekken@1.0.0", (|d| d["levels"][3]["proficient"] = false.into()) as fn(&mut Value)),
        (FRAMEWORK, "framework samen-optrekken@1.0.0", |d| d["competencies"][0]["text"] = "Anders.".into()),
        (INSTRUMENT, "instrument samen-optrekken-zelfscore@1.0.0", |d| d["prompts"][0]["text"] = "Anders.".into()),
        (SCALE, "scale samen-optrekken@1.0.0", |d| d["source"]["notes"] = Value::Array(vec![])),
        (CROSSWALK, "crosswalk keuzedeel-informele-zorg-samen-optrekken@1.0.0", |d| {
            d["alignments"][0]["status"] = "confirmed".into();
        }),
    ] {
        let mut files = shipped_but(name, change);
        // What is new in the same delivery waits for the fault to be mended.
        let scale = load::shipped().into_iter().find(|file| file.name == SCALE).unwrap();
        let newer = File { name: "new/scale.json".to_owned(), text: scale.text.replacen("1.0.0", "9.0.0", 1) };
        files.insert(0, newer);
        let error = load::load(&fresh.db, &files, TestClock::new().now()).await.err().unwrap();
        assert!(matches!(error, LoadError::Changed { .. }), "{error}");
        let told = error.to_string();
        assert!(told.contains(name) && told.contains(definition), "{told}");
        assert_eq!(published(&fresh.db).await, before);
    }
}

#[actix_web::test]
async fn a_new_version_stands_beside_the_old_one() {
    let version = |kind: &str, file: &str| {
        let mut document: Value =
            serde_json::from_str(&load::shipped().into_iter().find(|f| f.name == file).unwrap().text).unwrap();
        document["version"] = "1.1.0".into();
        if kind == "framework" {
            document["competencies"][0]["text"] = "Anders.".into();
        }
        if kind == "instrument" {
            document["framework"]["version"] = "1.1.0".into();
        }
        File { name: format!("next/{kind}.json"), text: document.to_string() }
    };
    let mut files = load::shipped();
    files.extend([version("framework", FRAMEWORK), version("instrument", INSTRUMENT)]);
    let (app, school) = School::with_content(files).await;
    assert_eq!(published(&app.state.db).await.len(), 7);

    let noor = school.learner(&app, "noor").await;
    let list = noor.get(&app, "/v1/instruments").send().await.expect(200).json();
    let told: Vec<[&str; 2]> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| ["code", "version"].map(|member| item[member].as_str().unwrap()))
        .collect();
    assert_eq!(told, [["samen-optrekken-zelfscore", "1.0.0"], ["samen-optrekken-zelfscore", "1.1.0"]]);
    let mut texts = vec![];
    for item in list["items"].as_array().unwrap() {
        let path = format!("/v1/instruments/{}", item["id"].as_str().unwrap());
        let instrument = noor.get(&app, &path).send().await.expect(200).json();
        texts.push(instrument["blocks"][0]["competencies"][0].clone());
    }
    assert_eq!(texts[0]["code"], texts[1]["code"]);
    assert_ne!(texts[0]["competencyId"], texts[1]["competencyId"]);
    assert_eq!((texts[0]["text"] == "Anders.", texts[1]["text"] == "Anders."), (false, true));
}

#[actix_web::test]
async fn a_published_version_whose_file_is_gone_is_still_there_for_who_scored_on_it() {
    let (app, school) = School::with_content(bakery()).await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.started(&app, &noor, round).await;
    // The next delivery holds the shipped files alone.
    let app = app.restarted().await;
    let view = noor.get(&app, &format!("/v1/assessments/{id}")).send().await.expect(200).json();
    noor.get(&app, &format!("/v1/assessments/{id}/scores")).send().await.expect(200);
    let path = format!("/v1/instruments/{}", view["instrumentId"].as_str().unwrap());
    noor.get(&app, &path).send().await.expect(200);
}

#[actix_web::test]
async fn what_is_no_content_is_refused_by_the_name_of_its_file() {
    let fresh = database::fresh().await;
    for (name, change, says) in [
        (SCALE, (|d| d["colour"] = "red".into()) as fn(&mut Value), "colour"),
        (SCALE, |d| d["levels"][0]["proficient"] = true.into(), "cannot be proficient"),
        (FRAMEWORK, |d| d["competencies"][1]["code"] = "SO-BH-G-01".into(), "stands twice"),
        (INSTRUMENT, |d| d["scale"]["version"] = "7.0.0".into(), "scale samen-optrekken@7.0.0"),
        (INSTRUMENT, |d| d["blocks"][0]["competencies"][0] = "SO-XX-G-01".into(), "SO-XX-G-01"),
        (CROSSWALK, |d| d["of"]["code"] = "bakkerij".into(), "framework bakkerij@1.0.0"),
        (CROSSWALK, |d| d["by"]["version"] = "7.0.0".into(), "framework samen-optrekken@7.0.0"),
        (CROSSWALK, |d| d["alignments"][0]["competencies"][1] = "SO-XX-G-01".into(), "SO-XX-G-01"),
        (CROSSWALK, |d| d["alignments"][0]["statement"] = "D1-K1-X-01".into(), "D1-K1-X-01"),
        (CROSSWALK, |d| d["uncovered"][0]["statement"] = "D1-K1-X-02".into(), "D1-K1-X-02"),
        (CROSSWALK, |d| d["alignments"][0]["type"] = "provesThat".into(), "provesThat"),
        (CROSSWALK, |d| d["uncovered"] = Value::Array(vec![]), "nothing says why"),
        (CROSSWALK, |d| d["alignments"][0]["competencies"][0] = "SO-ZL-S-01".into(), "`SO-ZL-G-01` to the letter"),
    ] {
        let error = load::load(&fresh.db, &shipped_but(name, change), TestClock::new().now()).await.err().unwrap();
        let told = error.to_string();
        assert!(told.contains(name) && told.contains(says), "{told}");
    }
}

/// Every id that the API gives for content, in the order in which it gives them.
async fn ids(app: &TestApp) -> Vec<uuid::Uuid> {
    let school = School::found(app, "ids").await;
    let noor = school.learner(app, "noor").await;
    let mut ids = vec![];
    for kind in ["frameworks", "scales", "instruments", "crosswalks"] {
        let list = noor.get(app, &format!("/v1/{kind}")).send().await.expect(200).json();
        for item in list["items"].as_array().unwrap() {
            let path = format!("/v1/{kind}/{}", item["id"].as_str().unwrap());
            gather(&noor.get(app, &path).send().await.expect(200).json(), &mut ids);
            if kind == "frameworks" {
                let path = format!("{path}/competencies?limit=200");
                gather(&noor.get(app, &path).send().await.expect(200).json(), &mut ids);
            }
        }
    }
    ids
}

fn gather(value: &Value, ids: &mut Vec<uuid::Uuid>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, ids)),
        Value::Object(members) => members.values().for_each(|member| gather(member, ids)),
        Value::String(text) => ids.extend(text.parse::<uuid::Uuid>()),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[actix_web::test]
async fn every_content_id_is_made_of_its_name_and_the_same_on_every_installation() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    let here = ids(&one).await;
    assert!(here.len() > 70 + 28 + 65);
    assert!(here.iter().all(|id| id.get_version_num() == 5), "UUID version 5");
    assert_eq!(here, ids(&other).await);
}
