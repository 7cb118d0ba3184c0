//! Databases to test a schema on: `SQLite` in memory always, and a fresh database on a `PostgreSQL` server when
//! `SAMENSPEL_TEST_POSTGRES_URL` names one. The tests of `entity` use this file too.

use std::io::{Write as _, stderr};
use std::panic::resume_unwind;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::prelude::Uuid;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};

/// The URL of a server's database whose user may create databases, for instance
/// `postgres://samenspel@127.0.0.1:5433/postgres`.
const POSTGRES_URL: &str = "SAMENSPEL_TEST_POSTGRES_URL";

/// The server to use besides `SQLite`, if one is named.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment which server to use")]
fn server() -> Option<String> {
    std::env::var(POSTGRES_URL).ok()
}

/// Runs `test` on an empty database of each kind. The `PostgreSQL` one is dropped afterwards, whatever the outcome.
pub async fn on_each_database<T, F>(test: T) -> Result<(), DbErr>
where
    T: Fn(DatabaseConnection) -> F,
    F: Future<Output = Result<(), DbErr>> + Send + 'static,
{
    let sqlite = connect("sqlite::memory:").await?;
    test(sqlite.clone()).await?;
    sqlite.close().await?;

    let Some(url) = server() else {
        static SAID: Once = Once::new();
        SAID.call_once(|| {
            // Past the test harness, which shows nothing of a test that passes.
            let _ = writeln!(stderr(), "PostgreSQL skipped: {POSTGRES_URL} is not set");
        });
        return Ok(());
    };
    let server = connect(&url).await?;
    let name = fresh_name();
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    server.execute_unprepared(&drop).await?;
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    let outcome = tokio::spawn(test(connect(&sibling(&url, &name)).await?)).await;
    server.execute_unprepared(&drop).await?;
    outcome.unwrap_or_else(|failed| resume_unwind(failed.into_panic()))
}

/// One connection: a second one to `sqlite::memory:` would be another database.
async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}

/// Unique among the tests that run now; what a killed run left behind is dropped when its number comes round.
fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("samenspel_test_{}_{count}", std::process::id())
}

/// The URL of database `name` on the server of `url`; parameters stay.
fn sibling(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
    format!("{server}/{name}?{parameters}")
}

/// Whether `db` is `SQLite`; it is `PostgreSQL` otherwise.
pub fn is_sqlite(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == DbBackend::Sqlite
}

/// Puts one row in every table that is there and has the columns that are named with the row.
pub async fn put_rows(db: &DatabaseConnection) -> Result<(), DbErr> {
    let there = tables(db).await?;
    let mut rows = String::new();
    for row in include_str!("rows.sql").split("INSERT INTO ").skip(1) {
        let (head, _) = row.split_once("VALUES").unwrap_or((row, ""));
        let (table, named) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
        if !there.iter().any(|name| name == table) {
            continue;
        }
        let columns = columns(db, table).await?;
        let mut named = named.trim_matches(['(', ')']).split(',').map(str::trim).filter(|name| !name.is_empty());
        if named.all(|name| columns.iter().any(|column| column == name)) {
            rows.push_str("INSERT INTO ");
            rows.push_str(row);
        }
    }
    db.execute_unprepared(&literals(db, &rows)).await.map(drop)
}

/// The columns of a table.
async fn columns(db: &DatabaseConnection, table: &str) -> Result<Vec<String>, DbErr> {
    let query = if is_sqlite(db) {
        format!("SELECT name FROM pragma_table_info('{table}')")
    } else {
        format!(
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
        )
    };
    strings(db, &query).await
}

/// Rewrites the ids and bytes of an SQL text, literals of `PostgreSQL`, to blobs where the database is `SQLite`.
pub fn literals(db: &DatabaseConnection, sql: &str) -> String {
    if !is_sqlite(db) {
        return sql.to_owned();
    }
    sql.split('\'')
        .enumerate()
        .map(|(place, part)| match (place % 2, Uuid::parse_str(part)) {
            (0, _) => part.to_owned(),
            (_, Ok(id)) => format!("x'{}'", id.simple()),
            (_, Err(_)) => part.strip_prefix("\\x").map_or_else(|| format!("'{part}'"), |hex| format!("x'{hex}'")),
        })
        .collect()
}

/// The tables there are, in the order of their names, without the migrator's own.
pub async fn tables(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let catalogue = if is_sqlite(db) {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    } else {
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    };
    let query = format!("SELECT name FROM ({catalogue}) AS t WHERE name <> 'seaql_migrations' ORDER BY name");
    strings(db, &query).await
}

/// The column `name` of what `query` finds.
pub async fn strings(db: &DatabaseConnection, query: &str) -> Result<Vec<String>, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}
