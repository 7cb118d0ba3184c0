//! Reading sources, roughly: without comments and without what stands between quotes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// One source file.
pub struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// Its text, comments and quoted texts left out.
    pub code: String,
    /// Lines of the whole file.
    pub lines: usize,
}

impl Source {
    /// The names and keywords in it.
    pub fn words(&self) -> BTreeSet<&str> {
        self.code.split(|c: char| !c.is_alphanumeric() && c != '_').collect()
    }

    /// What stands before its own tests.
    pub fn without_tests(&self) -> &str {
        self.code.split("#[cfg(test)]").next().unwrap_or_default()
    }
}

/// A file of the repository.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The sources in this folder and below.
pub fn under(folder: &str) -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join(folder), &mut files);
    assert!(!files.is_empty(), "no sources in {folder}");
    files.sort();
    files.iter().map(|file| source(file)).collect()
}

/// The sources of the product.
pub fn all() -> Vec<Source> {
    ["src", "entity/src", "migration/src"].iter().flat_map(|folder| under(folder)).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn source(file: &Path) -> Source {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let path = file.strip_prefix(root()).unwrap_or(file).to_string_lossy().replace('\\', "/");
    Source { path, code: bare(&text), lines: text.lines().count() }
}

/// Code without comments and without what stands between quotes.
fn bare(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("r#\"") {
            rest = rest[3..].split_once("\"#").map_or("", |(_, after)| after);
            code.push_str("\"\"");
        } else if next == '"' {
            rest = after_text(&rest[1..]);
            code.push_str("\"\"");
        } else if rest.starts_with("'\"'") {
            rest = &rest[3..];
        } else if rest.starts_with("'\\") {
            // A character that is written with a backslash.
            rest = rest[2..].split_once('\'').map_or("", |(_, after)| after.trim_start_matches('\''));
        } else {
            code.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    code
}

fn after_text(text: &str) -> &str {
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        match c {
            '"' if !escaped => return &text[place + 1..],
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    ""
}

/// Fails with all complaints at once.
#[track_caller]
pub fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn comments_and_quoted_texts_are_no_code() {
    assert_eq!(bare("a // repo\nb"), "a \nb");
    assert_eq!(bare(r#"f("repo \" x", '"', '\'', '\n', 'a') // "c"#), r#"f("", , , , 'a') "#);
    assert_eq!(bare("r#\"a \" b\"# c"), "\"\" c");
}
