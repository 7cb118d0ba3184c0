//! Content: frameworks, scales and instruments, each version a row. Keys begin with the owner, which is an organisation or
//! the one reserved owner of what is shipped; so there is no reference to `organisation`.

use sea_orm_migration::prelude::*;

use crate::build::{create, drop_all, instant_null, one_of, text, uuid};

/// Creates `definition`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, definition(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["definition"]).await
    }
}

fn definition() -> TableCreateStatement {
    let kinds = ["framework", "scale", "instrument"];
    let statuses = ["draft", "published", "retired"];
    Table::create()
        .table("definition")
        .col(uuid("owner_id"))
        .col(uuid("id"))
        .col(text("kind"))
        .col(text("code"))
        .col(text("version"))
        .col(text("status"))
        .col(text("digest"))
        // The canonical JSON: what the digest is over, to the byte. Hence text, which no database rewrites.
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
        .check(one_of("definition", "status", statuses))
        .take()
}
