//! Cohorts: in which academic year a group began its programme, what it was when a round opened, and the reports about those of one cohort.

use sea_orm_migration::prelude::*;

use crate::build::{
    blob_null, create, instant, integer, integer_null, key, one_of, refers, tenant_table, text, uuid, uuid_null,
};

/// Adds `learner_group.cohort` and `round_group.cohort`, and gives `released_report` a cohort.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["learner_group", "round_group"] {
            let cohort = integer_null("cohort").check(is_a_year()).take();
            manager.alter_table(Table::alter().table(table).add_column(cohort).take()).await?;
        }
        let copy = "INSERT INTO released_report (organisation_id, round_id, kind, variant, slice, slice_id, cohort, since_round_id, document, told, \
                                                 released_at) \
                    SELECT organisation_id, round_id, kind, variant, slice, slice_id, 0, since_round_id, document, told, released_at \
                    FROM kept_reports";
        make_anew(manager, with_cohort(), copy).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What the narrower table has no room for was made of sheets that are still there.
        let copy = "INSERT INTO released_report (organisation_id, round_id, kind, variant, slice, slice_id, since_round_id, document, told, \
                                                 released_at) \
                    SELECT organisation_id, round_id, kind, variant, slice, slice_id, since_round_id, document, told, released_at \
                    FROM kept_reports WHERE slice <> 'cohort'";
        make_anew(manager, without_cohort(), copy).await?;
        for table in ["round_group", "learner_group"] {
            manager.alter_table(Table::alter().table(table).drop_column("cohort").take()).await?;
        }
        Ok(())
    }
}

fn is_a_year() -> SimpleExpr {
    Expr::col("cohort").between(2000, 2100)
}

/// Makes the table anew around its rows: `SQLite` cannot change a primary key, and nothing refers to this one.
async fn make_anew(manager: &SchemaManager<'_>, table: TableCreateStatement, copy: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    db.execute_unprepared("CREATE TEMPORARY TABLE kept_reports AS SELECT * FROM released_report").await?;
    db.execute_unprepared("DROP TABLE released_report").await?;
    create(manager, table, []).await?;
    db.execute_unprepared(copy).await?;
    db.execute_unprepared("DROP TABLE kept_reports").await.map(drop)
}

const VARIANTS: [&str; 7] = ["self", "studyCoach", "practiceSupervisor", "peer", "guest", "previous", "baseline"];

fn with_cohort() -> TableCreateStatement {
    let is_cohort = Expr::col("slice").eq("cohort").and(is_a_year());
    let is_none = Expr::col("slice").ne("cohort").and(Expr::col("cohort").eq(0));
    tenant_table("released_report")
        .col(uuid("round_id"))
        .col(text("kind"))
        .col(text("variant"))
        .col(text("slice"))
        .col(uuid("slice_id"))
        .col(integer("cohort"))
        .col(uuid_null("since_round_id"))
        .col(text("document"))
        .col(blob_null("told"))
        .col(instant("released_at"))
        .primary_key(&mut key(["round_id", "kind", "variant", "slice", "slice_id", "cohort"]))
        .foreign_key(&mut refers("released_report", "round_id", "round"))
        .foreign_key(&mut refers("released_report", "since_round_id", "round"))
        .check(one_of("released_report", "kind", ["distribution", "growth", "gaps"]))
        .check(one_of("released_report", "variant", VARIANTS))
        .check(one_of("released_report", "slice", ["group", "cohort", "programme", "organisation"]))
        .check(Check::named("ck_released_report_cohort", is_cohort.or(is_none)))
        .take()
}

/// The table as it stands in `m0021`.
fn without_cohort() -> TableCreateStatement {
    tenant_table("released_report")
        .col(uuid("round_id"))
        .col(text("kind"))
        .col(text("variant"))
        .col(text("slice"))
        .col(uuid("slice_id"))
        .col(uuid_null("since_round_id"))
        .col(text("document"))
        .col(blob_null("told"))
        .col(instant("released_at"))
        .primary_key(&mut key(["round_id", "kind", "variant", "slice", "slice_id"]))
        .foreign_key(&mut refers("released_report", "round_id", "round"))
        .foreign_key(&mut refers("released_report", "since_round_id", "round"))
        .check(one_of("released_report", "kind", ["distribution", "growth", "gaps"]))
        .check(one_of("released_report", "variant", VARIANTS))
        .check(one_of("released_report", "slice", ["group", "programme", "organisation"]))
        .take()
}
