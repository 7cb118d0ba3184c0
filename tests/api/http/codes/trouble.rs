//! What goes wrong although nobody asked amiss: somebody was first, the relation ended, the database is away or broken.

use samenspel::{
    auth::principal::Actor,
    db::{
        idempotency::{Entered, Keyed},
        sql,
        tenant::Tenant,
    },
    digest,
    resources::guests,
};
use sea_orm::ConnectionTrait;

use super::{super::ordinary, Met, meet};
use crate::support::{
    Call,
    asks::{asker, is_batch},
    cast::{Cast, Who},
    contract::{Ask, Operation, operations},
};

/// Who has nothing left to ask: of no operation is anything done for her.
pub async fn told_of_too_much(cast: &Cast, met: &mut Met) {
    let app = cast.app.limited(1, 1).await;
    let token = &cast.person(Who::Learner).unwrap().token;
    app.call("GET", "/v1/me").bearer(token).send().await.expect(200);
    let before = app.state.db.statements();
    for operation in operations() {
        let ask = Ask { id: uuid::Uuid::nil().to_string(), ..Ask::default() };
        let answer = operation.call(&app, &ask).bearer(token).send().await;
        meet(met, &operation, &answer.is_problem(429, "too-many-requests"));
    }
    assert_eq!(app.state.db.statements(), before);
}

/// Under an `Idempotency-Key`: of a request that is under way, of another request, of one whose learner is the caller's no more.
pub async fn told_under_a_key(cast: &Cast, met: &mut Met) {
    let keyed: Vec<Operation> =
        operations().into_iter().filter(|o| o.headers.contains_key("Idempotency-Key")).collect();
    for operation in &keyed {
        let ask = cast.ask(&operation.id).await;
        let call = |key: &str| ordinary(cast, operation, &ask).header("Idempotency-Key", key);
        let first = begin(cast, operation, &ask, "taken").await;
        let waiting = call("taken").send().await.is_problem(409, "idempotency-in-flight");
        meet(met, operation, &waiting);
        drop(first);
        let first = call("used").send().await;
        assert!(first.status < 300, "{} {first:?}", operation.id);
        let Some(body) = &ask.body else { continue };
        let other = call("used").bytes(format!("{body} ").into_bytes()).send().await;
        meet(met, operation, &other.is_problem(422, "idempotency-key-reused"));
    }
    let mut repeated = Vec::new();
    for operation in keyed.iter().filter(|o| !o.has_id() && !o.is_open()) {
        let ask = cast.ask_about(&operation.id, "about-her").await;
        let token = &cast.person(maker(&operation.id)).unwrap().token;
        let call = move || operation.call(&cast.app, &ask).bearer(token).header("Idempotency-Key", "again");
        let first = call().send().await;
        assert!(first.status < 300, "{} {first:?}", operation.id);
        repeated.push((operation, call));
    }
    let change = async |what: &str| {
        assert!(sql::run(cast.app.state.db.writer(), &format!("UPDATE {what}"), vec![]).await.unwrap() > 0);
    };
    change("coaching SET ends_at = starts_at").await;
    change("user_account SET disabled_at = created_at").await;
    for (operation, call) in repeated {
        meet(met, operation, &call().send().await.is_problem(404, "not-found"));
    }
    change("coaching SET ends_at = NULL").await;
    change("user_account SET disabled_at = NULL").await;
}

/// Who makes this about the learner: her coach, where nobody else alone may.
fn maker(operation: &str) -> Who {
    match operation {
        "createInvitation" | "createGoal" => Who::Learner,
        _ if is_batch(operation) => Who::Administrator,
        "createCoaching"
        | "createUser"
        | "createMembership"
        | "createProgramme"
        | "createClient"
        | "createClientCredential"
        | "createGroup" => Who::Administrator,
        _ => Who::Coach,
    }
}

/// What is answered with a secret: its key is kept as a digest.
const SECRET: [&str; 3] = ["createInvitation", "createGuestRater", "createClientCredential"];

/// This request, as if it were under way.
async fn begin(cast: &Cast, operation: &Operation, ask: &Ask, key: &str) -> Entered {
    let person = cast.person(asker(&operation.id)).unwrap();
    let mut actor = Actor { tenant: Tenant::of(person.organisation), user: person.user, client: "test".to_owned() };
    if operation.is_open() {
        let secret = ask.body.as_ref().unwrap()["secret"].as_str().unwrap();
        actor = guests::service::door(&cast.app.state, secret).await.unwrap().keeper();
    }
    let route = format!("{} {}", operation.method, operation.target(ask));
    let body = ask.body.as_ref().map(|body| digest::sha256(body.to_string().as_bytes())).unwrap_or_default();
    let digest = digest::sha256(format!("{route}\n{body}").as_bytes());
    let key = if SECRET.contains(&operation.id.as_str()) { digest::sha256(key.as_bytes()) } else { key.to_owned() };
    let keyed = Keyed::new(&actor, &route, key, digest, cast.app.state.clock.now());
    cast.app.state.under_way.enter(&keyed).unwrap()
}

/// With a database that lost its tables, and with none at all: every operation but those whose answer is in memory.
pub async fn told_by_a_broken_database(met: &mut Met) {
    for (break_it, status, code) in [(Trouble::Lost, 500, "internal"), (Trouble::Away, 503, "unavailable")] {
        let cast = Cast::start().await;
        let mut calls: Vec<(Operation, Call)> = Vec::new();
        for operation in operations() {
            let ask = cast.ask(&operation.id).await;
            let call = ordinary(&cast, &operation, &ask);
            calls.push((operation, call));
        }
        break_it.happens(&cast).await;
        for (operation, call) in calls {
            let answer = call.send().await;
            if operation.is_of_definitions() {
                assert_eq!(answer.status, 200, "{} {answer:?}", operation.id);
            } else {
                meet(met, &operation, &answer.is_problem(status, code));
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Trouble {
    /// The tables are gone.
    Lost,
    /// Nothing can be reached.
    Away,
}

impl Trouble {
    async fn happens(self, cast: &Cast) {
        let db = &cast.app.state.db;
        match self {
            Self::Lost => {
                for table in ["user_account", "coaching", "idempotency_key", "round", "oauth_grant"] {
                    let sql = format!("ALTER TABLE {table} RENAME TO lost_{table}");
                    db.writer().execute_unprepared(&sql).await.unwrap();
                }
            }
            Self::Away => {
                for connection in [db.reader(), db.writer()] {
                    connection.close().await.unwrap();
                }
            }
        }
    }
}
