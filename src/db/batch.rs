//! Writes that go to the database together, in one trip: on PostgreSQL as parts of one statement, on SQLite as statements of one text.
//!
//! Each is done only if the one before it changed a row. So they are done in their order, whoever runs them, and nothing is done after
//! one that came to nothing. What a trip holds is told by its kinds alone, so that there are few texts and all stay prepared.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};

/// What it means that a write changed nothing. Then nothing may be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naught {
    /// What was read is not what is there any more.
    Overtaken,
    /// An answer to the same Idempotency-Key was stored meanwhile.
    InFlight,
}

impl Naught {
    const ALL: [Self; 2] = [Self::Overtaken, Self::InFlight];

    fn code(self) -> &'static str {
        match self {
            Self::Overtaken => "a write was overtaken",
            Self::InFlight => "a key is in flight",
        }
    }

    /// What this error means, if it comes from a write that changed nothing.
    pub fn of(error: &DbErr) -> Option<Self> {
        let DbErr::Custom(says) = error else { return None };
        Self::ALL.into_iter().find(|naught| naught.code() == says)
    }
}

impl From<Naught> for DbErr {
    fn from(naught: Naught) -> Self {
        Self::Custom(naught.code().to_owned())
    }
}

/// A write that changes one row, or none.
#[derive(Clone, Debug)]
pub struct Write {
    kind: Kind,
    values: Vec<Value>,
    /// What it means that it changes none; where it cannot be, nothing.
    or: Option<Naught>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Row { table: &'static str, columns: &'static [&'static str], conflict: &'static str },
    Change(&'static str),
}

impl Write {
    /// A row to add: a value for each of these columns.
    pub fn row(table: &'static str, columns: &'static [&'static str], values: Vec<Value>) -> Self {
        debug_assert_eq!(columns.len(), values.len(), "{table}");
        Self { kind: Kind::Row { table, columns, conflict: "" }, values, or: None }
    }

    /// A row to add, or what to do with the one that is there: `conflict` is an `ON CONFLICT` clause, without values of its own. Where that
    /// leaves it as it is, it means this.
    pub fn row_or(
        table: &'static str,
        columns: &'static [&'static str],
        values: Vec<Value>,
        conflict: &'static str,
        or: Naught,
    ) -> Self {
        Self { kind: Kind::Row { table, columns, conflict }, values, or: Some(or) }
    }

    /// A row to change, found by its key: an `UPDATE` that ends in its `WHERE`. Where there is no such row, it means this.
    pub fn change_or(text: &'static str, values: Vec<Value>, or: Naught) -> Self {
        Self { kind: Kind::Change(text), values, or: Some(or) }
    }

    /// Appends its text, its first value being the one after `before`. It waits for what `after` says.
    fn text(&self, into: &mut String, before: usize, after: After) {
        match self.kind {
            Kind::Row { table, columns, conflict } => {
                let _ = write!(into, "INSERT INTO {table} (");
                list(into, columns.iter());
                into.push_str(if after == After::Nothing { ") VALUES (" } else { ") SELECT " });
                list(into, (1..=columns.len()).map(|number| Parameter(before + number)));
                match after {
                    After::Nothing => into.push(')'),
                    After::Part(part) => {
                        let _ = write!(into, " FROM w{part}");
                    }
                    After::Statement => into.push_str(" WHERE changes() = 1"),
                }
                into.push_str(conflict);
            }
            Kind::Change(text) => {
                renumbered(into, text, before);
                match after {
                    After::Nothing => {}
                    After::Part(part) => {
                        let _ = write!(into, " AND EXISTS (SELECT 1 FROM w{part})");
                    }
                    After::Statement => into.push_str(" AND changes() = 1"),
                }
            }
        }
    }

    /// Does it at once.
    pub(super) async fn alone(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let mut text = String::with_capacity(512);
        self.text(&mut text, 0, After::Nothing);
        let statement = Statement::from_sql_and_values(db.get_database_backend(), text, self.values);
        match (db.execute_raw(statement).await?.rows_affected(), self.or) {
            (0, Some(naught)) => Err(naught.into()),
            (1, _) => Ok(()),
            _ => Err(DbErr::RecordNotUpdated),
        }
    }
}

/// What a write waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Nothing,
    /// The part with this number, of the same statement.
    Part(usize),
    /// The statement before it in the same text.
    Statement,
}

/// A question that comes after writes: a text, and its values.
pub(super) type Question = (&'static str, Vec<Value>);

/// Does these writes without a transaction around them, if that can be: all of them, or none and they are still to be done.
pub(super) async fn at_once(db: &impl ConnectionTrait, writes: &[Write]) -> Result<bool, DbErr> {
    if writes.len() <= 1 {
        return send(db, writes.to_vec()).await.map(|()| true);
    }
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(false);
    }
    let values = writes.iter().flat_map(|write| write.values.iter().cloned()).collect();
    match super::sql::run(db, &parts(writes, None, End::InAll), values).await {
        Ok(_) => Ok(true),
        Err(error) if super::sql::is_division_by_zero(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Does these writes.
pub(super) async fn send(db: &impl ConnectionTrait, mut writes: Vec<Write>) -> Result<(), DbErr> {
    if writes.len() <= 1 {
        return match writes.pop() {
            Some(write) => write.alone(db).await,
            None => Ok(()),
        };
    }
    together(db, writes, None).await.map(|_| ())
}

/// Does these writes, and then asks this; the first row of the answer.
pub(super) async fn ask(
    db: &impl ConnectionTrait,
    writes: Vec<Write>,
    (text, values): Question,
) -> Result<Option<QueryResult>, DbErr> {
    if writes.is_empty() {
        return super::sql::one(db, text, values).await;
    }
    together(db, writes, Some((text, values))).await
}

/// Where there is a question, the first row of its answer.
async fn together(
    db: &impl ConnectionTrait,
    writes: Vec<Write>,
    question: Option<Question>,
) -> Result<Option<QueryResult>, DbErr> {
    let backend = db.get_database_backend();
    let conditions: Vec<Naught> = writes.iter().filter_map(|write| write.or).collect();
    let is_postgres = backend == DbBackend::Postgres;
    let text = if is_postgres {
        parts(&writes, question.as_ref(), End::InCount)
    } else {
        statements(&writes, question.as_ref())
    };
    let mut values: Vec<Value> = writes.into_iter().flat_map(|write| write.values).collect();
    values.extend(question.into_iter().flat_map(|(_, values)| values));
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, text, values)).await?;
    let mut rows = rows.into_iter().peekable();
    let mut held = 0;
    if is_postgres {
        // One row, which says how many conditions held, with the answer in it.
        held = rows.peek().map(|row| row.try_get::<i64>("", "held")).transpose()?.unwrap_or(0);
        rows.next_if(|row| !matches!(row.try_get("", "answered"), Ok(Some(true))));
    } else {
        // A row for each condition that held, and then the answer.
        while rows.next_if(|row| row.try_get::<i64>("", "held").is_ok()).is_some() {
            held += 1;
        }
    }
    // Nothing is done after the first that did not hold.
    match usize::try_from(held).ok().and_then(|held| conditions.get(held)) {
        Some(naught) => Err((*naught).into()),
        None => Ok(rows.next()),
    }
}

/// One text of statements, for SQLite.
fn statements(writes: &[Write], question: Option<&Question>) -> String {
    let mut text = String::with_capacity(TEXT);
    let mut before = 0;
    for (number, write) in writes.iter().enumerate() {
        write.text(&mut text, before, if number == 0 { After::Nothing } else { After::Statement });
        text.push_str(if write.or.is_some() { " RETURNING 1 AS held; " } else { "; " });
        before += write.values.len();
    }
    if let Some((question, _)) = question {
        renumbered(&mut text, question, before);
    }
    text
}

/// How a statement of parts ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It says how many conditions held.
    InCount,
    /// It fails, and leaves nothing behind, where not all of them did: nothing but dividing by zero fails so by what is found.
    InAll,
}

/// One statement of parts, for PostgreSQL. The subquery `h` is the outer side of the only join there is, so that a question, which may lock
/// what many wait for, comes after all writes.
fn parts(writes: &[Write], question: Option<&Question>, end: End) -> String {
    let mut text = String::with_capacity(TEXT);
    let mut before = 0;
    for (number, write) in writes.iter().enumerate() {
        let _ = write!(text, "{} w{number} AS (", if number == 0 { "WITH" } else { "," });
        write.text(&mut text, before, number.checked_sub(1).map_or(After::Nothing, After::Part));
        text.push_str(" RETURNING 1)");
        before += write.values.len();
    }
    if let Some((question, _)) = question {
        text.push_str(", asked AS (");
        renumbered(&mut text, question, before);
        text.push(')');
    }
    let conditions = || writes.iter().enumerate().filter(|(_, write)| write.or.is_some());
    let _ = match end {
        End::InCount => write!(text, " SELECT *"),
        End::InAll => write!(text, " SELECT 1 / CAST(held = {} AS integer)", conditions().count()),
    };
    let last = writes.len().saturating_sub(1);
    let _ = write!(text, " FROM (SELECT (SELECT count(*) FROM w{last}) AS done, CAST(0 AS bigint)");
    for (number, _) in conditions() {
        let _ = write!(text, " + (SELECT count(*) FROM w{number})");
    }
    text.push_str(" AS held OFFSET 0) h");
    if question.is_some() {
        text.push_str(" LEFT JOIN (SELECT TRUE AS answered, asked.* FROM asked) a ON TRUE");
    }
    text
}

/// Bytes that are enough for most texts.
const TEXT: usize = 2_048;

/// A placeholder for a value.
struct Parameter(usize);

impl std::fmt::Display for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "${}", self.0)
    }
}

/// Appends these with commas between them.
fn list(into: &mut String, items: impl Iterator<Item: std::fmt::Display>) {
    for (number, item) in items.enumerate() {
        let _ = write!(into, "{}{item}", if number == 0 { "" } else { ", " });
    }
}

/// Appends a text with its placeholders moved on by `before`.
fn renumbered(into: &mut String, text: &str, before: usize) {
    let mut pieces = text.split('$');
    into.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = piece.split_at(digits);
        let _ = match number.parse::<usize>() {
            Ok(number) => write!(into, "{}{rest}", Parameter(before + number)),
            Err(_) => write!(into, "${piece}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change, two rows of which the second has a condition, and a question.
    fn some() -> (Vec<Write>, Question) {
        let change = Write::change_or("UPDATE a SET x = $2 WHERE id = $1", vec![1.into(), 2.into()], Naught::Overtaken);
        let row = Write::row("b", &["x", "y"], vec![3.into(), 4.into()]);
        let last = Write::row_or("c", &["x"], vec![5.into()], " ON CONFLICT (x) DO NOTHING", Naught::InFlight);
        (vec![change, row, last], ("UPDATE d SET n = n + $1 RETURNING n", vec![6.into()]))
    }

    #[test]
    fn on_sqlite_they_are_statements_each_of_which_follows_from_the_one_before() {
        let (writes, question) = some();
        let text = statements(&writes, Some(&question));
        let lines = [
            "UPDATE a SET x = $2 WHERE id = $1 RETURNING 1 AS held",
            "INSERT INTO b (x, y) SELECT $3, $4 WHERE changes() = 1",
            "INSERT INTO c (x) SELECT $5 WHERE changes() = 1 ON CONFLICT (x) DO NOTHING RETURNING 1 AS held",
            "UPDATE d SET n = n + $6 RETURNING n",
        ];
        assert_eq!(text, lines.join("; "));
    }

    #[test]
    fn on_postgresql_they_are_parts_each_of_which_reads_from_the_one_before() {
        let (writes, question) = some();
        let text = parts(&writes, Some(&question), End::InCount);
        for part in [
            "WITH w0 AS (UPDATE a SET x = $2 WHERE id = $1 RETURNING 1)",
            ", w1 AS (INSERT INTO b (x, y) SELECT $3, $4 FROM w0 RETURNING 1)",
            ", w2 AS (INSERT INTO c (x) SELECT $5 FROM w1 ON CONFLICT (x) DO NOTHING RETURNING 1)",
            ", asked AS (UPDATE d SET n = n + $6 RETURNING n)",
            "(SELECT count(*) FROM w0) + (SELECT count(*) FROM w2) AS held OFFSET 0) h LEFT JOIN",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn what_has_no_transaction_around_it_fails_where_not_every_condition_held() {
        let (writes, _) = some();
        let text = parts(&writes, None, End::InAll);
        assert!(text.contains(" SELECT 1 / CAST(held = 2 AS integer) FROM (SELECT"), "{text}");
    }

    #[test]
    fn what_a_write_that_changed_nothing_means_is_read_from_its_error() {
        for naught in Naught::ALL {
            assert_eq!(Naught::of(&naught.into()), Some(naught));
        }
        assert_eq!(Naught::of(&DbErr::Custom("something else".to_owned())), None);
        assert_eq!(Naught::of(&DbErr::RecordNotUpdated), None);
    }
}
