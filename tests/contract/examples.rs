//! Every example is an instance of its schema, and every reference leads somewhere.

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::document::{contract, members, none, operations, published, walk};

#[test]
fn every_reference_leads_to_something_in_the_document() {
    let contract = published();
    let mut dangling = Vec::new();
    walk(contract, "", &mut |at, value| {
        if let Some(reference) = value.as_object().and_then(|o| o.get("$ref")).and_then(Value::as_str) {
            let found = reference.strip_prefix('#').and_then(|pointer| contract.pointer(pointer));
            if found.is_none() {
                dangling.push(format!("{at}: {reference}"));
            }
        }
    });
    none(&dangling);
}

#[test]
fn every_component_is_used() {
    let contract = published();
    let mut used = std::collections::HashSet::new();
    walk(contract, "", &mut |_, value| {
        if let Some(reference) = value.as_object().and_then(|o| o.get("$ref")).and_then(Value::as_str) {
            used.insert(reference.to_owned());
        }
    });
    let kinds = members(&contract["components"]).filter(|(kind, _)| *kind != "securitySchemes");
    let all = kinds.flat_map(|(kind, all)| members(all).map(move |(name, _)| format!("#/components/{kind}/{name}")));
    none(&all.filter(|reference| !used.contains(reference)).collect::<Vec<_>>());
}

/// Validators of the schemas of the contract, each made once.
#[derive(Default)]
struct Validators(HashMap<String, Validator>);

impl Validators {
    fn complaints(&mut self, at: &str, schema: &Value, example: &Value) -> Vec<String> {
        let validator = self.0.entry(schema.to_string()).or_insert_with(|| {
            let mut whole = json!({ "components": contract()["components"] });
            for (name, value) in members(schema) {
                whole[name] = value.clone();
            }
            let options = jsonschema::options().should_validate_formats(true);
            options.build(&whole).unwrap_or_else(|e| panic!("{at}: {e}"))
        });
        validator.iter_errors(example).map(|e| format!("{at}{}: {e}", e.instance_path())).collect()
    }
}

/// The examples that stand beside a schema.
fn examples(holder: &Value) -> Vec<&Value> {
    let named = members(&holder["examples"]).map(|(_, example)| &example["value"]);
    holder.get("example").into_iter().chain(named).collect()
}

#[test]
fn every_example_is_what_its_schema_says() {
    let mut validators = Validators::default();
    let mut complaints = Vec::new();
    for operation in operations(contract()) {
        let parameters = operation.parameters().iter().map(|p| (format!("parameter {}", p["name"]), p));
        let bodies = operation.bodies().map(|(media_type, content)| (media_type.to_owned(), content));
        let answers = operation.responses().flat_map(|(status, response)| {
            members(&response["content"]).map(move |(media_type, content)| (format!("{status} {media_type}"), content))
        });
        for (what, holder) in parameters.chain(bodies).chain(answers) {
            let at = format!("{}, {what}", operation.name());
            let examples = examples(holder);
            if examples.is_empty() {
                complaints.push(format!("{at}: no example"));
            }
            for example in examples {
                complaints.extend(validators.complaints(&at, &holder["schema"], example));
            }
        }
    }
    none(&complaints);
}
