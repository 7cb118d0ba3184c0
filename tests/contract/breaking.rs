//! Nobody who built on a released contract is broken by the present one, unless a new major version or the changelog says so.
//!
//! What is taken may become wider and what is given may become more; the other way round is a break.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::Path,
};

use serde_json::{Value, json};

use crate::{
    document::{contract, members, none, operations, published, read, resolve},
    references::followed,
};

#[test]
fn no_released_contract_is_broken_unknowingly() {
    let changelog = read("CHANGELOG.md");
    let mut complaints = Vec::new();
    for old in released() {
        complaints.extend(unannounced(&followed(&old), contract(), &changelog));
    }
    none(&complaints);
}

/// The full version of a document, as numbers.
fn version(document: &Value) -> Vec<u32> {
    let text = document["info"]["version"].as_str().unwrap_or_default();
    text.split('.').map(|n| n.parse().unwrap_or_else(|_| panic!("no version: {text}"))).collect()
}

#[test]
fn the_version_moves_with_the_contract_and_the_changelog_with_the_version() {
    let changelog = read("CHANGELOG.md");
    for old in released() {
        let is_same = old == *published();
        assert!(version(&old) <= version(published()), "a released version is later than the present one");
        assert!(
            is_same || version(&old) < version(published()),
            "the contract differs from the released {}; raise VERSION in src/openapi.rs",
            old["info"]["version"]
        );
    }
    let heading = format!("\n## {}", published()["info"]["version"].as_str().unwrap());
    assert!(changelog.contains(&heading), "the changelog has no{heading}");
}

/// The contracts that were released.
fn released() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/released");
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let names = names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "json"));
    let parsed = |name: String| {
        serde_json::from_str(&read(&format!("openapi/released/{name}"))).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    names.map(parsed).collect()
}

/// What breaks between two documents of one major version, without a line `Breaking: <what>` in the changelog.
fn unannounced(old: &Value, new: &Value, changelog: &str) -> Vec<String> {
    let major =
        |document: &Value| document["info"]["version"].as_str().and_then(|v| v.split('.').next().map(str::to_owned));
    if major(old) != major(new) {
        return Vec::new();
    }
    let lines: HashSet<&str> = changelog.lines().map(|line| line.trim_start_matches(['-', '*', ' ']).trim()).collect();
    let mut breaks = breaks(old, new);
    breaks.retain(|what| !lines.contains(format!("Breaking: {what}").as_str()));
    breaks
}

/// Everything in `new` that breaks who built on `old`.
fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let present = operations(new);
    for before in operations(old) {
        let name = before.name();
        let Some(now) = present.iter().find(|o| o.path == before.path && o.method == before.method) else {
            found.push(format!("{name} is gone"));
            continue;
        };
        let mut compare = Comparison { old, new, found: &mut found };
        compare.parameters(&name, before.parameters(), now.parameters());
        compare.bodies(&name, &before.is["requestBody"], &now.is["requestBody"]);
        for (status, response) in before.responses().filter(|(status, _)| *status < 400) {
            compare.answers(&format!("{name} {status}"), response, &now.is["responses"][status.to_string()]);
        }
        // Another scope that is enough takes nothing away; one that is gone does, and so does a token where none was needed.
        let ways = |is: &Value| is["security"].as_array().cloned().unwrap_or_default();
        let (had, has) = (ways(before.is), ways(now.is));
        if had.is_empty() != has.is_empty() || had.iter().any(|way| !has.contains(way)) {
            found.push(format!("{name} asks for another scope"));
        }
    }
    found
}

struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    found: &'a mut Vec<String>,
}

/// Which way a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From the client: may become wider.
    Taken,
    /// To the client: may become narrower.
    Given,
}

impl<'a> Comparison<'a> {
    fn parameters(&mut self, at: &str, old: &'a [Value], new: &'a [Value]) {
        let same = |a: &Value, b: &Value| a["name"] == b["name"] && a["in"] == b["in"];
        let name = |p: &Value| p["name"].as_str().unwrap_or_default().to_owned();
        for before in old {
            let Some(now) = new.iter().find(|p| same(p, before)) else {
                self.found.push(format!("{at}: parameter {} is gone", name(before)));
                continue;
            };
            if now["required"] == true && before["required"] != true {
                self.found.push(format!("{at}: parameter {} is required now", name(now)));
            }
            self.schemas(&format!("{at}: parameter {}", name(now)), &before["schema"], &now["schema"], Way::Taken);
        }
        for now in new.iter().filter(|p| p["required"] == true && !old.iter().any(|before| same(before, p))) {
            self.found.push(format!("{at}: parameter {} is new and required", name(now)));
        }
    }

    fn bodies(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        if new["required"] == true && old["required"] != true {
            self.found.push(format!("{at}: a body is required now"));
        }
        for (media_type, before) in members(&old["content"]) {
            match new["content"].get(media_type) {
                Some(now) => self.schemas(&format!("{at}: body"), &before["schema"], &now["schema"], Way::Taken),
                None => self.found.push(format!("{at}: {media_type} is not read any more")),
            }
        }
    }

    fn answers(&mut self, at: &str, old: &'a Value, new: &'a Value) {
        if new.is_null() {
            self.found.push(format!("{at} is not answered any more"));
        }
        for (header, _) in members(&old["headers"]).filter(|(header, _)| new["headers"].get(header).is_none()) {
            self.found.push(format!("{at}: header {header} is gone"));
        }
        for (media_type, before) in members(&old["content"]) {
            match new["content"].get(media_type) {
                Some(now) => self.schemas(at, &before["schema"], &now["schema"], Way::Given),
                None => self.found.push(format!("{at}: {media_type} is not given any more")),
            }
        }
    }

    fn schemas(&mut self, at: &str, old: &'a Value, new: &'a Value, way: Way) {
        self.below(at, old, new, way, &mut Vec::new());
    }

    /// Compares what two schemas allow. `open` holds the references that are being looked into, so that it ends.
    fn below(&mut self, at: &str, old: &'a Value, new: &'a Value, way: Way, open: &mut Vec<&'a str>) {
        let reference = old["$ref"].as_str();
        if reference.is_some_and(|r| open.contains(&r)) {
            return;
        }
        open.extend(reference);
        let (before, now) = (resolve(self.old, old), resolve(self.new, new));
        self.types(at, before, now, way);
        self.values(at, before, now, way);
        self.ranges(at, before, now, way);
        self.required(at, before, now, way);
        for (name, property) in members(&before["properties"]) {
            match now["properties"].get(name) {
                Some(is) => self.below(&format!("{at}/{name}"), property, is, way, open),
                None => self.found.push(format!("{at}/{name} is gone")),
            }
        }
        for inside in ["items", "additionalProperties", "propertyNames"] {
            if before[inside].is_object() {
                self.below(&format!("{at}/{inside}"), &before[inside], &now[inside], way, open);
            }
        }
        if way == Way::Taken && now["additionalProperties"] == false && before["additionalProperties"] != false {
            self.found.push(format!("{at} is closed now"));
        }
        self.alternatives(at, before, now, way, open);
        open.truncate(open.len() - usize::from(reference.is_some()));
    }

    /// Alternatives are told apart by what they refer to. A new one breaks nobody: like a new value of an enumeration.
    fn alternatives(&mut self, at: &str, old: &'a Value, new: &'a Value, way: Way, open: &mut Vec<&'a str>) {
        let now = alternatives(new);
        for (place, one) in alternatives(old).into_iter().enumerate() {
            let name = one["$ref"].as_str();
            let same = now.iter().enumerate().find(|(i, other)| match name {
                Some(name) => other["$ref"] == name,
                None => *i == place,
            });
            match same {
                Some((_, other)) => self.below(at, one, other, way, open),
                None => {
                    self.found.push(format!("{at}: an alternative is gone: {}", name.unwrap_or("one without a name")));
                }
            }
        }
        if alternatives(old).is_empty() && !now.is_empty() {
            self.found.push(format!("{at} has alternatives now"));
        }
    }

    fn types(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let set = |schema: &Value| -> HashSet<String> {
            match &schema["type"] {
                Value::String(one) => HashSet::from([one.clone()]),
                Value::Array(many) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => HashSet::new(),
            }
        };
        let (old_types, new_types) = (set(old), set(new));
        let fits = match way {
            Way::Taken => new_types.is_empty() || (old_types.is_subset(&new_types) && !old_types.is_empty()),
            Way::Given => old_types.is_empty() || (new_types.is_subset(&old_types) && !new_types.is_empty()),
        };
        if !fits {
            self.found.push(format!("{at} has another type"));
        }
        for word in ["format", "pattern", "multipleOf", "uniqueItems", "const"] {
            let fits = match way {
                Way::Taken => new[word].is_null() || new[word] == old[word],
                Way::Given => old[word].is_null() || new[word] == old[word],
            };
            if !fits {
                self.found.push(format!("{at} has another {word}"));
            }
        }
    }

    fn values(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let Some(now) = new["enum"].as_array() else {
            if way == Way::Given && old["enum"].is_array() {
                self.found.push(format!("{at} may be any value now"));
            }
            return;
        };
        let Some(before) = old["enum"].as_array() else {
            if way == Way::Taken {
                self.found.push(format!("{at} takes certain values only now"));
            }
            return;
        };
        for gone in before.iter().filter(|value| !now.contains(value)) {
            self.found.push(format!("{at}: value {gone} is gone"));
        }
    }

    fn ranges(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let lowest = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
        let highest = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
        let sides = lowest.iter().map(|word| (word, 1.0)).chain(highest.iter().map(|word| (word, -1.0)));
        for (word, sign) in sides {
            // As a lower bound: the higher it is, the narrower the range.
            let bound = |schema: &Value| schema[*word].as_f64().map_or(f64::NEG_INFINITY, |b| sign * b);
            let narrower = match way {
                Way::Taken => bound(new) > bound(old),
                Way::Given => bound(new) < bound(old),
            };
            if narrower {
                self.found.push(format!("{at} has another {word}"));
            }
        }
    }

    fn required(&mut self, at: &str, old: &Value, new: &Value, way: Way) {
        let names = |schema: &Value| -> BTreeSet<String> {
            schema["required"].as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let (before, now) = (names(old), names(new));
        let wrong: Vec<String> = match way {
            Way::Taken => now.difference(&before).map(|name| format!("{at}/{name} is required now")).collect(),
            Way::Given => before
                .difference(&now)
                .filter(|name| new["properties"].get(name.as_str()).is_some())
                .map(|name| format!("{at}/{name} may be absent now"))
                .collect(),
        };
        self.found.extend(wrong);
    }
}

fn alternatives(schema: &Value) -> Vec<&Value> {
    ["oneOf", "anyOf", "allOf"].iter().flat_map(|word| schema[*word].as_array().into_iter().flatten()).collect()
}

/// A small contract: one operation that takes and one that gives.
fn fixture() -> Value {
    json!({
        "info": { "version": "1.2.0" },
        "paths": {
            "/goals": {
                "get": {
                    "security": [{ "accessToken": ["goals:read"] }],
                    "parameters": [
                        { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 200 } },
                        { "name": "state", "in": "query", "schema": { "type": "string", "enum": ["open", "done"] } },
                    ],
                    "responses": {
                        "200": {
                            "headers": { "Link": {} },
                            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Goal" } } },
                        },
                    },
                },
                "post": {
                    "security": [{ "accessToken": ["goals:write"] }],
                    "requestBody": {
                        "required": true,
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewGoal" } } },
                    },
                    "responses": { "201": { "content": {} } },
                },
            },
        },
        "components": {
            "schemas": {
                "Round": { "type": "object" },
                "Goal": {
                    "type": "object",
                    "required": ["id", "doneAt"],
                    "properties": {
                        "id": { "type": "string", "format": "uuid" },
                        "doneAt": { "type": ["string", "null"], "format": "date-time" },
                        "parent": { "$ref": "#/components/schemas/Goal" },
                    },
                },
                "NewGoal": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["text"],
                    "properties": {
                        "text": { "type": "string", "minLength": 1, "maxLength": 500 },
                        "byWhen": { "type": ["string", "null"], "format": "date" },
                        "about": { "oneOf": [{ "$ref": "#/components/schemas/Round" }, { "type": "null" }] },
                        "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 5 },
                    },
                },
            },
        },
    })
}

/// The fixture with something else at this place; `null` takes it away.
fn changed(changes: &[(&str, Value)]) -> Value {
    let mut document = fixture();
    for (pointer, value) in changes {
        let (holder, name) = pointer.rsplit_once('/').unwrap_or_default();
        let name = name.replace("~1", "/");
        let holder = document.pointer_mut(holder).unwrap_or_else(|| panic!("nothing at {holder}"));
        match holder {
            Value::Array(list) => {
                let place: usize = name.parse().unwrap_or_else(|_| panic!("{name} is no place"));
                if value.is_null() {
                    list.remove(place);
                } else if place < list.len() {
                    list[place] = value.clone();
                } else {
                    list.push(value.clone());
                }
            }
            Value::Object(object) if value.is_null() => drop(object.shift_remove(&name)),
            Value::Object(object) => drop(object.insert(name, value.clone())),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => panic!("nothing inside {holder}"),
        }
    }
    document
}

const GET: &str = "/paths/~1goals/get";
const NEW: &str = "/components/schemas/NewGoal";
const GOAL: &str = "/components/schemas/Goal";

#[test]
fn wider_input_and_richer_answers_break_nobody() {
    let new = changed(&[
        (&format!("{GET}/parameters/0/schema/maximum"), json!(500)),
        (&format!("{GET}/parameters/1/schema/enum/2"), json!("dropped")),
        (&format!("{GET}/parameters/2"), json!({ "name": "q", "in": "query", "schema": { "type": "string" } })),
        (&format!("{NEW}/properties/text/maxLength"), json!(1000)),
        (&format!("{NEW}/properties/about/oneOf/2"), json!({ "$ref": "#/components/schemas/NewGoal" })),
        (&format!("{NEW}/properties/why"), json!({ "type": "string" })),
        (&format!("{GOAL}/properties/text"), json!({ "type": "string" })),
        (&format!("{GOAL}/required/2"), json!("text")),
        ("/paths/~1plans", json!({ "get": { "responses": { "200": {} } } })),
    ]);
    none(&breaks(&fixture(), &new));
    none(&breaks(&fixture(), &fixture()));
}

#[test]
fn every_way_to_break_somebody_is_found() {
    let gone = Value::Null;
    for (pointer, value, told) in [
        ("/paths/~1goals".to_owned(), gone.clone(), "GET /goals is gone"),
        (format!("{GET}/parameters/0"), gone.clone(), "GET /goals: parameter limit is gone"),
        (format!("{GET}/parameters/0/required"), json!(true), "GET /goals: parameter limit is required now"),
        (
            format!("{GET}/parameters/2"),
            json!({ "name": "q", "in": "query", "required": true }),
            "GET /goals: parameter q is new and required",
        ),
        (format!("{GET}/parameters/0/schema/maximum"), json!(100), "GET /goals: parameter limit has another maximum"),
        (
            format!("{GET}/parameters/1/schema/enum/0"),
            gone.clone(),
            "GET /goals: parameter state: value \"open\" is gone",
        ),
        (format!("{GET}/responses/200/headers/Link"), gone.clone(), "GET /goals 200: header Link is gone"),
        (format!("{GET}/security"), json!([{ "accessToken": ["admin"] }]), "GET /goals asks for another scope"),
        (format!("{NEW}/properties/byWhen"), gone.clone(), "POST /goals: body/byWhen is gone"),
        (format!("{NEW}/properties/byWhen/type"), json!("string"), "POST /goals: body/byWhen has another type"),
        (format!("{NEW}/properties/byWhen/format"), json!("date-time"), "POST /goals: body/byWhen has another format"),
        (format!("{NEW}/properties/text/minLength"), json!(5), "POST /goals: body/text has another minLength"),
        (format!("{NEW}/properties/text/pattern"), json!("^a"), "POST /goals: body/text has another pattern"),
        (format!("{NEW}/properties/text/enum"), json!(["a"]), "POST /goals: body/text takes certain values only now"),
        (format!("{NEW}/required/1"), json!("byWhen"), "POST /goals: body/byWhen is required now"),
        (format!("{NEW}/properties/tags/maxItems"), json!(3), "POST /goals: body/tags has another maxItems"),
        (format!("{NEW}/properties/tags/uniqueItems"), json!(true), "POST /goals: body/tags has another uniqueItems"),
        (
            format!("{NEW}/properties/tags/items/multipleOf"),
            json!(2),
            "POST /goals: body/tags/items has another multipleOf",
        ),
        (
            format!("{NEW}/properties/about/oneOf/0"),
            gone.clone(),
            "POST /goals: body/about: an alternative is gone: #/components/schemas/Round",
        ),
        (
            format!("{NEW}/properties/text/oneOf"),
            json!([{ "minLength": 3 }, { "maxLength": 1 }]),
            "POST /goals: body/text has alternatives now",
        ),
        (format!("{GOAL}/properties/doneAt"), gone.clone(), "GET /goals 200/doneAt is gone"),
        (format!("{GOAL}/properties/id/type"), json!(["string", "null"]), "GET /goals 200/id has another type"),
        (format!("{GOAL}/required/1"), gone.clone(), "GET /goals 200/doneAt may be absent now"),
    ] {
        let found = breaks(&fixture(), &changed(&[(&pointer, value)]));
        assert!(found.iter().any(|f| f == told), "{told}: {found:?}");
    }
}

#[test]
fn a_break_passes_with_a_new_major_version_or_a_line_in_the_changelog() {
    let new = changed(&[(&format!("{GET}/parameters/0"), Value::Null)]);
    assert_eq!(unannounced(&fixture(), &new, "").len(), 1);
    assert_eq!(unannounced(&fixture(), &new, "- Breaking: something else").len(), 1);
    none(&unannounced(&fixture(), &new, "## 1.3.0\n- Breaking: GET /goals: parameter limit is gone\n"));
    let major = changed(&[(&format!("{GET}/parameters/0"), Value::Null), ("/info/version", json!("2.0.0"))]);
    none(&unannounced(&fixture(), &major, ""));
}
