//! Names and shapes follow rules, so that whoever knows one operation can guess the next.

use std::collections::HashSet;

use samenspel::auth::right::Scope;
use serde_json::Value;

use crate::{
    document::{contract, members, none, operations, resolve, walk},
    words::properties,
};

/// What an operation can do. A new verb is added here on purpose.
const VERBS: &[&str] = &[
    "acknowledge", //
    "close",
    "create",
    "delete",
    "disclose",
    "get",
    "list",
    "open",
    "patch",
    "put",
    "read",
    "remind",
    "reopen",
    "revoke",
    "share",
    "submit",
    "withdraw",
];

/// First segments that are no plurals: yourself, and a noun without one.
const NO_PLURAL: [&str; 2] = ["me", "feedback"];

fn is_camel_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

#[test]
fn operation_ids_are_verb_and_noun_and_unique() {
    let mut seen = HashSet::new();
    let mut complaints = Vec::new();
    for operation in operations(contract()) {
        let id = operation.is["operationId"].as_str().unwrap();
        let noun = VERBS.iter().find_map(|verb| id.strip_prefix(verb)).unwrap_or_default();
        if !is_camel_case(id) || !noun.starts_with(|c: char| c.is_ascii_uppercase()) {
            complaints.push(format!("{id} is no verb and noun"));
        }
        if !seen.insert(id) {
            complaints.push(format!("{id} stands twice"));
        }
    }
    none(&complaints);
}

#[test]
fn paths_are_plural_nouns_in_kebab_case_without_a_slash_behind() {
    let mut complaints = Vec::new();
    for (path, _) in members(&contract()["paths"]) {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        for (place, segment) in segments.iter().enumerate() {
            let is_parameter = segment.starts_with('{') && segment.ends_with('}');
            let kebab = segment.starts_with(|c: char| c.is_ascii_lowercase())
                && segment.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if !is_parameter && !kebab {
                complaints.push(format!("{path}: `{segment}` is not kebab-case"));
            }
            // What has things with ids in it is a collection; the rest is a part of one thing, and may be singular.
            let collects = place == 0 || segments.get(place + 1).is_some_and(|next| next.starts_with('{'));
            if !is_parameter && collects && !segment.ends_with('s') && !NO_PLURAL.contains(segment) {
                complaints.push(format!("{path}: `{segment}` is no plural"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn path_parameters_are_the_ones_in_the_path() {
    for operation in operations(contract()) {
        let declared: Vec<String> = operation
            .parameters()
            .iter()
            .filter(|p| p["in"] == "path")
            .map(|p| format!("{{{}}}", p["name"].as_str().unwrap()))
            .collect();
        let named: Vec<&str> = operation.path.split('/').filter(|s| s.starts_with('{')).collect();
        assert_eq!(declared, named, "{}", operation.name());
    }
}

/// Enumerations whose values another standard has named.
const OF_ANOTHER_STANDARD: [&str; 9] = [
    "EcAlgorithm",
    "EcKeyType",
    "Ed25519Curve",
    "OkpAlgorithm",
    "OkpKeyType",
    "P256Curve",
    "RsaAlgorithm",
    "RsaKeyType",
    "Scope",
];

#[test]
fn query_keys_properties_and_values_are_camel_case() {
    let contract = contract();
    let mut complaints = Vec::new();
    for operation in operations(contract) {
        for name in operation.parameters().iter().filter(|p| p["in"] == "query").filter_map(|p| p["name"].as_str()) {
            if !is_camel_case(name) {
                complaints.push(format!("{}: query key {name}", operation.name()));
            }
        }
    }
    for (name, schema) in members(&contract["components"]["schemas"]) {
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            complaints.push(format!("schema {name}"));
        }
        let values = schema["enum"]
            .as_array()
            .filter(|_| !OF_ANOTHER_STANDARD.contains(&name))
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        complaints.extend(values.filter(|v| !is_camel_case(v)).map(|v| format!("{name}: value {v}")));
        walk(schema, name, &mut |at, value| {
            let wrong = properties(value).filter(|(property, _)| !is_camel_case(property));
            complaints.extend(wrong.map(|(property, _)| format!("{at}: property {property}")));
        });
    }
    none(&complaints);
}

/// What the name of a schema may end in, beside the plain noun: what it is used for.
const INPUT: [(&str, &str); 3] = [("post", "New"), ("put", "Replacement"), ("patch", "Patch")];

/// Bodies of actions that make no new thing.
const ACTIONS: &[&str] = &[
    "ReflectionAudience", //
    "Reopening",
];

#[test]
fn the_name_of_a_schema_says_what_it_is_for() {
    let contract = contract();
    let name =
        |content: &Value| content["schema"]["$ref"].as_str().and_then(|at| at.rsplit('/').next()).map(str::to_owned);
    let mut complaints = Vec::new();
    for operation in operations(contract) {
        for (_, content) in operation.bodies() {
            let fits = name(content).is_some_and(|name| {
                let marked = |mark: &str| name.starts_with(mark) != name.ends_with(mark);
                ACTIONS.contains(&name.as_str()) || INPUT.iter().any(|(m, mark)| *m == operation.method && marked(mark))
            });
            if !fits {
                complaints.push(format!("{}: its body is a {:?}", operation.name(), name(content)));
            }
        }
        for (status, response) in operation.responses().filter(|(status, _)| *status < 300) {
            for (_, content) in members(&response["content"]) {
                let lists = operation.is["operationId"].as_str().is_some_and(|id| id.starts_with("list"));
                let fits = name(content).is_some_and(|name| name.ends_with("List") == lists);
                if !fits {
                    complaints.push(format!("{}: its {status} is a {:?}", operation.name(), name(content)));
                }
            }
        }
    }
    let internal = ["View", "Dto", "Model", "Response", "Request", "Query"];
    for (name, _) in members(&contract["components"]["schemas"]) {
        if internal.iter().any(|end| name.ends_with(end)) {
            complaints.push(format!("{name} is named after our code"));
        }
    }
    none(&complaints);
}

#[test]
fn what_is_sent_is_closed() {
    let contract = contract();
    let mut complaints = Vec::new();
    for operation in operations(contract) {
        for (_, content) in operation.bodies() {
            closed(contract, &content["schema"], &operation.name(), &mut HashSet::new(), &mut complaints);
        }
    }
    none(&complaints);
}

/// Complains of every object at or below this schema that takes members it does not describe.
fn closed<'a>(
    contract: &'a Value,
    schema: &'a Value,
    at: &str,
    seen: &mut HashSet<&'a str>,
    complaints: &mut Vec<String>,
) {
    if !schema.is_object() || schema["$ref"].as_str().is_some_and(|reference| !seen.insert(reference)) {
        return;
    }
    let schema = resolve(contract, schema);
    if schema["type"] == "object" {
        let others = &schema["additionalProperties"];
        let described = others.is_object() && others.get("type").or(others.get("$ref")).is_some();
        if *others != Value::Bool(false) && !described {
            complaints.push(format!("{at} takes anything"));
        }
        closed(contract, others, &format!("{at}/*"), seen, complaints);
    }
    for (name, property) in members(&schema["properties"]) {
        closed(contract, property, &format!("{at}/{name}"), seen, complaints);
    }
    closed(contract, &schema["items"], &format!("{at}/items"), seen, complaints);
    for several in ["oneOf", "anyOf", "allOf"] {
        for one in schema[several].as_array().into_iter().flatten() {
            closed(contract, one, at, seen, complaints);
        }
    }
}

#[test]
fn what_is_not_required_of_an_answer_is_absent_and_what_may_be_null_is_required() {
    // `null` and absent mean two things only in a patch.
    let contract = contract();
    let mut complaints = Vec::new();
    for (name, schema) in members(&contract["components"]["schemas"]) {
        if schema["additionalProperties"] == Value::Bool(false) {
            continue;
        }
        let required: HashSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (property, is) in properties(schema) {
            if may_be_null(is) && !required.contains(property) {
                complaints.push(format!("{name}/{property} may be null and may be absent"));
            }
        }
    }
    none(&complaints);
}

fn may_be_null(schema: &Value) -> bool {
    let among = |types: &Value| types.as_array().is_some_and(|t| t.iter().any(|one| one == "null"));
    among(&schema["type"]) || schema["oneOf"].as_array().is_some_and(|of| of.iter().any(|one| one["type"] == "null"))
}

/// What is asked without a token: ways to get one. No other may be added without a reason like it.
const WITHOUT_TOKEN: [&str; 2] = ["createGuestRater", "createGuestToken"];

#[test]
fn every_operation_asks_for_a_known_scope_or_says_that_it_asks_for_none() {
    let contract = contract();
    let scopes: HashSet<&str> = Scope::ALL.iter().map(|s| s.code()).collect();
    for operation in operations(contract) {
        let security = operation.is["security"].as_array().unwrap();
        let id = operation.is["operationId"].as_str().unwrap();
        assert_eq!(security.is_empty(), WITHOUT_TOKEN.contains(&id), "{}", operation.name());
        // Where there are several, one of them is enough.
        for (scheme, asked) in security.iter().flat_map(members) {
            assert!(contract["components"]["securitySchemes"].get(scheme).is_some(), "{scheme}");
            let asked: Vec<&str> = asked.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert!(asked.len() == 1 && scopes.contains(asked[0]), "{}: {asked:?}", operation.name());
        }
    }
}

/// What may be sent again without a key, because it makes nothing that lasts.
const MAKES_NOTHING: [&str; 1] = ["createGuestToken"];

#[test]
fn reading_is_tagged_and_writing_over_needs_the_tag() {
    let mut complaints = Vec::new();
    for operation in operations(contract()) {
        let takes = |name: &str, required: bool| {
            operation.parameters().iter().any(|p| p["name"] == name && (!required || p["required"] == true))
        };
        let fits = match operation.method {
            "get" => takes("If-None-Match", false) && operation.is["responses"].get("304").is_some(),
            // A PUT may make what is not there yet.
            "put" if takes("If-None-Match", false) => takes("If-Match", false),
            "put" | "patch" | "delete" => takes("If-Match", true),
            "post" => {
                takes("Idempotency-Key", false)
                    != MAKES_NOTHING.contains(&operation.is["operationId"].as_str().unwrap())
            }
            _ => false,
        };
        if !fits {
            complaints.push(operation.name());
        }
    }
    none(&complaints);
}

#[test]
fn every_text_that_is_sent_says_its_form_or_its_choices_or_that_it_holds_no_character_zero() {
    let contract = contract();
    let mut complaints = Vec::new();
    let mut texts = 0;
    let mut of = |at: &str, schema: &Value| {
        walk(schema, at, &mut |at, value| {
            let of_type =
                |kind: &Value| kind == "string" || kind.as_array().is_some_and(|all| all.contains(&"string".into()));
            if of_type(&value["type"]) {
                texts += 1;
                if ["format", "pattern", "enum", "const"].iter().all(|says| value[says].is_null()) {
                    complaints.push(format!("{at} may be anything"));
                }
            }
        });
    };
    let mut sent = HashSet::new();
    for operation in operations(contract) {
        operation.parameters().iter().for_each(|p| of(&operation.name(), &p["schema"]));
        operation.bodies().for_each(|(_, content)| below(contract, &content["schema"], &mut sent));
    }
    for name in &sent {
        of(name, contract.pointer(name.trim_start_matches('#')).unwrap());
    }
    none(&complaints);
    assert!(texts > 60, "{texts}");
}

/// Collects the references at and below a schema.
fn below<'a>(contract: &'a Value, schema: &'a Value, found: &mut HashSet<&'a str>) {
    walk(schema, "", &mut |_, value| {
        if value["$ref"].as_str().is_some_and(|reference| found.insert(reference)) {
            below(contract, resolve(contract, value), found);
        }
    });
}
