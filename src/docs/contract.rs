//! What the contract says of its operations, as far as pages about problems need it.

use serde_json::Value;

use crate::openapi;

/// The operations of the contract.
pub struct Contract {
    pub operations: Vec<Operation>,
}

/// An operation, and what it can refuse.
pub struct Operation {
    pub method: String,
    /// Without the `/v1` before it.
    pub path: String,
    pub tag: String,
    pub id: String,
    /// What its answers say of themselves, which names the problems.
    says: String,
}

impl Contract {
    /// Reads the contract as it is published.
    pub fn read() -> Self {
        let document: Value = serde_json::from_str(openapi::v1_json()).unwrap_or_default();
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let described = item.as_object().into_iter().flatten().filter(|(_, is)| is["operationId"].is_string());
            operations.extend(described.map(|(method, is)| Operation::of(&document, path, method, is)));
        }
        Self { operations }
    }

    /// Those that can answer with this kind of problem.
    pub fn answering_with(&self, slug: &str) -> impl Iterator<Item = &Operation> {
        let named = format!("`{slug}`");
        self.operations.iter().filter(move |operation| operation.says.contains(&named))
    }
}

impl Operation {
    fn of(document: &Value, path: &str, method: &str, is: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let answers = is["responses"].as_object().into_iter().flatten().map(|(_, answer)| answer);
        let says = answers.map(|answer| text(&resolved(document, answer)["description"]));
        Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            tag: text(&is["tags"][0]),
            id: text(&is["operationId"]),
            says: says.collect(),
        }
    }
}

/// What a reference refers to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|to| document.pointer(to.strip_prefix('#')?));
    target.unwrap_or(value)
}
