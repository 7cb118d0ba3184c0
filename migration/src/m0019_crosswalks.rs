//! One more kind of definition: a crosswalk, which says what of one framework is met by another.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

use crate::build::{instant_null, one_of, text, uuid};

/// Widens the check on `definition.kind`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        allow(manager, ["framework", "scale", "instrument", "crosswalk"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Nothing refers to a crosswalk, and its file publishes it again.
        let known = "DELETE FROM definition WHERE kind = 'crosswalk'";
        manager.get_connection().execute_unprepared(known).await?;
        allow(manager, ["framework", "scale", "instrument"]).await
    }
}

/// Allows these kinds. `PostgreSQL` exchanges the check; `SQLite` cannot, so there the table is made anew and gets its rows back.
///
/// Others refer to it. So it is not renamed, which would take their references along, and they are checked at the end of the
/// transaction, when all it held is there again.
async fn allow<const N: usize>(manager: &SchemaManager<'_>, kinds: [&'static str; N]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let allowed = kinds.map(|kind| format!("'{kind}'")).join(", ");
        let exchange = format!(
            "ALTER TABLE definition DROP CONSTRAINT ck_definition_kind, \
             ADD CONSTRAINT ck_definition_kind CHECK (kind IN ({allowed}))"
        );
        return db.execute_unprepared(&exchange).await.map(drop);
    }
    db.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
    db.execute_unprepared("CREATE TABLE definition_before AS SELECT * FROM definition").await?;
    db.execute_unprepared("DROP TABLE definition").await?;
    manager.create_table(definition(kinds)).await?;
    db.execute_unprepared("INSERT INTO definition SELECT * FROM definition_before").await?;
    db.execute_unprepared("DROP TABLE definition_before").await.map(drop)
}

/// The table as it stands in `m0001`, with these kinds.
fn definition<const N: usize>(kinds: [&'static str; N]) -> TableCreateStatement {
    Table::create()
        .table("definition")
        .col(uuid("owner_id"))
        .col(uuid("id"))
        .col(text("kind"))
        .col(text("code"))
        .col(text("version"))
        .col(text("status"))
        .col(text("digest"))
        .col(text("document"))
        .col(instant_null("published_at"))
        .primary_key(Index::create().primary().col("owner_id").col("id"))
        .index(
            Index::create()
                .unique()
                .name("uq_definition_kind_code_version")
                .col("owner_id")
                .col("kind")
                .col("code")
                .col("version"),
        )
        .check(one_of("definition", "kind", kinds))
        .check(one_of("definition", "status", ["draft", "published", "retired"]))
        .take()
}
