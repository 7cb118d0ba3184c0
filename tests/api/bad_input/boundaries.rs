//! At every bound of every member, key and header, the published schema and the code say the same: what the schema refuses is
//! refused there and for that, and what it takes is never refused for its shape. All of it is read from the contract.

use std::collections::BTreeSet;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind as Kind};
use samenspel::{domain::refusal::escape, http::text::TEXT};
use serde_json::Value;

use super::{
    cases::{Cases, Fault},
    is_refused,
    target::Target,
    values::{around, of_type},
};
use crate::support::{
    Answer,
    asks::asker,
    cast::Cast,
    contract::{Ask, Operation, operations, resolved, validator},
};

/// What can be wrong with a body of the right shape: it depends on what there is, or on two members at once.
const FACTS: [&str; 13] = [
    "unknown-reference",
    "off-scale",
    "unknown-competency",
    "not-asked",
    "not-of-this-prompt",
    "says-nothing",
    "end-before-start",
    "in-the-future",
    "in-the-past",
    "outside-period",
    "taken",
    "not-consecutive",
    "needs-other",
];

/// The code for what breaks this keyword of a schema.
fn code_for(keyword: &str) -> &'static str {
    match keyword {
        "type" => "wrong-type",
        "format" | "pattern" => "malformed",
        "minimum" => "too-small",
        "maximum" => "too-large",
        "minLength" => "too-short",
        "maxLength" => "too-long",
        "minItems" => "too-few",
        "maxItems" => "too-many",
        "enum" => "not-a-choice",
        _ => panic!("there is no code for what breaks `{keyword}`"),
    }
}

/// What breaks a schema, where; and whether all of it is wrong, or, with alternatives, what breaks each of them.
fn broken(contract: &Validator, value: &Value) -> (BTreeSet<Fault>, bool) {
    let errors: Vec<ValidationError<'_>> = contract.iter_errors(value).collect();
    let has_alternatives = errors.iter().any(|error| matches!(error.kind(), Kind::OneOfNotValid { .. }));
    (errors.iter().flat_map(faults).collect(), !has_alternatives)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own list, which it may add to")]
fn faults(error: &ValidationError<'_>) -> Vec<Fault> {
    let at = error.instance_path().to_string();
    let inside = |name: &str| format!("{at}/{}", escape(name));
    match error.kind() {
        Kind::OneOfNotValid { context } => context.iter().flatten().flat_map(faults).collect(),
        Kind::Required { property } => vec![(inside(property.as_str().unwrap()), "missing".to_owned())],
        Kind::AdditionalProperties { unexpected } => {
            unexpected.iter().map(|name| (inside(name), "unknown-member".to_owned())).collect()
        }
        Kind::Pattern { pattern } if pattern == TEXT => vec![(at, "control-character".to_owned())],
        kind => vec![(at, code_for(kind.keyword()).to_owned())],
    }
}

/// What an answer says is wrong.
fn told(answer: &Answer) -> BTreeSet<Fault> {
    let split = |error: &String| error.rsplit_once(' ').map(|(at, code)| (at.to_owned(), code.to_owned())).unwrap();
    answer.errors().iter().map(split).collect()
}

#[actix_web::test]
async fn every_member_of_every_body_is_bounded_as_the_contract_says() {
    let cast = Cast::start().await;
    let (mut right, mut wrong) = (0, 0);
    for mut target in Target::all(&cast).await {
        target.ask.tag = target.ask.tag.map(|_| "*".to_owned());
        let contract = target.operation.validator();
        let cases = Cases::of(&target.operation.schema, &Value::Object(target.good()));
        for case in &cases.all {
            let what = target.says(&format!("{} in {}", case.at, short(&case.body)));
            let answer = target.send(case.body.to_string().into_bytes()).await;
            let (broken, exact) = broken(&contract, &case.body);
            if broken.is_empty() {
                right += 1;
                is_of_the_right_shape(&answer, &what);
                if answer.status < 300 && target.operation.has_id() && target.operation.method == "POST" {
                    target.ask = cast.ask(&target.operation.id).await;
                }
                continue;
            }
            wrong += 1;
            is_refused(&answer, &[400], &what);
            let told = told(&answer);
            // U+0000 is told by its name too, where it breaks another form.
            let holds_zero =
                |at: &str| case.body.pointer(at).and_then(Value::as_str).is_some_and(|text| text.contains('\0'));
            let is_meant = |told: &Fault| {
                let is_zero = told.1 == "control-character" && holds_zero(&told.0);
                is_zero || broken.iter().any(|b| cases.is_told(b, told))
            };
            let invented: Vec<_> = told.iter().filter(|told| !is_meant(told)).collect();
            assert!(invented.is_empty(), "{what}: is told {invented:?}, which the schema does not say: {broken:?}");
            if exact {
                let places =
                    |faults: &BTreeSet<Fault>| faults.iter().map(|(at, _)| at.clone()).collect::<BTreeSet<_>>();
                assert_eq!(places(&told), places(&broken), "{what}");
            } else {
                let parent = |at: &str| at.rsplit_once('/').map(|(parent, _)| parent.to_owned());
                let beside = |at: &str| [parent(&case.at), Some(case.at.clone())].contains(&parent(at));
                let inside = |at: &str| at.strip_prefix(&case.at).is_some_and(|rest| rest.starts_with('/'));
                let hit = |(at, code): &Fault| *at == case.at || inside(at) || (code == "missing" && beside(at));
                assert!(told.iter().any(hit), "{what}: is told {told:?}");
            }
        }
    }
    assert!(right > 400 && wrong > 700, "{right} right, {wrong} wrong");
}

/// Says that this was not refused for its shape.
#[track_caller]
fn is_of_the_right_shape(answer: &Answer, what: &str) {
    assert!(answer.status < 500, "{what}: {answer:?}");
    if answer.status == 400 {
        let shape: Vec<Fault> = told(answer).into_iter().filter(|(_, code)| !FACTS.contains(&code.as_str())).collect();
        assert!(
            shape.is_empty() && !answer.errors().is_empty(),
            "{what}: the schema takes it, and it is told {}",
            answer.text
        );
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
}

/// A text in a query as the JSON value it stands for.
fn read(schema: &Value, text: &str) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    match text {
        "true" | "false" if of_type(schema, "boolean") => Value::from(text == "true"),
        _ if of_type(schema, "integer") && is_number => serde_json::from_str(text).unwrap_or(text.into()),
        _ => text.into(),
    }
}

/// A value as it is written in a query.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// What is no value as JSON has it, and might be taken for one.
const TEXTS: [&str; 12] = ["", " 5", "5 ", "+5", "05", "5.0", "5e0", "0x5", "１", "True", " true", "\"5\""];

#[actix_web::test]
async fn every_key_of_every_query_is_bounded_as_the_contract_says() {
    let cast = Cast::start().await;
    let (mut right, mut wrong) = (0, 0);
    for operation in operations() {
        let ask = cast.ask(&operation.id).await;
        for (key, schema) in &operation.queries {
            let (schema, contract) = (resolved(schema), validator(schema));
            let others: Vec<&str> = ask.query.split('&').filter(|pair| !pair.starts_with(&format!("{key}="))).collect();
            let texts: BTreeSet<String> =
                around(schema).iter().filter_map(written).chain(TEXTS.map(str::to_owned)).collect();
            for text in texts {
                let query = [others.as_slice(), &[&format!("{key}={}", percent(&text))]].concat().join("&");
                let what = format!("{}?{key}={text:?}", operation.id);
                let answer = send(&cast, &operation, &Ask { query, ..ask.clone() }).await;
                let (broken, _) = broken(&contract, &read(schema, &text));
                if broken.is_empty() {
                    right += 1;
                    is_of_the_right_shape(&answer, &what);
                    continue;
                }
                wrong += 1;
                is_refused(&answer, &[400], &what);
                // U+0000 is told by its name too, where it breaks another form.
                let zero = text.contains('\0').then(|| "control-character".to_owned());
                let codes = broken.into_iter().map(|(_, code)| code).chain(zero);
                let wanted = codes.map(|code| (format!("/query/{key}"), code)).collect();
                assert_eq!(told(&answer), wanted, "{what}");
            }
        }
    }
    assert!(right > 400 && wrong > 1000, "{right} right, {wrong} wrong");
}

async fn send(cast: &Cast, operation: &Operation, ask: &Ask) -> Answer {
    operation.call(&cast.app, ask).bearer(&cast.person(asker(&operation.id)).unwrap().token).send().await
}

#[actix_web::test]
async fn every_header_of_every_operation_is_bounded_as_the_contract_says() {
    let cast = Cast::start().await;
    let (mut right, mut wrong) = (0, 0);
    for operation in operations() {
        let mut ask = Ask { tag: None, ..cast.ask(&operation.id).await };
        if !operation.reads() {
            // Told last, when all the rest is found right: so nothing is done.
            "colour=blue".clone_into(&mut ask.query);
        }
        let person = cast.person(asker(&operation.id)).unwrap();
        for (header, schema) in &operation.headers {
            let contract = validator(schema);
            for text in around(schema).iter().filter_map(written).filter(|text| is_sendable(text)) {
                let call = operation.call(&cast.app, &ask).bearer(&person.token).header(header, &text);
                let answer = call.send().await;
                let what = format!("{} with {header}: {text}", operation.id);
                if !contract.is_valid(&Value::from(text)) {
                    wrong += 1;
                    is_refused(&answer, &[400], &what);
                    assert_eq!(answer.errors(), [format!("/header/{header} malformed")], "{what}");
                } else if operation.reads() {
                    right += 1;
                    assert!([200, 304].contains(&answer.status), "{what}: {answer:?}");
                } else {
                    right += 1;
                    assert_eq!(answer.errors(), ["/query/colour unknown-member"], "{what}");
                }
            }
        }
    }
    assert!(right > 300 && wrong > 300, "{right} right, {wrong} wrong");
}

/// Whether a text reaches us in a header as it is: HTTP takes off blanks around it, and control characters are no header at all.
fn is_sendable(text: &str) -> bool {
    text.trim() == text && !text.contains(['\0', '\n', '\r', '\u{1}', '\u{7f}'])
}
