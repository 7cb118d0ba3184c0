//! Whoever guesses the id of a sheet that is hidden from her is answered as about one that does not exist: whatever she asks and wherever she
//! names it, whatever tag she guesses, whatever she sends, with a key and without.

use std::collections::BTreeSet;

use samenspel::domain::round::Disclosure;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    deed::Deed::{self, Invite, Note, Save, Start, Submit},
    oracle::{
        Eye,
        Sheet::{self, Coach, Guest, Own, Peer, Supervisor},
    },
    scene::Scene,
};
use crate::support::{
    Answer,
    contract::{Ask, Operation, document, operations},
};

#[actix_web::test]
async fn a_hidden_sheet_is_answered_like_no_sheet_at_all() {
    let mut scene = Scene::set(Disclosure::AfterBothSubmitted).await;
    let begun = [Start(Own), Invite, Save(Own), Start(Coach), Save(Coach), Start(Peer), Save(Peer), Start(Guest)];
    scene.do_all(&begun).await;
    scene.do_all(&[Submit(Coach), Start(Supervisor), Save(Supervisor), Submit(Peer)]).await;
    let mut tried = scene.tries().await;
    scene.do_all(&[Submit(Own), Note(Guest), Submit(Supervisor)]).await;
    tried.extend(scene.tries().await);
    // Everything was tried on every sheet, by somebody from whom it was hidden.
    assert_eq!(tried, Sheet::ALL.into_iter().collect());
}

impl Scene {
    async fn do_all(&mut self, deeds: &[Deed]) {
        for deed in deeds {
            self.pass();
            self.does(*deed).await;
        }
    }

    /// Everybody tries everything on every sheet that is hidden from her; which those were.
    async fn tries(&self) -> BTreeSet<Sheet> {
        let (mut tried, mut wrong) = (BTreeSet::new(), Vec::new());
        for eye in Eye::ALL {
            let started = |sheet: &Sheet| self.has(*sheet) && eye != sheet.rater();
            for sheet in Sheet::ALL.into_iter().filter(|sheet| started(sheet) && !self.facts.may_know(eye, *sheet)) {
                tried.insert(sheet);
                for operation in operations() {
                    for (ask, key) in self.attempts(eye, &operation, &self.id(sheet)) {
                        let hidden = self.try_it(eye, &operation, &ask, key).await;
                        let nothing = self.try_it(eye, &operation, &about_nothing(&ask), key).await;
                        let did = !operation.reads() && hidden.status < 400;
                        assert!(!did, "{eye:?} did {} to {sheet:?}: {hidden:?}", operation.id);
                        if told(&hidden) != told(&nothing) {
                            wrong.push(format!("{eye:?} {} {sheet:?}\n{hidden:?}\n{nothing:?}", operation.id));
                        }
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
        tried
    }

    /// What to try of this operation on this sheet, each with or without a key.
    fn attempts(&self, eye: Eye, operation: &Operation, sheet: &str) -> Vec<(Ask, bool)> {
        if operation.reads() {
            return self.questions(eye, operation, sheet).into_iter().map(|ask| (ask, false)).collect();
        }
        let body = match body(operation, sheet) {
            Try::Sending(body) => Some(body),
            Try::SendingNothing => None,
            Try::Not => return vec![],
        };
        let ask = Ask { part: "R1".to_owned(), body, ..Ask::default() };
        let ask = if operation.has_id() { Ask { id: sheet.to_owned(), ..ask } } else { ask };
        let mut asks = vec![ask.clone()];
        if operation.headers.contains_key("If-Match") {
            // Of what it is now, of what it was, of what it never was, and of whatever it is.
            for tag in ["\"2\"", "\"1\"", "\"4711\"", "*"] {
                asks.push(Ask { tag: Some(tag.to_owned()), ..ask.clone() });
            }
        }
        let keyed = operation.headers.contains_key("Idempotency-Key");
        let keys: &[bool] = if keyed { &[false, true] } else { &[false] };
        asks.into_iter().flat_map(|ask| keys.iter().map(move |key| (ask.clone(), *key))).collect()
    }

    /// What to ask of this operation that reads, with this sheet in its path or behind the question mark.
    fn questions(&self, eye: Eye, operation: &Operation, sheet: &str) -> Vec<Ask> {
        let hers = Sheet::ALL.into_iter().find(|sheet| eye == sheet.rater() && self.has(*sheet));
        let mut asks = Vec::new();
        if operation.path.starts_with("/v1/assessments/{id}") {
            asks.push(Ask { id: sheet.to_owned(), part: "R1".to_owned(), ..Ask::default() });
        }
        for key in operation.queries.keys() {
            let query = format!("{key}={sheet}");
            match (key.as_str(), hers) {
                ("assessmentId", _) => asks.push(Ask { query, ..Ask::default() }),
                ("againstId" | "sinceId", Some(hers)) => asks.push(Ask { id: self.id(hers), query, ..Ask::default() }),
                _ => {}
            }
        }
        asks
    }

    /// Asks it; with a key twice, because the second time an answer may come from what was kept.
    async fn try_it(&self, eye: Eye, operation: &Operation, ask: &Ask, with_key: bool) -> Answer {
        let key = self.app.state.ids.next_raw().to_string();
        let call = || {
            let call = operation.call(&self.app, ask).bearer(&self.person(eye).unwrap().token);
            if with_key { call.header("Idempotency-Key", &key) } else { call }
        };
        let first = call().send().await;
        if with_key {
            assert_eq!(told(&first), told(&call().send().await), "{}", operation.id);
        }
        first
    }
}

/// What to try an operation with.
enum Try {
    Sending(Value),
    SendingNothing,
    /// It is not done to a sheet.
    Not,
}

/// What to send to try this on a sheet.
fn body(operation: &Operation, sheet: &str) -> Try {
    match operation.id.as_str() {
        "createFeedback" => {
            Try::Sending(json!({ "assessmentId": sheet, "anchor": { "kind": "whole" }, "body": "Mooi." }))
        }
        "createInvitation" => Try::Sending(json!({ "kind": "guest", "assessmentId": sheet })),
        "createGoal" => {
            let origin = json!({ "assessmentId": sheet, "promptCode": "R4" });
            Try::Sending(json!({ "kind": "learn", "what": "Doorvragen", "origin": origin }))
        }
        _ if operation.path.starts_with("/v1/assessments/{id}") => {
            let path = operation.path.trim_start_matches("/v1");
            let content = &document()["paths"][path][operation.method.to_lowercase()]["requestBody"]["content"];
            let content = content.as_object().and_then(|content| content.values().next());
            content.map_or(Try::SendingNothing, |content| Try::Sending(example(content, &operation.id)))
        }
        _ => {
            let names_one = operation.members.iter().any(|member| member.starts_with("assessment"));
            assert!(!names_one, "say in tests/api/disclosed/guessing.rs what to try of {}", operation.id);
            Try::Not
        }
    }
}

/// The example that the contract gives of a body.
fn example(content: &Value, operation: &str) -> Value {
    let named = content["examples"].as_object().and_then(|examples| examples.values().next());
    let example = named.map(|named| &named["value"]).or(content.get("example"));
    example.unwrap_or_else(|| panic!("{operation} has no example of a body")).clone()
}

/// The same about a sheet that nobody ever made.
fn about_nothing(ask: &Ask) -> Ask {
    let nobodys = Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_0000_0000_0001).to_string();
    let of_body = ask.body.as_ref().and_then(|body| {
        let named = body["assessmentId"].as_str().or(body["origin"]["assessmentId"].as_str())?;
        serde_json::from_str(&body.to_string().replace(named, &nobodys)).ok()
    });
    if let Some((key, _)) = ask.query.split_once('=') {
        return Ask { query: format!("{key}={nobodys}"), ..ask.clone() };
    }
    let id = if ask.id.is_empty() { String::new() } else { nobodys };
    Ask { id, body: of_body.or(ask.body.clone()), ..ask.clone() }
}

fn told(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut told = serde_json::from_str(&answer.text).unwrap_or_else(|_| json!(answer.text));
    if let Some(problem) = told.as_object_mut() {
        problem.remove("instance");
    }
    (answer.status, answer.head(), told)
}
