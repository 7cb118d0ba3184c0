//! The contract as the tests walk it: every operation there is, and how one is called. A later operation is walked too.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use jsonschema::Validator;
use samenspel::{http::schema, openapi};
use serde_json::{Value, json};

use super::{
    app::{Call, TestApp},
    references::followed,
};

/// One operation of the contract.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    pub method: String,
    /// With `/v1` in front.
    pub path: String,
    /// The scope a token needs for it; nothing, where none is needed.
    pub scope: String,
    /// All the scopes of which one is enough.
    pub scopes: Vec<String>,
    /// Whether it will go.
    pub deprecated: bool,
    /// Every documented status.
    pub statuses: BTreeSet<u16>,
    /// The problems of every status that is an error.
    pub codes: BTreeMap<u16, BTreeSet<String>>,
    /// What a body is sent as; `None`: there is none.
    pub media_type: Option<String>,
    /// What it answers in.
    pub answers_in: String,
    /// The schema of the body, and the names of its members.
    pub schema: Value,
    pub members: Vec<String>,
    /// The query keys it takes, each with its schema.
    pub queries: BTreeMap<String, Value>,
    /// The headers it takes, each with its schema.
    pub headers: BTreeMap<String, Value>,
}

/// What is asked of an operation.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// For the `{id}` of its path.
    pub id: String,
    /// For what else is in its path in braces.
    pub part: String,
    /// What stands behind the question mark.
    pub query: String,
    pub body: Option<Value>,
    /// For `If-Match`.
    pub tag: Option<String>,
}

/// The contract, as JSON, with everything but schemas in the place where it is referred to.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| followed(&serde_json::to_value(openapi::v1()).unwrap()));
    &DOCUMENT
}

/// Every operation.
pub fn operations() -> Vec<Operation> {
    static ALL: LazyLock<Vec<Operation>> = LazyLock::new(|| {
        let document = document();
        let items = document["paths"].as_object().unwrap().iter();
        let all = items.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(m, is)| (path, m, is)));
        let all = all.filter(|(_, _, is)| is.get("operationId").is_some());
        all.map(|(path, method, is)| read(path, method, is, document)).collect()
    });
    ALL.clone()
}

/// The operation with this id.
#[track_caller]
pub fn operation(id: &str) -> Operation {
    operations().into_iter().find(|o| o.id == id).unwrap_or_else(|| panic!("the contract has no {id}"))
}

fn read(path: &str, method: &str, operation: &Value, document: &Value) -> Operation {
    let keys = |value: &Value| value.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let content = &operation["requestBody"]["content"];
    let media_type = keys(content).first().cloned();
    let schema = media_type.as_ref().map_or(Value::Null, |media_type| content[media_type]["schema"].clone());
    let resolve = |schema: &Value| {
        schema["$ref"].as_str().map_or(schema.clone(), |at| document.pointer(&at[1..]).unwrap().clone())
    };
    let resolved = resolve(&schema);
    let alternatives = resolved["oneOf"].as_array().into_iter().flatten().map(resolve);
    let members: BTreeSet<String> =
        alternatives.chain([resolved.clone()]).flat_map(|schema| keys(&schema["properties"])).collect();
    let parameters = |place: &str| {
        let all = operation["parameters"].as_array().into_iter().flatten().filter(move |p| p["in"] == place);
        all.map(|p| (p["name"].as_str().unwrap().to_owned(), p["schema"].clone())).collect::<BTreeMap<_, _>>()
    };
    Operation {
        id: operation["operationId"].as_str().unwrap().to_owned(),
        method: method.to_uppercase(),
        path: format!("/v1{path}"),
        scope: scopes(&operation["security"]).into_iter().next().unwrap_or_default(),
        scopes: scopes(&operation["security"]),
        deprecated: operation["deprecated"] == true,
        statuses: keys(&operation["responses"]).iter().map(|status| status.parse().unwrap()).collect(),
        codes: errors(&operation["responses"]),
        media_type,
        answers_in: answers_in(&operation["responses"]),
        members: members.into_iter().collect(),
        schema,
        queries: parameters("query"),
        headers: parameters("header"),
    }
}

/// The media type of what is answered when all goes well.
fn answers_in(responses: &Value) -> String {
    let well = responses.as_object().unwrap().iter().find(|(status, _)| status.starts_with('2'));
    let content = well.and_then(|(_, response)| response["content"].as_object());
    content.and_then(|content| content.keys().next()).map_or("application/json", String::as_str).to_owned()
}

/// The problems under each status, by the names of their examples.
fn errors(responses: &Value) -> BTreeMap<u16, BTreeSet<String>> {
    let all = responses.as_object().unwrap().iter().filter_map(|(status, response)| {
        let examples = response["content"]["application/problem+json"]["examples"].as_object()?;
        Some((status.parse().unwrap(), examples.keys().cloned().collect()))
    });
    all.collect()
}

fn scopes(security: &Value) -> Vec<String> {
    let ways = security.as_array().into_iter().flatten();
    ways.map(|way| way["accessToken"][0].as_str().unwrap().to_owned()).collect()
}

/// A schema of the contract, or the one that it refers to.
pub fn resolved(schema: &Value) -> &Value {
    schema["$ref"].as_str().map_or(schema, |at| document().pointer(at.trim_start_matches('#')).unwrap())
}

/// What tells whether a value is what this schema of the contract says.
pub fn validator(schema: &Value) -> Validator {
    let mut whole = json!({ "components": document()["components"] });
    whole.as_object_mut().unwrap().extend(schema.as_object().unwrap().clone());
    schema::compile(&whole)
}

/// A path of the contract with what is asked for in place of its braces.
pub fn filled(path: &str, ask: &Ask) -> String {
    let path = path.replace("{id}", &ask.id);
    match (path.find('{'), path.find('}')) {
        (Some(from), Some(to)) => format!("{}{}{}", &path[..from], ask.part, &path[to + 1..]),
        _ => path,
    }
}

impl Operation {
    /// Whether it only reads.
    pub fn reads(&self) -> bool {
        self.method == "GET"
    }

    /// Whether its path names one thing.
    pub fn has_id(&self) -> bool {
        self.path.contains("{id}")
    }

    /// Whether it must be told which state its caller has seen.
    pub fn is_guarded(&self) -> bool {
        self.codes.get(&428).is_some_and(|codes| codes.contains("precondition-required"))
    }

    /// Whether it gives what comes with the product, and is everybody's.
    pub fn is_of_definitions(&self) -> bool {
        self.scope == "definitions:read"
    }

    /// Whether it is asked without a token.
    pub fn is_open(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Whether it answers with a page of a list.
    pub fn lists(&self) -> bool {
        self.queries.contains_key("cursor")
    }

    /// Path and query for this.
    pub fn target(&self, ask: &Ask) -> String {
        let path = filled(&self.path, ask);
        if ask.query.is_empty() { path } else { format!("{path}?{}", ask.query) }
    }

    /// The call that asks this, by nobody yet.
    pub fn call(&self, app: &TestApp, ask: &Ask) -> Call {
        let call = self.call_with_tag(app, ask);
        match (&self.media_type, &ask.body) {
            (Some(media_type), Some(body)) => {
                call.header("Content-Type", media_type).bytes(body.to_string().into_bytes())
            }
            _ => call,
        }
    }

    /// The same without its body.
    pub fn call_with_tag(&self, app: &TestApp, ask: &Ask) -> Call {
        let call = app.call(&self.method, &self.target(ask));
        match &ask.tag {
            Some(tag) => call.if_match(tag),
            None => call,
        }
    }

    /// What is documented of each status.
    pub fn responses(&self) -> impl Iterator<Item = (u16, &'static Value)> {
        let path = self.path.trim_start_matches("/v1");
        let responses = &document()["paths"][path][self.method.to_lowercase()]["responses"];
        responses.as_object().unwrap().iter().map(|(status, response)| (status.parse().unwrap(), response))
    }

    /// What tells whether a body is one that the contract allows.
    pub fn validator(&self) -> Validator {
        validator(&self.schema)
    }
}
