//! A line of the audit trail may be its learner's own to know: what she does to an answer or a goal that nobody else reads.

use sea_orm_migration::prelude::*;

use crate::build::boolean;

/// Adds `audit_event.is_private`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = boolean("is_private").default(false).take();
        manager.alter_table(Table::alter().table("audit_event").add_column(column).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("audit_event").drop_column("is_private").take()).await
    }
}
