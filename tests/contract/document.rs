//! Ways through an OpenAPI document.

use std::{fs, path::Path, sync::LazyLock};

use serde_json::{Map, Value};

use crate::references::followed;

/// The contract as it is published.
pub fn published() -> &'static Value {
    static PUBLISHED: LazyLock<Value> = LazyLock::new(|| {
        serde_json::from_str(samenspel::openapi::v1_json()).unwrap_or_else(|e| panic!("the contract is no JSON: {e}"))
    });
    &PUBLISHED
}

/// The contract as the code makes it, with everything but schemas in the place where it is referred to.
pub fn contract() -> &'static Value {
    static CONTRACT: LazyLock<Value> = LazyLock::new(|| followed(published()));
    &CONTRACT
}

/// A file of the repository.
pub fn read(path: &str) -> String {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(full).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// One operation of a document.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    pub path: &'a str,
    pub method: &'a str,
    pub is: &'a Value,
}

impl<'a> Operation<'a> {
    /// How it is called in a message.
    pub fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// Its parameters.
    pub fn parameters(&self) -> &'a [Value] {
        self.is["parameters"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Its answers, by status.
    pub fn responses(&self) -> impl Iterator<Item = (u16, &'a Value)> + use<'a> {
        members(&self.is["responses"])
            .map(|(status, response)| (status.parse().unwrap_or_else(|_| panic!("no status: {status}")), response))
    }

    /// The media types it reads.
    pub fn bodies(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        members(&self.is["requestBody"]["content"])
    }
}

/// The operations of a document.
pub fn operations(document: &Value) -> Vec<Operation<'_>> {
    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let of = |(path, item)| {
        let methods = members(item).filter(|(method, _)| METHODS.contains(method));
        methods.map(move |(method, is)| Operation { path, method, is })
    };
    members(&document["paths"]).flat_map(of).collect()
}

/// The members of an object; none of anything else.
pub fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

/// What a schema means, its references followed.
pub fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("refers outside: {reference}"));
            resolve(document, document.pointer(pointer).unwrap_or_else(|| panic!("refers to nothing: {reference}")))
        }
        None => schema,
    }
}

/// Calls `visit` with every value below, its place first.
pub fn walk<'a>(value: &'a Value, at: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(at, value);
    match value {
        Value::Object(object) => object.iter().for_each(|(name, inner)| walk(inner, &format!("{at}/{name}"), visit)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, inner)| walk(inner, &format!("{at}/{i}"), visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Fails with all complaints at once.
#[track_caller]
pub fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}
