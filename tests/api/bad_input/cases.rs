//! Bodies of which one place is changed: to every value around its bounds, to none, or to one that has no place there.

use std::collections::BTreeSet;

use samenspel::domain::refusal::escape;
use serde_json::Value;

use super::values::{around, least, of_type};
use crate::support::contract::{resolved, validator};

/// A place and a code.
pub type Fault = (String, String);

/// A body to send, and the place that was changed in it.
pub struct Case {
    pub at: String,
    pub body: Value,
}

/// The bodies around every bound of a schema.
#[derive(Default)]
pub struct Cases {
    pub all: Vec<Case>,
    /// The places of objects that are keyed by codes: what is in them an instrument judges, in words of its own.
    maps: BTreeSet<String>,
}

impl Cases {
    /// All of them; `good` is a body that is right.
    pub fn of(schema: &Value, good: &Value) -> Self {
        let mut cases = Self::default();
        cases.walk(schema, "", good);
        cases
    }

    fn put(&mut self, at: &str, good: &Value, value: Option<Value>) {
        self.all.push(Case { at: at.to_owned(), body: with(good, at, value) });
    }

    fn walk(&mut self, schema: &Value, at: &str, good: &Value) {
        let schema = resolved(schema);
        if let Some(alternatives) = schema["oneOf"].as_array() {
            for alternative in alternatives {
                let is_this = good.pointer(at).is_some_and(|value| validator(alternative).is_valid(value));
                let base = if is_this { good.clone() } else { with(good, at, Some(least(alternative))) };
                self.walk(alternative, at, &base);
            }
        } else if of_type(schema, "object") {
            self.object(schema, at, good);
        } else if of_type(schema, "array") {
            self.array(schema, at, good);
        } else {
            for value in around(schema) {
                self.put(at, good, Some(value));
            }
            if of_type(schema, "array") {
                let base = with(good, at, Some(Value::Array(vec![least(&schema["items"])])));
                self.walk(&schema["items"], &format!("{at}/0"), &base);
            }
        }
    }

    fn object(&mut self, schema: &Value, at: &str, good: &Value) {
        for other in around(schema) {
            self.put(at, good, Some(other));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.put(&format!("{at}/{name}"), good, None);
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            self.walk(member, &format!("{at}/{name}"), good);
        }
        let others = &schema["additionalProperties"];
        if others == false {
            for name in ["nonsense", "a/b~c", "é", "Body", "id"] {
                let token = escape(name);
                self.put(&format!("{at}/{token}"), good, Some(Value::from(1)));
            }
        } else if others.is_object() {
            self.maps.insert(at.to_owned());
            let known = good.as_object().unwrap().values().filter_map(Value::as_object).flat_map(serde_json::Map::keys);
            let key = known.map(String::as_str).next().unwrap_or("nonsense");
            self.walk(others, &format!("{at}/{key}"), good);
        }
    }

    /// Lists of an item, as many as fit and one more; and each bound of the item.
    fn array(&mut self, schema: &Value, at: &str, good: &Value) {
        for other in around(schema) {
            self.put(at, good, Some(other));
        }
        let there = good.pointer(&format!("{at}/0")).cloned();
        let item = there.unwrap_or_else(|| least(&schema["items"]));
        if let Some(most) = schema["maxItems"].as_u64() {
            for length in [most, most + 1] {
                let list = vec![item.clone(); usize::try_from(length).unwrap()];
                self.put(at, good, Some(list.into()));
            }
        }
        let base = with(good, at, Some(vec![item].into()));
        self.walk(&schema["items"], &format!("{at}/0"), &base);
    }

    fn is_in_a_map(&self, at: &str) -> bool {
        self.maps.iter().any(|map| at.strip_prefix(map.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Whether what breaks the schema so can be told so.
    pub fn is_told(&self, (at, code): &Fault, told: &Fault) -> bool {
        let names: &[&str] = match (self.is_in_a_map(at), code.as_str()) {
            (true, "wrong-type") => &["not-a-level", "not-a-text"],
            (true, "too-small" | "too-large") => &["off-scale"],
            (true, "not-a-choice") => &["unknown-reason", "not-a-text"],
            (_, code) => &[code],
        };
        told.0 == *at && names.contains(&told.1.as_str())
    }
}

/// A body with this value, or none, at this place.
fn with(body: &Value, at: &str, value: Option<Value>) -> Value {
    let Some((parent, token)) = at.rsplit_once('/') else { return value.unwrap_or(Value::Null) };
    let mut body = body.clone();
    if body.pointer(parent).is_none() {
        body = with(&body, parent, Some(Value::Object(serde_json::Map::new())));
    }
    let parent = body.pointer_mut(parent).unwrap();
    if let (Some(list), Some(value)) = (parent.as_array_mut(), value.clone()) {
        list[token.parse::<usize>().unwrap()] = value;
        return body;
    }
    let object = parent.as_object_mut().unwrap();
    let name = token.replace("~1", "/").replace("~0", "~");
    match value {
        Some(value) => drop(object.insert(name, value)),
        None => drop(object.remove(&name)),
    }
    body
}
