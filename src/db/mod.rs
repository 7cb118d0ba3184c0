//! The database, SQLite or PostgreSQL: how to reach it, and what every service needs of it.

pub mod audit;
pub mod batch;
pub mod circle;
pub mod connect;
pub mod connection;
pub mod idempotency;
pub mod locked;
pub mod outbox;
pub mod page;
pub mod personal;
pub mod pool;
pub mod race;
pub mod relation;
pub mod sql;
pub mod taken;
pub mod tenant;
pub mod work;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use crate::failure::Failure;
pub use pool::Pool;
pub use work::{Tx, Work};

/// A way to read and a way to write.
///
/// On SQLite these are two pools on one file: one writer, so that writing is a fair queue, and a few readers that never wait for
/// it. On PostgreSQL both are the same pool.
#[derive(Clone)]
pub struct Db {
    reader: Pool,
    writer: Pool,
    statements: Arc<AtomicU64>,
}

impl Db {
    /// For reading.
    pub fn reader(&self) -> &Pool {
        &self.reader
    }

    /// For a single statement that writes.
    pub fn writer(&self) -> &Pool {
        &self.writer
    }

    /// A transaction that writes.
    ///
    /// # Errors
    /// None: where no connection can be had in time, its first statement fails.
    #[expect(
        clippy::unused_async,
        reason = "who begins a transaction need not know that it waits for its first statement"
    )]
    pub async fn begin(&self) -> Result<Tx, Failure> {
        Ok(Tx::new(self.writer.clone()))
    }

    /// How many statements were sent since the start, `BEGIN` and `COMMIT` included.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
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
