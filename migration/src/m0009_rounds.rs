//! Rounds that people make and keep: when the participants of one were frozen, when they are reminded, who came late and why.

use sea_orm_migration::prelude::*;

use crate::build::{instant_null, integer, text_null};

/// Adds columns to `round` and `round_participant`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["frozen_at", "reminds_at", "reminded_at"] {
            add(manager, "round", instant_null(column)).await?;
        }
        add(manager, "round_participant", integer("revision").default(1).take()).await?;
        add(manager, "round_participant", text_null("late_reason")).await?;
        add(manager, "round_participant", instant_null("updated_at")).await?;
        // Every round so far got its participants when it was made.
        manager.get_connection().execute_unprepared("UPDATE round SET frozen_at = created_at").await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["updated_at", "late_reason", "revision"] {
            drop_column(manager, "round_participant", column).await?;
        }
        for column in ["reminded_at", "reminds_at", "frozen_at"] {
            drop_column(manager, "round", column).await?;
        }
        Ok(())
    }
}

/// One column at a time: `SQLite` alters no two at once.
async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).take()).await
}

async fn drop_column(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).drop_column(column).take()).await
}
