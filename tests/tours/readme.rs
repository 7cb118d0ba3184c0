//! The tour in the README, and the lines that the demo prints.

use std::process::Command;

use super::demo::{Demo, fenced};

#[test]
fn every_line_of_the_tour_does_what_the_text_around_it_says() {
    let Some(demo) = Demo::start() else { return };
    let blocks = fenced(include_str!("../../README.md"));
    let tour: Vec<&str> = blocks.iter().filter(|(info, _)| *info == "sh tour").map(|(_, code)| *code).collect();
    let expected: [&[&str]; 11] = [
        &[],
        &["\"name\":\"learner-01\"", "\"role\":\"learner\""],
        &["\"SO-BH-G-01\":null", "\"unanswered\":[\"SO-BH-G-01\""],
        &["\"SO-BH-G-01\":3", "\"SO-BH-G-02\":0", "off-scale", "unknown-competency", "not-a-text"],
        &["sheet-incomplete", "/levels/SO-BH-G-03", "\"state\":\"submitted\""],
        &["Doorvragen vind ik nog spannend.", "\"sharedWith\":[", "\"status\":\"planned\"", "kan inzicht zijn"],
        &["\"learners\":[", "\"SO-BH-G-03\":3", "\"state\":\"shared\""],
        &[
            "Daar komen we in het gesprek op terug.",
            "\"state\":\"acknowledged\"",
            "\"heldOn\":",
            "\"state\":\"discussed\"",
            "/problems/not-found",
        ],
        &["\"raterKind\":\"guest\"", "\"learnerName\":", "De student handelt als vanzelfsprekend."],
        &["\"nSubmitted\":", "/problems/report-not-released", "\"disclosure\":\"published\""],
        &["/problems/not-found"],
    ];
    assert_eq!(tour.len(), expected.len());
    for (wrote, wanted) in demo.paste(&tour).iter().zip(expected) {
        for text in wanted {
            assert!(wrote.contains(text), "{text} is not in\n{wrote}");
        }
    }
}

#[test]
fn the_lines_the_demo_prints_work_when_pasted() {
    let Some(demo) = Demo::start() else { return };
    let pasted: Vec<&str> = demo.told.iter().map(|line| line.trim()).filter(|line| line.starts_with("curl ")).collect();
    assert!(pasted.len() >= 5, "{pasted:?}");
    for line in pasted {
        let line = line.replacen("curl -s", "curl -sS --fail-with-body", 1);
        let done = Command::new("bash").args(["-c", &line]).output().unwrap();
        assert!(done.status.success(), "{line}\n{}", String::from_utf8_lossy(&done.stdout));
    }
}
