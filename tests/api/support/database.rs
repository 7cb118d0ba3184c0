//! A fresh database per test, copied from one that was migrated and filled with the shipped content once.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use samenspel::{
    config::database::{DatabaseConfig, Durability},
    content::load,
    db::{Db, connect},
    domain::clock::Clock,
};
use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;

use super::clock::TestClock;

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

enum Template {
    Sqlite { file: PathBuf, _folder: tempfile::TempDir },
    Postgres { server: String, name: String },
}

/// A fresh database, and what must live as long as it.
pub struct Fresh {
    pub db: Db,
    pub folder: Option<tempfile::TempDir>,
}

/// The server of PostgreSQL to use, by the URL of a database on it; nothing: SQLite.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment which database to use")]
pub fn server() -> Option<String> {
    std::env::var("SAMENSPEL_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// A fresh database with the shipped content.
pub async fn fresh() -> Fresh {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    match TEMPLATE.get_or_init(make).await {
        Template::Sqlite { file, .. } => {
            let folder = tempfile::tempdir().unwrap();
            let copy = folder.path().join("test.sqlite");
            std::fs::copy(file, &copy).unwrap();
            let db = connect::open(&DatabaseConfig::sqlite(&copy, Durability::Off)).await.unwrap();
            Fresh { db, folder: Some(folder) }
        }
        Template::Postgres { server, name } => {
            let copy = format!("{name}_{number}");
            run(server, &format!("CREATE DATABASE {copy} TEMPLATE {name}")).await;
            let config = DatabaseConfig { url: url(server, &copy), connections: 4, durability: Durability::Full };
            Fresh { db: connect::open(&config).await.unwrap(), folder: None }
        }
    }
}

async fn make() -> Template {
    if let Some(server) = server() {
        let name = format!("samenspel_api_{}", std::process::id());
        run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run(&server, &format!("CREATE DATABASE {name}")).await;
        let config = DatabaseConfig { url: url(&server, &name), connections: 2, durability: Durability::Full };
        fill(&config).await;
        Template::Postgres { server, name }
    } else {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("template.sqlite");
        fill(&DatabaseConfig::sqlite(&file, Durability::Off)).await;
        Template::Sqlite { file, _folder: folder }
    }
}

async fn fill(config: &DatabaseConfig) {
    let db = connect::open_migrated(config).await.unwrap();
    load::load(&db, &load::shipped(), TestClock::new().now()).await.unwrap();
    db.writer()
        .execute_unprepared(if config.is_sqlite() { "PRAGMA wal_checkpoint(TRUNCATE)" } else { "SELECT 1" })
        .await
        .unwrap();
    db.close().await.unwrap();
}

/// The URL of a database on this server.
pub fn url(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

async fn run(server: &str, sql: &str) {
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}
