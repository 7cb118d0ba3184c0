//! The database: SQLite in a file by default, PostgreSQL where `DATABASE_URL` names one.

use std::path::Path;

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

/// The database's settings.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`: usually the SQLite file `samenspel.sqlite` in the current folder.
    pub url: String,
    /// `database_connections`: PostgreSQL's pool, or SQLite's readers; usually 8, or 4.
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
        let usual = if is_sqlite(&url) { 4 } else { 8 };
        let connections = settings.take("database_connections", usual, |text| match text.parse() {
            Ok(number @ 1..=200) => Ok(number),
            _ => Err("must be a number from 1 to 200".to_owned()),
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

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}
