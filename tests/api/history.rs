//! The history of a sheet: who sees what of it, what differs between two points, and that the sheet of record follows from it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

/// Noor, her coach, and the draft she is filling in, in a round that takes blanks.
struct Desk {
    app: TestApp,
    school: School,
    noor: Person,
    coach: Person,
    id: String,
}

impl Desk {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let coach = school.coach(&app, "coach").await;
        let completeness = samenspel::domain::round::Completeness::Partial;
        let plan = RoundPlan { completeness, ..RoundPlan::default() };
        let round = school.round_with(&app, plan, &[school.group]).await;
        let id = school.started(&app, &noor, round).await;
        Self { app, school, noor, coach, id }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/assessments/{}{rest}", self.id)
    }

    async fn save(&self, sheet: Value) {
        let path = self.path("/scores");
        self.noor.call(&self.app, "PATCH", &path).if_match("*").patch(&sheet).send().await.expect(200);
    }

    async fn submit(&self) {
        self.noor.call(&self.app, "POST", &self.path("/submission")).send().await.expect(200);
    }

    async fn reopen(&self, who: &Person) {
        let reason = json!({ "reason": "Kijk nog eens." });
        who.call(&self.app, "POST", &self.path("/reopening")).json(&reason).send().await.expect(200);
    }

    async fn history(&self, who: &Person) -> Vec<Value> {
        let page = who.get(&self.app, &self.path("/scores/history?limit=200")).send().await.expect(200);
        page.json()["items"].as_array().unwrap().clone()
    }

    async fn difference(&self, who: &Person, query: &str) -> Answer {
        who.get(&self.app, &self.path(&format!("/scores/history/difference{query}"))).send().await
    }
}

fn revisions(history: &[Value]) -> Vec<u64> {
    history.iter().map(|row| row["revision"].as_u64().unwrap()).collect()
}

fn score(state: &str, level: Option<u8>) -> Value {
    json!({ "state": state, "level": level })
}

#[actix_web::test]
async fn the_difference_between_two_points_tells_what_was_said_before_and_after() {
    let desk = Desk::set().await;
    desk.save(json!({ "levels": { "SO-BH-G-01": 2, "SO-BH-G-02": 0 }, "notes": { "SO-BH-G-02": "Niet hier." } })).await;
    desk.save(json!({ "levels": { "SO-BH-G-03": 4 } })).await;
    let last = json!({
        "levels": { "SO-BH-G-01": 3, "SO-BH-G-03": null },
        "notes": { "SO-BH-G-02": null, "SO-BH-G-04": "Later." }, "reasons": { "SO-BH-G-04": "notThoughtOf" },
    });
    desk.save(last).await;
    let told = desk.difference(&desk.noor, "?from=2&to=4").await.expect(200).json();
    let side =
        |score: Value, note: Value, reason: Value| json!({ "score": score, "note": note, "notAppliedReason": reason });
    let (none, unanswered) = (Value::Null, || score("unanswered", None));
    let wanted = json!([
        {
            "code": "SO-BH-G-01", "before": side(score("rated", Some(2)), none.clone(), none.clone()),
            "after": side(score("rated", Some(3)), none.clone(), none.clone()),
        },
        {
            "code": "SO-BH-G-02", "before": side(score("notCalledUpon", Some(0)), json!("Niet hier."), none.clone()),
            "after": side(score("notCalledUpon", Some(0)), none.clone(), none.clone()),
        },
        {
            "code": "SO-BH-G-04", "before": side(unanswered(), none.clone(), none.clone()),
            "after": side(unanswered(), json!("Later."), json!("notThoughtOf")),
        },
    ]);
    assert_eq!(told["rows"], wanted, "what was said and taken back in between is in neither");
    let point = |point: &Value| (point["revision"].clone(), point["cause"].clone(), point["savedBy"].clone());
    let saved = |revision: i32| (json!(revision), json!("saved"), json!(desk.noor.id()));
    assert_eq!((point(&told["before"]), point(&told["after"])), (saved(2), saved(4)));

    let back = desk.difference(&desk.noor, "?from=4&to=2").await.expect(200).json();
    assert_eq!((&back["rows"][0]["before"], &back["rows"][0]["after"]), (&wanted[0]["after"], &wanted[0]["before"]));
    let same = desk.difference(&desk.noor, "?from=3&to=3").await.expect(200).json();
    assert_eq!(same["rows"], json!([]));
}

#[actix_web::test]
async fn who_names_no_points_gets_the_latest_and_the_one_before() {
    let desk = Desk::set().await;
    let between = async |query: &str| {
        let told = desk.difference(&desk.noor, query).await.expect(200).json();
        (told["before"]["revision"].as_u64().unwrap(), told["after"]["revision"].as_u64().unwrap())
    };
    assert_eq!(between("").await, (1, 1), "there is one point, and nothing before it");
    desk.save(json!({ "levels": { "SO-BH-G-01": 2 } })).await;
    desk.save(json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    assert_eq!(between("").await, (2, 3));
    assert_eq!(between("?to=2").await, (1, 2));
    assert_eq!(between("?from=1").await, (1, 3));
}

#[actix_web::test]
async fn a_point_that_is_not_there_is_refused_by_its_key() {
    let desk = Desk::set().await;
    let errors = async |query: &str| desk.difference(&desk.noor, query).await.is_problem(400, "invalid-input").errors();
    assert_eq!(errors("?from=1&to=2").await, ["/query/to unknown-reference"]);
    assert_eq!(errors("?from=7").await, ["/query/from unknown-reference"]);
    assert_eq!(errors("?to=7").await, ["/query/to unknown-reference"], "and not by the one that follows from it");
    assert_eq!(errors("?from=8&to=9").await, ["/query/from unknown-reference", "/query/to unknown-reference"]);
    assert_eq!(errors("?from=0").await, ["/query/from too-small"]);
    assert_eq!(errors("?to=x").await, ["/query/to wrong-type"]);
}

#[actix_web::test]
async fn how_a_draft_came_about_is_its_raters_alone() {
    let desk = Desk::set().await;
    desk.save(
        json!({ "levels": { "SO-BH-G-01": 1 }, "notes": { "SO-BH-G-01": "Over Mien.", "SO-BH-G-02": "Blijft." } }),
    )
    .await;
    desk.save(json!({ "levels": { "SO-BH-G-01": 4 }, "notes": { "SO-BH-G-01": null } })).await;
    for path in ["/scores/history", "/scores/history/difference"] {
        desk.coach.get(&desk.app, &desk.path(path)).send().await.is_problem(404, "not-found");
    }
    desk.submit().await;
    assert_eq!(revisions(&desk.history(&desk.noor).await), [1, 2, 3, 4]);
    let seen = desk.history(&desk.coach).await;
    assert_eq!(revisions(&seen), [4], "what she sees begins at the submission");
    assert_eq!(seen[0]["noteChanges"], json!({ "SO-BH-G-02": "Blijft." }), "and tells what stood there then");
    let answer = desk.coach.get(&desk.app, &desk.path("/scores/history")).send().await.expect(200);
    assert!(!answer.text.contains("Mien"), "{}", answer.text);

    let first = desk.difference(&desk.coach, "").await.expect(200).json();
    assert_eq!((&first["before"]["revision"], &first["rows"]), (&json!(4), &json!([])));
    for hidden in ["?from=3", "?from=2&to=4", "?from=1"] {
        let refused = desk.difference(&desk.coach, hidden).await.is_problem(400, "invalid-input");
        assert_eq!(refused.errors(), ["/query/from unknown-reference"], "{hidden}");
    }
    desk.difference(&desk.noor, "?from=2&to=4").await.expect(200);
}

#[actix_web::test]
async fn what_is_saved_after_a_reopening_is_seen_by_others_when_it_is_submitted_again() {
    let desk = Desk::set().await;
    desk.save(json!({ "levels": { "SO-BH-G-01": 1 }, "notes": { "SO-BH-G-02": "Blijft." } })).await;
    desk.submit().await;
    desk.reopen(&desk.coach).await;
    desk.save(json!({ "levels": { "SO-BH-G-01": 3 }, "notes": { "SO-BH-G-03": "Erbij." } })).await;
    desk.coach.get(&desk.app, &desk.path("/scores/history")).send().await.is_problem(404, "not-found");
    desk.difference(&desk.coach, "").await.is_problem(404, "not-found");
    assert_eq!(revisions(&desk.history(&desk.noor).await), [1, 2, 3, 4, 5]);
    desk.submit().await;
    let seen = desk.history(&desk.coach).await;
    assert_eq!(revisions(&seen), [3, 4, 5, 6]);
    let told: Vec<(&Value, &Value)> = seen.iter().map(|row| (&row["cause"], &row["reason"])).collect();
    let wanted = [("submitted", None), ("reopened", Some("Kijk nog eens.")), ("saved", None), ("submitted", None)];
    let wanted = wanted.map(|(cause, reason)| (json!(cause), json!(reason)));
    assert_eq!(told, wanted.iter().map(|(cause, reason)| (cause, reason)).collect::<Vec<_>>());
    let told = desk.difference(&desk.coach, "?from=3&to=6").await.expect(200).json();
    let codes: Vec<&str> = told["rows"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["SO-BH-G-01", "SO-BH-G-03"]);
}

#[actix_web::test]
async fn a_learner_sees_her_coachs_history_from_its_submission_on_and_the_coach_all_of_it() {
    let desk = Desk::set().await;
    let round = desk.school.round(&desk.app).await;
    let id = desk.school.started_about(&desk.app, &desk.coach, &desk.noor, round).await;
    let path = format!("/v1/assessments/{id}/scores");
    let save = json!({ "levels": { "SO-BH-G-01": 1 }, "notes": { "SO-BH-G-01": "Twijfel." } });
    desk.coach.call(&desk.app, "PATCH", &path).if_match("*").patch(&save).send().await.expect(200);
    let save = json!({ "levels": { "SO-BH-G-01": 2 }, "notes": { "SO-BH-G-01": "Gezien op dinsdag." } });
    desk.coach.call(&desk.app, "PATCH", &path).if_match("*").patch(&save).send().await.expect(200);
    desk.noor.get(&desk.app, &format!("{path}/history")).send().await.is_problem(404, "not-found");
    desk.coach.call(&desk.app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    let history = async |who: &Person| {
        let answer = who.get(&desk.app, &format!("{path}/history")).send().await.expect(200).json();
        answer["items"].as_array().unwrap().clone()
    };
    assert_eq!(revisions(&history(&desk.coach).await), [1, 2, 3, 4]);
    let seen = history(&desk.noor).await;
    assert_eq!(revisions(&seen), [4]);
    assert_eq!(seen[0]["noteChanges"], json!({ "SO-BH-G-01": "Gezien op dinsdag." }));
}

/// The levels, notes and reasons that a history ends in.
fn folded(history: &[Value]) -> Value {
    let mut remarks = [("noteChanges", BTreeMap::new()), ("reasonChanges", BTreeMap::new())];
    for row in history {
        for (member, kept) in &mut remarks {
            for (code, change) in row[*member].as_object().unwrap() {
                kept.insert(code.clone(), change.clone());
            }
        }
    }
    let [notes, reasons] = remarks.map(|(_, mut kept)| {
        kept.retain(|_, remark| !remark.is_null());
        json!(kept)
    });
    json!({ "levels": history.last().unwrap()["levels"], "notes": notes, "reasons": reasons })
}

#[actix_web::test]
async fn the_sheet_of_record_follows_from_what_each_reader_sees_of_the_history() {
    let desk = Desk::set().await;
    let codes = ["SO-BH-G-01", "SO-BH-G-02", "SO-DN-S-03"];
    for step in 0..12_usize {
        let code = codes[step % 3];
        let note = if step % 4 == 3 { Value::Null } else { json!(format!("Notitie {step}.")) };
        let reason = if step % 5 == 4 { Value::Null } else { json!("notAtIssue") };
        desk.save(json!({ "levels": { code: step % 5 }, "notes": { code: note }, "reasons": { code: reason } })).await;
        if step % 5 == 2 {
            desk.submit().await;
            desk.reopen(if step % 2 == 0 { &desk.noor } else { &desk.coach }).await;
        }
    }
    desk.submit().await;
    let sheet = desk.noor.get(&desk.app, &desk.path("/scores")).send().await.expect(200).json();
    let of_record = json!({ "levels": sheet["levels"], "notes": sheet["notes"], "reasons": sheet["reasons"] });
    let (whole, from_submission) = (desk.history(&desk.noor).await, desk.history(&desk.coach).await);
    assert!(from_submission.len() > 5 && from_submission.len() < whole.len());
    assert_eq!((folded(&whole), folded(&from_submission)), (of_record.clone(), of_record));
}
