//! Retention: all past its term goes, nothing within it, and a dry run says beforehand what a run does.

use chrono::{Months, TimeDelta};
use samenspel::{
    auth::seal::SealKey,
    db::sql,
    domain::clock::Timestamp,
    jobs,
    resources::{
        audit_seals, erasures,
        retention::service::{self, Past},
    },
};
use serde_json::json;

use super::left::{RawId, leaves, now};
use crate::support::{Person, SECRET, School, TestApp};

/// Sets the terms of a school.
pub async fn terms(app: &TestApp, school: &School, administrator: &Person, body: serde_json::Value) {
    let path = format!("/v1/organisations/{}/retention", school.organisation);
    let administrator = administrator.again(app);
    let there = administrator.get(app, &path).send().await.expect(200);
    administrator.call(app, "PUT", &path).if_match(&there.etag()).json(&body).send().await.expect(200);
}

/// Whether somebody is erased.
pub async fn is_erased(app: &TestApp, person: &Person) -> bool {
    let text = "SELECT 1 FROM user_account WHERE id = $1 AND erased_at IS NOT NULL";
    sql::one(app.state.db.reader(), text, vec![person.user.raw_id().into()]).await.unwrap().is_some()
}

/// What a dry run says, and what a run does, which must be the same.
pub async fn run(app: &TestApp) -> Past {
    let said: Vec<Past> = service::dry_run(&app.state).await.unwrap().into_iter().map(|(_, past)| past).collect();
    let before = said
        .iter()
        .fold([0; 4], |[a, r, g, n], past| [a + past.accounts, r + past.reflections, g + past.goals, n + past.noted]);
    let done = service::keep_to_terms(&app.state).await.unwrap();
    assert_eq!([done.accounts, done.reflections, done.goals, done.noted], before);
    let after = service::dry_run(&app.state).await.unwrap();
    assert!(after.iter().all(|(_, past)| past.is_nothing()), "{after:?}");
    erasures::service::carry_out_due(&app.state).await.unwrap();
    done
}

#[actix_web::test]
async fn who_left_two_years_ago_to_the_moment_goes_and_who_left_later_stays() {
    let (app, school) = School::start().await;
    let at = now(&app);
    let past = |months: u32| at.checked_sub_months(Months::new(months)).unwrap();
    let moment = TimeDelta::microseconds(1);
    let mut people = Vec::new();
    for (name, left, goes) in [
        ("long-ago", past(60), true),
        ("to-the-moment", past(24), true),
        ("just-within", past(24) + moment, false),
        ("lately", past(1), false),
    ] {
        let person = school.learner(&app, name).await;
        leaves(&app, &person, left).await;
        people.push((name, person, goes));
    }
    people.push(("still-here", school.learner(&app, "still-here").await, false));
    let back = school.learner(&app, "came-back").await;
    leaves(&app, &back, past(60)).await;
    school.member(&app, &back, |m| m.group = Some(school.group)).await;
    people.push(("came-back", back, false));
    let to_come = school.learner(&app, "to-come").await;
    leaves(&app, &to_come, past(60)).await;
    school.member(&app, &to_come, |m| m.starts_at = at + TimeDelta::days(30)).await;
    people.push(("to-come", to_come, false));
    school.service_client(&app, "service").await;

    assert_eq!(run(&app).await.accounts, 2);
    for (name, person, goes) in &people {
        assert_eq!(is_erased(&app, person).await, *goes, "{name}");
    }
    // An hour's job does the same when the time comes.
    app.later(TimeDelta::microseconds(1));
    jobs::now_and_then(&app.state).await;
    jobs::once(&app.state).await;
    for (name, person, goes) in &people {
        assert_eq!(is_erased(&app, person).await, *goes || *name == "just-within", "{name}");
    }
}

/// A learner with a sheet with a note, an answer and a goal, all from this moment.
pub async fn writes(app: &TestApp, school: &School, name: &str) -> (Person, String, String) {
    let person = school.learner(app, name).await;
    let round = school.round(app).await;
    let sheet = school.filled(app, &person, round, |_| 2).await;
    let note = json!({ "notes": { "SO-BH-G-01": "Over mevrouw Jansen." }, "reasons": { "SO-BH-G-02": "notAtIssue" } });
    let scores = format!("/v1/assessments/{sheet}/scores");
    person.call(app, "PATCH", &scores).if_match("*").patch(&note).send().await.expect(200);
    let answer = json!({ "text": "Ik vroeg door bij mevrouw Jansen." });
    let path = format!("/v1/assessments/{sheet}/reflections/R1");
    person.call(app, "PUT", &path).header("If-None-Match", "*").json(&answer).send().await.expect(201);
    let goal = json!({ "kind": "learn", "what": "Doorvragen bij mevrouw Jansen." });
    let goal = person.call(app, "POST", "/v1/goals").json(&goal).send().await.expect(201).id();
    (person, sheet, goal)
}

#[actix_web::test]
async fn notes_reflections_and_goals_go_at_their_own_terms_and_the_scores_stay() {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    let (noor, sheet, goal) = writes(&app, &school, "noor").await;
    let written: Timestamp = now(&app);
    audit_seals::service::seal_due(&app.state).await.unwrap();
    terms(&app, &school, &administrator, json!({ "noteMonths": 3, "reflectionMonths": 6, "goalMonths": 9 })).await;
    let term = |months: u32| written.checked_add_months(Months::new(months)).unwrap() - now(&app);
    let short = TimeDelta::microseconds(1);
    for (months, wanted) in [
        (3, Past { noted: 1, ..Past::default() }),
        (6, Past { reflections: 1, ..Past::default() }),
        (9, Past { goals: 1, ..Past::default() }),
    ] {
        app.later(term(months) - short);
        assert_eq!(run(&app).await, Past::default(), "{months} months less a moment");
        app.later(short);
        assert_eq!(run(&app).await, wanted, "{months} months");
    }
    let noor = noor.again(&app);
    let scores = noor.get(&app, &format!("/v1/assessments/{sheet}/scores")).send().await.expect(200).json();
    assert_eq!(scores["levels"]["SO-BH-G-01"], 2);
    assert_eq!((&scores["notes"], &scores["reasons"]["SO-BH-G-02"]), (&json!({}), &json!("notAtIssue")));
    noor.get(&app, &format!("/v1/goals/{goal}")).send().await.is_problem(404, "not-found");
    erasures::repo::empty_log(app.state.db.writer()).await.unwrap();
    assert_eq!(super::bytes::found(&app, "Jansen").await, 0);
    // The sealed history lost its notes, and the trail says so itself.
    audit_seals::service::seal_due(&app.state).await.unwrap();
    let mut wrong = Vec::new();
    let keys = [SealKey::derive(SECRET)];
    let mut say = |found| wrong.push(found);
    audit_seals::service::verify(&app.state, school.organisation, &keys, None, &mut say).await.unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[actix_web::test]
async fn who_has_seen_what_went_for_its_age_is_told_that_it_is_another_state_now() {
    let (app, school) = School::start().await;
    let administrator = school.administrator(&app, "administrator").await;
    let noor = school.learner(&app, "noor").await;
    // In no round, so that it is hers to save at any time.
    let instrument = noor.get(&app, "/v1/instruments").send().await.json()["items"][0]["id"].clone();
    let own = json!({ "instrumentId": instrument });
    let sheet = noor.call(&app, "POST", "/v1/assessments").json(&own).send().await.expect(201).id();
    let note = json!({ "levels": { "SO-BH-G-01": 2 }, "notes": { "SO-BH-G-01": "Over mevrouw Jansen." } });
    let path = format!("/v1/assessments/{sheet}/scores");
    noor.call(&app, "PATCH", &path).if_match("*").patch(&note).send().await.expect(200);
    let path = format!("/v1/assessments/{sheet}/reflections/R1");
    let text = json!({ "text": "Ik vroeg door." });
    noor.call(&app, "PUT", &path).header("If-None-Match", "*").json(&text).send().await.expect(201);
    terms(&app, &school, &administrator, json!({ "noteMonths": 3, "reflectionMonths": 3 })).await;
    let scores = format!("/v1/assessments/{sheet}/scores");
    let answer = format!("/v1/assessments/{sheet}/reflections/R1");
    let tag = async |path: &str| noor.again(&app).get(&app, path).send().await.expect(200).etag();
    let (seen_scores, seen_answer) = (tag(&scores).await, tag(&answer).await);
    let known =
        async |path: &str, tag: &str| noor.again(&app).get(&app, path).header("If-None-Match", tag).send().await;
    known(&scores, &seen_scores).await.expect(304);
    app.later(now(&app).checked_add_months(Months::new(4)).unwrap() - now(&app));
    assert_eq!(run(&app).await, Past { noted: 1, reflections: 1, ..Past::default() });

    let anew = known(&scores, &seen_scores).await.expect(200);
    assert_eq!(anew.json()["notes"], json!({}));
    let noor = noor.again(&app);
    let patch = json!({ "levels": { "SO-BH-G-01": 1 } });
    let save = |tag: &str| noor.call(&app, "PATCH", &scores).if_match(tag).patch(&patch).send();
    save(&seen_scores).await.is_problem(412, "stale-revision");
    // There was no save of that revision: what differs is told of those that there were, before and after the next one.
    let difference = format!("{scores}/history/difference");
    noor.get(&app, &difference).send().await.expect(200);
    save(&anew.etag()).await.expect(200);
    let told = noor.get(&app, &difference).send().await.expect(200).json();
    assert_eq!([&told["before"]["revision"], &told["after"]["revision"]], [&json!(2), &json!(4)]);
    assert_eq!(told["rows"].as_array().unwrap().len(), 1, "{told}");

    known(&answer, &seen_answer).await.is_problem(404, "not-found");
    let text = json!({ "text": "Opnieuw." });
    let put = noor.call(&app, "PUT", &answer).header("If-None-Match", "*").json(&text).send().await.expect(201);
    assert_ne!(put.etag(), seen_answer);
    assert_eq!(known(&answer, &seen_answer).await.expect(200).json()["text"], text["text"]);
    let over = noor.call(&app, "PUT", &answer).if_match(&seen_answer).json(&json!({ "text": "Eroverheen." })).send();
    over.await.is_problem(412, "stale-revision");
}

#[actix_web::test]
async fn everybody_knows_the_terms_and_an_administrator_sets_them_within_bounds() {
    let (app, school) = School::start().await;
    let (noor, administrator) = (school.learner(&app, "noor").await, school.administrator(&app, "administrator").await);
    let path = format!("/v1/organisations/{}/retention", school.organisation);
    let usual = noor.get(&app, &path).send().await.expect(200);
    let told = usual.json();
    assert_eq!(
        (&told["accountMonths"], &told["graceDays"], &told["noteMonths"]),
        (&json!(24), &json!(30), &json!(null))
    );
    let put = |person: &Person, tag: &str, body: serde_json::Value| {
        person.call(&app, "PUT", &path).if_match(tag).json(&body).send()
    };
    put(&noor, &usual.etag(), json!({})).await.is_problem(403, "forbidden");
    for wrong in [
        json!({ "accountMonths": 0 }),
        json!({ "accountMonths": 121 }),
        json!({ "graceDays": 6 }),
        json!({ "noteMonths": 0 }),
    ] {
        put(&administrator, "*", wrong).await.is_problem(400, "invalid-input");
    }
    let other = put(&administrator, &usual.etag(), json!({ "accountMonths": 12, "graceDays": 7 })).await.expect(200);
    put(&administrator, &usual.etag(), json!({ "accountMonths": 13 })).await.is_problem(412, "stale-revision");
    assert_eq!(
        put(&administrator, &other.etag(), json!({ "accountMonths": 12, "graceDays": 7 })).await.expect(200).etag(),
        other.etag()
    );
    let trail = "SELECT CAST(COUNT(*) AS bigint) AS n FROM audit_event WHERE action = 'retention.changed'";
    let row = sql::one(app.state.db.reader(), trail, vec![]).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1);
    // The other term to think it over holds for who asks from now on.
    let asked = noor.call(&app, "POST", "/v1/erasures").json(&json!({})).send().await.expect(202).json();
    let due: Timestamp = asked["dueAt"].as_str().unwrap().parse().unwrap();
    assert_eq!(due, now(&app) + TimeDelta::days(7));
}
