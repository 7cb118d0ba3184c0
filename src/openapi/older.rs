//! The contract in OpenAPI 3.0.3, for tools that read nothing newer.
//!
//! It says the same, as far as 3.0 can. What is lost on purpose: which texts are property names (`propertyNames`), which
//! scopes an operation needs in a form for programs (the words say it), and the identifier of the licence. Whatever else
//! 3.0 has no words for is told, not passed on.

use serde_json::{Map, Value, json};

/// A document, and what in it could not be said in 3.0.3, place by place.
pub struct Older {
    pub document: Value,
    pub unsaid: Vec<String>,
}

/// An OpenAPI 3.1 document in the words of 3.0.3.
pub fn in_3_0(newer: &Value) -> Older {
    let mut rendering = Rendering { newer, unsaid: Vec::new() };
    let document = rendering.document();
    Older { document, unsaid: rendering.unsaid }
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Whether a keyword of a schema means in 3.0 what it means in 3.1, and holds no schema.
fn alike(keyword: &str) -> bool {
    let words = "title description format default example deprecated readOnly writeOnly required pattern minLength maxLength \
        minimum maximum multipleOf minItems maxItems uniqueItems minProperties maxProperties discriminator";
    words.split_whitespace().any(|word| word == keyword)
}

struct Rendering<'a> {
    newer: &'a Value,
    unsaid: Vec<String>,
}

type Members = Map<String, Value>;

impl Rendering<'_> {
    fn unsaid(&mut self, at: &str, what: &str) {
        self.unsaid.push(format!("{at}: {what}"));
    }

    fn document(&mut self) -> Value {
        let newer = self.newer;
        self.members(newer, "", |it, key, value, at| match key {
            "openapi" => Some(json!("3.0.3")),
            "info" => Some(info(value)),
            "servers" | "tags" | "security" | "externalDocs" => Some(value.clone()),
            "paths" => Some(it.each(value, at, Self::path)),
            "components" => Some(it.components(value, at)),
            _ => it.unknown(key, value, at),
        })
    }

    fn components(&mut self, components: &Value, at: &str) -> Value {
        self.members(components, at, |it, key, value, at| match key {
            "schemas" => Some(it.each(value, at, Self::schema)),
            "responses" => Some(it.each(value, at, Self::response)),
            "parameters" | "headers" => Some(it.each(value, at, Self::parameter)),
            "requestBodies" => Some(it.each(value, at, Self::holds_content)),
            "examples" | "securitySchemes" => Some(value.clone()),
            _ => it.unknown(key, value, at),
        })
    }

    fn path(&mut self, path: &Value, at: &str) -> Value {
        self.members(path, at, |it, key, value, at| match key {
            "summary" | "description" | "servers" => Some(value.clone()),
            "parameters" => Some(it.list(value, at, Self::parameter)),
            method if METHODS.contains(&method) => Some(it.operation(value, at)),
            _ => it.unknown(key, value, at),
        })
    }

    fn operation(&mut self, operation: &Value, at: &str) -> Value {
        let mut needed = Vec::new();
        let mut older = self.members(operation, at, |it, key, value, at| match key {
            "tags" | "summary" | "description" | "operationId" | "deprecated" | "servers" | "externalDocs" => {
                Some(value.clone())
            }
            "parameters" => Some(it.list(value, at, Self::parameter)),
            "requestBody" => Some(it.holds_content(value, at)),
            "responses" => Some(it.each(value, at, Self::response)),
            "security" => Some(security(value, &mut needed)),
            _ => it.unknown(key, value, at),
        });
        if let (false, Some(description)) = (needed.is_empty(), older.get("description").and_then(Value::as_str)) {
            older["description"] = json!(format!("{description}\n\nScope: {}.", needed.join(", ")));
        }
        older
    }

    fn response(&mut self, response: &Value, at: &str) -> Value {
        self.referable(response, at, |it, key, value, at| match key {
            "description" => Some(value.clone()),
            "headers" => Some(it.each(value, at, Self::parameter)),
            "content" => Some(it.each(value, at, Self::media_type)),
            _ => it.unknown(key, value, at),
        })
    }

    /// A parameter or a header.
    fn parameter(&mut self, parameter: &Value, at: &str) -> Value {
        self.referable(parameter, at, |it, key, value, at| match key {
            "schema" => Some(it.schema(value, at)),
            "name" | "in" | "description" | "required" | "deprecated" | "allowEmptyValue" | "style" | "explode"
            | "allowReserved" | "example" | "examples" => Some(value.clone()),
            _ => it.unknown(key, value, at),
        })
    }

    /// A body of a request.
    fn holds_content(&mut self, body: &Value, at: &str) -> Value {
        self.referable(body, at, |it, key, value, at| match key {
            "description" | "required" => Some(value.clone()),
            "content" => Some(it.each(value, at, Self::media_type)),
            _ => it.unknown(key, value, at),
        })
    }

    fn media_type(&mut self, media_type: &Value, at: &str) -> Value {
        self.members(media_type, at, |it, key, value, at| match key {
            "schema" => Some(it.schema(value, at)),
            "example" | "examples" => Some(value.clone()),
            _ => it.unknown(key, value, at),
        })
    }

    fn schema(&mut self, schema: &Value, at: &str) -> Value {
        let Some(given) = schema.as_object() else {
            self.unsaid(at, "a schema that is no object");
            return json!({});
        };
        if let Some(reference) = given.get("$ref") {
            return self.referring(reference, given, at);
        }
        let mut older = Members::new();
        for (key, value) in given {
            let at = &format!("{at}/{}", escaped(key));
            match key.as_str() {
                "type" => self.types(value, &mut older, at),
                "const" => drop(older.insert("enum".to_owned(), json!([value]))),
                // With `nullable`, `null` stays among the values: 3.0.3 asks for both.
                "enum" => drop(older.insert(key.clone(), value.clone())),
                "oneOf" | "anyOf" => self.alternatives(key, value, &mut older, at),
                "allOf" => drop(older.insert(key.clone(), self.list(value, at, Self::schema))),
                "properties" => drop(older.insert(key.clone(), self.each(value, at, Self::schema))),
                "additionalProperties" if value.is_boolean() => drop(older.insert(key.clone(), value.clone())),
                "items" | "not" | "additionalProperties" => drop(older.insert(key.clone(), self.schema(value, at))),
                "exclusiveMinimum" => self.bound("minimum", key, value, given, &mut older, at),
                "exclusiveMaximum" => self.bound("maximum", key, value, given, &mut older, at),
                "examples" => drop(older.insert("example".to_owned(), value[0].clone())),
                "propertyNames" => {}
                word if alike(word) => drop(older.insert(key.clone(), value.clone())),
                _ => {
                    let kept = self.unknown(key, value, at);
                    older.extend(kept.map(|value| (key.clone(), value)));
                }
            }
        }
        Value::Object(older)
    }

    /// A reference with something beside it, which in 3.0 would be ignored there.
    fn referring(&mut self, reference: &Value, given: &Members, at: &str) -> Value {
        let mut older = Members::new();
        for (key, value) in given.iter().filter(|(key, _)| *key != "$ref") {
            if alike(key) {
                older.insert(key.clone(), value.clone());
            } else {
                self.unsaid(at, &format!("`{key}` beside a reference"));
            }
        }
        let reference = json!({ "$ref": reference });
        if older.is_empty() {
            return reference;
        }
        older.insert("allOf".to_owned(), json!([reference]));
        Value::Object(older)
    }

    fn types(&mut self, types: &Value, older: &mut Members, at: &str) {
        let Some(list) = types.as_array() else {
            if types == "null" {
                self.unsaid(at, "nothing but null");
            }
            older.insert("type".to_owned(), types.clone());
            return;
        };
        let others: Vec<&Value> = list.iter().filter(|one| *one != "null").collect();
        if let [one] = others.as_slice() {
            older.insert("type".to_owned(), (*one).clone());
        } else {
            self.unsaid(at, "several types");
        }
        if others.len() < list.len() {
            older.insert("nullable".to_owned(), json!(true));
        }
    }

    /// Alternatives, of which `null` is said apart.
    fn alternatives(&mut self, word: &str, alternatives: &Value, older: &mut Members, at: &str) {
        let all = alternatives.as_array().map_or(&[][..], Vec::as_slice);
        let others: Vec<&Value> = all.iter().filter(|one| **one != json!({ "type": "null" })).collect();
        let rendered: Vec<Value> = others.iter().map(|one| self.schema(one, at)).collect();
        let nullable = others.len() < all.len();
        let word = if nullable && rendered.len() == 1 { "allOf" } else { word };
        older.insert(word.to_owned(), Value::Array(rendered));
        if nullable {
            // It counts only beside a type.
            match self.type_of(&others) {
                Some(one) => drop(older.insert("type".to_owned(), one)),
                None => self.unsaid(at, "null, or alternatives of several types"),
            }
            older.insert("nullable".to_owned(), json!(true));
        }
    }

    /// The one type that these schemas have.
    fn type_of(&self, schemas: &[&Value]) -> Option<Value> {
        let mut types = schemas.iter().map(|schema| {
            let reference = schema["$ref"].as_str().and_then(|r| r.strip_prefix('#'));
            let schema = reference.map_or(Some(*schema), |place| self.newer.pointer(place));
            schema.and_then(|s| s.get("type")).filter(|one| one.is_string()).cloned()
        });
        let first = types.next()??;
        types.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    /// A bound that is not reached: a number of its own in 3.1, a word about the other bound in 3.0.
    fn bound(&mut self, bound: &str, word: &str, value: &Value, given: &Members, older: &mut Members, at: &str) {
        if given.contains_key(bound) {
            self.unsaid(at, &format!("two bounds, `{word}` and `{bound}`"));
            return;
        }
        older.insert(bound.to_owned(), value.clone());
        older.insert(word.to_owned(), json!(true));
    }

    /// Something that may be a reference, beside which 3.0 has nothing.
    fn referable(
        &mut self,
        value: &Value,
        at: &str,
        render: impl Fn(&mut Self, &str, &Value, &str) -> Option<Value>,
    ) -> Value {
        match value.get("$ref") {
            Some(reference) => json!({ "$ref": reference }),
            None => self.members(value, at, render),
        }
    }

    /// An object whose members mean something each.
    fn members(
        &mut self,
        value: &Value,
        at: &str,
        mut render: impl FnMut(&mut Self, &str, &Value, &str) -> Option<Value>,
    ) -> Value {
        let mut older = Members::new();
        for (key, value) in value.as_object().into_iter().flatten() {
            let kept = render(self, key, value, &format!("{at}/{}", escaped(key)));
            older.extend(kept.map(|value| (key.clone(), value)));
        }
        Value::Object(older)
    }

    /// An object of things of one kind, by name.
    fn each(&mut self, value: &Value, at: &str, render: impl Fn(&mut Self, &Value, &str) -> Value) -> Value {
        self.members(value, at, |it, _, value, at| Some(render(it, value, at)))
    }

    fn list(&mut self, value: &Value, at: &str, render: impl Fn(&mut Self, &Value, &str) -> Value) -> Value {
        value.as_array().into_iter().flatten().map(|one| render(self, one, at)).collect()
    }

    /// An extension goes along; anything else that nobody thought of is told.
    fn unknown(&mut self, key: &str, value: &Value, at: &str) -> Option<Value> {
        if key.starts_with("x-") {
            return Some(value.clone());
        }
        self.unsaid(at, "unknown");
        None
    }
}

fn info(info: &Value) -> Value {
    let mut older = info.clone();
    let said = info["description"].as_str().unwrap_or_default();
    older["description"] = json!(format!(
        "{said}\n**OpenAPI 3.0.** This is the contract for tools that read no OpenAPI 3.1. The contract itself is `openapi.json`.\n"
    ));
    if let Some(members) = older.as_object_mut() {
        members.shift_remove("summary");
    }
    if let Some(license) = older.get_mut("license").and_then(Value::as_object_mut) {
        license.shift_remove("identifier");
    }
    older
}

/// In 3.0 only OAuth may name scopes; they are kept for the words.
fn security(security: &Value, needed: &mut Vec<String>) -> Value {
    let requirements = security.as_array().into_iter().flatten().map(|requirement| {
        let schemes = requirement.as_object().into_iter().flatten().map(|(scheme, scopes)| {
            needed.extend(scopes.as_array().into_iter().flatten().filter_map(|s| s.as_str().map(|s| format!("`{s}`"))));
            (scheme.clone(), json!([]))
        });
        Value::Object(schemes.collect())
    });
    requirements.collect()
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;
