//! The bytes that a database keeps: what was erased is looked for where no query looks.

use std::path::PathBuf;

use samenspel::db::sql;
use sea_orm::DbBackend;

use crate::support::TestApp;

/// How often this stands anywhere in the database: in the file of SQLite and in its log, or in any column of any table of PostgreSQL read as
/// text, as a dump has it.
pub async fn found(app: &TestApp, mark: &str) -> usize {
    let db = app.state.db.writer();
    if db.get_database_backend() == DbBackend::Sqlite {
        let row =
            sql::one(db, "SELECT file FROM pragma_database_list WHERE name = 'main'", vec![]).await.unwrap().unwrap();
        let file: String = row.try_get("", "file").unwrap();
        return ["", "-wal", "-shm"]
            .iter()
            .map(|ending| in_file(&PathBuf::from(format!("{file}{ending}")), mark))
            .sum();
    }
    let tables = sql::all(db, "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'", vec![])
        .await
        .unwrap();
    let mut times = 0;
    for table in tables {
        let table: String = table.try_get("", "name").unwrap();
        let rows = sql::all(db, &format!("SELECT t::text AS told FROM \"{table}\" AS t"), vec![]).await.unwrap();
        for row in rows {
            times += row.try_get::<String>("", "told").unwrap().matches(mark).count();
        }
    }
    times
}

fn in_file(file: &PathBuf, mark: &str) -> usize {
    let Ok(bytes) = std::fs::read(file) else { return 0 };
    bytes.windows(mark.len()).filter(|window| *window == mark.as_bytes()).count()
}
