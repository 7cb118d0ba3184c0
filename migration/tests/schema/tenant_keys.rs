//! The tenant comes first in every key, so that no query can find, and no row can name, another organisation's.

use samenspel_migration::{Migrator, MigratorTrait};
use sea_orm::{DatabaseConnection, DbErr};

use crate::support::{is_sqlite, on_each_database, strings};

#[tokio::test]
async fn every_key_and_index_begins_with_the_tenant_and_every_content_key_with_the_owner() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        let exceptions: Vec<_> = first_columns_of_indexes(&db)
            .await?
            .into_iter()
            .filter(|column| !column.ends_with(".organisation_id"))
            .collect();
        let allowed = ["definition.owner_id", "organisation.code", "organisation.id"];
        assert_eq!(exceptions, allowed);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn every_reference_begins_with_the_tenant_but_those_to_content() -> Result<(), DbErr> {
    on_each_database(|db| async move {
        Migrator::up(&db, None).await?;
        let exceptions: Vec<_> = first_columns_of_references(&db)
            .await?
            .into_iter()
            .filter(|column| !column.contains(".organisation_id -> "))
            .collect();
        let allowed =
            ["assessment", "round", "tally"].map(|table| format!("{table}.instrument_owner_id -> definition"));
        assert_eq!(exceptions, allowed);
        Ok(())
    })
    .await
}

/// `table.column` for the first column of every primary key, unique key and index.
async fn first_columns_of_indexes(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let query = if is_sqlite(db) {
        "SELECT DISTINCT m.name || '.' || i.name AS name FROM sqlite_master AS m
             JOIN pragma_index_list(m.name) AS l JOIN pragma_index_info(l.name) AS i
             WHERE m.type = 'table' AND m.name <> 'seaql_migrations' AND i.seqno = 0 ORDER BY 1"
    } else {
        "SELECT DISTINCT t.relname || '.' || a.attname AS name FROM pg_index AS i
             JOIN pg_class AS t ON t.oid = i.indrelid
             JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
             WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> 'seaql_migrations' ORDER BY 1"
    };
    strings(db, query).await
}

/// `table.column -> parent` for the first column of every foreign key.
async fn first_columns_of_references(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let query = if is_sqlite(db) {
        "SELECT DISTINCT m.name || '.' || f.\"from\" || ' -> ' || f.\"table\" AS name
             FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f
             WHERE m.type = 'table' AND f.seq = 0 ORDER BY 1"
    } else {
        "SELECT DISTINCT t.relname || '.' || a.attname || ' -> ' || p.relname AS name
             FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
             JOIN pg_class AS p ON p.oid = c.confrelid
             JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' ORDER BY 1"
    };
    strings(db, query).await
}
