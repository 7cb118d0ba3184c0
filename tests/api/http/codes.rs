//! Every problem that the contract documents of an operation is one that it answers with: here each is met.
//!
//! That no other is met anywhere in this suite is `support::promise`'s to say.

mod situations;
mod trouble;

use std::collections::BTreeSet;

use situations::told_in_every_situation;
use trouble::{told_by_a_broken_database, told_of_too_much, told_under_a_key};

use super::every_answer::asked_in_every_way;
use crate::support::{
    Answer,
    answer::says,
    cast::Cast,
    contract::{Operation, operations},
    promise::{broken, code_of},
};

/// What was met: the operation and the code.
type Met = BTreeSet<(String, String)>;

/// A problem that is documented and not met here, of which operations, and why.
type Excused = (&'static str, fn(&Operation) -> bool, &'static str);

const EXCUSED: [Excused; 3] = [
    ("request-timeout", |_| true, "it takes fifteen seconds; `a_body_that_never_ends_is_not_waited_for` takes them"),
    ("unavailable", Operation::is_of_definitions, "definitions are in memory; another server, or a proxy, may be away"),
    ("internal", Operation::is_of_definitions, "definitions are in memory; a fault of ours can be anywhere"),
];

/// Adds what this operation answered, if it is a problem.
fn meet(met: &mut Met, operation: &Operation, answer: &Answer) {
    if answer.status >= 400 {
        met.insert((operation.id.clone(), code_of(&answer.json()).to_owned()));
    }
}

#[actix_web::test]
async fn every_documented_problem_is_met_or_excused() {
    let mut met = Met::new();
    let cast = Cast::start().await;
    for operation in operations() {
        for (_, answer) in asked_in_every_way(&cast, &operation).await {
            meet(&mut met, &operation, &answer);
        }
    }
    told_of_too_much(&cast, &mut met).await;
    told_under_a_key(&cast, &mut met).await;
    told_in_every_situation(cast, &mut met).await;
    told_by_a_broken_database(&mut met).await;

    let mut wrong = Vec::new();
    for operation in operations() {
        for code in operation.codes.values().flatten() {
            let is_met = met.contains(&(operation.id.clone(), code.clone()));
            let excused = EXCUSED.iter().find(|(excused, of, _)| excused == code && of(&operation));
            match (is_met, excused) {
                (false, None) => wrong.push(format!("{} documents {code}, and nothing here shows it", operation.id)),
                (true, Some((_, _, why))) => {
                    wrong.push(format!("{} does answer {code}, although: {why}", operation.id));
                }
                (true, None) | (false, Some(_)) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
#[ignore = "takes as long as a body may: fifteen seconds"]
async fn a_body_that_never_ends_is_not_waited_for() {
    let cast = Cast::start().await;
    let mut sent = Vec::new();
    for operation in operations().into_iter().filter(|o| o.media_type.is_some()) {
        let ask = cast.ask(&operation.id).await;
        sent.push(actix_web::rt::spawn(super::ordinary(&cast, &operation, &ask).never_ending().send()));
    }
    for answer in sent {
        answer.await.unwrap().is_problem(408, "request-timeout");
    }
}

#[actix_web::test]
async fn an_answer_that_the_contract_does_not_promise_is_noticed() {
    let cast = Cast::start().await;
    let ask = cast.ask("createPlacement").await;
    let operation = crate::support::contract::operation("createPlacement");
    let made = super::ordinary(&cast, &operation, &ask).send().await.expect(201);
    let refused = operation.call(&cast.app, &ask).send().await.expect(401);
    let complaints = |answer: &Answer| broken("POST", "/v1/placements", answer).map_or(0, |(_, told)| told.len());
    assert_eq!((complaints(&made), complaints(&refused)), (0, 0));
    let with = |answer: &Answer, member: &str, value: serde_json::Value| {
        let mut json = answer.json();
        json[member] = value;
        Answer { text: json.to_string(), ..answer.clone() }
    };
    let without = |answer: &Answer, header: &str| {
        let mut answer = answer.clone();
        answer.headers.remove(header);
        answer
    };
    let also = |answer: &Answer, header: &'static str, value: &'static str| {
        let mut answer = answer.clone();
        answer.headers.insert(header.parse().unwrap(), value.parse().unwrap());
        answer
    };
    for wrong in [
        Answer { status: 200, ..made.clone() },
        Answer { status: 418, ..refused.clone() },
        Answer { text: "{".to_owned(), ..made.clone() },
        with(&made, "colour", "blue".into()),
        with(&made, "startsOn", "2026-02-30".into()),
        with(&made, "learnerId", serde_json::Value::Null),
        with(&refused, "type", "/problems/not-found".into()),
        without(&made, "location"),
        without(&made, "etag"),
        without(&refused, "www-authenticate"),
        without(&refused, "content-language"),
        also(&made, "content-language", "nl"),
        also(&made, "etag", "W/\"1\""),
        also(&refused, "retry-after", "1"),
        also(&refused, "api-version", "1"),
        also(&made, "content-type", "text/plain"),
    ] {
        assert!(complaints(&wrong) > 0, "{}", says(&wrong));
    }
}
