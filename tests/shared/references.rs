//! References of an OpenAPI document, followed.

use serde_json::Value;

/// The document with everything it refers to in its place, but for schemas, which may refer to themselves.
pub fn followed(document: &Value) -> Value {
    let mut paths = document["paths"].clone();
    follow(&mut paths, document);
    let mut document = document.clone();
    document["paths"] = paths;
    document
}

fn follow(value: &mut Value, document: &Value) {
    while let Some(target) = value["$ref"].as_str().filter(|at| !at.starts_with("#/components/schemas/")) {
        let found = document.pointer(target.trim_start_matches('#'));
        *value = found.unwrap_or_else(|| panic!("refers to nothing: {target}")).clone();
    }
    match value {
        Value::Object(object) => object.values_mut().for_each(|inner| follow(inner, document)),
        Value::Array(list) => list.iter_mut().for_each(|inner| follow(inner, document)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
