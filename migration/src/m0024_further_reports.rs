//! Further kinds of report are kept: goals, reasons and types of workplace per competency.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseBackend, Statement},
};

/// Lets `released_report` hold reports of the kinds `goals`, `reasons` and `workplaces`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, BEFORE, AFTER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What the narrower table has no room for cannot be made again: goals have changed since, and chance was in the others.
        let sql = "DELETE FROM released_report WHERE kind IN ('goals', 'reasons', 'workplaces')";
        manager.get_connection().execute_unprepared(sql).await?;
        change(manager, AFTER, BEFORE).await
    }
}

const BEFORE: &str = "('distribution', 'growth', 'gaps')";
const AFTER: &str = "('distribution', 'growth', 'gaps', 'goals', 'reasons', 'workplaces')";

async fn change(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Sqlite {
        return make_anew(manager, from, to).await;
    }
    let sql = format!(
        "ALTER TABLE released_report DROP CONSTRAINT ck_released_report_kind, \
         ADD CONSTRAINT ck_released_report_kind CHECK (kind IN {to})"
    );
    db.execute_unprepared(&sql).await.map(drop)
}

/// `SQLite` cannot change a check. It keeps the statement that a table was made with, so the table is made anew by that, with the other check in it. Nothing
/// refers to this one, and there is no index on it but its key.
async fn make_anew(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let asks = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'released_report'";
    let row = db.query_one_raw(Statement::from_string(DatabaseBackend::Sqlite, asks)).await?;
    let missing = || DbErr::Migration("released_report has no check of its kinds".to_owned());
    let made_with: String = row.ok_or_else(missing)?.try_get("", "sql")?;
    if !made_with.contains(from) {
        return Err(missing());
    }
    for sql in [
        "CREATE TEMPORARY TABLE kept_reports AS SELECT * FROM released_report",
        "DROP TABLE released_report",
        &made_with.replace(from, to),
        "INSERT INTO released_report SELECT * FROM kept_reports",
        "DROP TABLE kept_reports",
    ] {
        db.execute_unprepared(sql).await?;
    }
    Ok(())
}
