//! A schema goes up, back and up again, with rows in every table.

use samenspel_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::support::{on_each_database, put_rows, strings, tables};

#[tokio::test]
async fn the_schema_goes_up_and_back_and_up_again_with_rows_in_every_table() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        let made = tables(&db).await?;
        put_rows(&db).await?;
        assert_eq!(empty_ones(&db, &made).await?, Vec::<String>::new());

        Migrator::down(&db, None).await?;
        assert_eq!(tables(&db).await?, Vec::<String>::new());

        Migrator::up(&db, None).await?;
        assert_eq!(tables(&db).await?, made);
        assert_eq!(empty_ones(&db, &made).await?, made);
        put_rows(&db).await
    })
    .await
}

#[tokio::test]
async fn each_migration_alone_can_be_taken_back_and_applied_again() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        put_rows(&db).await?;
        for _ in Migrator::migrations() {
            let before = tables(&db).await?;
            Migrator::down(&db, Some(1)).await?;
            let after = tables(&db).await?;
            assert!(after.iter().all(|table| before.contains(table)), "{after:?} is more than {before:?}");
            Migrator::up(&db, Some(1)).await?;
            assert_eq!(tables(&db).await?, before);
            Migrator::down(&db, Some(1)).await?;
        }
        assert_eq!(tables(&db).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wider_check_keeps_the_history_and_a_narrower_one_keeps_it_too() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        let before_causes = Migrator::migrations().iter().take_while(|m| m.name() != "m0008_causes").count();
        Migrator::up(&db, u32::try_from(before_causes).ok()).await?;
        put_rows(&db).await?;
        let rows = "SELECT CAST(revision AS text) || cause AS name FROM sheet_save ORDER BY name";
        let kept = strings(&db, rows).await?;
        let disclose = "UPDATE sheet_save SET cause = 'disclosed'";
        assert!(db.execute_unprepared(disclose).await.is_err(), "unknown before");

        Migrator::up(&db, Some(1)).await?;
        assert_eq!(strings(&db, rows).await?, kept);
        db.execute_unprepared(disclose).await?;
        Migrator::down(&db, Some(1)).await?;
        let narrow = strings(&db, rows).await?;
        assert_eq!(narrow.len(), kept.len());
        assert!(!narrow.is_empty() && narrow.iter().all(|row| row.ends_with("saved")), "{narrow:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_round_made_before_counts_as_frozen_when_it_was_made() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        let before = Migrator::migrations().iter().take_while(|m| m.name() != "m0009_rounds").count();
        Migrator::up(&db, u32::try_from(before).ok()).await?;
        put_rows(&db).await?;
        Migrator::up(&db, Some(1)).await?;
        let frozen = "SELECT label AS name FROM round WHERE frozen_at = created_at AND reminds_at IS NULL";
        assert_eq!(strings(&db, frozen).await?, ["Nulmeting"]);
        let numbered = "SELECT profession AS name FROM round_participant WHERE revision = 1 AND late_reason IS NULL";
        assert_eq!(strings(&db, numbered).await?, ["sociaal-werker"]);
        Ok(())
    })
    .await
}

/// Those of `tables` that hold no row.
async fn empty_ones(db: &DatabaseConnection, tables: &[String]) -> Result<Vec<String>, DbErr> {
    let parts: Vec<_> = tables
        .iter()
        .map(|table| format!("SELECT '{table}' AS name WHERE NOT EXISTS (SELECT 1 FROM {table})"))
        .collect();
    strings(db, &format!("{} ORDER BY name", parts.join(" UNION ALL "))).await
}
