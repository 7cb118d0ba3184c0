//! For how long an organisation keeps what is about people.

use sea_orm_migration::prelude::*;

use crate::build::{create, drop_all, instant, integer, integer_null, key, refers_to_organisation, tenant_table};

/// Creates `retention`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, retention(), []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, ["retention"]).await
    }
}

/// An organisation without a row has the usual terms.
fn retention() -> TableCreateStatement {
    let months = |column: &'static str| Expr::col(column).between(1, 120);
    tenant_table("retention")
        .col(integer("account_months"))
        .col(integer_null("reflection_months"))
        .col(integer_null("goal_months"))
        .col(integer_null("note_months"))
        .col(integer("grace_days"))
        .col(integer("revision"))
        .col(instant("updated_at"))
        .primary_key(&mut key([]))
        .foreign_key(&mut refers_to_organisation("retention"))
        .check(Check::named("ck_retention_account_months", months("account_months")))
        .check(Check::named("ck_retention_reflection_months", months("reflection_months")))
        .check(Check::named("ck_retention_goal_months", months("goal_months")))
        .check(Check::named("ck_retention_note_months", months("note_months")))
        .check(Check::named("ck_retention_grace_days", Expr::col("grace_days").between(7, 90)))
        .take()
}
