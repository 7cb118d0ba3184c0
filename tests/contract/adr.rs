//! The Dutch API Design Rules, as far as a document can show them: each rule, and a document that breaks it.
//!
//! The rules of the official linter are here too, so that they hold where it cannot be run. Where it checks less than the rule says
//! (`docs/api-design.md`, "What the linter does not see"), this checks the rule.

use serde_json::{Value, json};

use crate::{
    document::{Operation, contract, members, none, operations, read, resolve, walk},
    words::properties,
};

/// A rule, as a function that tells what breaks it, and a way to break it.
struct Rule {
    id: &'static str,
    complaints: fn(&Value) -> Vec<String>,
    broken: fn(&mut Value),
}

const RULES: [Rule; 15] = [
    Rule { id: "/core/doc-openapi", complaints: openapi_3, broken: |d| d["openapi"] = json!("2.0") },
    Rule {
        id: "/core/doc-openapi-contact",
        complaints: contact,
        broken: |d| remove(&mut d["info"]["contact"], "email"),
    },
    Rule { id: "/core/semver", complaints: semver, broken: |d| d["info"]["version"] = json!("1.0") },
    Rule { id: "/core/uri-version", complaints: version_in_uri, broken: |d| d["servers"][0]["url"] = json!("/api") },
    Rule {
        id: "/core/transport/tls",
        complaints: no_plain_http,
        broken: |d| d["servers"][0]["url"] = json!("http://school.example/v1"),
    },
    Rule {
        id: "/core/version-header",
        complaints: version_header,
        broken: |d| remove(&mut answer(d, "200")["headers"], "API-Version"),
    },
    Rule {
        id: "/core/no-trailing-slash",
        complaints: no_trailing_slash,
        broken: |d| rename(d, |path| format!("{path}/")),
    },
    Rule { id: "/core/path-segments-kebab-case", complaints: kebab_case, broken: |d| rename(d, str::to_uppercase) },
    Rule { id: "/core/http-methods", complaints: standard_methods, broken: |d| d["paths"]["/me"]["trace"] = json!({}) },
    Rule {
        id: "/core/query-keys-camel-case",
        complaints: camel_case_keys,
        broken: |d| d["paths"]["/me"]["get"]["parameters"] = json!([{ "in": "query", "name": "round_id" }]),
    },
    Rule {
        id: "/core/error-handling/problem-details",
        complaints: problems,
        broken: |d| answer(d, "401")["content"] = json!({ "application/json": {} }),
    },
    Rule {
        id: "/core/error-handling/invalid-input",
        complaints: bad_input_is_400,
        broken: |d| remove(&mut d["paths"]["/me"]["get"]["responses"], "400"),
    },
    Rule {
        id: "/core/date-time/timezone",
        complaints: times_have_a_zone,
        broken: |d| d["components"]["schemas"]["Me"]["properties"]["at"] = json!({ "format": "date-time-local" }),
    },
    Rule {
        id: "/core/date-time/date-omit-time-portion",
        complaints: dates_are_dates,
        broken: |d| d["components"]["schemas"]["Me"]["properties"]["birthDate"] = json!({ "format": "date-time" }),
    },
    Rule {
        id: "/core/transport/no-sensitive-uris",
        complaints: nothing_sensitive_in_a_uri,
        broken: |d| d["paths"]["/me"]["get"]["parameters"] = json!([{ "in": "query", "name": "accessToken" }]),
    },
];

fn answer<'a>(document: &'a mut Value, status: &str) -> &'a mut Value {
    &mut document["paths"]["/me"]["get"]["responses"][status]
}

fn rename(document: &mut Value, to: impl Fn(&str) -> String) {
    let item = document["paths"]["/me"].take();
    remove(&mut document["paths"], "/me");
    document["paths"][to("/me")] = item;
}

fn remove(from: &mut Value, member: &str) {
    from.as_object_mut().and_then(|object| object.shift_remove(member));
}

#[test]
fn the_contract_keeps_every_rule() {
    let kept =
        RULES.iter().flat_map(|rule| (rule.complaints)(contract()).into_iter().map(|c| format!("{}: {c}", rule.id)));
    none(&kept.collect::<Vec<_>>());
}

#[test]
fn every_rule_finds_what_breaks_it() {
    for rule in RULES {
        let mut document = contract().clone();
        (rule.broken)(&mut document);
        assert_ne!((rule.complaints)(&document), Vec::<String>::new(), "{}", rule.id);
    }
}

#[test]
fn every_rule_has_its_verdict_in_the_documentation() {
    let page = read("docs/api-design.md");
    for rule in RULES {
        assert!(page.contains(&format!("`{}`", rule.id)), "{}", rule.id);
    }
}

fn openapi_3(document: &Value) -> Vec<String> {
    let version = document["openapi"].as_str().unwrap_or_default();
    if version.starts_with("3.") { vec![] } else { vec![format!("OpenAPI {version:?}")] }
}

fn contact(document: &Value) -> Vec<String> {
    let contact = &document["info"]["contact"];
    let wanted = ["name", "url", "email"].into_iter();
    wanted.filter(|field| contact[field].as_str().is_none_or(str::is_empty)).map(|f| format!("no {f}")).collect()
}

fn semver(document: &Value) -> Vec<String> {
    let version = document["info"]["version"].as_str().unwrap_or_default();
    let numbers: Vec<&str> = version.split('.').collect();
    let is_number = |n: &&str| n.parse::<u32>().is_ok_and(|parsed| parsed.to_string() == **n);
    if numbers.len() == 3 && numbers.iter().all(is_number) { vec![] } else { vec![format!("version {version:?}")] }
}

fn servers(document: &Value) -> Vec<&str> {
    document["servers"].as_array().into_iter().flatten().filter_map(|s| s["url"].as_str()).collect()
}

fn version_in_uri(document: &Value) -> Vec<String> {
    let major = document["info"]["version"].as_str().and_then(|v| v.split('.').next()).unwrap_or_default();
    let servers = servers(document);
    let mut complaints: Vec<String> =
        servers.iter().filter(|url| !url.ends_with(&format!("/v{major}"))).map(|url| format!("server {url}")).collect();
    if servers.is_empty() {
        complaints.push("no server".to_owned());
    }
    complaints
}

fn no_plain_http(document: &Value) -> Vec<String> {
    servers(document).into_iter().filter(|url| url.starts_with("http://")).map(str::to_owned).collect()
}

fn version_header(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for operation in operations(document) {
        let without = operation.responses().filter(|(_, response)| response["headers"].get("API-Version").is_none());
        complaints.extend(without.map(|(status, _)| format!("{} {status}", operation.name())));
    }
    complaints
}

fn paths(document: &Value) -> impl Iterator<Item = &str> {
    members(&document["paths"]).map(|(path, _)| path)
}

fn no_trailing_slash(document: &Value) -> Vec<String> {
    paths(document).filter(|path| path.ends_with('/')).map(str::to_owned).collect()
}

fn kebab_case(document: &Value) -> Vec<String> {
    let is_kebab =
        |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let fits = |s: &str| (s.starts_with('{') && s.ends_with('}')) || is_kebab(s);
    paths(document).filter(|p| !p.split('/').skip(1).all(fits)).map(str::to_owned).collect()
}

fn standard_methods(document: &Value) -> Vec<String> {
    let standard = ["get", "put", "post", "patch", "delete"];
    operations(document).iter().filter(|o| !standard.contains(&o.method)).map(Operation::name).collect()
}

fn camel_case_keys(document: &Value) -> Vec<String> {
    named_in(document, "query", |name| {
        !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// The parameters in this place whose names are wrong.
fn named_in(document: &Value, place: &str, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for operation in operations(document) {
        let names = operation.parameters().iter().filter(|p| p["in"] == place).filter_map(|p| p["name"].as_str());
        complaints.extend(names.filter(|name| is_wrong(name)).map(|name| format!("{}: {name}", operation.name())));
    }
    complaints
}

fn problems(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for operation in operations(document) {
        for (status, response) in operation.responses().filter(|(status, _)| *status >= 400) {
            let at = format!("{} {status}", operation.name());
            let types: Vec<(&str, &Value)> = members(&response["content"]).collect();
            let [("application/problem+json", content)] = types[..] else {
                complaints.push(format!("{at} is no problem alone"));
                continue;
            };
            let schema = resolve(document, &content["schema"]);
            let has = |member: &str| schema["properties"].get(member).is_some();
            let missing = ["type", "title", "status", "detail", "instance"].into_iter().filter(|member| !has(member));
            complaints.extend(missing.map(|member| format!("{at}: a problem without {member}")));
        }
    }
    complaints
}

fn bad_input_is_400(document: &Value) -> Vec<String> {
    // Every operation of ours takes input: whatever stands behind the question mark is read, or refused.
    let has = |o: &Operation<'_>, status: u16| o.responses().any(|(s, _)| s == status);
    operations(document).iter().filter(|o| !has(o, 400)).map(|o| format!("{} has no 400", o.name())).collect()
}

/// Calls `check` with every property of every schema and its format.
fn formats(document: &Value, mut check: impl FnMut(&str, &str, &str)) {
    walk(&document["components"]["schemas"], "", &mut |at, value| {
        for (name, is) in members(&value["properties"]).chain(properties(value)) {
            check(at, name, resolve(document, is)["format"].as_str().unwrap_or_default());
        }
    });
}

fn times_have_a_zone(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    formats(document, |at, name, format| {
        if matches!(format, "date-time-local" | "time" | "time-local") {
            complaints.push(format!("{at}/{name} is a {format}"));
        }
    });
    complaints
}

fn dates_are_dates(document: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    formats(document, |at, name, format| {
        if (name == "date" || name.ends_with("Date")) && format != "date" {
            complaints.push(format!("{at}/{name} is a {format:?}"));
        }
    });
    complaints
}

fn nothing_sensitive_in_a_uri(document: &Value) -> Vec<String> {
    let secret = |name: &str| {
        let name = name.to_lowercase();
        ["token", "password", "secret", "key", "email", "name", "bsn"].iter().any(|word| name.contains(word))
    };
    let mut complaints = named_in(document, "query", secret);
    complaints.extend(named_in(document, "path", secret));
    complaints
}
