//! Connections are lent: whatever becomes of what was asked, each serves the next.

use futures_util::{FutureExt, future::join_all};
use samenspel::db::{Pool, sql};
use sea_orm::{ConnectionTrait, DbErr};

use super::support::TestApp;

/// More than there are connections.
const OFTEN: usize = 10;

async fn said(pool: &Pool, text: &str) -> Option<i64> {
    sql::one(pool, text, vec![]).await.unwrap().map(|row| row.try_get_by_index(0).unwrap())
}

async fn notes(pool: &Pool) -> Option<i64> {
    said(pool, "SELECT count(*) FROM note").await
}

/// A database with a table to write in.
async fn app() -> TestApp {
    let app = TestApp::start().await;
    app.state.db.writer().execute_unprepared("CREATE TABLE note (id bigint PRIMARY KEY)").await.unwrap();
    app
}

#[actix_web::test]
async fn one_on_which_a_statement_failed_serves_the_next() {
    let app = app().await;
    let writer = app.state.db.writer();
    for _ in 0..OFTEN {
        assert!(sql::run(writer, "INSERT INTO nowhere (id) VALUES (1)", vec![]).await.is_err());
        assert!(sql::run(writer, "INSERT INTO note (id) VALUES (1), (1)", vec![]).await.is_err());
    }
    assert_eq!(notes(writer).await, Some(0));
}

#[actix_web::test]
async fn a_transaction_that_is_left_is_undone_and_holds_nothing_up() {
    let app = app().await;
    for number in 0..OFTEN {
        let tx = app.state.db.begin().await.unwrap();
        // The same row: who comes next would wait for one that is not undone.
        assert_eq!(sql::run(&*tx, "INSERT INTO note (id) VALUES (1)", vec![]).await.unwrap(), 1, "{number}");
        if number % 2 == 0 {
            assert!(sql::run(&*tx, "INSERT INTO nowhere (id) VALUES (1)", vec![]).await.is_err());
        }
    }
    assert_eq!(notes(app.state.db.reader()).await, Some(0));
    let tx = app.state.db.begin().await.unwrap();
    assert_eq!(sql::run(&*tx, "INSERT INTO note (id) VALUES (1)", vec![]).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(notes(app.state.db.reader()).await, Some(1));
}

#[actix_web::test]
async fn whoever_leaves_before_the_answer_comes_takes_no_connection_along_and_leaves_none_of_it_to_others() {
    let app = app().await;
    let db = &app.state.db;
    let takes_a_while = if app.is_postgres() {
        "SELECT CAST(7 AS bigint) FROM pg_sleep(0.05)"
    } else {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT 7 FROM n WHERE i = 100000"
    };
    for pool in [db.reader(), db.writer()] {
        for _ in 0..OFTEN {
            assert!(sql::one(pool, takes_a_while, vec![]).now_or_never().is_none());
            assert_eq!(said(pool, "SELECT CAST(3 AS bigint)").await, Some(3));
        }
    }
    for _ in 0..OFTEN {
        let tx = db.begin().await.unwrap();
        assert_eq!(sql::run(&*tx, "INSERT INTO note (id) VALUES (1)", vec![]).await.unwrap(), 1);
        let is_done = tx.commit().now_or_never().is_some();
        // It came about or it did not, and neither holds anybody up.
        let done = sql::run(db.writer(), "DELETE FROM note", vec![]).await.unwrap();
        assert!(done <= 1 && (done == 1 || !is_done));
    }
}

#[actix_web::test]
async fn one_that_the_server_ended_is_replaced() {
    let app = app().await;
    if !app.is_postgres() {
        return;
    }
    let (pool, other) = (app.state.db.writer(), app.beside().await);
    let all = join_all((0..OFTEN).map(|_| notes(pool))).await;
    assert_eq!(all, [Some(0); OFTEN]);
    let end = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let ended = sql::one(&other, end, vec![]).await.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap();
    assert!(ended > 1, "several were open: {ended}");
    let mut failed = 0;
    for _ in 0..2 * OFTEN {
        failed += i64::from(sql::one(pool, "SELECT 1", vec![]).await.is_err());
    }
    assert!(failed <= ended, "{failed} of {ended}");
    assert_eq!(notes(pool).await, Some(0));
}

#[actix_web::test]
async fn what_is_closed_lends_none_and_says_so() {
    let app = app().await;
    let pool = app.state.db.reader();
    pool.close().await.unwrap();
    let refused = sql::one(pool, "SELECT 1", vec![]).await.unwrap_err();
    assert!(matches!(refused, DbErr::ConnectionAcquire(_)), "{refused}");
    assert!(pool.ping().await.is_err());
}
