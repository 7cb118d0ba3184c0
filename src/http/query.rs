//! What stands behind the question mark: only what the contract names, each value as its schema wants it.

use std::{
    future::{Ready, ready},
    ops::Deref,
    sync::RwLock,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use jsonschema::Validator;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use utoipa::{
    IntoParams,
    openapi::{self, path::ParameterIn},
};

use super::{
    describe::{Describe, Draft},
    problem::{Parts, Problem},
    schema, text,
};
use crate::domain::refusal::{Fault, InputError};

/// The query of a request. An unknown key is an error.
pub struct Query<T>(T);

impl<T> Query<T> {
    /// What was asked.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// How to read the query of one type: its keys with the JSON type of each, and the schema over all of them.
struct Reader {
    kinds: Vec<(String, String)>,
    validator: Validator,
}

static READERS: RwLock<Option<std::collections::HashMap<std::any::TypeId, std::sync::Arc<Reader>>>> = RwLock::new(None);

/// The parameters of something that is read from a query.
pub trait Parameters: 'static {
    /// Each with its name, schema and words.
    fn all() -> Vec<openapi::path::Parameter>;
}

/// The parameters that `IntoParams` derives.
pub fn parameters<T: IntoParams>() -> Vec<openapi::path::Parameter> {
    let mut all = T::into_params(|| Some(ParameterIn::Query));
    all.iter_mut().filter_map(|parameter| parameter.schema.as_mut()).for_each(text::state);
    all
}

impl<T: IntoParams + 'static> Parameters for Query<T> {
    fn all() -> Vec<openapi::path::Parameter> {
        parameters::<T>()
    }
}

fn reader<P: Parameters>() -> Reader {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut kinds = Vec::new();
    for parameter in P::all() {
        let schema = parameter.schema.as_ref().and_then(|s| serde_json::to_value(s).ok()).unwrap_or(json!({}));
        kinds.push((parameter.name.clone(), kind(&schema).to_owned()));
        if parameter.required == openapi::Required::True {
            required.push(parameter.name.clone());
        }
        properties.insert(parameter.name, schema);
    }
    let schema = json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    });
    Reader { kinds, validator: schema::compile(&schema) }
}

/// The JSON type that a schema asks for, `null` left aside.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(one)) => one,
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).find(|t| *t != "null").unwrap_or("string"),
        _ => "string",
    }
}

impl<T: IntoParams + DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let value = read::<Self>(request.query_string()).and_then(|(value, _)| typed(value));
        ready(value.map(Self).map_err(|errors| Problem::new(Parts::invalid(errors))))
    }
}

/// Keys and values as they stand in a query.
pub type Pairs = Vec<(String, String)>;

/// A query as a JSON object that satisfies the parameters' schemas, and its pairs as they were sent.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read<P: Parameters>(query: &str) -> Result<(Value, Pairs), Vec<InputError>> {
    let reader = schema::once_per_type::<P, _>(&READERS, reader::<P>);
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(query)
        .map_err(|e| vec![InputError::at("/query", Fault::Schema { says: e.to_string() })])?
        .into_inner();
    let mut object = Map::new();
    let mut errors = Vec::new();
    for (key, text) in &pairs {
        if key.contains('\0') || text.contains('\0') {
            errors.push(InputError::at_member("/query", key, Fault::ControlCharacter));
        }
        let kind = reader.kinds.iter().find(|(name, _)| name == key).map_or("string", |(_, kind)| kind);
        let value = value(kind, text);
        if object.insert(key.clone(), value).is_some() {
            errors.push(InputError::at_member("/query", key, Fault::DuplicateMember));
        }
    }
    let value = Value::Object(object);
    schema::add(&mut errors, schema::faults(&reader.validator, &value, "/query"));
    if errors.is_empty() { Ok((value, pairs)) } else { Err(errors) }
}

/// What a text in a query stands for: an integer is its digits, and nothing that JSON would take for one besides.
fn value(kind: &str, text: &str) -> Value {
    let is_meant = match kind {
        "integer" => text.bytes().all(|b| b.is_ascii_digit() || b == b'-'),
        "boolean" => ["true", "false"].contains(&text),
        kind => kind == "number",
    };
    let read = || serde_json::from_str(text).ok();
    is_meant.then(read).flatten().unwrap_or_else(|| Value::String(text.to_owned()))
}

/// The typed query in a value that satisfies its schemas.
///
/// # Errors
/// Where the type is stricter than the schema, which a test would show.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Vec<InputError>> {
    serde_json::from_value(value).map_err(|e| vec![InputError::at("/query", Fault::Schema { says: e.to_string() })])
}

/// Checks that nothing stands behind the question mark, for an operation that reads nothing there.
///
/// # Errors
/// Each key that stands there.
pub fn none(query: &str) -> Result<(), Vec<InputError>> {
    if query.is_empty() { Ok(()) } else { read::<Nothing>(query).map(drop) }
}

/// No parameters.
struct Nothing;

impl Parameters for Nothing {
    fn all() -> Vec<openapi::path::Parameter> {
        Vec::new()
    }
}

impl<T: IntoParams + DeserializeOwned + 'static> Describe for Query<T> {
    const READS_QUERY: bool = true;

    fn describe(operation: &mut Draft) {
        for parameter in Self::all() {
            operation.parameter(parameter);
        }
        operation.refuses_input(read::<Self>("colour=blue").err().unwrap_or_default());
    }
}
