//! A bad network: what is sent twice under one key is done once, one after the other or at once. A walk over every POST of the contract.

use std::collections::BTreeMap;

use samenspel::db::sql;

use super::ordinary;
use crate::support::{
    Answer, Call, TestApp,
    asks::asker,
    cast::{Cast, Who},
    contract::{Ask, Operation, operation, operations},
};

/// How many are sent at once.
const CLIENTS: usize = 5;

/// A POST that takes no key, and why.
const WITHOUT: [(&str, &str); 1] =
    [("createGuestToken", "it leaves nothing that lasts, and its answer is another each time")];

/// Other ways to ask some of them, and who does.
const BESIDES: [(&str, &str, Who); 7] = [
    ("createAssessment", "by-invitation", Who::Teammate),
    ("createAssessment", "about-her", Who::Coach),
    ("createInvitation", "of-a-peer", Who::Learner),
    ("createGoal", "from-her-reflection", Who::Learner),
    ("createGoalEntry", "comment", Who::Coach),
    ("shareReflection", "to-team", Who::Learner),
    ("withdrawReflection", "with-team", Who::Learner),
];

/// Every POST, in every way: which, in which state, by whom.
fn posts() -> Vec<(Operation, &'static str, Who)> {
    let all = operations().into_iter().filter(|o| o.method == "POST");
    let (keyed, without): (Vec<_>, Vec<_>) = all.partition(|o| o.headers.contains_key("Idempotency-Key"));
    let without: Vec<&str> = without.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(without, WITHOUT.map(|(id, _)| id), "every other POST takes an Idempotency-Key");
    assert!(keyed.len() > 20, "the contract is walked");
    let usual = keyed.into_iter().map(|o| {
        let who = asker(&o.id);
        (o, "", who)
    });
    usual.chain(BESIDES.map(|(id, state, who)| (operation(id), state, who))).collect()
}

fn asked(cast: &Cast, operation: &Operation, ask: &Ask, who: Who, key: &str) -> Call {
    let call = ordinary(cast, operation, ask).header("Idempotency-Key", key);
    if operation.is_open() { call } else { call.bearer(&cast.person(who).unwrap().token) }
}

/// How many rows each table has, and the sum of their revisions where it counts them: what is done twice adds to one of them. That
/// somebody read something is left out, because giving an answer again is a reading.
async fn everything(app: &TestApp) -> BTreeMap<String, (i64, i64)> {
    let db = app.state.db.reader();
    let tables = if app.is_postgres() {
        "SELECT table_name::text AS name, bool_or(column_name = 'revision') AS counts FROM information_schema.columns \
         WHERE table_schema = 'public' GROUP BY table_name"
    } else {
        "SELECT m.name AS name, EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'revision') AS counts \
         FROM sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
    };
    let mut each = Vec::new();
    for row in sql::all(db, tables, vec![]).await.unwrap() {
        let (name, counts): (String, bool) = (row.try_get("", "name").unwrap(), row.try_get("", "counts").unwrap());
        let revisions = if counts { "COALESCE(SUM(revision), 0)" } else { "0" };
        let which =
            if name == "audit_event" { " WHERE action NOT LIKE '%.read' AND action <> 'answer.repeated'" } else { "" };
        each.push(format!(
            "SELECT '{name}' AS name, COUNT(*) AS many, CAST({revisions} AS BIGINT) AS revisions FROM {name}{which}"
        ));
    }
    assert!(each.len() > 30, "all tables are counted");
    let all = sql::all(db, &each.join(" UNION ALL "), vec![]).await.unwrap();
    let read = |row: sea_orm::QueryResult| {
        let counted = (row.try_get("", "many").unwrap(), row.try_get("", "revisions").unwrap());
        (row.try_get("", "name").unwrap(), counted)
    };
    all.into_iter().map(read).collect()
}

/// What was added between two counts.
fn added(before: &BTreeMap<String, (i64, i64)>, after: &BTreeMap<String, (i64, i64)>) -> BTreeMap<String, (i64, i64)> {
    let more = after.iter().map(|(name, (many, revisions))| {
        let (before, then) = before[name];
        (name.clone(), (many - before, revisions - then))
    });
    more.filter(|(_, more)| *more != (0, 0)).collect()
}

#[track_caller]
fn is_the_same(first: &Answer, second: &Answer, what: &str) {
    assert_eq!((first.status, &first.text), (second.status, &second.text), "{what}");
    for header in ["location", "etag", "content-type", "cache-control"] {
        assert_eq!(first.header(header), second.header(header), "{header} of {what}");
    }
}

#[actix_web::test]
async fn what_is_posted_twice_with_a_key_is_answered_the_same_and_stands_nowhere_twice() {
    let cast = Cast::start().await;
    for (operation, state, who) in posts() {
        let what = format!("{} {state}", operation.id);
        let ask = cast.ask_about(&operation.id, state).await;
        let call = || asked(&cast, &operation, &ask, who, &format!("replayed-{state}")).send();
        let before = everything(&cast.app).await;
        let first = call().await;
        assert!(matches!(first.status, 200..=202), "{what} {first:?}");
        assert_eq!(first.status != 200, !first.header("location").is_empty(), "{what}");
        let after = everything(&cast.app).await;
        assert!(added(&before, &after).contains_key("idempotency_key"), "{what}: its answer is kept");
        for _ in 0..2 {
            is_the_same(&first, &call().await, &what);
        }
        assert_eq!(everything(&cast.app).await, after, "{what}: something was done again");
    }
}

#[actix_web::test]
async fn what_is_posted_several_times_at_once_with_a_key_is_done_once() {
    let cast = Cast::start().await;
    let mut waited = 0;
    for (operation, state, who) in posts() {
        let what = format!("{} {state}", operation.id);
        let alone = cast.ask_about(&operation.id, state).await;
        let before = everything(&cast.app).await;
        asked(&cast, &operation, &alone, who, &format!("alone-{state}")).send().await;
        let by_one = added(&before, &everything(&cast.app).await);

        let ask = cast.ask_about(&operation.id, state).await;
        let before = everything(&cast.app).await;
        let call = || asked(&cast, &operation, &ask, who, &format!("at-once-{state}")).send();
        let sent: Vec<_> = (0..CLIENTS).map(|_| actix_web::rt::spawn(call())).collect();
        let mut done: Vec<Answer> = Vec::new();
        for answer in sent {
            let answer = answer.await.unwrap();
            if answer.status < 300 {
                done.push(answer);
            } else {
                answer.is_problem(409, "idempotency-in-flight");
                waited += 1;
            }
        }
        let by_all = added(&before, &everything(&cast.app).await);
        assert!(!done.is_empty(), "{what}: nobody was done");
        assert_eq!(by_all, by_one, "{what}: many at once leave what one leaves");
        done.push(call().await);
        for other in &done {
            is_the_same(&done[0], other, &what);
        }
    }
    assert!(waited > 0, "some were under way at the same time");
}

#[actix_web::test]
async fn what_is_posted_several_times_at_once_without_a_key_is_told_how_things_stand_then() {
    let cast = Cast::start().await;
    for (operation, state, who) in posts() {
        let ask = cast.ask_about(&operation.id, state).await;
        let call = || {
            let call = ordinary(&cast, &operation, &ask);
            if operation.is_open() { call } else { call.bearer(&cast.person(who).unwrap().token) }
        };
        let sent: Vec<_> = (0..CLIENTS).map(|_| actix_web::rt::spawn(call().send())).collect();
        let mut refused = Vec::new();
        for answer in sent {
            let answer = answer.await.unwrap();
            if answer.status >= 300 {
                refused.push((answer.status, answer.json()["type"].clone()));
            }
        }
        assert!(refused.len() < CLIENTS, "{} {state}: {refused:?}", operation.id);
        // Nobody who did not say what she has seen is told that it is another.
        let is_about_things = |(status, _): &(u16, serde_json::Value)| matches!(status, 403 | 409);
        assert!(refused.iter().all(is_about_things), "{} {state}: {refused:?}", operation.id);
        refused.dedup();
        assert!(refused.len() <= 1, "{} {state}: each gets the same: {refused:?}", operation.id);
    }
}
