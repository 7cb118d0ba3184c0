//! The tour in the README works: its lines are executed as they stand, against a demo that this test starts.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by failing")]

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the demo in this folder on a free port; the address it prints.
fn demo(folder: &Path) -> (Demo, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_samenspel"))
        .args(["demo", "--port", "0", "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let lines = out.lines().map(Result::unwrap);
    let mut addresses = lines.filter_map(|l| Some(l.split_once("school is at ")?.1.to_owned()));
    let address = addresses.next().expect("the demo tells its address");
    (Demo(child), address)
}

/// The blocks of the README that are marked as the tour, one after the other.
fn tour() -> Vec<String> {
    let readme = include_str!("../README.md");
    let blocks = readme.split("```sh tour\n").skip(1);
    blocks.map(|rest| rest.split_once("```").expect("a block ends").0.to_owned()).collect()
}

fn has_curl() -> bool {
    Command::new("curl").arg("--version").output().is_ok_and(|o| o.status.success())
}

#[test]
fn every_line_of_the_tour_does_what_the_text_around_it_says() {
    if !has_curl() {
        println!("skipped: there is no curl on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_demo, address) = demo(folder.path());
    let steps: Vec<String> = tour().iter().map(|block| format!("{block}\necho; echo '===='\n")).collect();
    let script = steps.concat();
    let mut bash = Command::new("bash")
        .args(["-eu", "-o", "pipefail", "-s"])
        .env("BASE", &address)
        .env("DATA", folder.path())
        .env("SAMENSPEL", env!("CARGO_BIN_EXE_samenspel"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let done = bash.wait_with_output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));

    let steps: Vec<&str> = said.split("====\n").collect();
    let expected: [&[&str]; 9] = [
        &[],
        &["\"name\":\"learner-01\"", "\"role\":\"learner\""],
        &["\"SO-BH-G-01\":null", "\"unanswered\":[\"SO-BH-G-01\""],
        &["\"SO-BH-G-01\":3", "\"SO-BH-G-02\":0", "off-scale", "unknown-competency", "not-a-text"],
        &["sheet-incomplete", "/levels/SO-BH-G-03", "\"state\":\"submitted\""],
        &["\"SO-BH-G-03\":3", "\"state\":\"shared\""],
        &["Daar komen we in het gesprek op terug.", "\"state\":\"acknowledged\"", "/problems/not-found"],
        &["\"nSubmitted\":", "/problems/report-not-released", "\"disclosure\":\"published\""],
        &["/problems/not-found"],
    ];
    assert_eq!(steps.len(), expected.len() + 1, "{said}");
    for (step, wanted) in steps.iter().zip(expected) {
        for text in wanted {
            assert!(step.contains(text), "{text} is not in\n{step}");
        }
    }
}

#[test]
fn the_lines_the_demo_prints_work_when_pasted() {
    if !has_curl() {
        println!("skipped: there is no curl on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_samenspel"))
        .args(["demo", "--port", "0", "--data-dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let _demo = Demo(child);
    let lines = out.lines().map(Result::unwrap).take_while(|line| !line.starts_with("Stop with"));
    let pasted: Vec<String> = lines.map(|l| l.trim().to_owned()).filter(|l| l.starts_with("curl ")).collect();
    assert!(pasted.len() >= 5, "{pasted:?}");
    for line in pasted {
        let done = Command::new("bash")
            .args(["-c", &line.replacen("curl -s", "curl -sS --fail-with-body", 1)])
            .output()
            .unwrap();
        assert!(done.status.success(), "{line}\n{}", String::from_utf8_lossy(&done.stdout));
    }
}
