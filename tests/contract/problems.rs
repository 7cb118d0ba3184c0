//! Errors: each operation names its own, and every code is known, explained and answered as it says.

use std::collections::{BTreeMap, BTreeSet};

use samenspel::{domain::refusal::Fault, http::code::Code};
use serde_json::Value;

use crate::document::{contract, members, none, operations, read};

/// Codes that no operation answers with, and why.
const OF_NO_OPERATION: [(Code, &str); 1] =
    [(Code::MethodNotAllowed, "it is the answer to a method that is no operation")];

#[test]
fn every_operation_says_which_errors_it_has() {
    let mut complaints = Vec::new();
    for operation in operations(contract()) {
        let statuses: BTreeSet<u16> = operation.responses().map(|(status, _)| status).collect();
        let mut wanted = vec![400, 403, 406, 429, 500, 503];
        if operation.is["security"].as_array().is_some_and(|ways| !ways.is_empty()) {
            wanted.push(401);
        }
        if operation.is.get("requestBody").is_some() {
            wanted.extend([408, 413, 415]);
        }
        if operation.path.contains("{id}") {
            wanted.push(404);
        }
        if !statuses.iter().any(|s| (200..300).contains(s)) {
            complaints.push(format!("{}: never succeeds", operation.name()));
        }
        let missing = wanted.into_iter().filter(|status| !statuses.contains(status));
        complaints.extend(missing.map(|status| format!("{}: no {status}", operation.name())));
    }
    none(&complaints);
}

/// The problems in the examples of the contract: where, the status they stand under, the example.
fn told() -> Vec<(String, u16, &'static Value)> {
    let mut all = Vec::new();
    for operation in operations(contract()) {
        for (status, response) in operation.responses().filter(|(status, _)| *status >= 400) {
            let examples = &response["content"]["application/problem+json"]["examples"];
            let here =
                members(examples).map(|(code, is)| (format!("{}, {code}", operation.name()), status, &is["value"]));
            let before = all.len();
            all.extend(here);
            assert!(all.len() > before, "{}: {status} has no example", operation.name());
        }
    }
    all
}

#[test]
fn every_refusal_in_the_contract_is_a_code_we_know_under_its_own_status() {
    let known: BTreeMap<String, u16> =
        Code::ALL.iter().map(|c| (format!("/problems/{}", c.slug()), c.status().as_u16())).collect();
    for (at, status, problem) in told() {
        let of = known.get(problem["type"].as_str().unwrap());
        assert_eq!(of, Some(&status), "{at}");
        assert_eq!(problem["status"], status, "{at}");
        if problem["type"] == "/problems/invalid-input" {
            // The others stand once, for all operations.
            let path = at.split([' ', ',']).nth(1).unwrap();
            let template = format!("/v1{path}").replace("{id}", "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b");
            let instance = problem["instance"].as_str().unwrap();
            let fits =
                |(wanted, given): (&str, &str)| wanted == given || (wanted.starts_with('{') && !given.is_empty());
            let same = template.split('/').count() == instance.split('/').count()
                && template.split('/').zip(instance.split('/')).all(fits);
            assert!(same && !instance.contains('{'), "{at}: {instance}");
        }
    }
}

#[test]
fn every_code_is_a_refusal_of_some_operation() {
    let told: BTreeSet<String> = told().iter().map(|(_, _, p)| p["type"].as_str().unwrap().to_owned()).collect();
    for code in Code::ALL {
        let excused = OF_NO_OPERATION.iter().any(|(c, _)| c == code);
        let is_told = told.contains(&format!("/problems/{}", code.slug()));
        assert!(is_told != excused, "{}: told {is_told}, excused {excused}", code.slug());
    }
}

#[test]
fn errors_about_input_say_what_and_where() {
    let mut complaints = Vec::new();
    for (at, _, problem) in told() {
        let code = problem["type"].as_str().and_then(|t| t.rsplit('/').next()).unwrap_or_default();
        let lists =
            matches!(code, "invalid-input" | "malformed-json" | "sheet-incomplete" | "round-fixed" | "already-exists");
        let errors = problem["errors"].as_array();
        if lists != errors.is_some_and(|e| !e.is_empty()) {
            complaints.push(at.clone());
        }
        for error in errors.into_iter().flatten() {
            if !Fault::CODES.contains(&error["code"].as_str().unwrap_or_default()) {
                complaints.push(format!("{at}: {error}"));
            }
        }
    }
    none(&complaints);
}

/// The rows of the table under this heading of `docs/problems.md`: the code, and what stands in the other columns.
fn documented(heading: &str, columns: usize) -> BTreeMap<String, Vec<String>> {
    let text = read("docs/problems.md");
    let section = text.split("\n## ").find(|s| s.starts_with(heading)).unwrap_or_else(|| panic!("no {heading}"));
    let mut rows = BTreeMap::new();
    for line in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_start_matches("| ").trim_end_matches(" |").split(" | ").collect();
        assert!(cells.len() == columns && cells.iter().all(|cell| !cell.trim().is_empty()), "{line}");
        let others = cells[1..].iter().map(ToString::to_string).collect();
        assert!(rows.insert(cells[0].trim_matches('`').to_owned(), others).is_none(), "{line} stands twice");
    }
    rows
}

#[test]
fn the_documentation_lists_every_problem_with_its_status_and_no_other() {
    let known: BTreeMap<String, String> =
        Code::ALL.iter().map(|c| (c.slug().to_owned(), c.status().as_u16().to_string())).collect();
    let documented = documented("Problems", 4).into_iter().map(|(code, mut cells)| (code, cells.remove(0)));
    assert_eq!(documented.collect::<BTreeMap<_, _>>(), known);
}

#[test]
fn the_documentation_lists_every_code_of_an_error_and_no_other() {
    let documented: BTreeSet<String> = documented("Codes in `errors`", 2).into_keys().collect();
    let known: BTreeSet<String> = Fault::CODES.iter().map(ToString::to_string).collect();
    assert_eq!(documented, known);
}
