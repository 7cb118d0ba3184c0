//! A save of a sheet has a place among the lines of the audit trail: an id in the order of time, as events have one. And a sheet remembers how far the revisions of
//! answers went that are gone for their age, so that no later answer has the tag of one of them.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

use crate::build::{index, integer_null, uuid_null};

/// Adds `sheet_save.line_id` and `assessment.reflections_through`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("sheet_save").add_column(uuid_null("line_id")).take()).await?;
        let id = if manager.get_database_backend() == DatabaseBackend::Postgres {
            "CAST(lpad(to_hex(CAST(floor(extract(epoch FROM saved_at) * 1000) AS bigint)), 12, '0') || '7' \
             || lpad(to_hex(revision % 4096), 3, '0') || right(replace(CAST(assessment_id AS text), '-', ''), 16) AS uuid)"
        } else {
            "unhex(printf('%012x7%03x', CAST(round((julianday(saved_at) - 2440587.5) * 86400000) AS integer), revision % 4096) \
             || substr(hex(assessment_id), 17))"
        };
        // The form of a row that is sealed stays what it was: it has none of it.
        let update = format!(
            "UPDATE sheet_save SET line_id = {id} WHERE NOT EXISTS (SELECT 1 FROM audit_sealed s \
             WHERE s.organisation_id = sheet_save.organisation_id AND s.kind = 'save' AND s.row_id = sheet_save.assessment_id \
               AND s.revision = sheet_save.revision)"
        );
        manager.get_connection().execute_unprepared(&update).await?;
        manager.create_index(index("sheet_save", ["line_id"])).await?;
        let through = integer_null("reflections_through");
        manager.alter_table(Table::alter().table("assessment").add_column(through).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("assessment").drop_column("reflections_through").take()).await?;
        manager.drop_index(Index::drop().name("ix_sheet_save_line_id").table("sheet_save").to_owned()).await?;
        manager.alter_table(Table::alter().table("sheet_save").drop_column("line_id").take()).await
    }
}
