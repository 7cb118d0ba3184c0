//! A transaction: what waits in it is written in its order, with what comes after it, all of it or nothing.

use samenspel::{
    db::{
        Work,
        batch::{Naught, Write},
        sql,
        work::Writer,
    },
    failure::Failure,
};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::support::{School, TestApp};

const COLUMNS: [&str; 5] = ["organisation_id", "id", "type", "at", "payload"];

/// An event with this text in it.
fn event(app: &TestApp, school: &School, id: u128, payload: &str) -> Write {
    let now = app.state.clock.now();
    let id = Uuid::from_u128(id);
    let values = vec![school.tenant().raw().into(), id.into(), "test".into(), now.into(), payload.into()];
    Write::row("outbox_event", &COLUMNS, values)
}

/// To change the text of an event, which has to be this one.
fn change(school: &School, id: u128, from: &str, to: &str) -> Write {
    let values: Vec<Value> = vec![school.tenant().raw().into(), Uuid::from_u128(id).into(), from.into(), to.into()];
    let text = "UPDATE outbox_event SET payload = $4 WHERE organisation_id = $1 AND id = $2 AND payload = $3";
    Write::change_or(text, values, Naught::Overtaken)
}

/// The texts of all such events, in their order.
async fn told(db: &impl ConnectionTrait) -> Vec<String> {
    let rows = sql::all(db, "SELECT payload FROM outbox_event WHERE type = 'test' ORDER BY id", vec![]).await.unwrap();
    rows.iter().map(|row| row.try_get("", "payload").unwrap()).collect()
}

async fn write_all(tx: &Work, writes: impl IntoIterator<Item = Write>) {
    for write in writes {
        tx.write(write).await.unwrap();
    }
}

#[actix_web::test]
async fn what_waits_is_there_for_what_comes_after_it_and_for_others_after_the_commit() {
    let (app, school) = School::start().await;
    let event = |id, text| event(&app, &school, id, text);
    let tx = app.state.db.begin().await.unwrap();
    write_all(&tx, [event(1, "a"), event(2, "b")]).await;
    assert_eq!(told(&*tx).await, ["a", "b"]);
    write_all(&tx, [change(&school, 2, "b", "c"), event(3, "d")]).await;
    let asked = "SELECT payload FROM outbox_event WHERE organisation_id = $1 AND id = $2";
    let of_first = vec![school.tenant().raw().into(), Uuid::from_u128(1).into()];
    let row = tx.ask(asked, of_first).await.unwrap().unwrap();
    assert_eq!(row.try_get::<String>("", "payload").unwrap(), "a");
    write_all(&tx, [event(4, "e")]).await;
    assert_eq!(told(app.state.db.reader()).await, [""; 0]);
    tx.commit().await.unwrap();
    assert_eq!(told(app.state.db.reader()).await, ["a", "c", "d", "e"]);
}

#[actix_web::test]
async fn where_one_comes_to_nothing_nothing_is_left_of_any() {
    let (app, school) = School::start().await;
    let event = |id, text| event(&app, &school, id, text);
    let first = app.state.db.begin().await.unwrap();
    write_all(&first, [event(1, "a")]).await;
    first.commit().await.unwrap();
    let overtaken = || change(&school, 1, "somebody else's", "mine");
    let attempts = [
        vec![overtaken()],
        vec![overtaken(), event(2, "b")],
        // The one after it would fail by itself: there is such a row.
        vec![overtaken(), event(1, "b")],
        vec![event(2, "b"), overtaken(), event(3, "c")],
        vec![change(&school, 1, "a", "mine"), event(2, "b"), overtaken()],
    ];
    for (number, attempt) in attempts.into_iter().enumerate() {
        let tx = app.state.db.begin().await.unwrap();
        write_all(&tx, attempt).await;
        assert!(matches!(tx.commit().await, Err(Failure::Overtaken)), "attempt {number}");
        assert_eq!(told(app.state.db.reader()).await, ["a"], "attempt {number}");
    }
}

#[actix_web::test]
async fn what_has_failed_is_not_committed_and_what_is_dropped_leaves_nothing() {
    let (app, school) = School::start().await;
    let event = |id, text| event(&app, &school, id, text);
    let tx = app.state.db.begin().await.unwrap();
    write_all(&tx, [event(1, "a"), change(&school, 1, "z", "b")]).await;
    let failed = tx.ask("SELECT 1 AS one WHERE $1 = 1", vec![1.into()]).await.err().unwrap();
    assert!(matches!(Failure::from(failed), Failure::Overtaken));
    assert!(matches!(tx.commit().await, Err(Failure::Bug(_))));
    let tx = app.state.db.begin().await.unwrap();
    write_all(&tx, [event(1, "a")]).await;
    assert_eq!(told(&*tx).await, ["a"]);
    write_all(&tx, [event(2, "b")]).await;
    drop(tx);
    assert_eq!(told(app.state.db.reader()).await, [""; 0]);
}

#[actix_web::test]
async fn one_statement_needs_no_transaction_around_it() {
    let (app, school) = School::start().await;
    let event = |id, text| event(&app, &school, id, text);
    let trips = async |writes: Vec<Write>| {
        let before = app.state.db.statements();
        let tx = app.state.db.begin().await.unwrap();
        write_all(&tx, writes).await;
        tx.commit().await.unwrap();
        app.state.db.statements() - before
    };
    let is_postgres = app.is_postgres();
    assert_eq!(trips(vec![]).await, 0);
    assert_eq!(trips(vec![event(1, "a")]).await, 1);
    assert_eq!(trips(vec![change(&school, 1, "a", "b"), event(2, "a")]).await, if is_postgres { 1 } else { 3 });
    assert_eq!(trips(vec![event(3, "a"), change(&school, 1, "b", "c")]).await, if is_postgres { 1 } else { 3 });
    assert_eq!(trips(vec![event(4, "a"), event(5, "a")]).await, if is_postgres { 1 } else { 3 });
    assert_eq!(told(app.state.db.reader()).await, ["c", "a", "a", "a", "a"]);
}
