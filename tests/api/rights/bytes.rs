//! The bytes that a database keeps, and the lines that the server writes: what was erased is looked for where no query looks.

use std::{
    cell::RefCell,
    io::{Result, Write},
    path::{Path, PathBuf},
    process::Command,
    sync::Once,
};

use samenspel::db::sql;
use tracing_subscriber::{Layer, filter::dynamic_filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::support::{TestApp, database::server};

/// How often this stands anywhere in the database: in the file of SQLite and in its log; in a dump of PostgreSQL where `pg_dump` is known, as letters and
/// as the bytes of a blob, or else in any column of any table read as text, as a dump has it.
pub async fn found(app: &TestApp, mark: &str) -> usize {
    let db = app.state.db.writer();
    if !app.is_postgres() {
        let row =
            sql::one(db, "SELECT file FROM pragma_database_list WHERE name = 'main'", vec![]).await.unwrap().unwrap();
        let file: String = row.try_get("", "file").unwrap();
        return ["", "-wal", "-shm"]
            .iter()
            .map(|ending| in_file(&PathBuf::from(format!("{file}{ending}")), mark))
            .sum();
    }
    if let Some(pg_dump) = pg_dump() {
        let row = sql::one(db, "SELECT current_database()::text AS name", vec![]).await.unwrap().unwrap();
        let name: String = row.try_get("", "name").unwrap();
        return in_dump(&pg_dump, &name, mark);
    }
    let tables = sql::all(db, "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'", vec![])
        .await
        .unwrap();
    let mut times = 0;
    for table in tables {
        let table: String = table.try_get("", "name").unwrap();
        let rows = sql::all(db, &format!("SELECT t::text AS told FROM \"{table}\" AS t"), vec![]).await.unwrap();
        for row in rows {
            times += in_either(row.try_get::<String>("", "told").unwrap().as_bytes(), mark);
        }
    }
    times
}

/// The program that dumps a database, where `scripts/with-postgres` told where the server's are.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment which database to use")]
fn pg_dump() -> Option<PathBuf> {
    let program = Path::new(&std::env::var("SAMENSPEL_TEST_POSTGRES_PROGRAMS").ok()?).join("pg_dump");
    program.exists().then_some(program)
}

fn in_dump(pg_dump: &Path, name: &str, mark: &str) -> usize {
    let server = server().unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    let dump = Command::new(pg_dump).arg(format!("--dbname={server}/{name}")).output().unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    assert!(dump.stdout.len() > 10_000, "a dump has the whole schema at least");
    in_either(&dump.stdout, mark)
}

fn in_file(file: &PathBuf, mark: &str) -> usize {
    let Ok(bytes) = std::fs::read(file) else { return 0 };
    in_bytes(&bytes, mark)
}

fn in_bytes(bytes: &[u8], mark: &str) -> usize {
    bytes.windows(mark.len()).filter(|window| *window == mark.as_bytes()).count()
}

/// As letters, and as the bytes of a blob, which are told in hexadecimal.
fn in_either(bytes: &[u8], mark: &str) -> usize {
    let hex = mark.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    in_bytes(bytes, mark) + in_bytes(bytes, &hex)
}

thread_local! {
    /// What is logged on this thread, while somebody listens.
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Every line that is logged on this thread while this is held, of all levels, more than a server writes: whatever it is asked.
///
/// All threads share one subscriber. With one for each, a line that another thread is the first to log would never be asked for on this one.
pub struct Log(());

impl Log {
    /// From now on.
    pub fn begin() -> Self {
        static LISTENING: Once = Once::new();
        LISTENING.call_once(|| {
            let somebody_listens = dynamic_filter_fn(|_, _| LINES.with_borrow(Option::is_some));
            let lines = fmt::layer().json().with_writer(|| Line).with_filter(somebody_listens);
            tracing_subscriber::registry().with(lines).init();
        });
        LINES.set(Some(Vec::new()));
        Self(())
    }

    /// How often this stands in it.
    #[expect(clippy::unused_self, reason = "there are lines as long as this is held")]
    pub fn found(&self, mark: &str) -> usize {
        LINES.with_borrow(|lines| in_bytes(lines.as_deref().unwrap_or_default(), mark))
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        LINES.set(None);
    }
}

/// Puts what is written where this thread listens.
struct Line;

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        LINES.with_borrow_mut(|lines| lines.as_mut().map(|lines| lines.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
