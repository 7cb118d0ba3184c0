//! One SQL text for both databases: `$n` placeholders work on either through sqlx, and constant texts keep the statement cache
//! warm.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, RuntimeErr, SqlErr, Statement, Value, sqlx::error::DatabaseError};

/// The first row of a query, if there is one.
///
/// # Errors
/// What the database says.
pub async fn one(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<Option<QueryResult>, DbErr> {
    db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await
}

/// All rows of a query.
///
/// # Errors
/// What the database says.
pub async fn all(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await
}

/// How many rows a statement changed.
///
/// # Errors
/// What the database says.
pub async fn run(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<u64, DbErr> {
    let done = db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected())
}

/// The places of so many values from this number on, for `IN (…)`; of none, what nothing is in.
pub fn places(from: usize, many: usize) -> String {
    let each: Vec<String> = (from..from + many).map(|at| format!("${at}")).collect();
    if each.is_empty() { "NULL".to_owned() } else { each.join(", ") }
}

/// Whether a statement failed because something unique stands there already.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether a statement of PostgreSQL's failed because it divides by zero.
pub fn is_division_by_zero(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| code == "22012")
}

/// A stored text that must be one of ours.
///
/// # Errors
/// [`DbErr::Type`] where it is not: the schema's own checks forbid it.
pub fn known<T>(column: &str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, DbErr> {
    parse(text).ok_or_else(|| DbErr::Type(format!("{column} holds `{text}`")))
}

/// Of these columns, each with a name, the names of those that are true in some row.
///
/// # Errors
/// What the database says.
pub fn those(rows: &[QueryResult], columns: &[(&str, &'static str)]) -> Result<Vec<&'static str>, DbErr> {
    let mut names = Vec::new();
    for (column, name) in columns {
        for row in rows {
            if row.try_get::<bool>("", column)? && !names.contains(name) {
                names.push(*name);
            }
        }
    }
    Ok(names)
}
