//! Whether an answer is what a text shows of it. `…` in a text stands for anything.

use serde_json::{Deserializer, Value};

/// What is wrong with what is shown, if anything is.
pub fn complaint(kind: &str, shown: &str, wrote: &str) -> Option<String> {
    if kind == "json" {
        let shown: Value = match serde_json::from_str(shown) {
            Ok(shown) => shown,
            Err(error) => return Some(format!("{error} in {shown}")),
        };
        let found = documents(wrote).iter().any(|answer| shows(&shown, answer));
        return (!found).then(|| format!("no answer is like {shown:#}"));
    }
    let missing = shown.lines().find(|line| !wrote.lines().any(|wrote| is_like(line, wrote.trim())));
    missing.map(|line| format!("no line is like {line}"))
}

/// The JSON documents in what was written.
fn documents(wrote: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut rest = wrote;
    while let Some(at) = rest.find('{') {
        rest = &rest[at..];
        let mut stream = Deserializer::from_str(rest).into_iter::<Value>();
        let length = match stream.next() {
            Some(Ok(document)) => {
                found.push(document);
                stream.byte_offset()
            }
            Some(Err(_)) | None => 1,
        };
        rest = &rest[length..];
    }
    found
}

/// Whether all that is shown is in the answer: members may be left out, and items where `…` stands for them.
pub fn shows(shown: &Value, answer: &Value) -> bool {
    match (shown, answer) {
        (Value::String(shown), Value::String(answer)) => is_like(shown, answer),
        (Value::String(shown), _) => shown == "…",
        (Value::Object(shown), Value::Object(answer)) => {
            shown.iter().all(|(name, shown)| name == "…" || answer.get(name).is_some_and(|answer| shows(shown, answer)))
        }
        (Value::Array(shown), Value::Array(answer)) => lists(shown, answer),
        _ => shown == answer,
    }
}

fn lists(shown: &[Value], answer: &[Value]) -> bool {
    match (shown, answer) {
        ([], rest) => rest.is_empty(),
        ([Value::String(any), more @ ..], _) if any == "…" => (0..=answer.len()).any(|at| lists(more, &answer[at..])),
        ([first, more @ ..], [item, rest @ ..]) => shows(first, item) && lists(more, rest),
        ([_, ..], []) => false,
    }
}

/// Whether a text is the shown one, with anything where `…` stands.
fn is_like(shown: &str, text: &str) -> bool {
    let Some((before, after)) = shown.split_once('…') else { return shown == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| is_like(after, &rest[at..]))
}
