//! The audit trail is sealed: which rows of it belong to which seal, and the seals as a chain.

use sea_orm_migration::prelude::*;

use crate::build::{blob, create, drop_all, index, instant, integer, key, one_of, tenant_table, text, unique, uuid};

/// Creates `audit_seal` and `audit_sealed`, and the indexes by which the trail is read in the order of time.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, audit_seal(), []).await?;
        create(manager, audit_sealed(), []).await?;
        for index in [
            index("audit_event", ["at"]),
            index("audit_event", ["learner_id", "at"]),
            index("sheet_save", ["saved_at"]),
        ] {
            manager.create_index(index).await?;
        }
        // The one by learner and time begins with it.
        drop_index(manager, "ix_audit_event_learner_id", "audit_event").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("audit_event", ["learner_id"])).await?;
        drop_index(manager, "ix_sheet_save_saved_at", "sheet_save").await?;
        drop_index(manager, "ix_audit_event_learner_id_at", "audit_event").await?;
        drop_index(manager, "ix_audit_event_at", "audit_event").await?;
        drop_all(manager, ["audit_sealed", "audit_seal"]).await
    }
}

async fn drop_index(manager: &SchemaManager<'_>, name: &'static str, table: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table(table).to_owned()).await
}

/// Append-only. Who seals takes the next number: of two servers one has it, and the other finds it taken.
fn audit_seal() -> TableCreateStatement {
    tenant_table("audit_seal")
        .col(integer("number"))
        // Which key it was made with.
        .col(text("key_name"))
        // The hash of the seal before it; empty for the first.
        .col(blob("previous"))
        // Every row that is older is in this seal or in one before it.
        .col(instant("through"))
        .col(integer("row_count"))
        .col(instant("sealed_at"))
        .col(blob("hash"))
        .primary_key(&mut key(["number"]))
        .check(Check::named("ck_audit_seal_number", Expr::col("number").gte(1)))
        .take()
}

/// Append-only. No foreign keys, on purpose: a row that is gone is to be missed, and one that is erased may go.
fn audit_sealed() -> TableCreateStatement {
    tenant_table("audit_sealed")
        .col(text("kind"))
        // Of an `audit_event` its id; of a `sheet_save` the assessment's.
        .col(uuid("row_id"))
        // Of a `sheet_save`; 0 of an `audit_event`.
        .col(integer("revision"))
        .col(integer("seal"))
        .col(integer("place"))
        .col(blob("digest"))
        .primary_key(&mut key(["kind", "row_id", "revision"]))
        .index(&mut unique("audit_sealed", ["seal", "place"]))
        .check(one_of("audit_sealed", "kind", ["event", "save"]))
        .take()
}
