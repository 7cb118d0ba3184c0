//! Coaching gets the id that the school's own system gave it, by which it is found.

use sea_orm_migration::prelude::*;

use crate::build::{text_null, unique};

/// Adds to `coaching`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text_null("external_id").take();
        manager.alter_table(Table::alter().table("coaching").add_column(column).take()).await?;
        manager.create_index(unique("coaching", ["external_id"]).table("coaching").take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("uq_coaching_external_id").table("coaching").to_owned()).await?;
        manager.alter_table(Table::alter().table("coaching").drop_column("external_id").take()).await
    }
}
