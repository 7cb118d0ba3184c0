//! Submitting an assessment and reopening it: complete or allowed to be partial, locked in between, with the reason on the record,
//! and until when.

use chrono::TimeDelta;
use samenspel::domain::round::Completeness;
use serde_json::{Value, json};

use super::support::{Answer, Person, RoundPlan, School, TestApp};

async fn submit(app: &TestApp, person: &Person, id: &str) -> Answer {
    person.again(app).call(app, "POST", &format!("/v1/assessments/{id}/submission")).send().await
}

async fn reopen(app: &TestApp, person: &Person, id: &str) -> Answer {
    let body = json!({ "reason": "Na het gesprek wil ik twee scores bijstellen." });
    person.again(app).call(app, "POST", &format!("/v1/assessments/{id}/reopening")).json(&body).send().await
}

async fn get(app: &TestApp, person: &Person, path: &str) -> Answer {
    person.again(app).get(app, path).send().await
}

/// Saves one level; the answer.
async fn save(app: &TestApp, person: &Person, id: &str, level: Value) -> Answer {
    let sheet = json!({ "levels": { "SO-BH-G-01": level } });
    let path = format!("/v1/assessments/{id}/scores");
    person.again(app).call(app, "PATCH", &path).if_match("*").patch(&sheet).send().await
}

#[actix_web::test]
async fn a_learner_who_submits_too_early_is_told_every_statement_she_has_not_answered() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.started(&app, &noor, round).await;
    save(&app, &noor, &id, json!(0)).await.expect(200);
    let refused = submit(&app, &noor, &id).await.is_problem(409, "sheet-incomplete");

    let sheet = get(&app, &noor, &format!("/v1/assessments/{id}/scores")).await.json();
    let missing: Vec<String> =
        sheet["unanswered"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect();
    assert_eq!(missing.len(), 69, "0 is an answer");
    let mut wanted: Vec<String> = missing.iter().map(|code| format!("/levels/{code} unanswered")).collect();
    wanted.sort();
    assert_eq!(refused.errors(), wanted);
    let view = get(&app, &noor, &format!("/v1/assessments/{id}")).await.json();
    assert_eq!((&view["state"], &view["submittedAt"]), (&json!("draft"), &Value::Null));
}

#[actix_web::test]
async fn fifty_two_answers_are_enough_of_who_is_asked_fifty_two() {
    let (app, school) = School::start().await;
    let sam = school.learner_in(&app, "sam", school.group, None).await;
    let round = school.round(&app).await;
    let id = school.filled(&app, &sam, round, |_| 2).await;
    let view = submit(&app, &sam, &id).await.expect(200).json();
    assert_eq!((&view["askedCount"], &view["answeredCount"]), (&json!(52), &json!(52)));
}

#[actix_web::test]
async fn where_the_round_allows_blanks_a_learner_submits_with_them() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let plan = RoundPlan { completeness: Completeness::Partial, ..RoundPlan::default() };
    let round = school.round_with(&app, plan, &[school.group]).await;
    let id = school.started(&app, &noor, round).await;
    save(&app, &noor, &id, json!(3)).await.expect(200);
    let view = submit(&app, &noor, &id).await.expect(200).json();
    assert_eq!((&view["state"], &view["answeredCount"]), (&json!("submitted"), &json!(1)));
    assert_eq!(view["submittedAt"], "2026-11-02T09:00:00Z");
}

#[actix_web::test]
async fn what_is_submitted_is_locked() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.submitted(&app, &noor, round, |_| 3).await;
    let path = format!("/v1/assessments/{id}/scores");
    let before = get(&app, &noor, &path).await.expect(200);

    let put = noor.call(&app, "PUT", &path).if_match(&before.etag()).json(&json!({ "levels": {} }));
    put.send().await.is_problem(409, "not-a-draft");
    save(&app, &noor, &id, json!(1)).await.is_problem(409, "not-a-draft");
    submit(&app, &noor, &id).await.is_problem(409, "not-a-draft");
    let after = get(&app, &noor, &path).await;
    assert_eq!((after.text.clone(), after.etag()), (before.text.clone(), before.etag()));
}

#[actix_web::test]
async fn a_learner_reopens_her_own_while_the_round_is_open_and_her_coach_sees_it_no_more() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let id = school.submitted(&app, &noor, round, |_| 3).await;
    get(&app, &coach, &format!("/v1/assessments/{id}")).await.expect(200);

    let reopened = reopen(&app, &noor, &id).await.expect(200);
    let view = reopened.json();
    assert_eq!(
        (&view["state"], &view["submittedAt"], &view["answeredCount"]),
        (&json!("draft"), &Value::Null, &json!(70))
    );
    for rest in ["", "/scores", "/scores/history"] {
        get(&app, &coach, &format!("/v1/assessments/{id}{rest}")).await.is_problem(404, "not-found");
    }
    reopen(&app, &coach, &id).await.is_problem(404, "not-found");
    reopen(&app, &noor, &id).await.is_problem(409, "not-submitted");

    let history = get(&app, &noor, &format!("/v1/assessments/{id}/scores/history")).await.json();
    let last = history["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["cause"], &last["savedBy"]), (&json!("reopened"), &json!(noor.id())));
    assert_eq!(last["reason"], "Na het gesprek wil ik twee scores bijstellen.");
    save(&app, &noor, &id, json!(4)).await.expect(200);
    submit(&app, &noor, &id).await.expect(200);
    get(&app, &coach, &format!("/v1/assessments/{id}")).await.expect(200);
}

#[actix_web::test]
async fn a_reopening_needs_a_reason() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.submitted(&app, &noor, round, |_| 3).await;
    for body in [json!({}), json!({ "reason": "" }), json!({ "reason": null }), json!({ "reason": "x".repeat(501) })] {
        let path = format!("/v1/assessments/{id}/reopening");
        noor.call(&app, "POST", &path).json(&body).send().await.is_problem(400, "invalid-input");
    }
    let view = get(&app, &noor, &format!("/v1/assessments/{id}")).await.json();
    assert_eq!(view["state"], "submitted");
}

#[actix_web::test]
async fn a_draft_that_is_late_stays_a_draft() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let sam = school.learner(&app, "sam").await;
    let round = school.round(&app).await;
    let never_submitted = school.filled(&app, &noor, round, |_| 3).await;
    let reopened_in_time = school.submitted(&app, &sam, round, |_| 3).await;
    reopen(&app, &sam, &reopened_in_time).await.expect(200);

    app.later(TimeDelta::days(14));
    for (person, id) in [(&noor, &never_submitted), (&sam, &reopened_in_time)] {
        save(&app, person, id, json!(4)).await.is_problem(409, "round-not-open");
        submit(&app, person, id).await.is_problem(409, "round-not-open");
        get(&app, person, &format!("/v1/assessments/{id}/scores")).await.expect(200);
    }
    app.later(TimeDelta::days(7));
    submit(&app, &noor, &never_submitted).await.is_problem(409, "round-released");
}

#[actix_web::test]
async fn after_closing_only_the_coach_reopens_and_then_late_work_is_taken_until_the_release() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let id = school.submitted(&app, &noor, round, |_| 3).await;

    app.later(TimeDelta::days(15));
    reopen(&app, &noor, &id).await.is_problem(409, "round-not-open");
    reopen(&app, &coach, &id).await.expect(200);
    get(&app, &coach, &format!("/v1/assessments/{id}/scores")).await.is_problem(404, "not-found");
    app.later(TimeDelta::days(1));
    save(&app, &noor, &id, json!(4)).await.expect(200);
    submit(&app, &noor, &id).await.expect(200);
    let sheet = get(&app, &coach, &format!("/v1/assessments/{id}/scores")).await.expect(200).json();
    assert_eq!(sheet["levels"]["SO-BH-G-01"], 4);
    save(&app, &noor, &id, json!(1)).await.is_problem(409, "not-a-draft");

    reopen(&app, &coach, &id).await.expect(200);
    app.later(TimeDelta::days(5));
    save(&app, &noor, &id, json!(1)).await.is_problem(409, "round-released");
    submit(&app, &noor, &id).await.is_problem(409, "round-released");
}

#[actix_web::test]
async fn once_the_reports_are_out_nobody_reopens() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let id = school.submitted(&app, &noor, round, |_| 3).await;
    app.later(TimeDelta::days(21));
    for person in [&noor, &coach] {
        reopen(&app, person, &id).await.is_problem(409, "round-released");
    }
}

#[actix_web::test]
async fn what_a_learner_does_on_her_own_has_no_closing_time() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let instrument = noor.get(&app, "/v1/instruments").send().await.json()["items"][0]["id"].clone();
    let new = json!({ "instrumentId": instrument });
    let id = noor.call(&app, "POST", "/v1/assessments").json(&new).send().await.expect(201).id();
    app.later(TimeDelta::days(400));
    submit(&app, &noor, &id).await.is_problem(409, "sheet-incomplete");
    let levels: serde_json::Map<_, _> =
        get(&app, &noor, &format!("/v1/assessments/{id}/scores")).await.json()["levels"]
            .as_object()
            .unwrap()
            .keys()
            .map(|code| (code.clone(), json!(2)))
            .collect();
    let put = noor.again(&app).call(&app, "PUT", &format!("/v1/assessments/{id}/scores")).if_match("*");
    put.json(&json!({ "levels": levels })).send().await.expect(200);
    submit(&app, &noor, &id).await.expect(200);
    get(&app, &coach, &format!("/v1/assessments/{id}/scores")).await.expect(200);
    reopen(&app, &noor, &id).await.expect(200);
}

#[actix_web::test]
async fn a_coach_submits_what_she_has_observed_and_no_more() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let id = school.started_about(&app, &coach, &noor, round).await;
    get(&app, &noor, &format!("/v1/assessments/{id}")).await.is_problem(404, "not-found");
    save(&app, &coach, &id, json!(2)).await.expect(200);
    let view = submit(&app, &coach, &id).await.expect(200).json();
    assert_eq!((&view["state"], &view["answeredCount"]), (&json!("submitted"), &json!(1)));

    let sheet = get(&app, &noor, &format!("/v1/assessments/{id}/scores")).await.expect(200).json();
    assert_eq!(sheet["notObserved"].as_array().unwrap().len(), 69);
    assert_eq!(sheet["levels"]["SO-BH-G-02"], Value::Null);
    save(&app, &noor, &id, json!(4)).await.is_problem(403, "forbidden");
    submit(&app, &noor, &id).await.is_problem(403, "forbidden");
    reopen(&app, &noor, &id).await.is_problem(403, "forbidden");
    reopen(&app, &coach, &id).await.expect(200);
    save(&app, &coach, &id, Value::Null).await.expect(200);
    let sheet = get(&app, &coach, &format!("/v1/assessments/{id}/scores")).await.json();
    assert_eq!(sheet["notObserved"].as_array().unwrap().len(), 70, "null of a coach is not observed");
}

#[actix_web::test]
async fn a_coach_neither_scores_nor_submits_for_the_learner() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach(&app, "coach").await;
    let round = school.round(&app).await;
    let id = school.filled(&app, &noor, round, |_| 3).await;
    save(&app, &coach, &id, json!(4)).await.is_problem(404, "not-found");
    submit(&app, &coach, &id).await.is_problem(404, "not-found");
    submit(&app, &noor, &id).await.expect(200);
    save(&app, &coach, &id, json!(4)).await.is_problem(403, "forbidden");
    submit(&app, &coach, &id).await.is_problem(403, "forbidden");
}
