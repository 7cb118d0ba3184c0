//! A schema goes up, back and up again, with rows in every table.

use samenspel_migration::{Migrator, MigratorTrait};
use sea_orm::{DatabaseConnection, DbErr};

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
            assert!(after.len() < before.len(), "nothing went from {before:?}");
            Migrator::up(&db, Some(1)).await?;
            assert_eq!(tables(&db).await?, before);
            Migrator::down(&db, Some(1)).await?;
        }
        assert_eq!(tables(&db).await?, Vec::<String>::new());
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
