//! Who gets what: every operation of the contract, asked by everybody, about one learner's work.
//!
//! `401`, `403`, `404`, … and `400` say that the answer is this, and that not a byte of the learner's or her school's is in it.
//! `200` says that she gets what is asked; `200-` that she gets an answer with nothing of the learner's in it: a list of her own
//! things, perhaps empty. A token has the one scope that the operation needs, so the table says too that it is enough.
//!
//! A row is missing: a test fails. There is no list of exceptions, and none may be added.

use std::collections::BTreeSet;

use samenspel::{auth::right::Scopes, domain::ids::Id};
use serde_json::Value;
use uuid::Uuid;

use super::support::{
    Answer, Person,
    asks::asker,
    cast::{Cast, MARK, Who},
    contract::{Ask, Operation, operation, operations},
};

/// The third word is the state of what is asked for, where there are several.
const TABLE: &str = include_str!("permissions/table.txt");

/// What answers everybody, and each about herself alone.
const OF_ONESELF: [&str; 3] = ["getMe", "getLearnerOverview", "getCoachOverview"];

/// What answers everybody who may read it about her own school, or make it there, where nothing else is asked for.
const OF_ONES_SCHOOL: [(&str, &str); 11] = [
    ("getSeriesReport", "organisation"),
    ("createUser", "-"),
    ("createUserBatch", "-"),
    ("createProgrammeBatch", "-"),
    ("createGroupBatch", "-"),
    ("createMembershipBatch", "-"),
    ("createCoachingBatch", "-"),
    ("createProgramme", "-"),
    ("createClient", "-"),
    ("createDataPackage", "-"),
    ("createErasure", "-"),
];

/// What one of them is answered.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub status: u16,
    /// With something of the learner's or her school's in it.
    holds: bool,
}

pub struct Row {
    pub operation: &'static str,
    pub state: &'static str,
    pub cells: Vec<(Who, Cell)>,
}

/// The table, row by row.
pub fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| !line.trim().is_empty()).skip(1);
    lines.map(row).collect()
}

fn row(line: &'static str) -> Row {
    let mut words = line.split_whitespace();
    let (operation, state) = (words.next().unwrap(), words.next().unwrap());
    let cells: Vec<_> = Who::ALL.into_iter().zip(words.map(cell)).collect();
    assert_eq!(cells.len(), Who::ALL.len(), "{line}");
    Row { operation, state, cells }
}

fn cell(word: &str) -> Cell {
    let status = word.trim_end_matches('-').parse().unwrap();
    Cell { status, holds: status < 300 && !word.ends_with('-') }
}

#[test]
fn every_operation_of_the_contract_stands_in_the_table_and_no_other() {
    let documented: BTreeSet<String> = operations().into_iter().map(|o| o.id).collect();
    let listed: BTreeSet<String> = rows().into_iter().map(|row| row.operation.to_owned()).collect();
    assert_eq!(listed, documented);
}

#[test]
fn nobody_gets_anything_without_a_token_and_no_stranger_gets_anything_of_a_school() {
    for row in rows() {
        let cell = |who| row.cells.iter().find(|(w, _)| *w == who).unwrap().1;
        let operation = operation(row.operation);
        if operation.is_open() {
            // What is in the body decides, and not who sends it.
            let statuses: BTreeSet<u16> = row.cells.iter().map(|(_, cell)| cell.status).collect();
            assert_eq!(statuses.len(), 1, "{}", row.operation);
        } else {
            assert_eq!(cell(Who::Anonymous).status, 401, "{}", row.operation);
        }
        assert!(operation.is_of_definitions() || !cell(Who::Foreigner).holds, "{}", row.operation);
    }
}

#[actix_web::test]
async fn everybody_gets_what_the_table_says_and_nothing_more() {
    let cast = Cast::start().await;
    let mut wrong = Vec::new();
    for Row { operation: id, state, cells } in rows() {
        let operation = operation(id);
        for (who, wanted) in cells {
            let ask = cast.ask_about(id, state).await;
            let answer = send(&cast, &operation, &ask, cast.person(who)).await;
            let complaint = if answer.status != wanted.status {
                format!("is answered {}, not {}: {}", answer.status, wanted.status, answer.text)
            } else if let Some(leak) = leak(&cast, &operation, &ask, who, wanted, &answer) {
                leak
            } else if let Some(difference) = betrayal(&cast, &operation, &ask, who, &answer).await {
                difference
            } else {
                continue;
            };
            wrong.push(format!("{id} ({state}) by {who:?} {complaint}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn coaches_curriculum_teams_and_administrators_of_another_school_get_nothing_either() {
    let cast = Cast::start().await;
    for Row { operation: id, state, .. } in rows() {
        let operation = operation(id);
        if operation.is_of_definitions() {
            continue;
        }
        for stranger in &cast.strangers {
            let ask = cast.ask_about(id, state).await;
            let answer = send(&cast, &operation, &ask, Some(stranger)).await;
            assert!(answer.status < 500, "{id} ({state}) {answer:?}");
            let found =
                secrets(&cast, &ask, Who::Foreigner).into_iter().find(|s| without_instance(&answer).contains(s));
            assert_eq!(found, None, "{id} ({state}) {}", answer.text);
            let hidden = answer.status >= 400
                || operation.lists()
                || operation.is_open()
                || OF_ONESELF.contains(&id)
                || OF_ONES_SCHOOL.contains(&(id, state))
                || state == "of-oneself";
            assert!(hidden, "{id} ({state}) {}", answer.text);
        }
    }
}

#[actix_web::test]
async fn a_token_with_every_scope_but_the_one_that_is_needed_is_refused() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(|o| !o.is_open()) {
        let ask = cast.ask(&operation.id).await;
        let person = cast.person(asker(&operation.id)).unwrap();
        let others: Vec<String> =
            Scopes::all().split(' ').filter(|s| !operation.scopes.iter().any(|o| o == s)).map(str::to_owned).collect();
        assert_eq!(others.len() + operation.scopes.len(), Scopes::all().split(' ').count(), "{}", operation.id);
        let token = cast.app.token_with(person.organisation, person.user, &others.join(" "));
        let answer = operation.call(&cast.app, &ask).bearer(&token).send().await;
        let answer = answer.is_problem(403, "insufficient-scope");
        let challenge = answer.header("www-authenticate");
        assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
        assert!(challenge.contains(&format!("scope=\"{}\"", operation.scope)), "{challenge}");
        assert!(!answer.text.contains(MARK), "{}", answer.text);
    }
}

/// Asks, with a token that has the one scope that is needed.
async fn send(cast: &Cast, operation: &Operation, ask: &Ask, person: Option<&Person>) -> Answer {
    let call = operation.call(&cast.app, ask);
    match person {
        Some(person) => call.bearer(&cast.token(person, &operation.scope)).send().await,
        None => call.send().await,
    }
}

/// Everything that is not for this caller's eyes, unless she gets what she asked for.
fn secrets(cast: &Cast, ask: &Ask, who: Who) -> Vec<String> {
    let mut all = vec![
        MARK.to_owned(),
        cast.learner().id(),
        cast.placement.clone(),
        cast.draft.clone(),
        cast.submitted.clone(),
        cast.feedback_draft.clone(),
        cast.feedback_shared.clone(),
        cast.feedback_reply.clone(),
        cast.agreed_action.clone(),
        cast.discussed.clone(),
        cast.circle.team.clone(),
        cast.circle.member.clone(),
        cast.circle.share.clone(),
        cast.circle.invitation.clone(),
        cast.circle.guest_sheet.clone(),
    ];
    if who == Who::Foreigner {
        let school = &cast.school;
        let ids = [school.organisation.raw(), school.programme.raw(), school.group.raw()];
        let rounds = [cast.round.raw(), cast.released.raw()];
        all.extend(ids.into_iter().chain(rounds).map(|id| id.to_string()));
        all.push(ask.id.clone());
    }
    all.retain(|secret| !secret.is_empty());
    all
}

/// The answer without the one member that repeats what its caller sent: the path.
fn without_instance(answer: &Answer) -> String {
    match serde_json::from_str::<Value>(&answer.text) {
        Ok(mut problem) if answer.status >= 400 => {
            problem.as_object_mut().unwrap().remove("instance");
            problem.to_string()
        }
        _ => answer.text.clone(),
    }
}

/// What is in an answer that should not be there, or is not there and should be.
fn leak(cast: &Cast, operation: &Operation, ask: &Ask, who: Who, wanted: Cell, answer: &Answer) -> Option<String> {
    let text = without_instance(answer);
    if wanted.holds {
        let drafts =
            [(&cast.draft, Who::Learner), (&cast.feedback_draft, Who::Coach), (&cast.circle.guest_sheet, Who::Guest)];
        // Who accounts for everybody is told that there is a draft, and nothing that is in it.
        let accounts = operation.id == "listAuditEvents" && matches!(who, Who::Administrator);
        let shown = drafts.iter().find(|(id, author)| who != *author && text.contains(*id)).filter(|_| !accounts);
        let something = operation.is_of_definitions()
            || text.contains(MARK)
            || secrets(cast, ask, Who::Foreigner).iter().any(|s| text.contains(s));
        return match shown {
            Some((id, author)) => Some(format!("shows {id}, a draft of {author:?}'s: {text}")),
            None if something => None,
            None => Some(format!("holds nothing: {text}")),
        };
    }
    let who = if answer.status < 300 { who } else { Who::Foreigner };
    let heads: Vec<&str> = answer.headers.iter().filter_map(|(_, value)| value.to_str().ok()).collect();
    let seen = |secret: &String| text.contains(secret) || heads.iter().any(|value| value.contains(secret));
    if let Some(secret) = secrets(cast, ask, who).iter().find(|secret| seen(secret)) {
        return Some(format!("gives {secret} away: {text}"));
    }
    let tagged = answer.status >= 400 && answer.headers.contains_key("etag");
    tagged.then(|| "carries an ETag".to_owned())
}

/// What is hidden must be answered like what does not exist: the same call with ids that are nobody's, compared.
async fn betrayal(cast: &Cast, operation: &Operation, ask: &Ask, who: Who, answer: &Answer) -> Option<String> {
    if !matches!(answer.status, 400 | 404) {
        return None;
    }
    let nobody = Uuid::nil().to_string();
    let replaced = |text: &str| {
        let mut ids = secrets(cast, ask, Who::Foreigner);
        ids.push(ask.id.clone());
        ids.retain(|id| id.len() == 36);
        ids.iter().fold(text.to_owned(), |text, id| text.replace(id, &nobody))
    };
    let body = ask.body.as_ref().map(|body| serde_json::from_str(&replaced(&body.to_string())).unwrap());
    let other = Ask {
        id: replaced(&ask.id),
        part: replaced(&ask.part),
        query: replaced(&ask.query),
        body,
        tag: ask.tag.clone(),
    };
    let unknown = send(cast, operation, &other, cast.person(who)).await;
    let same = unknown.status == answer.status
        && without_instance(&unknown) == without_instance(answer)
        && unknown.head() == answer.head();
    (!same).then(|| format!("is told apart from what does not exist: {answer:?} and {unknown:?}"))
}
