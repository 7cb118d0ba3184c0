//! More kinds of reports are kept: the distribution of each kind of rater, growth, and gaps. With each stands what it tells in short, for the next
//! release to reckon with.

use sea_orm_migration::prelude::*;

use crate::build::{blob_null, create, instant, key, one_of, refers, tenant_table, text, uuid, uuid_null};

/// Gives `released_report` a variant, the round that growth is measured from, and what is told in short.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let copy = "INSERT INTO released_report (organisation_id, round_id, kind, variant, slice, slice_id, document, released_at) \
                    SELECT organisation_id, round_id, kind, 'self', slice, slice_id, document, released_at FROM kept_reports";
        make_anew(manager, wider(), copy).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What the narrower table has no room for was made of sheets that are still there.
        let copy = "INSERT INTO released_report (organisation_id, round_id, kind, slice, slice_id, document, released_at) \
                    SELECT organisation_id, round_id, kind, slice, slice_id, document, released_at FROM kept_reports \
                    WHERE kind = 'distribution' AND variant = 'self'";
        make_anew(manager, narrower(), copy).await
    }
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

const SLICES: [&str; 3] = ["group", "programme", "organisation"];

fn wider() -> TableCreateStatement {
    let variants = ["self", "studyCoach", "practiceSupervisor", "peer", "guest", "previous", "baseline"];
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
        .check(one_of("released_report", "variant", variants))
        .check(one_of("released_report", "slice", SLICES))
        .take()
}

/// The table as it stands in `m0006`.
fn narrower() -> TableCreateStatement {
    tenant_table("released_report")
        .col(uuid("round_id"))
        .col(text("kind"))
        .col(text("slice"))
        .col(uuid("slice_id"))
        .col(text("document"))
        .col(instant("released_at"))
        .primary_key(&mut key(["round_id", "kind", "slice", "slice_id"]))
        .foreign_key(&mut refers("released_report", "round_id", "round"))
        .check(one_of("released_report", "kind", ["distribution", "participation"]))
        .check(one_of("released_report", "slice", SLICES))
        .take()
}
