//! Random operations by everybody: each change, and each reading of a learner's data by somebody else, is in the trail when its answer is there; what
//! is refused is not; all of it is sealed within a minute; and the whole holds against its seals.
//!
//! `scripts/trail` does ten thousand on both databases; the usual run does a few.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use samenspel::{
    auth::seal::SealKey,
    db::sql,
    domain::{clock::Timestamp, ids::OrganisationId},
    resources::audit_seals::service::{organisations, seal_due, verify},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    life_cycle::wanted,
    permissions::{Row, rows},
    support::{
        Answer, Person, SECRET, TestApp,
        cast::{Cast, Who},
        contract::{Ask, operation, operations},
    },
};

/// What each operation leaves, done by the learner about herself and by somebody else; `.`: by nobody. A word is an action of the trail, `save.` and the cause
/// of a save, or `version`, a row in the history of an answer or a goal. It is there once; with `*` once for each thing in the answer that is about another than the
/// caller; with `?` as often as there is something to tell, which the ids in the answer say. `|` is or, `-` is nothing.
const DEEDS: &str = include_str!("deeds.txt");

/// In one school; then another is begun, so that lists stay short.
const IN_A_SCHOOL: u64 = 1_000;

/// How long all that is done in one school takes by its clock: a token is good for longer.
const TAKES: TimeDelta = TimeDelta::seconds(600);

/// How often the jobs look whether there is something to do.
const LOOKS: TimeDelta = TimeDelta::seconds(15);

/// Answers with ids of learners that are nobody's data: a list of lines that are themselves the record.
const TELLS_OF_READINGS: &str = "listAuditEvents";

fn deeds() -> BTreeMap<&'static str, [&'static str; 2]> {
    let of = |line: &'static str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [operation, herself, another] = words[..] else { panic!("{line}") };
        (operation, [herself, another])
    };
    DEEDS.lines().skip(1).map(of).collect()
}

#[test]
fn what_every_operation_leaves_is_said() {
    let documented: BTreeSet<String> = operations().into_iter().map(|o| o.id).collect();
    let said: BTreeSet<String> = deeds().into_keys().map(str::to_owned).collect();
    assert_eq!(said, documented);
}

/// A line of the trail, or a row of a history.
struct Line {
    word: String,
    actor: Uuid,
    learner: Option<Uuid>,
    at: Timestamp,
}

/// What was written since this id was made.
async fn lines(app: &TestApp, since: Uuid) -> Vec<Line> {
    let text = "SELECT e.actor_id, e.action AS word, e.learner_id, e.at FROM audit_event e WHERE e.id > $1 \
                UNION ALL SELECT v.actor_id, 'save.' || v.cause, a.learner_id, v.saved_at FROM sheet_save v \
                  JOIN assessment a ON a.organisation_id = v.organisation_id AND a.id = v.assessment_id WHERE v.line_id > $1";
    let rows = sql::all(app.state.db.reader(), text, vec![since.into()]).await.unwrap();
    let line = |row: &sea_orm::QueryResult| Line {
        word: row.try_get("", "word").unwrap(),
        actor: row.try_get("", "actor_id").unwrap(),
        learner: row.try_get("", "learner_id").unwrap(),
        at: row.try_get("", "at").unwrap(),
    };
    rows.iter().map(line).collect()
}

async fn count(app: &TestApp, query: &str, values: Vec<sea_orm::Value>) -> i64 {
    let row = sql::one(app.state.db.reader(), query, values).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// How many rows there are in the histories of answers and goals.
async fn versions(app: &TestApp) -> i64 {
    let text =
        "SELECT CAST((SELECT COUNT(*) FROM goal_version) + (SELECT COUNT(*) FROM reflection_version) AS bigint) AS n";
    count(app, text, vec![]).await
}

/// The ids of learners other than this one in an answer, and of how many things.
fn others(value: &Value, caller: &str, ids: &mut Vec<Uuid>) {
    match value {
        Value::Object(members) => {
            if let Some(id) = members.get("learnerId").and_then(Value::as_str).filter(|id| *id != caller) {
                ids.push(id.parse().unwrap());
            }
            members.values().for_each(|member| others(member, caller, ids));
        }
        Value::Array(items) => items.iter().for_each(|item| others(item, caller, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether these words are what is said there, where so many things in the answer are about others.
fn agree(said: &str, found: &BTreeMap<String, usize>, things: usize) -> bool {
    said.split('|').any(|all| {
        let mut left = found.clone();
        let is_there = all.split('+').filter(|word| *word != "-").all(|word| {
            let (word, times) = match (word.strip_suffix('*'), word.strip_suffix('?')) {
                (Some(word), _) => (word, Some(things)),
                (_, Some(word)) => (word, None),
                (None, None) => (word, Some(1)),
            };
            let there = left.remove(word).unwrap_or(0);
            times.is_none_or(|times| times == there)
        });
        is_there && left.is_empty()
    })
}

#[test]
fn what_is_missing_and_what_is_too_much_do_not_agree() {
    let found = |words: &[(&str, usize)]| words.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect();
    for (said, words, things, wanted) in [
        ("-", vec![], 0, true),
        ("-", vec![("a", 1)], 0, false),
        ("a", vec![], 0, false),
        ("a", vec![("a", 1)], 0, true),
        ("a", vec![("a", 2)], 0, false),
        ("a+b", vec![("a", 1)], 0, false),
        ("a+b", vec![("a", 1), ("b", 1)], 0, true),
        ("a*", vec![("a", 1)], 2, false),
        ("a*", vec![("a", 2)], 2, true),
        ("a+b?", vec![("a", 1), ("b", 7)], 0, true),
        ("a|-", vec![], 0, true),
        ("a|b", vec![("a", 1), ("b", 1)], 0, false),
    ] {
        assert_eq!(agree(said, &found(&words), things), wanted, "{said} {words:?}");
    }
}

/// A school in which things are done.
struct Walk {
    cast: Cast,
    sealed_at: Timestamp,
    done: u64,
    lines: usize,
}

impl Walk {
    async fn begin() -> Self {
        let cast = Cast::start().await;
        let sealed_at = cast.app.state.clock.now();
        seal_due(&cast.app.state).await.unwrap();
        Self { cast, sealed_at, done: 0, lines: 0 }
    }

    /// Does one thing; what is wrong with what it left.
    async fn step(&mut self, row: &Row, who: Who, said: [&str; 2]) -> Option<String> {
        let (app, operation) = (&self.cast.app, operation(row.operation));
        let mut ask = self.cast.ask_about(row.operation, row.state).await;
        if ask.tag.as_deref() == Some("*") {
            // By which is seen whether anything was changed.
            let text = "SELECT revision FROM assessment WHERE id = $1";
            let sheet =
                sql::one(app.state.db.reader(), text, vec![ask.id.parse::<Uuid>().unwrap().into()]).await.unwrap();
            ask.tag = sheet.map(|row| format!("\"{}\"", row.try_get::<i32>("", "revision").unwrap())).or(ask.tag);
        }
        let (before, since) = (versions(app).await, app.state.ids.next_raw());
        let person = self.cast.person(who);
        let call = operation.call(app, &ask);
        let answer = match person {
            Some(person) => call.bearer(&self.cast.token(person, &operation.scope)).send().await,
            None => call.send().await,
        };
        let left = lines(app, since).await;
        let mut found = BTreeMap::new();
        for line in &left {
            *found.entry(line.word.clone()).or_default() += 1;
        }
        match usize::try_from(versions(app).await - before).unwrap() {
            0 => {}
            more => drop(found.insert("version".to_owned(), more)),
        }
        self.done += u64::from(answer.status < 400);
        self.lines += left.len();
        let complaint = wrong(&self.cast, row, who, person, &ask, &answer, said, &found, &left)?;
        Some(format!(
            "{} ({}) by {who:?}: {complaint}: {found:?}, {} {:.300}",
            row.operation, row.state, answer.status, answer.text
        ))
    }

    /// Time passes, and the jobs look as often as they do.
    async fn time_passes(&mut self, by: TimeDelta) {
        self.cast.app.later(by);
        let app = &self.cast.app;
        let now = app.state.clock.now();
        if now - self.sealed_at < LOOKS {
            return;
        }
        let late = "SELECT CAST((SELECT COUNT(*) FROM audit_event e WHERE e.at <= $1 AND NOT EXISTS (SELECT 1 FROM audit_sealed d \
                      WHERE d.organisation_id = e.organisation_id AND d.kind = 'event' AND d.row_id = e.id)) + \
                    (SELECT COUNT(*) FROM sheet_save v WHERE v.saved_at <= $1 AND NOT EXISTS (SELECT 1 FROM audit_sealed d \
                      WHERE d.organisation_id = v.organisation_id AND d.kind = 'save' AND d.row_id = v.assessment_id \
                        AND d.revision = v.revision)) AS bigint) AS n";
        let minute = now - TimeDelta::minutes(1);
        assert_eq!(count(app, late, vec![minute.into()]).await, 0, "older than a minute and in no seal");
        seal_due(&app.state).await.unwrap();
        self.sealed_at = now;
        assert_eq!(count(app, late, vec![now.into()]).await, 0, "the job seals all there is");
    }

    /// The whole trail, against its seals.
    async fn ends(&mut self) -> usize {
        self.time_passes(LOOKS).await;
        let state = &self.cast.app.state;
        let (mut wrong, mut rows) = (Vec::new(), 0);
        for (organisation, _) in organisations(state, None::<OrganisationId>).await.unwrap() {
            let mut say = |found| wrong.push(found);
            rows += verify(state, organisation, &[SealKey::derive(SECRET)], None, &mut say).await.unwrap().rows;
        }
        assert_eq!(wrong, []);
        rows
    }
}

/// What is wrong with what an answer left behind.
#[expect(clippy::too_many_arguments, reason = "all there is to know of one call")]
fn wrong(
    cast: &Cast,
    row: &Row,
    who: Who,
    person: Option<&Person>,
    ask: &Ask,
    answer: &Answer,
    [herself, another]: [&str; 2],
    found: &BTreeMap<String, usize>,
    left: &[Line],
) -> Option<&'static str> {
    if answer.status >= 400 {
        return (!found.is_empty()).then_some("was refused and left something");
    }
    let caller = person.map(Person::id).unwrap_or_default();
    let is_guest = row.operation.starts_with("createGuest");
    let now = cast.app.state.clock.now();
    if left.iter().any(|line| line.at != now || (!is_guest && line.actor.to_string() != caller)) {
        return Some("left a line by somebody else, or of another moment");
    }
    let of_oneself = row.state == "of-oneself"
        || row.operation == "createDataPackage"
        || (row.operation == "createErasure" && row.state == "-");
    let said = if who == Who::Learner || of_oneself { herself } else { another };
    let mut ids = Vec::new();
    others(&serde_json::from_str(&answer.text).unwrap_or_default(), &caller, &mut ids);
    // What is written as it is already, is not written.
    let is_as_it_was =
        ask.tag.is_some() && ask.tag == answer.headers.get("etag").map(|tag| tag.to_str().unwrap().to_owned());
    // A self-score that was not discussed has no conversation to read about.
    let is_empty = row.state == "none";
    if !agree(if is_as_it_was || is_empty { "-" } else { said }, found, ids.len()) {
        return Some("left something else than is said");
    }
    let reads = operation(row.operation).reads() && row.operation != TELLS_OF_READINGS;
    let is_told = |id: &Uuid| left.iter().any(|line| line.learner.is_none_or(|learner| learner == *id));
    (reads && who != Who::Learner && !ids.iter().all(is_told)).then_some("told of somebody without a line about her")
}

#[actix_web::test]
async fn whatever_is_done_by_whomever_is_in_the_trail_before_the_answer_and_sealed_within_a_minute() {
    let (operations, seed) = (wanted("SAMENSPEL_OPERATIONS", 250), wanted("SAMENSPEL_SEED", 0));
    let (deeds, rows) = (deeds(), rows());
    let mut random = StdRng::seed_from_u64(seed);
    let (mut asked, mut done, mut lines, mut sealed, mut missing) = (0, 0, 0, 0, Vec::new());
    while asked < operations {
        let mut walk = Walk::begin().await;
        let here = IN_A_SCHOOL.min(operations - asked);
        let most = TAKES.num_milliseconds() * 2 / i64::try_from(here).unwrap();
        let mut left = here;
        while left > 0 {
            let row = &rows[random.random_range(0..rows.len())];
            let said = deeds[row.operation];
            // What leaves nothing, whoever does it, is done now and then.
            if said.iter().all(|said| ["-", "."].contains(said)) && random.random_range(0..10) > 0 {
                continue;
            }
            let granted: Vec<Who> =
                row.cells.iter().filter(|(_, cell)| cell.status < 400).map(|(who, _)| *who).collect();
            let who = if granted.is_empty() || random.random_range(0..8) == 0 {
                Who::ALL[random.random_range(0..Who::ALL.len())]
            } else {
                granted[random.random_range(0..granted.len())]
            };
            missing.extend(walk.step(row, who, said).await);
            walk.time_passes(TimeDelta::milliseconds(random.random_range(0..most))).await;
            left -= 1;
        }
        sealed += walk.ends().await;
        asked += here;
        done += walk.done;
        lines += walk.lines;
    }
    println!(
        "{asked} operations, {done} done, {lines} lines of them, {} wrong; {sealed} rows in seals, all as sealed",
        missing.len()
    );
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(done * 10 > asked * 6, "only {done} of {asked} were done");
}
