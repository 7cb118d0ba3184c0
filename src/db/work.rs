//! A transaction, which sends what it has to when it has to.
//!
//! A write that needs no answer waits until something does, and goes with it, or with the commit. `BEGIN` goes before the first statement that
//! needs a transaction around it; where all there is to do is one statement, there is none.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value, prelude::async_trait::async_trait,
};
use tokio::sync::OnceCell;

use super::{
    batch::{self, Write},
    pool::{Pool, Transaction},
};
use crate::failure::Failure;

/// How many writes wait at most: there are to be few texts, and none too long.
const WAITING: usize = 8;

/// What can be written to: at once, or by a transaction when it has to.
pub trait Writer: ConnectionTrait {
    /// Writes this. In a transaction it has come about when something after it has, or the commit.
    fn write(&self, write: Write) -> impl Future<Output = Result<(), DbErr>>;
}

impl Writer for Pool {
    async fn write(&self, write: Write) -> Result<(), DbErr> {
        write.alone(self).await
    }
}

/// A transaction. Dropped without a commit, it leaves nothing behind. Only services open one.
pub struct Tx(Work);

impl Tx {
    pub(super) fn new(writer: Pool) -> Self {
        let (begun, waiting, failed) = (OnceCell::new(), Mutex::default(), AtomicBool::new(false));
        Self(Work { writer, begun, waiting, failed })
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// Where the database does not confirm, or a write that waited came to nothing; [`Failure::Bug`] where one had before.
    pub async fn commit(self) -> Result<(), Failure> {
        let work = self.0;
        if work.failed.load(Ordering::Relaxed) {
            return Err(Failure::Bug("a commit of what had failed".to_owned()));
        }
        let waiting = work.take();
        if work.begun.get().is_none() && batch::at_once(&work.writer, &waiting).await? {
            return Ok(());
        }
        batch::send(work.begun().await?, waiting).await?;
        if let Some(transaction) = work.begun.into_inner() {
            transaction.commit().await?;
        }
        Ok(())
    }
}

impl std::ops::Deref for Tx {
    type Target = Work;

    fn deref(&self) -> &Work {
        &self.0
    }
}

/// What is done in a transaction.
pub struct Work {
    writer: Pool,
    begun: OnceCell<Transaction>,
    waiting: Mutex<Vec<Write>>,
    /// Whether something in it failed, so that it may not be committed.
    failed: AtomicBool,
}

impl Work {
    async fn begun(&self) -> Result<&Transaction, DbErr> {
        self.begun.get_or_try_init(|| Box::pin(self.writer.transaction())).await
    }

    fn take(&self) -> Vec<Write> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The transaction, with everything sent that waited.
    async fn caught_up(&self) -> Result<&Transaction, DbErr> {
        let begun = self.begun().await?;
        self.noting(batch::send(begun, self.take()).await)?;
        Ok(begun)
    }

    /// The first row of a query that follows what waits, in one trip with it.
    ///
    /// # Errors
    /// What the database says; what it means where a write that waited came to nothing.
    pub async fn ask(&self, text: &'static str, values: Vec<Value>) -> Result<Option<QueryResult>, DbErr> {
        let begun = self.begun().await?;
        self.noting(batch::ask(begun, self.take(), (text, values)).await)
    }

    fn noting<T>(&self, done: Result<T, DbErr>) -> Result<T, DbErr> {
        done.inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }
}

impl Writer for Work {
    async fn write(&self, write: Write) -> Result<(), DbErr> {
        let is_full = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push(write);
            waiting.len() >= WAITING
        };
        if is_full { self.caught_up().await.map(|_| ()) } else { Ok(()) }
    }
}

#[async_trait]
impl ConnectionTrait for Work {
    fn get_database_backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.caught_up().await?.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, text: &str) -> Result<ExecResult, DbErr> {
        self.caught_up().await?.execute_unprepared(text).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.caught_up().await?.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.caught_up().await?.query_all_raw(statement).await
    }
}
