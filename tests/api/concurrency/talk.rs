//! What is said, by two at once: feedback, the conversation, goals.

use std::collections::BTreeSet;

use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{CLIENTS, at_once, the_one};
use crate::support::{Person, School, TestApp};

/// New feedback of this coach's on this assessment, shared; its path.
async fn shared(app: &TestApp, coach: &Person, assessment: &str, body: &str) -> String {
    let new = json!({ "assessmentId": assessment, "anchor": { "kind": "whole" }, "body": body });
    let id = coach.call(app, "POST", "/v1/feedback").json(&new).send().await.expect(201).id();
    coach.call(app, "POST", &format!("/v1/feedback/{id}/sharing")).send().await.expect(200);
    format!("/v1/feedback/{id}")
}

#[actix_web::test]
async fn nobody_acknowledges_a_text_that_she_has_not_read() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let round = school.round(&app).await;
    let assessment = school.submitted(&app, &noor, round, |_| 2).await;
    for turn in 0..20 {
        let path = shared(&app, &coach, &assessment, "Dit las ze.").await;
        let read = noor.get(&app, &path).send().await.expect(200);
        let acknowledge = || noor.call(&app, "POST", &format!("{path}/acknowledgement")).if_match(&read.etag());
        let amend = || coach.call(&app, "PATCH", &path).if_match(&read.etag()).patch(&json!({ "body": "Dit niet." }));
        let calls = if turn % 2 == 0 { vec![acknowledge(), amend()] } else { vec![amend(), acknowledge()] };
        let mut answers = at_once(calls).await;
        if turn % 2 != 0 {
            answers.reverse();
        }
        let (acknowledged, amended) = (&answers[0], &answers[1]);
        let after = noor.get(&app, &path).send().await.expect(200).json();
        match (acknowledged.status, amended.status) {
            (200, 412) => {
                assert_eq!((&after["state"], &after["body"]), (&json!("acknowledged"), &json!("Dit las ze.")));
                assert_eq!(acknowledged.json()["body"], "Dit las ze.");
            }
            (412, 200) => assert_eq!((&after["state"], &after["body"]), (&json!("shared"), &json!("Dit niet."))),
            _ => panic!("one of two who both saw the same is first: {answers:?}"),
        }
    }
}

#[actix_web::test]
async fn who_acknowledges_whatever_is_there_is_done_however_often_the_author_amends() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    let round = school.round(&app).await;
    let assessment = school.submitted(&app, &noor, round, |_| 2).await;
    for _ in 0..5 {
        let path = shared(&app, &coach, &assessment, "Mooi.").await;
        let mut calls = vec![noor.call(&app, "POST", &format!("{path}/acknowledgement"))];
        for n in 0..3 {
            calls.push(coach.call(&app, "PATCH", &path).if_match("*").patch(&json!({ "body": format!("Mooi, {n}.") })));
        }
        let answers = at_once(calls).await;
        let acknowledged = answers[0].clone().expect(200).json();
        let texts: BTreeSet<String> = ["Mooi.".to_owned()]
            .into_iter()
            .chain((0..3).filter(|n| answers[n + 1].status == 200).map(|n| format!("Mooi, {n}.")))
            .collect();
        assert!(texts.contains(acknowledged["body"].as_str().unwrap()), "{acknowledged} {texts:?}");
        let history = noor.get(&app, &format!("{path}/history?limit=200")).send().await.expect(200).json();
        let steps = history["items"].as_array().unwrap();
        let of = |kind: &str| steps.iter().filter(|step| step["cause"] == kind).count();
        assert_eq!((of("acknowledged"), of("amended")), (1, texts.len() - 1), "{history}");
    }
}

#[actix_web::test]
async fn of_many_who_record_the_same_conversation_one_does() {
    let (app, school) = School::start().await;
    let (noor, coach) = (school.learner(&app, "noor").await, school.coach(&app, "coach").await);
    for turn in 0..5_u64 {
        let round = school.round(&app).await;
        let assessment = school.submitted(&app, &noor, round, |_| 2).await;
        let path = format!("/v1/assessments/{assessment}/conversation");
        let record = |n: usize| {
            let who = if n.is_multiple_of(2) { &noor } else { &coach };
            let body = json!({ "heldOn": "2026-11-01", "summary": format!("Verslag {n}.") });
            who.call(&app, "POST", &path).json(&body)
        };
        let answers = at_once((0..CLIENTS).map(record).collect()).await;
        let (client, answer) = the_one(answers, 201, (409, "already-discussed"));
        let recorded = noor.get(&app, &path).send().await.expect(200).json();
        assert_eq!(recorded["summary"], format!("Verslag {client}."), "{answer:?}");
        let rows = entity::conversation_save::Entity::find().count(app.state.db.reader()).await.unwrap();
        assert_eq!(rows, turn + 1);
        let history = format!("/v1/assessments/{assessment}/scores/history?limit=200");
        let history = noor.get(&app, &history).send().await.expect(200).json();
        let discussed = history["items"].as_array().unwrap().iter().filter(|row| row["cause"] == "discussed");
        assert_eq!(discussed.count(), 1);
    }
}

#[actix_web::test]
async fn two_tabs_lose_nothing_of_a_goal() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let goal = json!({ "kind": "learn", "what": "Doorvragen", "how": "Oefenen" });
    let goal = noor.call(&app, "POST", "/v1/goals").json(&goal).send().await.expect(201);
    let path = format!("/v1/goals/{}", goal.id());
    let mut waiting: Vec<(&str, Value)> = vec![
        ("what", json!("Doorvragen bij verlies")),
        ("how", json!("Elke week een gesprek")),
        ("dueOn", json!("2027-01-31")),
        ("status", json!("active")),
        ("kind", json!("do")),
        ("visibility", json!("coaches")),
    ];
    let wanted = waiting.clone();
    while !waiting.is_empty() {
        let tag = noor.get(&app, &path).send().await.expect(200).etag();
        let change = |(member, value): &(&str, Value)| {
            noor.call(&app, "PATCH", &path).if_match(&tag).patch(&json!({ *member: value }))
        };
        let answers = at_once(waiting.iter().map(change).collect()).await;
        let (winner, _) = the_one(answers, 200, (412, "stale-revision"));
        waiting.remove(winner);
    }
    let goal = noor.get(&app, &path).send().await.expect(200).json();
    for (member, value) in &wanted {
        assert_eq!(goal[*member], *value, "{member}");
    }
    let history = noor.get(&app, &format!("{path}/history?limit=200")).send().await.expect(200).json();
    assert_eq!(history["items"].as_array().unwrap().len(), wanted.len() + 1, "a version for each change");
}
