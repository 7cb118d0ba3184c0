//! What decides about disclosure comes with the row: whether a sheet says anything, and whether its rater took it back knowing others'.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

use crate::build::{boolean, instant_null};

/// Adds `assessment.has_levels` and `assessment.reopened_after_sight_at`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [boolean("has_levels").default(false).take(), instant_null("reopened_after_sight_at")] {
            manager.alter_table(Table::alter().table("assessment").add_column(column).take()).await?;
        }
        // The bytes 255, 254 and 253 are no levels; any other leaves something over.
        let is_postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        let hex = if is_postgres { "upper(encode(levels, 'hex'))" } else { "hex(levels)" };
        let fill = format!(
            "UPDATE assessment SET has_levels = (replace(replace(replace({hex}, 'FF', ''), 'FE', ''), 'FD', '') <> '')"
        );
        manager.get_connection().execute_unprepared(&fill).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["reopened_after_sight_at", "has_levels"] {
            manager.alter_table(Table::alter().table("assessment").drop_column(column).take()).await?;
        }
        Ok(())
    }
}
