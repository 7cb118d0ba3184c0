//! Opening the database.

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, sqlx::postgres::PgConnectOptions,
};

use super::Db;
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
    let (mut reader, mut writer) = if config.is_sqlite() {
        // The writer first: it makes the file and sets it to WAL.
        let writer = Database::connect(sqlite(config, 1)).await?;
        (Database::connect(sqlite(config, config.connections)).await?, writer)
    } else {
        let pool = Database::connect(postgres(config, config.connections)).await?;
        (pool.clone(), pool)
    };
    count(&mut reader, &statements);
    count(&mut writer, &statements);
    Ok(Db { reader, writer, statements })
}

/// The same database for one of several workers, each of which answers requests on a thread of its own.
///
/// On PostgreSQL each has connections of its own: a connection belongs to the thread that made it, and two more threads would have to be woken for each
/// statement of another. They are made when they are first needed. On SQLite, whose connections have threads of their own, all workers share them.
///
/// # Errors
/// Where the address of the database cannot be read.
pub async fn for_worker(config: &DatabaseConfig, db: &Db, workers: u32) -> Result<Db, DbErr> {
    if config.is_sqlite() {
        return Ok(db.clone());
    }
    let mut options = postgres(config, (config.connections / workers).max(FEWEST_OF_A_WORKER));
    options.connect_lazy(true);
    let mut pool = Database::connect(options).await?;
    count(&mut pool, &db.statements);
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
    if config.is_sqlite() {
        Database::connect(sqlite(config, 1)).await
    } else {
        Database::connect(common(&config.url, 1)).await
    }
}

fn count(connection: &mut DatabaseConnection, statements: &Arc<AtomicU64>) {
    let statements = Arc::clone(statements);
    connection.set_metric_callback(move |_| {
        statements.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    });
}

fn common(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(2))
        .connect_timeout(Duration::from_secs(2))
        // Not a ping for every request, but one after a pause.
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .sqlx_logging(false);
    options
}

fn sqlite(config: &DatabaseConfig, connections: u32) -> ConnectOptions {
    let synchronous = match config.durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
        Durability::Off => "OFF",
    };
    let mut options = common(&config.url, connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", synchronous)
            .pragma("cache_size", "-8192")
            .pragma("secure_delete", "ON")
    });
    options
}

fn postgres(config: &DatabaseConfig, connections: u32) -> ConnectOptions {
    let mut options = common(&config.url, connections);
    // Long statements here are quick ones with many parts: compiling one costs seconds, and running it some milliseconds.
    let without_compiling = |postgres: PgConnectOptions| postgres.options([("jit", "off")]);
    options
        .statement_timeout(Duration::from_secs(10))
        .set_application_name("samenspel")
        .map_sqlx_postgres_opts(without_compiling);
    options
}
