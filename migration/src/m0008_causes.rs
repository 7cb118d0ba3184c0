//! More causes of a row in the history of a sheet: a coach lets the learner see it, the conversation about it is recorded.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

use crate::build::{blob, instant, integer, key, one_of, refers, tenant_table, text, text_null, uuid};

/// Widens the check on `sheet_save.cause`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        allow(manager, ["started", "saved", "submitted", "reopened", "disclosed", "discussed"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The history keeps its rows: what the narrower check does not know was a save of the same levels.
        let known = "UPDATE sheet_save SET cause = 'saved' WHERE cause IN ('disclosed', 'discussed')";
        manager.get_connection().execute_unprepared(known).await?;
        allow(manager, ["started", "saved", "submitted", "reopened"]).await
    }
}

/// Allows these causes. `PostgreSQL` exchanges the check; `SQLite` cannot, so there the table is made anew around its rows.
async fn allow<const N: usize>(manager: &SchemaManager<'_>, causes: [&'static str; N]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let allowed = causes.map(|cause| format!("'{cause}'")).join(", ");
        let exchange = format!(
            "ALTER TABLE sheet_save DROP CONSTRAINT ck_sheet_save_cause, \
             ADD CONSTRAINT ck_sheet_save_cause CHECK (cause IN ({allowed}))"
        );
        return db.execute_unprepared(&exchange).await.map(drop);
    }
    db.execute_unprepared("ALTER TABLE sheet_save RENAME TO sheet_save_before").await?;
    manager.create_table(sheet_save(causes)).await?;
    db.execute_unprepared("INSERT INTO sheet_save SELECT * FROM sheet_save_before").await?;
    db.execute_unprepared("DROP TABLE sheet_save_before").await.map(drop)
}

/// The table as it stands in `m0004`, with these causes.
fn sheet_save<const N: usize>(causes: [&'static str; N]) -> TableCreateStatement {
    tenant_table("sheet_save")
        .col(uuid("assessment_id"))
        .col(integer("revision"))
        .col(text("cause"))
        .col(blob("levels"))
        .col(text_null("remarks"))
        .col(text_null("reason"))
        .col(uuid("actor_id"))
        .col(text("client_id"))
        .col(instant("saved_at"))
        .primary_key(&mut key(["assessment_id", "revision"]))
        .foreign_key(&mut refers("sheet_save", "assessment_id", "assessment"))
        .check(one_of("sheet_save", "cause", causes))
        .take()
}
