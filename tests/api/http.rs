//! HTTP, kept by every answer of every operation: what is in its head, which statuses it can have, how it negotiates.

mod around;
mod codes;
mod conditions;
mod deprecation;
mod every_answer;
mod limits;
mod negotiation;
mod origins;
mod pages;
mod replays;
mod wire;

use samenspel::openapi::VERSION;

use super::support::{
    Answer, Call,
    asks::asker,
    cast::{Cast, Who},
    contract::{Ask, Operation},
};

/// What the head of every answer holds.
const ALWAYS: [(&str, &str); 4] = [
    ("api-version", VERSION),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Says that the head of this answer holds what every answer's does.
#[track_caller]
fn has_what_every_answer_has(answer: &Answer, what: &str) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), value, "{name} of {what}: {answer:?}");
        assert_eq!(answer.headers.get_all(name).count(), 1, "{name} of {what}");
    }
    let policies: Vec<_> = answer.headers.get_all("content-security-policy").map(|p| p.to_str().unwrap()).collect();
    // A page or a picture says besides what it loads, and so does who says that it is still the same.
    let is_seen = ["text/html", "image/svg+xml"].iter().any(|seen| answer.header("content-type").starts_with(seen));
    if is_seen || (answer.status == 304 && policies != ["frame-ancestors 'none'"]) {
        assert!(policies.len() == 1 && policies[0].starts_with("default-src 'none'; "), "{what}: {policies:?}");
        assert!(policies[0].ends_with("frame-ancestors 'none'"), "{what}: {policies:?}");
    } else {
        assert_eq!(policies, ["frame-ancestors 'none'"], "{what}: {answer:?}");
    }
    assert!(!answer.header("x-request-id").is_empty(), "{what}: {answer:?}");
    assert!(!answer.header("cache-control").is_empty(), "{what}: {answer:?}");
    for name in ["server", "x-powered-by"] {
        assert_eq!(answer.header(name), "", "{what}");
    }
    if answer.status >= 400 {
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}: {answer:?}");
        assert_eq!(answer.header("content-language"), "nl", "{what}: {answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store", "{what}: {answer:?}");
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status, "{what}");
        for member in ["type", "title", "detail", "instance"] {
            assert!(
                problem[member].as_str().is_some_and(|text| !text.is_empty()),
                "{member} of {what}: {}",
                answer.text
            );
        }
    }
}

/// The ordinary call of an operation by somebody who may.
fn ordinary(cast: &Cast, operation: &Operation, ask: &Ask) -> Call {
    operation.call(&cast.app, ask).bearer(&cast.person(asker(&operation.id)).unwrap().token)
}

/// A call of the learner's.
fn get(cast: &Cast, path: &str) -> Call {
    cast.person(Who::Learner).unwrap().get(&cast.app, path)
}
