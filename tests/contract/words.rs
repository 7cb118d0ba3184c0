//! A reader can work from the document alone: everything has words, and names say what they are.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::{contract, members, none, operations, resolve, walk};

fn lacks(value: &Value, member: &str) -> bool {
    value[member].as_str().is_none_or(|text| text.trim().is_empty())
}

#[test]
fn every_operation_has_a_tag_a_summary_a_description_and_a_name() {
    let contract = contract();
    let tags: HashSet<&str> = contract["tags"].as_array().unwrap().iter().filter_map(|t| t["name"].as_str()).collect();
    let mut complaints = Vec::new();
    for operation in operations(contract) {
        for member in ["summary", "description", "operationId"] {
            if lacks(operation.is, member) {
                complaints.push(format!("{}: no {member}", operation.name()));
            }
        }
        let of: Vec<&str> = operation.is["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if of.len() != 1 || !tags.contains(of[0]) {
            complaints.push(format!("{}: not one known tag: {of:?}", operation.name()));
        }
    }
    none(&complaints);
}

#[test]
fn every_parameter_body_answer_and_header_is_described() {
    let mut complaints = Vec::new();
    for operation in operations(contract()) {
        let name = operation.name();
        let mut check = |what: String, value: &Value| {
            if lacks(value, "description") {
                complaints.push(format!("{name}: {what} has no description"));
            }
        };
        operation.parameters().iter().for_each(|p| check(format!("parameter {}", p["name"]), p));
        if let Some(body) = operation.is.get("requestBody") {
            check("the body".to_owned(), body);
        }
        for (status, response) in operation.responses() {
            check(format!("{status}"), response);
            members(&response["headers"]).for_each(|(header, is)| check(format!("{status} {header}"), is));
        }
    }
    none(&complaints);
}

#[test]
fn every_schema_every_property_and_every_tag_is_described() {
    let contract = contract();
    let mut complaints = Vec::new();
    for (name, schema) in members(&contract["components"]["schemas"]) {
        if lacks(schema, "description") {
            complaints.push(format!("{name} has no description"));
        }
        walk(schema, name, &mut |at, value| {
            for (property, is) in properties(value) {
                if lacks(is, "description") {
                    complaints.push(format!("{at}/{property} has no description"));
                }
            }
        });
    }
    for tag in contract["tags"].as_array().unwrap().iter().filter(|t| lacks(t, "description")) {
        complaints.push(format!("tag {tag} has no description"));
    }
    none(&complaints);
}

/// The properties of something that is a schema of an object.
pub fn properties(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let is_object = value.get("type").is_some_and(|t| t == "object");
    members(if is_object { &value["properties"] } else { &Value::Null })
}

#[test]
fn what_an_enumeration_means_stands_with_it_value_by_value() {
    let mut complaints = Vec::new();
    for (name, schema) in members(&contract()["components"]["schemas"]) {
        let description = schema["description"].as_str().unwrap_or_default();
        for value in schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !description.contains(&format!("- `{value}`: ")) {
                complaints.push(format!("{name}: what is `{value}`?"));
            }
        }
    }
    none(&complaints);
}

/// Names that end in "on" as a word, not as a day.
const NO_DATES: [&str; 1] = ["basedOn"];

#[test]
fn names_that_end_in_at_are_moments_and_names_that_end_in_on_are_dates() {
    let contract = contract();
    let mut complaints = Vec::new();
    let mut check = |at: String, name: &str, schema: &Value| {
        let format = resolve(contract, schema)["format"].as_str().unwrap_or_default().to_owned();
        let ends = |end: &str| name.ends_with(end);
        let wanted = if ends("At") || ends("Since") || ends("Until") {
            "date-time"
        } else if ends("On") && !NO_DATES.contains(&name) {
            "date"
        } else {
            if format == "date" || format == "date-time" {
                complaints.push(format!("{at}: a {format} is called `{name}`"));
            }
            return;
        };
        if format != wanted {
            complaints.push(format!("{at}/{name} is `{format}`, not {wanted}"));
        }
    };
    for (name, schema) in members(&contract["components"]["schemas"]) {
        properties(schema).for_each(|(property, is)| check(name.to_owned(), property, is));
    }
    for operation in operations(contract) {
        for parameter in operation.parameters().iter().filter(|p| p["in"] == "query") {
            check(operation.name(), parameter["name"].as_str().unwrap(), &parameter["schema"]);
        }
    }
    none(&complaints);
}
