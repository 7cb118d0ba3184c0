//! One connection, to SQLite or to PostgreSQL, and what can be asked of it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sea_orm::{
    DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection, SqliteConnection,
        postgres::PgConnectOptions, sqlite::SqliteConnectOptions,
    },
};
use sea_query_sqlx::SqlxValues;

/// Where a connection leads, and how it is set up.
#[derive(Clone, Debug)]
pub enum Address {
    /// A file.
    Sqlite(Box<SqliteConnectOptions>),
    /// A database on a server.
    Postgres(Box<PgConnectOptions>),
}

/// An open connection. It does one thing at a time.
pub struct Connection {
    to: To,
    /// How many statements were sent since the start, on this connection and on others.
    statements: Arc<AtomicU64>,
}

enum To {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The same question of either database.
macro_rules! of_either {
    ($self:ident, $connection:ident => $asked:expr) => {
        match &mut $self.to {
            To::Sqlite($connection) => $asked,
            To::Postgres($connection) => $asked,
        }
    };
}

impl Connection {
    /// Opens one, which counts its statements here.
    pub async fn open(address: &Address, statements: &Arc<AtomicU64>) -> Result<Self, sqlx::Error> {
        let to = match address {
            Address::Sqlite(options) => To::Sqlite(options.connect().await?),
            Address::Postgres(options) => To::Postgres(options.connect().await?),
        };
        Ok(Self { to, statements: Arc::clone(statements) })
    }

    /// Does something that has no rows.
    pub async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (text, values) = self.sent(statement);
        let done = of_either!(self, to => sqlx::query_with(text, values).execute(to).await.map(ExecResult::from));
        done.map_err(not_done)
    }

    /// Does what this text says, which may be several statements, and is not kept prepared.
    pub async fn execute_unprepared(&mut self, text: &str) -> Result<ExecResult, DbErr> {
        self.count();
        let text = AssertSqlSafe(text.to_owned());
        let done = of_either!(self, to => to.execute(text).await.map(ExecResult::from));
        done.map_err(not_done)
    }

    /// The first row.
    pub async fn one(&mut self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (text, values) = self.sent(statement);
        let row = of_either!(self, to => {
            sqlx::query_with(text, values).fetch_optional(to).await.map(|row| row.map(QueryResult::from))
        });
        row.map_err(not_answered)
    }

    /// All rows.
    pub async fn all(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (text, values) = self.sent(statement);
        let rows = of_either!(self, to => {
            let rows = sqlx::query_with(text, values).fetch_all(to).await;
            rows.map(|rows| rows.into_iter().map(QueryResult::from).collect())
        });
        rows.map_err(not_answered)
    }

    /// Begins a transaction. On SQLite it takes the write lock at once, so that it cannot fail for it halfway.
    pub async fn start_transaction(&mut self) -> Result<(), DbErr> {
        let text = match self.to {
            To::Sqlite(_) => "BEGIN IMMEDIATE",
            To::Postgres(_) => "BEGIN",
        };
        self.execute_unprepared(text).await.map(|_| ())
    }

    /// Makes durable what was done since it began.
    pub async fn commit(&mut self) -> Result<(), DbErr> {
        self.execute_unprepared("COMMIT").await.map(|_| ())
    }

    /// Undoes what was done since it began.
    pub async fn roll_back(&mut self) -> Result<(), DbErr> {
        self.execute_unprepared("ROLLBACK").await.map(|_| ())
    }

    /// Waits until everything that was sent is answered, and hears whether the database is there.
    pub async fn ping(&mut self) -> Result<(), sqlx::Error> {
        of_either!(self, to => to.ping().await)
    }

    /// Says goodbye.
    pub async fn close(self) -> Result<(), sqlx::Error> {
        match self.to {
            To::Sqlite(to) => to.close().await,
            To::Postgres(to) => to.close().await,
        }
    }

    /// What is sent of a statement. It is counted.
    fn sent(&self, statement: Statement) -> (AssertSqlSafe<String>, SqlxValues) {
        self.count();
        let values = statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
        (AssertSqlSafe(statement.sql), SqlxValues(values))
    }

    fn count(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}

fn not_done(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn not_answered(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
