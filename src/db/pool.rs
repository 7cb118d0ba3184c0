//! Connections, each lent for one statement or one transaction at a time.
//!
//! What all was answered on goes back as it is, without asking the database for a sign of life, which would be a trip for every statement.
//! Where a statement failed, or whoever waited for it left, what is under way is waited for first and a transaction undone.

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult},
};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    prelude::async_trait::async_trait, sqlx,
};
use tokio::sync::Mutex;

use super::connection::{Address, Connection};

/// How long to wait for a connection, and for one to be made.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// After this long without use the database is asked for a sign of life first.
const IDLE: Duration = Duration::from_secs(30);

/// After this long without use a connection is replaced without asking: what stands between may have forgotten it, and would never answer.
const FORGOTTEN: Duration = Duration::from_mins(5);

/// A connection this old is replaced: what a server remembers for one grows.
const OLD: Duration = Duration::from_mins(30);

/// How long what is under way may take before a connection is given up; more than a statement may.
const CLEARING: Duration = Duration::from_secs(15);

/// Connections to one database, at most so many.
#[derive(Clone)]
pub struct Pool {
    lending: managed::Pool<Manager>,
    backend: DbBackend,
}

impl Pool {
    /// Those are made when they are first needed.
    pub(super) fn new(address: Address, most: u32, statements: Arc<AtomicU64>) -> Result<Self, DbErr> {
        let backend = match address {
            Address::Sqlite(_) => DbBackend::Sqlite,
            Address::Postgres(_) => DbBackend::Postgres,
        };
        let lending = managed::Pool::builder(Manager { address, statements })
            .max_size(usize::try_from(most).unwrap_or(usize::MAX))
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .recycle_timeout(Some(PATIENCE))
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| DbErr::Custom(e.to_string()))?;
        Ok(Self { lending, backend })
    }

    /// Begins a transaction.
    pub(super) async fn transaction(&self) -> Result<Transaction, DbErr> {
        let mut lent = self.lend().await?;
        lent.is_in_transaction = true;
        lent.connection()?.start_transaction().await?;
        Ok(Transaction { lent: Mutex::new(lent), backend: self.backend })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What it fails with.
    pub async fn ping(&self) -> Result<(), DbErr> {
        let mut lent = self.lend().await?;
        lent.connection()?.ping().await.map_err(away)?;
        lent.give_back();
        Ok(())
    }

    /// Lets every connection go, and lends none any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(&self) -> Result<(), DbErr> {
        let idle = self.lending.retain(|_, _| false).removed;
        self.lending.close();
        for connection in idle {
            connection.close().await.map_err(away)?;
        }
        Ok(())
    }

    async fn lend(&self) -> Result<Lent, DbErr> {
        match self.lending.get().await {
            Ok(connection) => Ok(Lent { connection: Some(connection), is_in_transaction: false }),
            Err(PoolError::Backend(error)) => Err(away(error)),
            Err(PoolError::Closed) => Err(CLOSED),
            Err(PoolError::Timeout(_)) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
            Err(error @ (PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_))) => {
                Err(DbErr::Custom(error.to_string()))
            }
        }
    }
}

#[async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = lent.connection()?.execute(statement).await?;
        lent.give_back();
        Ok(done)
    }

    async fn execute_unprepared(&self, text: &str) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = lent.connection()?.execute_unprepared(text).await?;
        lent.give_back();
        Ok(done)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let row = lent.connection()?.one(statement).await?;
        lent.give_back();
        Ok(row)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let rows = lent.connection()?.all(statement).await?;
        lent.give_back();
        Ok(rows)
    }
}

/// A connection in a transaction. Dropped without a commit, it is undone.
pub(super) struct Transaction {
    lent: Mutex<Lent>,
    backend: DbBackend,
}

impl Transaction {
    pub async fn commit(self) -> Result<(), DbErr> {
        let mut lent = self.lent.into_inner();
        lent.connection()?.commit().await?;
        lent.give_back();
        Ok(())
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.lent.lock().await.connection()?.execute(statement).await
    }

    async fn execute_unprepared(&self, text: &str) -> Result<ExecResult, DbErr> {
        self.lent.lock().await.connection()?.execute_unprepared(text).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.lent.lock().await.connection()?.one(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.lent.lock().await.connection()?.all(statement).await
    }
}

/// A connection that is lent. Unless it is given back, it is cleared first.
struct Lent {
    connection: Option<Object<Manager>>,
    is_in_transaction: bool,
}

impl Lent {
    fn connection(&mut self) -> Result<&mut Connection, DbErr> {
        self.connection.as_deref_mut().ok_or(CLOSED)
    }

    /// Gives it back as it is: everything was answered, and no transaction is open.
    fn give_back(mut self) {
        self.connection = None;
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(clear(connection, self.is_in_transaction))),
            // The program ends. What is not connected any more has no transaction either.
            Err(_) => drop(Object::take(connection)),
        }
    }
}

/// Waits for what is under way and undoes a transaction. A connection on which that cannot be done is let go, so that the database undoes it.
async fn clear(mut connection: Object<Manager>, is_in_transaction: bool) {
    let clearing =
        async { if is_in_transaction { connection.roll_back().await } else { connection.ping().await.map_err(away) } };
    if !matches!(tokio::time::timeout(CLEARING, clearing).await, Ok(Ok(()))) {
        drop(Object::take(connection));
    }
}

struct Manager {
    address: Address,
    statements: Arc<AtomicU64>,
}

impl managed::Manager for Manager {
    type Type = Connection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Connection, sqlx::Error> {
        // Boxed, as what seldom happens: every statement waits for a connection.
        Box::pin(Connection::open(&self.address, &self.statements)).await
    }

    async fn recycle(&self, connection: &mut Connection, used: &Metrics) -> RecycleResult<sqlx::Error> {
        let unused = used.last_used();
        if used.age() > OLD || unused > FORGOTTEN {
            return Err(RecycleError::message("it is to be replaced"));
        }
        if unused > IDLE {
            Box::pin(connection.ping()).await?;
        }
        Ok(())
    }
}

const CLOSED: DbErr = DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);

fn away(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}
