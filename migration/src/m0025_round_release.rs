//! How far the release of a round is.

use sea_orm_migration::prelude::*;

use crate::build::{create, drop_all, instant, integer, key, refers, tenant_table, uuid};

/// Creates `round_release`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, round_release(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["round_release"]).await
    }
}

/// A table of its own: the row of a round is locked by who releases it, and has a revision that clients see.
fn round_release() -> TableCreateStatement {
    let within = Expr::col("done").gte(0).and(Expr::col("done").lte(Expr::col("total")));
    tenant_table("round_release")
        .col(uuid("round_id"))
        .col(instant("started_at"))
        // The last sign of life.
        .col(instant("told_at"))
        .col(integer("done"))
        .col(integer("total"))
        .primary_key(&mut key(["round_id"]))
        .foreign_key(&mut refers("round_release", "round_id", "round"))
        .check(Check::named("ck_round_release_done", within))
        .take()
}
