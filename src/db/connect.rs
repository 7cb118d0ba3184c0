//! Opening the database.

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr,
    sqlx::{self, ConnectOptions as _, postgres::PgConnectOptions, sqlite::SqliteConnectOptions},
};

use super::{Db, Pool, connection::Address, pool::PATIENCE};
use crate::config::database::{DatabaseConfig, Durability};

/// The advisory lock that a server holds while it migrates; any number that nobody else uses.
const MIGRATING: i64 = 0x5a3e_7a11;

/// Fewest connections of a worker, so that one slow statement does not hold up all it does.
const FEWEST_OF_A_WORKER: u32 = 2;

/// Opens the database of this configuration; a SQLite file is made where there is none.
///
/// # Errors
/// Where it cannot be reached or opened.
pub async fn open(config: &DatabaseConfig) -> Result<Db, DbErr> {
    let statements = Arc::new(AtomicU64::new(0));
    let pool = |connections| Pool::new(address(config)?, connections, Arc::clone(&statements));
    let (reader, writer) = if config.is_sqlite() {
        (pool(config.connections)?, pool(1)?)
    } else {
        let pool = pool(config.connections)?;
        (pool.clone(), pool)
    };
    // The writer first: it makes the file and sets it to WAL.
    writer.ping().await?;
    reader.ping().await?;
    Ok(Db { reader, writer, statements })
}

/// The same database for one of several workers, each of which answers requests on a thread of its own.
///
/// On PostgreSQL each has connections of its own: a connection belongs to the thread that made it, and two more threads would have to be woken for each
/// statement of another. They are made when they are first needed. On SQLite, whose connections have threads of their own, all workers share them.
///
/// # Errors
/// Where the address of the database cannot be read.
pub fn for_worker(config: &DatabaseConfig, db: &Db, workers: u32) -> Result<Db, DbErr> {
    if config.is_sqlite() {
        return Ok(db.clone());
    }
    let connections = (config.connections / workers).max(FEWEST_OF_A_WORKER);
    let pool = Pool::new(address(config)?, connections, Arc::clone(&db.statements))?;
    Ok(Db { reader: pool.clone(), writer: pool, statements: Arc::clone(&db.statements) })
}

/// Opens the database and brings its schema up to date.
///
/// # Errors
/// Where either fails.
pub async fn open_migrated(config: &DatabaseConfig) -> Result<Db, DbErr> {
    let migrating = open_for_migration(config).await?;
    migrate(&migrating).await?;
    migrating.close().await?;
    open(config).await
}

/// Brings the schema up to date. Several programs may do so at once: one migrates, the others wait and find it done.
///
/// # Errors
/// Where a migration fails.
pub async fn migrate(connection: &DatabaseConnection) -> Result<(), DbErr> {
    if connection.get_database_backend() == DbBackend::Postgres {
        // Released with the connection.
        connection.execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATING})")).await?;
    }
    Migrator::up(connection, None).await
}

/// One connection without a time limit: a migration of a large table takes as long as it takes.
///
/// # Errors
/// Where it cannot be reached or opened.
pub async fn open_for_migration(config: &DatabaseConfig) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(&config.url);
    options.max_connections(1).min_connections(1).acquire_timeout(PATIENCE).sqlx_logging(false);
    if config.is_sqlite() {
        let durability = config.durability;
        options.map_sqlx_sqlite_opts(move |file| sqlite(file, durability));
    }
    Database::connect(options).await
}

fn address(config: &DatabaseConfig) -> Result<Address, DbErr> {
    let unreadable = |error: sqlx::Error| DbErr::Conn(RuntimeErr::SqlxError(error.into()));
    let address = if config.is_sqlite() {
        let file = config.url.parse().map_err(unreadable)?;
        Address::Sqlite(Box::new(sqlite(file, config.durability)))
    } else {
        let server = config.url.parse().map_err(unreadable)?;
        Address::Postgres(Box::new(postgres(server)))
    };
    Ok(address)
}

fn sqlite(file: SqliteConnectOptions, durability: Durability) -> SqliteConnectOptions {
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
        Durability::Off => "OFF",
    };
    file.create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", synchronous)
        .pragma("cache_size", "-8192")
        .pragma("secure_delete", "ON")
        .disable_statement_logging()
}

fn postgres(server: PgConnectOptions) -> PgConnectOptions {
    server
        .application_name("samenspel")
        .options([
            ("statement_timeout", "10s"),
            // Long statements here are quick ones with many parts: compiling one costs seconds, and running it some milliseconds.
            ("jit", "off"),
        ])
        .disable_statement_logging()
}
