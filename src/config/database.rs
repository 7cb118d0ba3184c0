//! The database: SQLite in a file by default, PostgreSQL where `DATABASE_URL` names one.

use std::{num::NonZero, path::Path, thread::available_parallelism};

use super::Settings;

/// When a write counts as done on SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the disk: submitted means durable (`synchronous=FULL`). The usual.
    Full,
    /// With the operating system: a power failure may lose the last moments (`synchronous=NORMAL`).
    Normal,
    /// Whenever: for tests and for filling a demo.
    Off,
}

const MOST_CONNECTIONS: u32 = 200;

/// The database's settings.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`: usually the SQLite file `samenspel.sqlite` in the current folder.
    pub url: String,
    /// `database_connections`: for requests on PostgreSQL, shared out among the workers (at least two each; there is one for each processor), usually four
    /// for each processor; SQLite's readers, usually 4.
    pub connections: u32,
    /// `sqlite_durability`: `full` (usual) or `normal`.
    pub durability: Durability,
}

impl DatabaseConfig {
    /// Reads this section.
    pub fn read(settings: &mut Settings) -> Self {
        let url = settings.take("database_url", sqlite_url(Path::new("samenspel.sqlite")), |text| {
            let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
            if known { Ok(text.to_owned()) } else { Err("must begin with `sqlite:` or `postgres://`".to_owned()) }
        });
        let usual = if is_sqlite(&url) { 4 } else { usual_connections() };
        let connections = settings.take("database_connections", usual, |text| match text.parse() {
            Ok(number @ 1..=MOST_CONNECTIONS) => Ok(number),
            _ => Err(format!("must be a number from 1 to {MOST_CONNECTIONS}")),
        });
        let durability = settings.take("sqlite_durability", Durability::Full, |text| match text {
            "full" => Ok(Durability::Full),
            "normal" => Ok(Durability::Normal),
            _ => Err("must be `full` or `normal`".to_owned()),
        });
        Self { url, connections, durability }
    }

    /// A SQLite file.
    pub fn sqlite(file: &Path, durability: Durability) -> Self {
        Self { url: sqlite_url(file), connections: 4, durability }
    }

    /// Whether it is SQLite.
    pub fn is_sqlite(&self) -> bool {
        is_sqlite(&self.url)
    }
}

/// Of PostgreSQL.
pub fn usual_connections() -> u32 {
    let processors = available_parallelism().map_or(1, NonZero::get);
    u32::try_from(4 * processors).unwrap_or(u32::MAX).min(MOST_CONNECTIONS)
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}
