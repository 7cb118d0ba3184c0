//! The guides: each page by itself, with the helpers that *Getting started* begins with.

use std::path::Path;

use samenspel::docs::GUIDES;
use serde_json::{Value, json};

use super::{
    demo::{Demo, fenced},
    shown::{self, shows},
};

/// A block of commands, and the answers that the text shows behind it.
struct Step<'a> {
    commands: &'a str,
    answers: Vec<(&'a str, &'a str)>,
}

fn steps(text: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    for (info, code) in fenced(text) {
        if info == "sh tour" {
            steps.push(Step { commands: code, answers: Vec::new() });
        } else if let Some(kind) = info.strip_suffix(" answer") {
            steps.last_mut().expect("an answer stands behind its commands").answers.push((kind, code));
        }
    }
    steps
}

#[test]
fn the_commands_of_every_guide_give_the_answers_it_shows() {
    let Some(demo) = Demo::start() else { return };
    let start = GUIDES.iter().find(|guide| guide.slug == "getting-started").unwrap();
    let helpers = steps(start.text).remove(0).commands;
    let mut executed = 0;
    for guide in GUIDES {
        let steps = steps(guide.text);
        let mut blocks = vec![helpers];
        blocks.extend(steps.iter().map(|step| step.commands));
        let wrote = demo.paste(&blocks);
        for (step, wrote) in steps.iter().zip(&wrote[1..]) {
            executed += 1;
            for (kind, answer) in &step.answers {
                let complaint = shown::complaint(kind, answer, wrote);
                let wrote: String = wrote.chars().take(3000).collect();
                assert_eq!(complaint, None, "in {}, after\n{}\nwhich wrote\n{wrote}", guide.file, step.commands);
            }
        }
    }
    assert!(executed >= 40, "only {executed} blocks were executed");
}

#[test]
fn the_files_of_the_guides_refer_to_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut links = 0;
    for guide in GUIDES {
        let folder = root.join(guide.file).parent().unwrap().to_owned();
        for link in guide.text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !link.is_empty() && !link.starts_with('/') {
                links += 1;
                assert!(folder.join(link).is_file(), "{link} in {}", guide.file);
            }
        }
    }
    assert!(links >= 10, "only {links} links were found");
    let files = std::fs::read_dir(root.join("docs/guide")).unwrap().map(|entry| entry.unwrap().file_name());
    for file in files.map(|name| format!("docs/guide/{}", name.display())) {
        assert!(GUIDES.iter().any(|guide| guide.file == file), "{file} is no page");
    }
}

#[test]
fn the_worked_example_of_the_scale_is_what_the_published_vector_says() {
    let guide = GUIDES.iter().find(|guide| guide.slug == "scale").unwrap();
    let example = fenced(guide.text).into_iter().find(|(info, _)| *info == "json figures").unwrap().1;
    let vectors: Value = serde_json::from_str(include_str!("../../openapi/vectors/statistics.json")).unwrap();
    let wanted = json!([0, 3, 4, 0, 1]);
    let vector = vectors["vectors"].as_array().unwrap().iter().find(|v| v["answers"] == wanted).unwrap();
    assert_eq!(serde_json::from_str::<Value>(example).unwrap(), vector["figures"]);
}

#[test]
fn an_answer_is_shown_where_all_that_is_shown_is_in_it() {
    let answer = json!({ "a": 1, "b": ["x", "y", "z"], "c": { "d": null }, "e": "to /v1/x/7/y" });
    for shown in [
        json!({ "a": 1 }),
        json!({ "a": "…", "b": ["x", "y", "z"] }),
        json!({ "b": ["x", "…"] }),
        json!({ "b": ["…", "y", "…"], "c": { "d": null, "…": null } }),
        json!({ "b": ["…", "z"] }),
        json!({ "e": "to /v1/x/…/y" }),
    ] {
        assert!(shows(&shown, &answer), "{shown}");
    }
    for shown in [
        json!({ "a": 2 }),
        json!({ "f": "…" }),
        json!({ "b": ["x", "y"] }),
        json!({ "b": ["x", "…", "y"] }),
        json!({ "b": ["y", "…"] }),
        json!({ "c": { "d": 0 } }),
        json!({ "e": "to /v1/x/…/z" }),
    ] {
        assert!(!shows(&shown, &answer), "{shown}");
    }
}
