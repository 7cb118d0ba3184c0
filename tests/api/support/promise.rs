//! What the contract promises of an answer, held against every answer that any test of this suite gets.
//!
//! Its status and its problem stand in the contract, its body is what the schema says and holds nothing more, and its headers
//! are those that are documented: no fewer, no others.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{LazyLock, OnceLock},
};

use jsonschema::Validator;
use samenspel::http::schema;
use serde_json::{Value, json};

use super::{
    answer::{Answer, says},
    contract::{Operation, document, operations},
};

/// What one operation promises of one status.
struct Promise {
    /// The problems it can be.
    codes: BTreeSet<String>,
    /// Its headers, in lower case.
    headers: BTreeMap<String, Header>,
    /// The forms it can have, each with its body's schema, as text; none: it has no body.
    forms: Vec<(String, String)>,
}

/// What is promised of a header.
struct Header {
    /// Whether it is always there.
    required: bool,
    /// Its schema, as text.
    schema: String,
}

static PROMISES: LazyLock<Vec<(Operation, BTreeMap<u16, Promise>)>> = LazyLock::new(|| {
    let of = |operation: Operation| {
        let promises = operation.responses().map(|(status, response)| (status, promise(response))).collect();
        (operation, promises)
    };
    operations().into_iter().map(of).collect()
});

/// A validator for each schema of a body, made when it is first wanted.
static BODIES: LazyLock<HashMap<&str, OnceLock<Validator>>> = LazyLock::new(|| {
    let all = PROMISES.iter().flat_map(|(_, by_status)| by_status.values());
    all.flat_map(|promise| &promise.forms).map(|(_, schema)| (schema.as_str(), OnceLock::new())).collect()
});

/// Every header that some answer is documented to have, and a validator for each of their schemas.
static HEADERS: LazyLock<(BTreeSet<&str>, HashMap<&str, Validator>)> = LazyLock::new(|| {
    let all = || PROMISES.iter().flat_map(|(_, by_status)| by_status.values()).flat_map(|promise| &promise.headers);
    let compiled = |schema: &str| schema::compile(&serde_json::from_str(schema).unwrap());
    let schemas: BTreeSet<&str> = all().map(|(_, header)| header.schema.as_str()).collect();
    let names = all().map(|(name, _)| name.as_str()).collect();
    (names, schemas.into_iter().map(|schema| (schema, compiled(schema))).collect())
});

fn promise(response: &Value) -> Promise {
    let contents = response["content"].as_object();
    let examples =
        contents.and_then(|contents| contents.values().next()).and_then(|first| first["examples"].as_object());
    let form = |(media_type, content): (&String, &Value)| (media_type.clone(), content["schema"].to_string());
    let headers = response["headers"].as_object().into_iter().flatten();
    let header = |is: &Value| Header { required: is["required"] == true, schema: is["schema"].to_string() };
    Promise {
        codes: examples.into_iter().flatten().map(|(code, _)| code.clone()).collect(),
        headers: headers.map(|(name, is)| (name.to_lowercase(), header(is))).collect(),
        forms: contents.into_iter().flatten().map(form).collect(),
    }
}

/// Says that this answer to a call of this method and path is one that the contract promises.
pub fn is_kept(method: &str, target: &str, answer: &Answer) {
    let Some((operation, complaints)) = broken(method, target, answer) else { return };
    let told = says(answer);
    assert!(
        complaints.is_empty(),
        "{operation} ({method} {target}) is not as the contract says: {complaints:#?}\n{told}"
    );
}

/// What an answer has that the contract does not promise, or lacks that it does, and of which operation. Methods and paths that are
/// not in the contract have no promise to keep.
pub fn broken(method: &str, target: &str, answer: &Answer) -> Option<(&'static str, Vec<String>)> {
    let (operation, promises) = promised(method, target)?;
    let mut complaints = Vec::new();
    match promises.get(&answer.status) {
        // What is packed is the same as what is not, but for its tag, which is another.
        Some(_) if answer.headers.contains_key("content-encoding") => {}
        Some(promise) => {
            let is_json = promise.forms.is_empty() || sent_as(answer).ends_with("json");
            let value =
                if is_json { serde_json::from_str(&answer.text).unwrap_or(Value::Null) } else { json!(answer.text) };
            body(promise, answer, &value, &mut complaints);
            headers(promise, answer, &value, &mut complaints);
        }
        None => complaints.push("its status is not documented".to_owned()),
    }
    Some((&operation.id, complaints))
}

/// The operation that is meant, with what it promises. HEAD is GET.
fn promised(method: &str, target: &str) -> Option<&'static (Operation, BTreeMap<u16, Promise>)> {
    let method = if method == "HEAD" { "GET" } else { method };
    let path: Vec<&str> = target.split('?').next()?.split('/').collect();
    let is_meant = |operation: &Operation| {
        let template: Vec<&str> = operation.path.split('/').collect();
        let fits = |(wanted, given): (&&str, &&str)| wanted == given || (wanted.starts_with('{') && !given.is_empty());
        operation.method == method && template.len() == path.len() && template.iter().zip(&path).all(fits)
    };
    PROMISES.iter().find(|(operation, _)| is_meant(operation))
}

fn body(promise: &Promise, answer: &Answer, value: &Value, complaints: &mut Vec<String>) {
    if promise.forms.is_empty() {
        if !answer.text.is_empty() {
            complaints.push("it has a body, and none is documented".to_owned());
        }
        return;
    }
    let Some((_, schema)) = promise.forms.iter().find(|(media_type, _)| sent_as(answer) == media_type) else {
        complaints.push(format!("it is not one of {:?}", promise.forms.iter().map(|(one, _)| one).collect::<Vec<_>>()));
        return;
    };
    let schema = schema.as_str();
    let validator = BODIES[schema].get_or_init(|| compiled(&serde_json::from_str(schema).unwrap()));
    complaints.extend(validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())));
    if answer.status >= 400 && !promise.codes.contains(code_of(value)) {
        complaints.push(format!("`{}` is not among the documented {:?}", code_of(value), promise.codes));
    }
}

/// The media type of an answer. A page and a table say too how their letters are written.
fn sent_as(answer: &Answer) -> &str {
    answer.header("content-type").trim_end_matches("; charset=utf-8")
}

fn headers(promise: &Promise, answer: &Answer, value: &Value, complaints: &mut Vec<String>) {
    let (names, validators) = &*HEADERS;
    for name in names {
        let (header, is_there) = (promise.headers.get(*name), answer.headers.contains_key(*name));
        if is_there != header.is_some_and(|header| header.required || is_due(name, answer, value)) {
            complaints.push(format!("{name}: documented {}, there {is_there}", header.is_some()));
        }
        for value in answer.headers.get_all(*name).filter_map(|value| value.to_str().ok()) {
            let value = value.parse::<u32>().map_or_else(|_| json!(value), |number| json!(number));
            if header.is_some_and(|header| !validators[header.schema.as_str()].is_valid(&value)) {
                complaints.push(format!("{name}: {value} is not what its schema says"));
            }
        }
    }
}

/// Whether a documented header that is not always there is there this time: some belong to one problem among several, one to a page
/// that is not the last.
fn is_due(name: &str, answer: &Answer, value: &Value) -> bool {
    match name {
        "content-disposition" => !sent_as(answer).ends_with("json") && sent_as(answer) != "image/svg+xml",
        "link" => !value["nextCursor"].is_null(),
        "location" => matches!(answer.status, 201 | 202) || code_of(value) == "assessment-exists",
        // Both or none; that they are there is another test's.
        "ratelimit" | "ratelimit-policy" => answer.headers.contains_key("ratelimit"),
        "retry-after" => ["idempotency-in-flight", "too-many-requests", "unavailable"].contains(&code_of(value)),
        "www-authenticate" => ["unauthenticated", "insufficient-scope"].contains(&code_of(value)),
        _ => false,
    }
}

/// Which problem this is; nothing, where it is none.
pub fn code_of(problem: &Value) -> &str {
    problem["type"].as_str().and_then(|at| at.strip_prefix("/problems/")).unwrap_or_default()
}

/// A validator of what is answered. A client may meet members it does not know; we may not send any that we do not document.
fn compiled(schema: &Value) -> Validator {
    let mut whole = json!({ "components": document()["components"] });
    whole.as_object_mut().unwrap().extend(schema.as_object().unwrap().clone());
    close(&mut whole);
    schema::compile(&whole)
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close);
            if object.get("properties").is_some_and(Value::is_object) && object.get("type") == Some(&json!("object")) {
                object.entry("additionalProperties").or_insert(json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
