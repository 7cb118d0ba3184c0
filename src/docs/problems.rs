//! `/problems`: a page for each kind of problem, at the address that stands in its `type`.
//!
//! When it occurs and what to do is written once, in `docs/problems.md`; the words come from the code that sends them, and which
//! operations answer with it from the contract.

use std::fmt::Write;

use super::{
    contract::{Contract, Operation},
    markdown::{self, Rendered},
};
use crate::{
    domain::refusal::{Fault, InputError},
    http::{code::Code, language::Language, path::EXAMPLE_ID, problem::Parts, words},
};

/// Headers that tell more about a problem.
const HEADERS: [(Code, &str); 8] = [
    (Code::Unauthenticated, "WWW-Authenticate: Bearer resource_metadata=\"…/.well-known/oauth-protected-resource\""),
    (Code::InsufficientScope, "WWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"assessments:write\", …"),
    (Code::MethodNotAllowed, "Allow: GET, HEAD"),
    (Code::AssessmentExists, "Location: /v1/assessments/0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b"),
    (Code::IdempotencyInFlight, "Retry-After: 1"),
    (Code::UnsupportedMediaType, "Accept-Patch: application/merge-patch+json"),
    (Code::TooManyRequests, "Retry-After: 3"),
    (Code::Unavailable, "Retry-After: 2"),
];

/// The list and the pages, each with its path.
pub fn all() -> Vec<(String, Rendered)> {
    let contract = Contract::read();
    let pages = Code::ALL.iter().map(|code| (format!("/problems/{}", code.slug()), page(*code, &contract)));
    [("/problems".to_owned(), list())].into_iter().chain(pages).collect()
}

fn list() -> Rendered {
    let mut text = "# Problem types\n\n\
        Every error is a problem (RFC 9457), and its `type` is the address of one of these pages. [Errors](problems.md) tells \
        how to read one.\n\n| type | status | when |\n| --- | --- | --- |\n"
        .to_owned();
    for code in Code::ALL {
        let (when, _) = told(*code);
        let _ = writeln!(text, "| `{}` | {} | {when} |", code.slug(), code.status().as_u16());
    }
    markdown::render(&text)
}

fn page(code: Code, contract: &Contract) -> Rendered {
    let (when, remedy) = told(code);
    let ((title, detail), (titel, uitleg)) = (words::of(code, Language::English), words::of(code, Language::Dutch));
    let (slug, status) = (code.slug(), code.status());
    let text = format!(
        "# {slug}

| | |
| --- | --- |
| type | `/problems/{slug}` |
| status | {status} |
| when | {when} |
| what to do | {remedy} |

## Its words

Dutch, unless the request prefers English (`Accept-Language: en`). They are for people; a program looks at `type`.

| | English | Dutch |
| --- | --- | --- |
| `title` | {title} | *{titel}* |
| `detail` | {detail} | *{uitleg}* |

## Example

```http
{example}
```

## Who answers with it

{operations}

[All problem types](/problems), and [how to read an error](problems.md).
",
        example = example(code, contract),
        operations = operations(code, contract),
    );
    markdown::render(&text)
}

/// When a problem occurs and what to do about it.
fn told(code: Code) -> (&'static str, &'static str) {
    let start = format!("| `{}` | ", code.slug());
    let mut lines = include_str!("../../docs/problems.md").lines();
    let cells = lines.find_map(|line| line.strip_prefix(&start)?.strip_suffix(" |"));
    let mut cells = cells.unwrap_or_default().split(" | ").skip(1);
    (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
}

/// An answer with this problem, as it comes over the line.
fn example(code: Code, contract: &Contract) -> String {
    let mut head =
        format!("HTTP/1.1 {}\nContent-Type: application/problem+json\nContent-Language: en\n", code.status());
    for (_, header) in HEADERS.iter().filter(|(of, _)| *of == code) {
        let _ = writeln!(head, "{header}");
    }
    let errors = wrong(code);
    let paths: Vec<&str> = contract.answering_with(code.slug()).map(|operation| operation.path.as_str()).collect();
    let path = paths.iter().find(|path| path.contains("{id}")).or(paths.first()).map_or("/me", |path| *path);
    let path = if errors.is_empty() { path } else { "/assessments/{id}/scores" };
    let problem = Parts { errors, ..Parts::new(code) };
    let problem = problem.render(Language::English, &format!("/v1{}", path.replace("{id}", EXAMPLE_ID)));
    format!("{head}\n{}", serde_json::to_string_pretty(&problem).unwrap_or_default())
}

/// What `errors` could list.
fn wrong(code: Code) -> Vec<InputError> {
    let at = |competency: &str, fault: Fault| InputError::at_member("/levels", competency, fault);
    if code == Code::InvalidInput {
        let off_scale = Fault::OffScale { levels: vec![0, 1, 2, 3, 4] };
        vec![at("SO-BH-G-01", off_scale), at("SO-XX-G-01", Fault::UnknownCompetency)]
    } else if code == Code::SheetIncomplete {
        vec![at("SO-BH-G-03", Fault::Unanswered), at("SO-BH-G-04", Fault::Unanswered)]
    } else if code == Code::MalformedJson {
        vec![InputError::at("", Fault::NotJson { line: 1, column: 24 })]
    } else {
        Vec::new()
    }
}

/// The operations that answer with it, as links into the reference.
fn operations(code: Code, contract: &Contract) -> String {
    let answering: Vec<_> = contract.answering_with(code.slug()).collect();
    if answering.is_empty() {
        return "No operation: it is the answer to a method that is none.".to_owned();
    }
    let is_among = |id: &str| answering.iter().any(|operation| operation.id == id);
    let others: Vec<_> = contract.operations.iter().filter(|operation| !is_among(&operation.id)).collect();
    if others.is_empty() {
        return "Every operation.".to_owned();
    }
    let list = |of: &[&Operation]| {
        of.iter().fold(String::new(), |mut list, operation| {
            let (tag, id) = (&operation.tag, &operation.id);
            let _ = writeln!(list, "- [{} `/v1{}`](/docs/reference#/{tag}/{id})", operation.method, operation.path);
            list
        })
    };
    // Most can be told by the few that are none.
    if others.len() < 5 && answering.len() > 20 {
        return format!("Every operation but these:\n\n{}", list(&others));
    }
    list(&answering)
}
