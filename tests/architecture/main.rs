//! The direction of the house, checked on its sources: `main → app → routes → service → repo → entity`, and `domain` knows nobody.
//!
//! Where a rule has exceptions they stand here, each with its reason. A list may only shrink: an entry that is not needed any more
//! fails the test too.

mod source;

use std::collections::BTreeSet;

use source::{Source, all, none, under};

/// Repository functions that take no tenant, and why.
const WITHOUT_TENANT: [(&str, &str); 17] = [
    ("audit_seals::due", "a job looks for work in every organisation"),
    ("clients::forget_assertions", "a job forgets what is over in every organisation"),
    ("clients::origins", "every server has to know of every organisation from which web pages it may be called"),
    ("data_packages::due", "a job looks for work in every organisation, and gets the tenant with each package"),
    ("data_packages::forget_expired", "a job forgets what is over in every organisation"),
    ("erasures::due", "a job looks for work in every organisation, and gets the tenant with each erasure"),
    ("erasures::empty_log", "the database's own log holds every organisation's rows"),
    ("erasures::is_swept", "the database's own log holds every organisation's rows"),
    ("erasures::is_to_be_swept", "the database's own log holds every organisation's rows"),
    ("organisations::all", "the operator's command line goes through every organisation"),
    ("organisations::insert", "makes the tenant"),
    ("rounds::due", "a job looks for work in every organisation, and gets the tenant with each round"),
    ("sign_in::forget_expired", "a job forgets what is over in every organisation"),
    ("sign_in::forget_revocations", "a job forgets what is over in every organisation"),
    ("sign_in::revocations", "every server has to know of every organisation whose tokens are refused"),
    ("users::by_name", "the operator's command line: the tenant is what is looked for"),
    ("users::organisation_by_code", "the operator's command line: the tenant is what is looked for"),
];

/// Places outside `dto.rs` that hold a raw id otherwise than by reading it from a row, and why.
const RAW_IDS: [(&str, &str, &str); 1] =
    [("src/resources/reports/repo.rs", "fn columns_of(", "one column holds the id of one of three kinds")];

/// Operations that ask for no right: they are ways to get a token.
const WITHOUT_RIGHT: [&str; 2] = ["create_guest_rater", "create_guest_token"];

/// Files of more than 400 lines, and why.
const LONG: [(&str, &str); 0] = [];

/// The parts of a resource, by the file or folder they stand in.
fn part(file: &Source) -> &str {
    let inside = file.path.strip_prefix("src/resources/").and_then(|rest| rest.split_once('/'));
    inside.map_or("", |(_, rest)| rest.split(['/', '.']).next().unwrap_or_default())
}

fn parts_called(name: &str) -> Vec<Source> {
    let found: Vec<Source> = under("src/resources").into_iter().filter(|file| part(file) == name).collect();
    assert!(found.len() >= 5, "there are hardly any files called {name}");
    found
}

#[track_caller]
fn forbid(files: &[Source], words: &[&str]) {
    let found = files.iter().flat_map(|file| {
        let seen = file.words();
        words.iter().filter(move |word| seen.contains(**word)).map(|word| format!("{} knows `{word}`", file.path))
    });
    none(&found.collect::<Vec<_>>());
}

#[test]
fn the_domain_knows_itself_std_chrono_and_uuid() {
    let allowed = ["chrono", "uuid"];
    let manifest = source::read("Cargo.toml");
    let dependencies = manifest.split("\n[dependencies]\n").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap();
    let crates: Vec<String> = dependencies
        .lines()
        .filter_map(|line| line.split([' ', '.', '=']).next())
        .filter(|name| !name.is_empty() && *name != "#" && !allowed.contains(name))
        .map(|name| name.replace('-', "_"))
        .collect();
    assert!(crates.contains(&"actix_web".to_owned()) && crates.contains(&"sea_orm".to_owned()), "{crates:?}");
    let mut complaints = Vec::new();
    for file in under("src/domain") {
        let code = file.without_tests();
        complaints.extend(
            crates.iter().filter(|name| code.contains(&format!("{name}::"))).map(|n| format!("{} uses {n}", file.path)),
        );
        let ours = code.split("crate::").skip(1).filter(|rest| !rest.starts_with("domain"));
        complaints.extend(ours.map(|rest| format!("{} uses crate::{}", file.path, rest.lines().next().unwrap_or(""))));
    }
    none(&complaints);
}

#[test]
fn routes_see_no_rows() {
    forbid(&parts_called("routes"), &["repo", "sea_orm", "entity"]);
}

#[test]
fn what_is_sent_knows_no_rows() {
    forbid(&parts_called("dto"), &["repo", "sea_orm", "entity", "actix_web"]);
}

#[test]
fn services_see_no_http_and_call_no_service() {
    forbid(&parts_called("service"), &["actix_web", "dto", "routes", "http", "utoipa", "service", "serde_json"]);
}

#[test]
fn rows_know_no_http_and_no_service() {
    forbid(&parts_called("repo"), &["actix_web", "service", "dto", "routes", "http", "utoipa"]);
}

#[test]
fn only_services_open_transactions() {
    let begins = under("src").into_iter().filter(|file| file.code.contains(".begin()") && part(file) != "service");
    none(&begins.map(|file| format!("{} opens a transaction", file.path)).collect::<Vec<_>>());
}

#[test]
fn migrations_never_know_entities_and_entities_are_not_sent() {
    forbid(&under("migration/src"), &["samenspel_entity", "entity"]);
    let dependencies = source::read("migration/Cargo.toml");
    let dependencies = dependencies.split("[dev-dependencies]").next().unwrap();
    assert!(!dependencies.contains("samenspel-entity"), "migration depends on entity");
    forbid(&under("entity/src"), &["serde", "Serialize", "Deserialize"]);
}

#[test]
fn no_query_without_a_tenant() {
    let mut exceptions: BTreeSet<String> = WITHOUT_TENANT.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut complaints = Vec::new();
    let mut functions = 0;
    for file in parts_called("repo") {
        let resource = file.path.split('/').nth(2).unwrap_or_default();
        for signature in file.code.split("pub async fn ").skip(1) {
            let signature = signature.split('{').next().unwrap_or_default();
            let name = format!("{resource}::{}", signature.split(['(', '<']).next().unwrap_or_default());
            let parameters = signature.split("->").next().unwrap_or_default();
            let tenanted = parameters.contains(": Tenant") || parameters.contains(": &Actor");
            functions += 1;
            if !tenanted && !exceptions.remove(&name) {
                complaints.push(format!("{name} takes no tenant"));
            }
        }
    }
    assert!(functions > 30, "only {functions} functions were found");
    complaints.extend(exceptions.iter().map(|name| format!("{name} needs no exception any more")));
    none(&complaints);
}

#[test]
fn an_operation_asks_for_its_right_first_and_says_what_it_answers() {
    let mut complaints = Vec::new();
    let mut operations = 0;
    for file in parts_called("routes") {
        for operation in file.code.split("#[place(").skip(1) {
            operations += 1;
            let (_, signature) = operation.split_once("pub async fn ").unwrap();
            let signature: String = signature.split('{').next().unwrap_or_default().split_whitespace().collect();
            let (name, rest) = signature.split_once('(').unwrap();
            let asks_for_none = WITHOUT_RIGHT.contains(&name) && rest.starts_with("_caller:Anybody");
            if !asks_for_none && !rest.starts_with("caller:Require<") {
                complaints.push(format!("{}: {name} does not ask for a right first", file.path));
            }
            if !rest.contains(")->Result<") {
                complaints.push(format!("{}: {name} does not say what it answers", file.path));
            }
        }
    }
    assert!(operations > 20, "only {operations} operations were found");
    none(&complaints);
    forbid(&under("src/resources"), &["HttpResponse", "Responder"]);
}

#[test]
fn raw_ids_live_in_what_is_sent_and_where_rows_are_read() {
    let mut needed: BTreeSet<(&str, &str)> = RAW_IDS.iter().map(|(path, place, _)| (*path, *place)).collect();
    let mut complaints = Vec::new();
    for file in under("src/resources").iter().filter(|file| part(file) != "dto") {
        for line in file.code.lines().filter(|line| line.contains("Uuid")) {
            let reads = part(file) == "repo" && (line.contains("try_get") || line.starts_with("use "));
            let excused = RAW_IDS.iter().find(|(path, place, _)| *path == file.path && line.contains(place));
            if let Some((path, place, _)) = excused {
                needed.remove(&(*path, *place));
            } else if !reads && !line.trim_end().ends_with("-> Uuid {") {
                complaints.push(format!("{}: {}", file.path, line.trim()));
            }
        }
    }
    complaints.extend(needed.iter().map(|(path, place)| format!("{path}: `{place}` needs no exception any more")));
    none(&complaints);
}

#[test]
fn files_are_small() {
    let mut long: BTreeSet<&str> = LONG.iter().map(|(path, _)| *path).collect();
    let mut complaints = Vec::new();
    for file in all() {
        if file.lines > 400 && !long.remove(file.path.as_str()) {
            complaints.push(format!("{} has {} lines", file.path, file.lines));
        }
    }
    complaints.extend(long.iter().map(|path| format!("{path} needs no exception any more")));
    none(&complaints);
}

#[test]
fn ids_stand_in_alphabetical_order() {
    let ids = source::read("src/domain/ids.rs");
    let declared: Vec<&str> = ids
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split_once("Id, \""))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect();
    assert!(declared.len() > 10, "{declared:?}");
    assert!(declared.is_sorted(), "{declared:?}");
}
