//! A score sheet: replaced or changed in part, with notes and reasons, and a history from which it can be made again.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::support::{Answer, Person, School, TestApp};

/// Noor and the draft she is filling in.
struct Desk {
    app: TestApp,
    school: School,
    noor: Person,
    id: String,
    path: String,
}

impl Desk {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let round = school.round(&app).await;
        let id = school.started(&app, &noor, round).await;
        let path = format!("/v1/assessments/{id}/scores");
        Self { app, school, noor, id, path }
    }

    async fn get(&self) -> Answer {
        self.noor.get(&self.app, &self.path).send().await.expect(200)
    }

    async fn put(&self, sheet: Value) -> Answer {
        let tag = self.get().await.etag();
        self.noor.call(&self.app, "PUT", &self.path).if_match(&tag).json(&sheet).send().await
    }

    async fn patch(&self, sheet: Value) -> Answer {
        let tag = self.get().await.etag();
        self.noor.call(&self.app, "PATCH", &self.path).if_match(&tag).patch(&sheet).send().await
    }

    async fn history(&self) -> Vec<Value> {
        let path = format!("{}/history?limit=200", self.path);
        let page = self.noor.get(&self.app, &path).send().await.expect(200).json();
        assert_eq!(page["nextCursor"], Value::Null);
        page["items"].as_array().unwrap().clone()
    }
}

/// The codes that have a level, with it.
fn answered(sheet: &Value) -> BTreeMap<String, u64> {
    let levels = sheet["levels"].as_object().unwrap();
    levels.iter().filter_map(|(code, level)| Some((code.clone(), level.as_u64()?))).collect()
}

fn levels<const N: usize>(pairs: [(&str, u64); N]) -> BTreeMap<String, u64> {
    pairs.into_iter().map(|(code, level)| (code.to_owned(), level)).collect()
}

#[actix_web::test]
async fn putting_a_sheet_replaces_it_with_its_notes_and_reasons() {
    let desk = Desk::set().await;
    desk.put(json!({
        "levels": { "SO-BH-G-01": 3, "SO-BH-G-02": 0, "SO-BH-G-03": 4 },
        "notes": { "SO-BH-G-01": "Vooral thuis." },
        "reasons": { "SO-BH-G-02": "notAtIssue" },
    }))
    .await
    .expect(200);
    let put = desk.put(json!({ "levels": { "SO-BH-G-03": 1 }, "reasons": { "SO-BH-G-04": "notThoughtOf" } })).await;
    let sheet = put.expect(200).json();
    assert_eq!(answered(&sheet), levels([("SO-BH-G-03", 1)]));
    assert_eq!((&sheet["notes"], &sheet["reasons"]), (&json!({}), &json!({ "SO-BH-G-04": "notThoughtOf" })));
    assert_eq!(sheet["unanswered"].as_array().unwrap().len(), 69);
    assert_eq!(desk.get().await.json(), sheet);
}

#[actix_web::test]
async fn patching_a_sheet_leaves_the_rest_of_it_alone() {
    let desk = Desk::set().await;
    desk.put(json!({
        "levels": { "SO-BH-G-01": 3, "SO-BH-G-02": 0 },
        "notes": { "SO-BH-G-01": "Vooral thuis.", "SO-BH-G-02": "Niet hier." },
        "reasons": { "SO-BH-G-01": "notMastered", "SO-BH-G-02": "notAtIssue" },
    }))
    .await
    .expect(200);
    let patched = desk
        .patch(json!({
            "levels": { "SO-BH-G-01": null, "SO-BH-G-05": 2 },
            "notes": { "SO-BH-G-01": null },
            "reasons": { "SO-BH-G-01": null },
        }))
        .await;
    let sheet = patched.expect(200).json();
    assert_eq!(answered(&sheet), levels([("SO-BH-G-02", 0), ("SO-BH-G-05", 2)]));
    assert_eq!(sheet["notes"], json!({ "SO-BH-G-02": "Niet hier." }));
    assert_eq!(sheet["reasons"], json!({ "SO-BH-G-02": "notAtIssue" }));
    let untouched = desk.patch(json!({})).await.expect(200);
    assert_eq!(untouched.json(), sheet);
}

#[actix_web::test]
async fn zero_is_an_answer_and_null_is_none() {
    let desk = Desk::set().await;
    let sheet = desk.put(json!({ "levels": { "SO-BH-G-01": 0, "SO-BH-G-02": null } })).await.expect(200).json();
    assert_eq!((&sheet["levels"]["SO-BH-G-01"], &sheet["levels"]["SO-BH-G-02"]), (&json!(0), &Value::Null));
    let unanswered = sheet["unanswered"].as_array().unwrap();
    assert!(unanswered.contains(&json!("SO-BH-G-02")) && !unanswered.contains(&json!("SO-BH-G-01")));
    let view = desk.noor.get(&desk.app, &format!("/v1/assessments/{}", desk.id)).send().await.expect(200).json();
    assert_eq!((&view["askedCount"], &view["answeredCount"]), (&json!(70), &json!(1)));
}

#[actix_web::test]
async fn a_sheet_comes_in_the_instruments_order_whatever_order_it_was_sent_in() {
    let desk = Desk::set().await;
    let sheet = desk.put(json!({ "levels": { "SO-ZL-S-02": 1, "SO-BH-G-02": 2, "SO-BH-G-01": 3 } })).await;
    let sheet = sheet.expect(200).json();
    let instruments = desk.noor.get(&desk.app, "/v1/instruments").send().await.json();
    let instrument = instruments["items"][0]["id"].as_str().unwrap().to_owned();
    let printed = desk.noor.get(&desk.app, &format!("/v1/instruments/{instrument}")).send().await.expect(200).json();
    let blocks = printed["blocks"].as_array().unwrap().iter();
    let codes: Vec<&Value> =
        blocks.flat_map(|block| block["competencies"].as_array().unwrap()).map(|item| &item["code"]).collect();
    let sent: Vec<Value> = sheet["levels"].as_object().unwrap().keys().map(|code| json!(code)).collect();
    assert_eq!(sent.iter().collect::<Vec<_>>(), codes);
}

#[actix_web::test]
async fn a_sheet_with_one_mistake_in_it_changes_nothing() {
    let desk = Desk::set().await;
    desk.put(json!({ "levels": { "SO-BH-G-01": 3 } })).await.expect(200);
    let before = desk.get().await;
    let wrong = json!({
        "levels": { "SO-BH-G-01": 1, "SO-BH-G-02": 5 },
        "notes": { "SO-XX-G-01": "?" },
        "reasons": { "SO-BH-G-03": "lazy" },
    });
    for refused in [desk.put(wrong.clone()).await, desk.patch(wrong.clone()).await] {
        let wanted = [
            "/levels/SO-BH-G-02 off-scale",
            "/notes/SO-XX-G-01 unknown-competency",
            "/reasons/SO-BH-G-03 unknown-reason",
        ];
        assert_eq!(refused.is_problem(400, "invalid-input").errors(), wanted);
    }
    let after = desk.get().await;
    assert_eq!((after.etag(), after.json()), (before.etag(), before.json()));
    assert_eq!(desk.history().await.len(), 2);
}

#[actix_web::test]
async fn who_has_not_seen_the_latest_state_does_not_write_over_it() {
    let desk = Desk::set().await;
    let seen = desk.get().await.etag();
    let save = |tag: Option<&str>, level: u8| {
        let call = desk.noor.call(&desk.app, "PATCH", &desk.path);
        let call = if let Some(tag) = tag { call.if_match(tag) } else { call };
        call.patch(&json!({ "levels": { "SO-BH-G-01": level } }))
    };
    let first = save(Some(&seen), 1).send().await.expect(200);
    assert_ne!(first.etag(), seen);
    assert_eq!(desk.get().await.etag(), first.etag());
    save(Some(&seen), 2).send().await.is_problem(412, "stale-revision");
    save(None, 2).send().await.is_problem(428, "precondition-required");
    save(Some(&format!("W/{}", first.etag())), 2).send().await.is_problem(412, "stale-revision");
    assert_eq!(desk.get().await.json()["levels"]["SO-BH-G-01"], 1);
    let either = format!("{seen}, {}", first.etag());
    let second = save(Some(&either), 2).send().await.expect(200);
    save(Some("*"), 3).send().await.expect(200);
    let unchanged = desk.noor.get(&desk.app, &desk.path).header("If-None-Match", &second.etag()).send().await;
    unchanged.expect(200);
    let known = desk.get().await.etag();
    let unchanged = desk.noor.get(&desk.app, &desk.path).header("If-None-Match", &known).send().await.expect(304);
    assert_eq!((unchanged.text.as_str(), unchanged.etag()), ("", known));
}

#[actix_web::test]
async fn the_history_tells_who_saved_what_when_and_through_which_client() {
    let desk = Desk::set().await;
    desk.put(json!({ "levels": { "SO-BH-G-01": 3 }, "notes": { "SO-BH-G-01": "Eerst." } })).await.expect(200);
    desk.app.later(chrono::TimeDelta::minutes(5));
    let patch = json!({
        "levels": { "SO-BH-G-01": 4 }, "notes": { "SO-BH-G-01": "Later." }, "reasons": { "SO-BH-G-02": "notMastered" },
    });
    desk.patch(patch).await.expect(200);
    desk.patch(json!({ "notes": { "SO-BH-G-01": null }, "reasons": { "SO-BH-G-02": null } })).await.expect(200);

    let history = desk.history().await;
    let column = |name: &str| -> Vec<Value> { history.iter().map(|row| row[name].clone()).collect() };
    assert_eq!(column("revision"), [1, 2, 3, 4].map(|n| json!(n)));
    assert_eq!(column("cause"), ["started", "saved", "saved", "saved"].map(|cause| json!(cause)));
    let (nine, later) = (json!("2026-11-02T09:00:00Z"), json!("2026-11-02T09:05:00Z"));
    assert_eq!(column("savedAt"), [nine.clone(), nine, later.clone(), later]);
    for row in &history {
        assert_eq!((&row["savedBy"], &row["clientId"]), (&json!(desk.noor.id()), &json!("test")));
        assert_eq!((row["levels"].as_object().unwrap().len(), &row["reason"]), (70, &Value::Null));
    }
    let first: Vec<Value> = history.iter().map(|row| row["levels"]["SO-BH-G-01"].clone()).collect();
    assert_eq!(first, [Value::Null, json!(3), json!(4), json!(4)]);
    let notes = [
        json!({}),
        json!({ "SO-BH-G-01": "Eerst." }),
        json!({ "SO-BH-G-01": "Later." }),
        json!({ "SO-BH-G-01": null }),
    ];
    assert_eq!(column("noteChanges"), notes, "a note that was replaced or taken away stays on the record");
    let reasons = [json!({}), json!({}), json!({ "SO-BH-G-02": "notMastered" }), json!({ "SO-BH-G-02": null })];
    assert_eq!(column("reasonChanges"), reasons);
}

#[actix_web::test]
async fn an_autosave_that_changes_nothing_leaves_no_trace() {
    let desk = Desk::set().await;
    let sheet = json!({ "levels": { "SO-BH-G-01": 3 }, "notes": { "SO-BH-G-01": "Eerst." } });
    let saved = desk.put(sheet.clone()).await.expect(200);
    for again in [desk.put(sheet.clone()).await, desk.patch(sheet).await, desk.patch(json!({})).await] {
        assert_eq!((again.expect(200).etag(), desk.history().await.len()), (saved.etag(), 2));
    }
}

#[actix_web::test]
async fn the_sheet_of_every_moment_follows_from_its_history() {
    let desk = Desk::set().await;
    let codes = ["SO-BH-G-01", "SO-BH-G-02", "SO-DN-S-03", "SO-ZL-S-02"];
    let mut seen = vec![desk.get().await.json()];
    for step in 0..24_usize {
        let code = codes[step % 4];
        let level = if step % 7 == 0 { Value::Null } else { json!(step % 5) };
        let note = if step % 3 == 0 { Value::Null } else { json!(format!("Notitie {step}.")) };
        let reason = if step % 5 == 0 { Value::Null } else { json!("notThoughtOf") };
        let sheet = json!({ "levels": { code: level }, "notes": { code: note }, "reasons": { code: reason } });
        let saved = if step % 6 == 5 { desk.put(sheet).await } else { desk.patch(sheet).await };
        seen.push(saved.expect(200).json());
    }
    let history = desk.history().await;
    // What changed nothing is no save.
    seen.dedup();
    assert_eq!(history.len(), seen.len());
    let (mut notes, mut reasons) = (BTreeMap::new(), BTreeMap::new());
    for (row, sheet) in history.iter().zip(&seen) {
        fold(&mut notes, &row["noteChanges"]);
        fold(&mut reasons, &row["reasonChanges"]);
        assert_eq!(row["levels"], sheet["levels"]);
        assert_eq!((&json!(notes), &json!(reasons)), (&sheet["notes"], &sheet["reasons"]));
    }
}

fn fold(kept: &mut BTreeMap<String, Value>, changes: &Value) {
    for (code, change) in changes.as_object().unwrap() {
        if change.is_null() {
            assert!(kept.remove(code).is_some(), "what was taken away was there");
        } else {
            kept.insert(code.clone(), change.clone());
        }
    }
}

#[actix_web::test]
async fn a_long_history_comes_in_pages() {
    let desk = Desk::set().await;
    for step in 0..6 {
        desk.patch(json!({ "levels": { "SO-BH-G-01": step % 5 } })).await.expect(200);
    }
    let mut path = format!("{}/history?limit=3", desk.path);
    let mut revisions = vec![];
    let mut sizes = vec![];
    loop {
        let answer = desk.noor.get(&desk.app, &path).send().await.expect(200);
        let items = answer.json()["items"].as_array().unwrap().clone();
        sizes.push(items.len());
        revisions.extend(items.iter().map(|row| row["revision"].as_u64().unwrap()));
        let link = answer.header("link");
        assert_eq!(link.is_empty(), answer.json()["nextCursor"].is_null());
        let Some(next) = link.strip_prefix('<').and_then(|rest| rest.split_once('>')) else { break };
        path = next.0.to_owned();
    }
    assert_eq!((revisions, sizes), ((1..=7).collect(), vec![3, 3, 1]));
}

#[actix_web::test]
async fn submitting_and_reopening_stand_in_the_history_too() {
    let desk = Desk::set().await;
    let coach = desk.school.coach(&desk.app, "coach").await;
    let all =
        desk.get().await.json()["levels"].as_object().unwrap().keys().map(|code| (code.clone(), json!(2))).collect();
    desk.put(json!({ "levels": Value::Object(all) })).await.expect(200);
    let submission = format!("/v1/assessments/{}/submission", desk.id);
    let submitted = desk.noor.call(&desk.app, "POST", &submission).send().await.expect(200);
    assert_eq!(desk.get().await.etag(), submitted.etag());
    let reopening = format!("/v1/assessments/{}/reopening", desk.id);
    coach.call(&desk.app, "POST", &reopening).json(&json!({ "reason": "Kijk nog eens." })).send().await.expect(200);
    let history = desk.history().await;
    let told: Vec<[&Value; 3]> = history.iter().map(|row| [&row["cause"], &row["savedBy"], &row["reason"]]).collect();
    let (noor, coach, why) = (json!(desk.noor.id()), json!(coach.id()), json!("Kijk nog eens."));
    let [started, saved, submitted, reopened] = ["started", "saved", "submitted", "reopened"].map(|cause| json!(cause));
    let none = Value::Null;
    let wanted =
        [[&started, &noor, &none], [&saved, &noor, &none], [&submitted, &noor, &none], [&reopened, &coach, &why]];
    assert_eq!(told, wanted);
    assert_eq!(history[1]["levels"], history[3]["levels"], "neither changes an answer");
}
