//! What the database itself refuses, should the code above it ever slip.

use samenspel_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::support::{literals, on_each_database, put_rows, tables};

/// Every column that holds one of a fixed set of words.
const ENUMERATIONS: [(&str, &str); 16] = [
    ("assessment", "rater_kind"),
    ("assessment", "state"),
    ("coaching", "kind"),
    ("definition", "kind"),
    ("definition", "status"),
    ("feedback", "anchor"),
    ("feedback", "state"),
    ("invitation", "kind"),
    ("membership", "role"),
    ("released_report", "kind"),
    ("released_report", "slice"),
    ("round", "completeness"),
    ("round", "disclosure"),
    ("round", "kind"),
    ("sheet_save", "cause"),
    ("user_account", "kind"),
];

/// Tables without references: no other organisation's row can be meant by theirs.
const STANDING_ALONE: [&str; 5] = ["audit_event", "definition", "idempotency_key", "organisation", "outbox_event"];

#[tokio::test]
async fn a_word_outside_an_enumeration_is_refused() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        for (table, column) in ENUMERATIONS {
            assert_refused(&db, &format!("UPDATE {table} SET {column} = 'another'")).await;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_minimum_under_five_and_a_coaching_of_both_or_neither_are_refused() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        let allowed = "UPDATE organisation SET minimum_learners = 5";
        db.execute_unprepared(allowed).await?;
        assert_refused(&db, "UPDATE organisation SET minimum_learners = 4").await;
        assert_refused(&db, "UPDATE coaching SET learner_id = NULL").await;
        let group = "'00000000-0000-7000-8000-000000000003'";
        assert_refused(&db, &format!("UPDATE coaching SET group_id = {group}")).await;
        let allowed = format!("UPDATE coaching SET group_id = {group}, learner_id = NULL");
        db.execute_unprepared(&literals(&db, &allowed)).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_row_cannot_point_into_another_organisation() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        fill(&db).await?;
        let other = "'00000000-0000-7000-8000-0000000000ff'";
        let founding = format!(
            "INSERT INTO organisation SELECT {other}, 'other', name, time_zone, minimum_learners,
             created_at, updated_at FROM organisation"
        );
        db.execute_unprepared(&literals(&db, &founding)).await?;
        for table in tables(&db).await? {
            if !STANDING_ALONE.contains(&table.as_str()) {
                let sql = format!("UPDATE {table} SET organisation_id = {other}");
                assert_refused(&db, &sql).await;
            }
        }
        Ok(())
    })
    .await
}

async fn fill(db: &DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(db, None).await?;
    put_rows(db).await
}

/// The statement fails on a constraint, and not for being wrong SQL.
async fn assert_refused(db: &DatabaseConnection, sql: &str) {
    let outcome = db.execute_unprepared(&literals(db, sql)).await;
    let failure = outcome.map_or_else(|error| error.to_string(), |_| "none".to_owned());
    assert!(failure.contains("constraint"), "{sql}: {failure}");
}
