//! What is not right is refused in a way that tells what is wrong, tells nothing else, and leaves everything as it was.

mod bodies;
mod boundaries;
mod cases;
mod mangled;
mod places;
mod rules;
mod sheets;
mod target;
mod values;

use super::support::Answer;

/// Words of the database, the framework or the language, which no caller may ever see.
const INSIDES: [&str; 29] = [
    "sql",
    "postgres",
    "sea_orm",
    "sea-orm",
    "select ",
    "insert into",
    "constraint",
    "foreign key",
    "user_account",
    "learner_group",
    "round_participant",
    "round_group",
    "goal_entry",
    "goal_version",
    "reflection_share",
    "reflection_version",
    "released_report",
    "round_release",
    "sheet_save",
    "idempotency_key",
    "audit_event",
    "outbox_event",
    "organisation_id",
    "actix",
    "serde",
    "panick",
    "unwrap",
    ".rs:",
    "struct ",
];

/// Says that this is a problem of one of these statuses, in the one form there is, with nothing of our insides in it.
#[track_caller]
fn is_refused(answer: &Answer, statuses: &[u16], what: &str) {
    assert!(
        statuses.contains(&answer.status),
        "{what}: {} and not one of {statuses:?}: {}",
        answer.status,
        answer.text
    );
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}: {answer:?}");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status, "{what}");
    for member in ["type", "title", "detail", "instance"] {
        assert!(problem[member].is_string(), "{what}: {}", answer.text);
    }
    let unnamed = answer.errors().into_iter().find(|error| error.ends_with(" schema"));
    assert_eq!(unnamed, None, "{what}: a fault without a name of its own: {}", answer.text);
    let text = answer.text.to_lowercase();
    let inside = INSIDES.iter().find(|word| text.contains(**word));
    assert_eq!(inside, None, "{what}: {}", answer.text);
}
