//! Rules about two members or keys at once, which no schema says: they are few, listed here, and each stands in words where its fault
//! is told.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use super::{target::Target, values::least};
use crate::support::{
    Answer,
    asks::asker,
    cast::Cast,
    contract::{Ask, Operation, document, operation, operations, resolved},
};

/// The operation, where its fault is told, by which code, and the words that say so there.
const RULES: [(&str, &str, &str, &str); 18] = [
    ("createRound", "/closesAt", "end-before-start", "after `opensAt`"),
    ("createRound", "/releasesAt", "end-before-start", "not before `closesAt`"),
    ("createRound", "/remindsAt", "outside-period", "while the round is open"),
    ("patchRound", "/closesAt", "end-before-start", "after `opensAt`"),
    ("patchRound", "/releasesAt", "end-before-start", "not before `closesAt`"),
    ("patchRound", "/remindsAt", "outside-period", "while the round is open"),
    ("createPlacement", "/endsOn", "end-before-start", "not before the first"),
    ("patchPlacement", "/endsOn", "end-before-start", "not before the first"),
    ("getParticipation", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getDistribution", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getDomainFigures", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getPracticeCoverage", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getGrowthReport", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getGapsReport", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getGoalsReport", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getReasonsReport", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getSeriesReport", "/query/cohort", "needs-other", "With `programmeId`"),
    ("getQualificationCoverage", "/query/cohort", "needs-other", "With `programmeId`"),
];

/// Functions by which `validator` checks what a schema cannot say.
const FUNCTIONS: [&str; 1] = ["ends_after_it_starts"];

/// The rules that this answer tells of.
fn rules_in(operation: &Operation, answer: &Answer) -> Vec<(String, String, String)> {
    let errors = if answer.status == 400 { answer.errors() } else { Vec::new() };
    let told = errors.iter().filter_map(|error| error.rsplit_once(' '));
    let told = told.filter(|(_, code)| ["end-before-start", "outside-period", "needs-other"].contains(code));
    told.map(|(at, code)| (operation.id.clone(), at.to_owned(), code.to_owned())).collect()
}

/// What the contract says of the member or key at this place.
fn words(operation: &Operation, at: &str) -> String {
    let path = operation.path.trim_start_matches("/v1");
    let of = if let Some(key) = at.strip_prefix("/query/") {
        let parameters = &document()["paths"][path][operation.method.to_lowercase()]["parameters"];
        parameters.as_array().unwrap().iter().find(|parameter| parameter["name"] == key).unwrap()
    } else {
        resolved(&operation.schema).pointer(&format!("/properties{at}")).unwrap()
    };
    of["description"].as_str().unwrap().to_owned()
}

/// Every two of them.
fn pairs<'a>(names: impl Iterator<Item = &'a String>) -> Vec<(&'a str, &'a str)> {
    let names: Vec<&str> = names.map(String::as_str).collect();
    let later = |at: usize| names[at + 1..].iter().copied();
    names.iter().enumerate().flat_map(|(at, one)| later(at).map(|other| (*one, other))).collect()
}

/// A value as it stands in a query.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[actix_web::test]
async fn what_two_members_must_be_to_each_other_is_listed_and_stands_in_words() {
    let cast = Cast::start().await;
    let mut met = BTreeSet::new();
    for operation in operations().into_iter().filter(Operation::reads) {
        let ask = cast.ask(&operation.id).await;
        let person = cast.person(asker(&operation.id)).unwrap();
        for (first, second) in pairs(operation.queries.keys()) {
            let is_meant = |pair: &str| [first, second].iter().any(|key| pair.starts_with(&format!("{key}=")));
            let others = ask.query.split('&').filter(|pair| !pair.is_empty() && !is_meant(pair)).map(str::to_owned);
            let both = [first, second].map(|key| format!("{key}={}", text(&least(&operation.queries[key]))));
            let query = others.chain(both).collect::<Vec<_>>().join("&");
            let call = operation.call(&cast.app, &Ask { query, ..ask.clone() }).bearer(&person.token);
            met.extend(rules_in(&operation, &call.send().await));
        }
    }
    for mut target in Target::all(&cast).await {
        target.ask.tag = target.ask.tag.map(|_| "*".to_owned());
        let schema = resolved(&target.operation.schema);
        let members = schema["properties"].as_object().into_iter().flatten();
        let members: Vec<_> = members.collect();
        for (format, [first, second]) in [
            ("date", ["2026-08-31", "2026-09-01"]),
            // To come, so that nothing but their order is wrong.
            ("date-time", ["2027-08-31T00:00:00Z", "2027-09-01T00:00:00Z"]),
        ] {
            let those = members.iter().filter(|(_, member)| member["format"] == format).map(|(name, _)| *name);
            for (one, other) in pairs(those) {
                for (early, late) in [(one, other), (other, one)] {
                    let mut body = Value::Object(target.good());
                    body[early] = json!(first);
                    body[late] = json!(second);
                    let answer = target.send(body.to_string().into_bytes()).await;
                    met.extend(rules_in(&target.operation, &answer));
                }
            }
        }
    }
    let listed: BTreeSet<_> =
        RULES.iter().map(|(id, at, code, _)| ((*id).to_owned(), (*at).to_owned(), (*code).to_owned())).collect();
    assert_eq!(met, listed);
    for (id, at, _, says) in RULES {
        let words = words(&operation(id), at);
        assert!(words.contains(says), "{id} {at}: {words}");
    }
}

#[test]
fn what_validator_checks_is_listed() {
    let resources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/resources");
    let files = fs::read_dir(resources).unwrap().map(|entry| entry.unwrap().path().join("dto.rs"));
    let text: String = files.filter_map(|file| fs::read_to_string(file).ok()).collect();
    let rules = text.split("#[validate(").skip(1);
    let functions: BTreeSet<&str> =
        rules.map(|rule| rule.split("function = \"").nth(1).map_or(rule, |f| f.split('"').next().unwrap())).collect();
    assert_eq!(functions, BTreeSet::from(FUNCTIONS), "add it here, and to RULES what it refuses");
    assert!(text.contains("Validate)]"), "the files were read");
}
