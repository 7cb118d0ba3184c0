//! What the contract promises about itself: everything a reader, a generator or a linter could stumble over.
//!
//! What only a running server can show is tested in `tests/api`.

mod adr;
mod breaking;
mod document;
mod examples;
mod problems;
#[path = "../shared/references.rs"]
mod references;
mod shape;
mod words;

use document::{contract, none, read};
use samenspel::openapi::older;

#[test]
fn the_committed_contract_is_the_one_the_code_makes() {
    assert!(
        read("openapi/v1.json") == samenspel::openapi::v1_json(),
        "openapi/v1.json is stale; renew it with `cargo run -- openapi v1 > openapi/v1.json`"
    );
}

#[test]
fn the_committed_contract_in_3_0_is_the_one_made_from_it() {
    assert!(
        read("openapi/v1-3.0.json") == samenspel::openapi::v1_in_3_0_json(),
        "openapi/v1-3.0.json is stale; renew it with `cargo run -- openapi v1-3.0 > openapi/v1-3.0.json`"
    );
    none(&older::in_3_0(contract()).unsaid);
}

#[test]
fn it_is_openapi_3_1_of_a_full_version_under_its_major_version() {
    let contract = contract();
    assert_eq!(contract["openapi"], "3.1.0");
    let version = contract["info"]["version"].as_str().unwrap();
    let numbers: Vec<u32> = version.split('.').map(|n| n.parse().unwrap()).collect();
    assert_eq!(numbers.len(), 3, "{version}");
    assert_eq!(contract["servers"][0]["url"], format!("/v{}", numbers[0]));
}
