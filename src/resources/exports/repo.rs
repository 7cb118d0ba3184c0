//! Every row of an organisation, as the schema has it.

use base64::{Engine, engine::general_purpose::STANDARD};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult};
use uuid::Uuid;

use crate::{
    archive::Value,
    db::{sql, tenant::Tenant},
    domain::clock::{Date, Timestamp},
};

/// How many rows are read at once.
pub const AT_ONCE: i64 = 500;

/// A column, and what is in it.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    holds: Holds,
    /// Its place in the primary key, from 1; 0: it is not in it.
    key: i32,
}

#[derive(Clone, Copy, Debug)]
enum Holds {
    Id,
    Text,
    Moment,
    Day,
    Number,
    LongNumber,
    Flag,
    Bytes,
}

impl Holds {
    /// By the type that the database gives it.
    fn parse(kind: &str) -> Option<Self> {
        let kind = kind.to_ascii_lowercase();
        let is = |what: &str| kind.starts_with(what);
        if is("uuid") {
            Some(Self::Id)
        } else if is("timestamp") {
            Some(Self::Moment)
        } else if is("date") {
            Some(Self::Day)
        } else if is("bigint") {
            Some(Self::LongNumber)
        } else if is("int") {
            Some(Self::Number)
        } else if is("bool") {
            Some(Self::Flag)
        } else if is("blob") || is("bytea") {
            Some(Self::Bytes)
        } else if is("text") || is("varchar") || is("character") {
            Some(Self::Text)
        } else {
            None
        }
    }
}

/// The columns of a table.
///
/// # Errors
/// [`DbErr::Type`] for a type of column that nobody has thought of.
pub async fn columns(db: &impl ConnectionTrait, _tenant: Tenant, table: &str) -> Result<Vec<Column>, DbErr> {
    let text = if db.get_database_backend() == DbBackend::Sqlite {
        "SELECT name, type AS kind, CAST(pk AS integer) AS place FROM pragma_table_info($1) ORDER BY cid"
    } else {
        "SELECT c.column_name::text AS name, c.data_type::text AS kind, \
                COALESCE((SELECT k.ordinal_position FROM information_schema.key_column_usage k \
                   JOIN information_schema.table_constraints t ON t.constraint_name = k.constraint_name AND t.table_name = k.table_name \
                     AND t.table_schema = k.table_schema \
                   WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_schema = 'public' AND k.table_name = c.table_name \
                     AND k.column_name = c.column_name), 0)::integer AS place \
         FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = $1 ORDER BY c.ordinal_position"
    };
    let rows = sql::all(db, text, vec![table.into()]).await?;
    let column = |row: &QueryResult| {
        let kind: String = row.try_get("", "kind")?;
        Ok(Column {
            name: row.try_get("", "name")?,
            holds: sql::known("type", &kind, Holds::parse)?,
            key: row.try_get("", "place")?,
        })
    };
    rows.iter().map(column).collect()
}

/// Some rows of a table that are the organisation's, after so many, without the columns that hold secrets.
pub async fn rows(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    table: &str,
    columns: &[Column],
    after: i64,
) -> Result<Vec<Vec<Value>>, DbErr> {
    let owner = match table {
        "organisation" => "id",
        "definition" => "owner_id",
        _ => "organisation_id",
    };
    let mut key: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
    key.sort_by_key(|column| column.key);
    let names = |columns: &[&Column]| {
        columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
    };
    let all: Vec<&Column> = columns.iter().collect();
    let text = format!(
        "SELECT {} FROM \"{table}\" WHERE \"{owner}\" = $1 ORDER BY {} LIMIT $2 OFFSET $3",
        names(&all),
        names(&key)
    );
    let found = sql::all(db, &text, vec![tenant.raw().into(), AT_ONCE.into(), after.into()]).await?;
    found.iter().map(|row| columns.iter().map(|column| value(row, column)).collect()).collect()
}

fn value(row: &QueryResult, column: &Column) -> Result<Value, DbErr> {
    let name = column.name.as_str();
    let value = match column.holds {
        Holds::Id => row.try_get::<Option<Uuid>>("", name)?.map(|id| Value::Text(id.to_string())),
        Holds::Text => row.try_get::<Option<String>>("", name)?.map(Value::Text),
        Holds::Moment => row.try_get::<Option<Timestamp>>("", name)?.map(crate::resources::data_packages::repo::moment),
        Holds::Day => row.try_get::<Option<Date>>("", name)?.map(|day| Value::Text(day.to_string())),
        Holds::Number => row.try_get::<Option<i32>>("", name)?.map(|number| Value::Number(number.into())),
        Holds::LongNumber => row.try_get::<Option<i64>>("", name)?.map(Value::Number),
        Holds::Flag => row.try_get::<Option<bool>>("", name)?.map(Value::Flag),
        Holds::Bytes => row.try_get::<Option<Vec<u8>>>("", name)?.map(|bytes| Value::Text(STANDARD.encode(bytes))),
    };
    Ok(value.unwrap_or(Value::Nothing))
}
