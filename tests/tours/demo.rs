//! A demo school, and a shell beside it.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A demo that runs; it ends with this value.
pub struct Demo {
    child: Child,
    folder: TempDir,
    /// What it told until its guide ended.
    pub told: Vec<String>,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What stands between the outputs of two blocks of commands.
const END: &str = "==== end of a block";

impl Demo {
    /// Starts a demo on a free port; nothing where there is no `curl` to talk to it.
    pub fn start() -> Option<Self> {
        if !Command::new("curl").arg("--version").output().is_ok_and(|o| o.status.success()) {
            println!("skipped: there is no curl on this machine");
            return None;
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
        let told = out.lines().map(Result::unwrap).take_while(|line| !line.starts_with("Stop with")).collect();
        Some(Self { child, folder, told })
    }

    /// Its address.
    pub fn address(&self) -> &str {
        let mut addresses = self.told.iter().filter_map(|line| Some(line.split_once("school is at ")?.1));
        addresses.next().expect("the demo tells its address")
    }

    /// The folder it is in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Executes blocks of commands in one shell, as somebody does who pastes them; what each wrote.
    pub fn paste(&self, blocks: &[&str]) -> Vec<String> {
        let end = format!("\necho; echo '{END}'\n");
        let script: String = blocks.iter().flat_map(|block| [*block, end.as_str()]).collect();
        let mut bash = Command::new("bash")
            .args(["-eu", "-o", "pipefail", "-s"])
            .env("BASE", self.address())
            .env("DATA", self.folder())
            .env("SAMENSPEL", env!("CARGO_BIN_EXE_samenspel"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let done = bash.wait_with_output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        let complaint = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "after {} blocks: {complaint}", said.matches(END).count());
        let mut wrote: Vec<String> = said.split(&format!("{END}\n")).map(str::to_owned).collect();
        assert_eq!(wrote.pop().as_deref(), Some(""), "{said}");
        assert_eq!(wrote.len(), blocks.len(), "{said}");
        wrote
    }
}

/// The blocks of code of a Markdown text: what stands behind the fence, and what stands in the block.
pub fn fenced(text: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = text.split("```").collect();
    assert!(parts.len() % 2 == 1, "a block does not end");
    parts.chunks(2).filter_map(|pair| pair.get(1)?.split_once('\n')).collect()
}
