//! Rebuilds when the shipped content changes, which `include_dir` cannot tell cargo by itself.

fn main() {
    println!("cargo::rerun-if-changed=content");
}
