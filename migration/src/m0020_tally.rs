//! How often each answer was given, kept beside the sheets, so that a report need not read them.

use sea_orm_migration::prelude::*;

use crate::build::{
    blob, boolean, create, drop_all, integer, key, one_of, refers, refers_to_instrument, tenant_table, text, uuid,
};

/// Creates `tally`, and adds `round.tally_is_due`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, tally(), []).await?;
        let column = boolean("tally_is_due").default(false).take();
        manager.alter_table(Table::alter().table("round").add_column(column).take()).await?;
        // SQL cannot count into the packed form: the server does so at its next start, round by round.
        let mark = "UPDATE round SET tally_is_due = TRUE WHERE EXISTS (SELECT 1 FROM assessment a \
                    WHERE a.organisation_id = round.organisation_id AND a.round_id = round.id AND a.state <> 'draft')";
        manager.get_connection().execute_unprepared(mark).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("round").drop_column("tally_is_due").take()).await?;
        drop_all(manager, ["tally"]).await
    }
}

fn tally() -> TableCreateStatement {
    tenant_table("tally")
        .col(uuid("round_id"))
        .col(uuid("group_id"))
        // Empty: none. A column of a key is never null, and no framework has a profession without a code.
        .col(text("profession"))
        .col(uuid("instrument_owner_id"))
        .col(uuid("instrument_id"))
        .col(text("rater_kind"))
        .col(integer("sheets"))
        .col(blob("counts"))
        .primary_key(&mut key(["round_id", "group_id", "profession", "instrument_id", "rater_kind"]))
        .foreign_key(&mut refers("tally", "round_id", "round"))
        .foreign_key(&mut refers("tally", "group_id", "learner_group"))
        .foreign_key(&mut refers_to_instrument("tally"))
        .check(one_of("tally", "rater_kind", ["self", "studyCoach", "practiceSupervisor", "peer", "guest"]))
        .check(Check::named("ck_tally_sheets", Expr::col("sheets").gte(0)))
        .take()
}
