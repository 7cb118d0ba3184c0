//! A walk over every documented operation, well and badly asked: what is in the head of the answers, and which statuses they have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::{has_what_every_answer_has, ordinary};
use crate::support::{
    Answer, Call,
    asks::asker,
    cast::Cast,
    contract::{Ask, Operation, document, operations},
};

/// Asks an operation in every way that its signature has an answer for; each answer with how it was asked.
pub async fn asked_in_every_way(cast: &Cast, operation: &Operation) -> Vec<(&'static str, Answer)> {
    let ask = cast.ask(&operation.id).await;
    let person = cast.person(asker(&operation.id)).unwrap();
    let hers = |call: Call| call.bearer(&person.token);
    let other = cast.app.token_with(person.organisation, person.user, "nothing");
    let mut calls =
        vec![("for what it is not", ordinary(cast, operation, &ask).header("Accept", "application/xml, audio/*"))];
    if !operation.is_open() {
        calls.extend([
            ("without a token", operation.call(&cast.app, &ask)),
            ("with a bad token", operation.call(&cast.app, &ask).bearer("bad")),
            ("without the scope", operation.call(&cast.app, &ask).bearer(&other)),
        ]);
    }
    let changed = |change: &dyn Fn(&mut Ask)| {
        let mut ask = ask.clone();
        change(&mut ask);
        ask
    };
    if operation.has_id() {
        let nobody = Uuid::from_u128(7).to_string();
        calls.push(("of nothing", ordinary(cast, operation, &changed(&|ask| ask.id.clone_from(&nobody)))));
        calls.push(("of no id", ordinary(cast, operation, &changed(&|ask| "x".clone_into(&mut ask.id)))));
    }
    calls.push(("with an unknown key", ordinary(cast, operation, &changed(&|ask| ask.query.push_str("&x=1")))));
    if operation.is_guarded() {
        calls.push(("over nothing", ordinary(cast, operation, &changed(&|ask| ask.tag = None))));
    }
    if operation.headers.contains_key("If-Match") {
        let stale = changed(&|ask| ask.tag = Some("\"999\"".to_owned()));
        calls.push(("over what is stale", ordinary(cast, operation, &stale)));
    }
    if operation.media_type.is_some() {
        calls.push((
            "with plain text",
            hers(operation.call_with_tag(&cast.app, &ask)).header("Content-Type", "text/plain").bytes(vec![]),
        ));
        calls.push(("with half a body", ordinary(cast, operation, &ask).bytes(b"{".to_vec())));
        calls.push(("with too much", ordinary(cast, operation, &ask).bytes(vec![b' '; 2 << 20])));
    }
    if operation.headers.contains_key("Idempotency-Key") {
        calls.push(("under a key", ordinary(cast, operation, &ask).header("Idempotency-Key", "one")));
        calls.push(("under the same key", ordinary(cast, operation, &ask).header("Idempotency-Key", "one")));
    }
    calls.push(("well", ordinary(cast, operation, &ask)));
    calls.push(("again", ordinary(cast, operation, &ask)));
    let mut answers = Vec::new();
    for (how, call) in calls {
        answers.push((how, call.send().await));
    }
    if operation.reads() && operation.headers.contains_key("If-None-Match") {
        let tag = answers.last().unwrap().1.etag();
        answers.push(("knowing it", ordinary(cast, operation, &ask).header("If-None-Match", &tag).send().await));
    }
    answers
}

#[actix_web::test]
async fn every_answer_has_its_head_and_a_status_that_is_documented() {
    let cast = Cast::start().await;
    let mut seen: BTreeMap<u16, u32> = BTreeMap::new();
    for operation in operations() {
        for (how, answer) in asked_in_every_way(&cast, &operation).await {
            let what = format!("{} {how}", operation.id);
            has_what_every_answer_has(&answer, &what);
            assert!(
                !["ratelimit", "ratelimit-policy"].map(|name| answer.header(name)).contains(&""),
                "{what}: {answer:?}"
            );
            assert!(
                operation.statuses.contains(&answer.status),
                "{what} is {}, undocumented: {}",
                answer.status,
                answer.text
            );
            let wanted: &[u16] = match how {
                "without a token" | "with a bad token" => &[401],
                "without the scope" => &[403],
                "for what it is not" => &[406],
                "of nothing" => &[404],
                "of no id" | "with an unknown key" | "with half a body" => &[400],
                "over nothing" => &[428],
                "over what is stale" => &[412],
                "with plain text" => &[415],
                "with too much" => &[413],
                "knowing it" => &[304],
                "well" | "under a key" | "under the same key" if operation.reads() => &[200],
                "under a key" | "under the same key" => &[200, 201, 202],
                "well" if operation.method == "DELETE" => &[204],
                "again" if operation.method == "DELETE" => &[404],
                // After the same under a key, or again: it may have been done.
                _ => &[200, 201, 202, 409, 412],
            };
            assert!(wanted.contains(&answer.status), "{what} is {}: {}", answer.status, answer.text);
            *seen.entry(answer.status).or_default() += 1;
        }
    }
    for status in [200, 201, 202, 304, 400, 401, 403, 404, 406, 409, 412, 413, 415, 428] {
        assert!(seen.contains_key(&status), "the walk met no {status}: {seen:?}");
    }
}

#[actix_web::test]
async fn a_401_says_where_to_learn_how_to_sign_in() {
    let cast = Cast::start().await;
    let metadata = "resource_metadata=\"https://samenspel.example/.well-known/oauth-protected-resource\"";
    for operation in operations().into_iter().filter(|o| !o.is_open()) {
        let ask = cast.ask(&operation.id).await;
        let call = || operation.call(&cast.app, &ask);
        let answer = call().send().await.is_problem(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), format!("Bearer {metadata}"), "{}", operation.id);
        for bad in ["Bearer x.y.z", "Bearer", "Basic bGVlcmxpbmc6Z2VoZWlt", "bearer ", "é"] {
            let answer = call().header("Authorization", bad).send().await.is_problem(401, "unauthenticated");
            let wanted = format!("Bearer error=\"invalid_token\", {metadata}");
            assert_eq!(answer.header("www-authenticate"), wanted, "{} {bad}", operation.id);
        }
    }
}

#[actix_web::test]
async fn somebody_without_a_token_is_told_so_whatever_else_is_wrong() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(|o| !o.is_open()) {
        let ask = Ask { id: "x".to_owned(), part: "x".to_owned(), query: "x=1".to_owned(), ..Ask::default() };
        let call = || operation.call(&cast.app, &ask);
        for media_type in ["application/json", "application/merge-patch+json", "text/plain"] {
            for body in [b"{".to_vec(), b"\xff".to_vec(), vec![b' '; 2 << 20]] {
                let call =
                    call().header("Content-Type", media_type).header("If-Match", "x").header("Idempotency-Key", "");
                call.bytes(body).send().await.is_problem(401, "unauthenticated");
            }
        }
    }
}

/// Calls `look` with the name and value of every member inside a value.
fn members(value: &Value, look: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            look(name, value);
            members(value, look);
        }),
        Value::Array(items) => items.iter().for_each(|item| members(item, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The names of the members that have this format anywhere in the contract.
fn members_of_format(format: &str) -> BTreeSet<String> {
    let document = document();
    let mut names = BTreeSet::new();
    members(&document["components"]["schemas"], &mut |name, schema| {
        if schema["format"] == format {
            names.insert(name.to_owned());
        }
    });
    names
}

#[actix_web::test]
async fn every_moment_in_an_answer_is_in_utc_and_every_day_is_a_day() {
    let (moments, days) = (members_of_format("date-time"), members_of_format("date"));
    assert!(moments.iter().all(|name| name.ends_with("At")), "{moments:?}");
    assert!(days.iter().all(|name| name.ends_with("On") || name.ends_with("Date")), "{days:?}");
    let cast = Cast::start().await;
    let mut seen = BTreeSet::new();
    for operation in operations().into_iter().filter(|o| o.answers_in == "application/json") {
        let ask = cast.ask(&operation.id).await;
        let answer = ordinary(&cast, &operation, &ask).send().await;
        assert!(answer.status < 300, "{} {answer:?}", operation.id);
        if answer.status == 204 {
            continue;
        }
        members(&answer.json(), &mut |name, value| {
            let Value::String(text) = value else { return };
            let is_moment = chrono::DateTime::parse_from_rfc3339(text).is_ok();
            assert_eq!(is_moment, moments.contains(name), "{} {name} {text}", operation.id);
            assert!(!is_moment || text.ends_with('Z'), "{} {name} {text}", operation.id);
            assert_eq!(
                text.parse::<chrono::NaiveDate>().is_ok(),
                days.contains(name),
                "{} {name} {text}",
                operation.id
            );
            if moments.contains(name) || days.contains(name) {
                seen.insert(name.to_owned());
            }
        });
    }
    assert!(seen.len() > 10, "{seen:?}");
}
