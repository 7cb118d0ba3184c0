//! Several at once: nobody's work is lost, and nothing is made twice. Small versions of the heavy harnesses.

mod circle;
mod rounds;
mod talk;

use std::collections::HashSet;

use samenspel::domain::ids::Id;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::support::{Answer, Call, School};

/// How many clients there are at once.
const CLIENTS: usize = 8;

/// Sends these calls all at once; the answers, in the order of the calls.
pub async fn at_once(calls: Vec<Call>) -> Vec<Answer> {
    let sent: Vec<_> = calls.into_iter().map(|call| actix_web::rt::spawn(call.send())).collect();
    let mut answers = vec![];
    for answer in sent {
        answers.push(answer.await.unwrap());
    }
    answers
}

/// The one answer with this status, where all others are this problem.
#[track_caller]
fn the_one(answers: Vec<Answer>, status: u16, others: (u16, &str)) -> (usize, Answer) {
    let mut won = vec![];
    for (client, answer) in answers.into_iter().enumerate() {
        if answer.status == status {
            won.push((client, answer));
        } else {
            answer.is_problem(others.0, others.1);
        }
    }
    assert_eq!(won.len(), 1, "exactly one wins");
    won.remove(0)
}

#[actix_web::test]
async fn of_many_who_save_over_the_same_state_one_wins_and_nothing_is_lost() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.started(&app, &noor, round).await;
    let path = format!("/v1/assessments/{id}/scores");
    let mut tag = noor.get(&app, &path).send().await.expect(200).etag();
    let mut last = String::new();
    for turn in 0..20 {
        let note = |client: usize| format!("Beurt {turn}, tabblad {client}.");
        let call = |client: usize| {
            let sheet = json!({ "levels": { "SO-BH-G-01": client % 5 }, "notes": { "SO-BH-G-01": note(client) } });
            if client.is_multiple_of(2) {
                noor.call(&app, "PUT", &path).if_match(&tag).json(&sheet)
            } else {
                noor.call(&app, "PATCH", &path).if_match(&tag).patch(&sheet)
            }
        };
        let answers = at_once((0..CLIENTS).map(call).collect()).await;
        let (client, answer) = the_one(answers, 200, (412, "stale-revision"));
        last = note(client);
        assert_eq!(answer.json()["notes"]["SO-BH-G-01"], last, "the winner is told her own state");
        tag = answer.etag();
    }
    let sheet = noor.get(&app, &path).send().await.expect(200);
    assert_eq!((sheet.etag(), &sheet.json()["notes"]["SO-BH-G-01"]), (tag, &json!(last)));
    let history = noor.get(&app, &format!("{path}/history?limit=200")).send().await.expect(200).json();
    assert_eq!(history["items"].as_array().unwrap().len(), 21, "one row per save that was acknowledged");
}

#[actix_web::test]
async fn tabs_that_try_again_on_what_they_find_lose_none_of_their_changes() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.started(&app, &noor, round).await;
    let path = format!("/v1/assessments/{id}/scores");
    let mut waiting: HashSet<String> = (1..=CLIENTS).map(|n| format!("SO-BH-G-{n:02}")).collect();
    while !waiting.is_empty() {
        let tag = noor.get(&app, &path).send().await.expect(200).etag();
        let codes: Vec<String> = waiting.iter().cloned().collect();
        let call =
            |code: &String| noor.call(&app, "PATCH", &path).if_match(&tag).patch(&json!({ "levels": { code: 4 } }));
        let answers = at_once(codes.iter().map(call).collect()).await;
        let (winner, _) = the_one(answers, 200, (412, "stale-revision"));
        waiting.remove(&codes[winner]);
    }
    let sheet = noor.get(&app, &path).send().await.expect(200).json();
    let answered = sheet["levels"].as_object().unwrap().values().filter(|level| **level == json!(4)).count();
    assert_eq!(answered, CLIENTS);
}

#[actix_web::test]
async fn of_many_who_start_the_same_assessment_one_does() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    for _ in 0..5 {
        let round = school.round(&app).await;
        let body = json!({ "roundId": round.raw() });
        let calls = (0..CLIENTS).map(|_| noor.call(&app, "POST", "/v1/assessments").json(&body)).collect();
        the_one(at_once(calls).await, 201, (409, "assessment-exists"));
    }
    let db = app.state.db.reader();
    assert_eq!(entity::assessment::Entity::find().count(db).await.unwrap(), 5);
    assert_eq!(entity::sheet_save::Entity::find().count(db).await.unwrap(), 5);
    assert_eq!(entity::outbox_event::Entity::find().count(db).await.unwrap(), 5);
}

#[actix_web::test]
async fn of_many_with_one_key_one_is_done_and_the_others_wait_or_hear_the_same() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let body = json!({ "workplaceType": "wijkteam", "workplaceName": "Noord", "startsOn": "2026-09-01" });
    for turn in 0..10_u64 {
        let create = || {
            let call = noor.call(&app, "POST", "/v1/placements").header("Idempotency-Key", &format!("k-{turn}"));
            call.json(&body)
        };
        let answers = at_once((0..CLIENTS).map(|_| create()).collect()).await;
        let mut ids = HashSet::new();
        for answer in answers {
            if answer.status == 201 {
                ids.insert(answer.id());
            } else {
                answer.is_problem(409, "idempotency-in-flight");
            }
        }
        assert_eq!(ids.len(), 1, "one creation, and one answer to it");
        assert_eq!(ids, HashSet::from([create().send().await.expect(201).id()]));
        assert_eq!(entity::placement::Entity::find().count(app.state.db.reader()).await.unwrap(), turn + 1);
    }
}

#[actix_web::test]
async fn of_many_who_submit_one_does_and_of_many_who_reopen_too() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    let id = school.filled(&app, &noor, round, |_| 3).await;
    let reason = json!({ "reason": "Vergissing." });
    for _ in 0..5 {
        let submit = |_| noor.call(&app, "POST", &format!("/v1/assessments/{id}/submission"));
        the_one(at_once((0..CLIENTS).map(submit).collect()).await, 200, (409, "not-a-draft"));
        let reopen = |_| noor.call(&app, "POST", &format!("/v1/assessments/{id}/reopening")).json(&reason);
        the_one(at_once((0..CLIENTS).map(reopen).collect()).await, 200, (409, "not-submitted"));
    }
    let path = format!("/v1/assessments/{id}/scores/history?limit=200");
    let history = noor.get(&app, &path).send().await.expect(200).json();
    let causes: Vec<&str> =
        history["items"].as_array().unwrap().iter().skip(2).map(|row| row["cause"].as_str().unwrap()).collect();
    assert_eq!(causes, ["submitted", "reopened"].repeat(5));
}

#[actix_web::test]
async fn of_many_servers_that_release_a_round_one_does() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let round = school.round(&app).await;
    school.submitted(&app, &noor, round, |_| 3).await;
    app.later(chrono::TimeDelta::days(22));
    let releases: Vec<_> = (0..4)
        .map(|_| {
            let state = app.state.clone();
            actix_web::rt::spawn(async move { samenspel::resources::reports::release_due(&state).await.unwrap() })
        })
        .collect();
    let mut released = 0;
    for release in releases {
        released += release.await.unwrap();
    }
    assert_eq!(released, 1);
    let kept = entity::released_report::Entity::find().count(app.state.db.reader()).await.unwrap();
    assert_eq!(
        kept, 14,
        "three of the group, its cohort, its programme and the organisation, and one more of each of the latter two"
    );
}
