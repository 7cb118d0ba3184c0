//! Reports as they were released: kept to the letter, because a figure once out is never computed again.

use sea_orm_migration::prelude::*;

use crate::build::{create, drop_all, instant, key, one_of, refers, tenant_table, text, uuid};

/// Creates `released_report`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, released_report(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["released_report"]).await
    }
}

fn released_report() -> TableCreateStatement {
    let kinds = ["distribution", "participation"];
    let slices = ["group", "programme", "organisation"];
    tenant_table("released_report")
        .col(uuid("round_id"))
        .col(text("kind"))
        .col(text("slice"))
        .col(uuid("slice_id"))
        .col(text("document"))
        .col(instant("released_at"))
        .primary_key(&mut key(["round_id", "kind", "slice", "slice_id"]))
        .foreign_key(&mut refers("released_report", "round_id", "round"))
        .check(one_of("released_report", "kind", kinds))
        .check(one_of("released_report", "slice", slices))
        .take()
}
