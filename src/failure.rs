//! What a service can come back with when it does not succeed.

use sea_orm::{DbErr, RuntimeErr};

use crate::{db::batch::Naught, domain::refusal::Refusal};

/// Why a service did not do what it was asked. Becomes a `Problem` in `http/problem.rs`, and nowhere else.
#[derive(Debug)]
pub enum Failure {
    /// A rule says no.
    Refused(Refusal),
    /// It cannot be done at present: the database cannot be reached in time, or there is too much of one kind of work. Nothing was written.
    Unavailable(String),
    /// The database said something we did not expect.
    Database(DbErr),
    /// Something that cannot be, is.
    Bug(String),
    /// What was read is not what is there any more: somebody else was first. Nothing was written.
    Overtaken,
    /// The first request with this Idempotency-Key is still under way.
    InFlight,
    /// The Idempotency-Key was used with another request.
    KeyReused,
    /// What was answered to this Idempotency-Key is no longer for the caller to see.
    NoLonger,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        match Naught::of(&error) {
            Some(Naught::Overtaken) => return Self::Overtaken,
            Some(Naught::InFlight) => return Self::InFlight,
            None => {}
        }
        let lost = matches!(&error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_));
        let away = lost
            || matches!(&error, DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) if is_away(e));
        if away { Self::Unavailable(error.to_string()) } else { Self::Database(error) }
    }
}

/// Whether the database is away or busy, rather than displeased with a statement.
fn is_away(error: &sea_orm::sqlx::Error) -> bool {
    use sea_orm::sqlx::Error;
    let gone =
        matches!(error, Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed | Error::Tls(_));
    // PostgreSQL: shutting down or starting (57P0x), too many connections (53300), cancelled by a timeout (57014),
    // connection lost (08…); SQLite: busy (5), locked (6).
    let code = error.as_database_error().and_then(sea_orm::sqlx::error::DatabaseError::code);
    gone || code.is_some_and(|code| {
        code.starts_with("57P") || code.starts_with("08") || matches!(&*code, "53300" | "57014" | "5" | "6" | "517")
    })
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "refused: {refusal:?}"),
            Self::Unavailable(says) => write!(f, "not at present: {says}"),
            Self::Database(error) => write!(f, "the database failed: {error}"),
            Self::Bug(says) => write!(f, "this should not happen: {says}"),
            Self::Overtaken => f.write_str("somebody else was first"),
            Self::InFlight => f.write_str("a request with the same key is under way"),
            Self::KeyReused => f.write_str("the key was used for another request"),
            Self::NoLonger => f.write_str("what was answered to this key is no longer the caller's to see"),
        }
    }
}

impl std::error::Error for Failure {}
