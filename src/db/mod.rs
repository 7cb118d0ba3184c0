//! The database, SQLite or PostgreSQL: how to reach it, and what every service needs of it.

pub mod audit;
pub mod circle;
pub mod connect;
pub mod idempotency;
pub mod locked;
pub mod outbox;
pub mod page;
pub mod personal;
pub mod race;
pub mod relation;
pub mod sql;
pub mod taken;
pub mod tenant;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::failure::Failure;

/// A way to read and a way to write.
///
/// On SQLite these are two pools on one file: one writer, so that writing is a fair queue, and a few readers that never wait for
/// it. On PostgreSQL both are the same pool.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

impl Db {
    /// For reading.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For a single statement that writes.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A transaction that writes. On SQLite it takes the write lock at once, so that it cannot fail for it halfway.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where none can be had in time.
    pub async fn begin(&self) -> Result<Tx, Failure> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.writer.begin_with_options(options).await?;
        Ok(Tx { inner, statements: Arc::clone(&self.statements) })
    }

    /// How many statements were sent since the start, `BEGIN` and `COMMIT` included.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}

/// A transaction. Dropped without a commit, it leaves nothing behind. Only services open one.
pub struct Tx {
    inner: DatabaseTransaction,
    statements: Arc<AtomicU64>,
}

impl Tx {
    /// Makes it durable.
    ///
    /// # Errors
    /// Where the database does not confirm.
    pub async fn commit(self) -> Result<(), Failure> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.inner.commit().await?;
        Ok(())
    }
}

impl std::ops::Deref for Tx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Db {
    /// Whether the database answers.
    ///
    /// # Errors
    /// What it fails with.
    pub async fn ping(&self) -> Result<(), Failure> {
        Ok(self.reader.ping().await?)
    }
}

impl Db {
    /// Lets every connection go.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(self) -> Result<(), Failure> {
        self.reader.close().await?;
        self.writer.close().await?;
        Ok(())
    }
}
