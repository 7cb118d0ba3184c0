//! The builders the migrations share. The tenant comes first by construction: every key, index and reference made here
//! begins with `organisation_id`, so a row cannot point into another organisation and the schema can be sharded by it.
//!
//! Released migrations call these functions: what they build may not change, only be added to.

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::schema::{
    big_integer, blob, blob_null, boolean, date, date_null, integer, integer_null, text, text_null, uuid, uuid_null,
};
/// A point in time; both databases keep it in UTC.
pub use sea_orm_migration::schema::{
    timestamp_with_time_zone as instant, timestamp_with_time_zone_null as instant_null,
};

/// The tenant's column: the first of every tenant table and of every key on it.
const TENANT: &str = "organisation_id";

/// A table of one organisation's rows, with the tenant's column in it.
pub fn tenant_table(table: &'static str) -> TableCreateStatement {
    Table::create().table(table).col(uuid(TENANT)).take()
}

/// The primary key: the tenant, then `columns`.
pub fn key<const N: usize>(columns: [&'static str; N]) -> IndexCreateStatement {
    with_columns(Index::create().primary(), columns)
}

/// No two rows of one organisation agree in `columns`; rows where one of these is null do not count.
pub fn unique<const N: usize>(table: &'static str, columns: [&'static str; N]) -> IndexCreateStatement {
    let name = format!("uq_{table}_{}", columns.join("_"));
    with_columns(Index::create().unique().name(name), columns)
}

/// An index for looking up by `columns` within one organisation.
pub fn index<const N: usize>(table: &'static str, columns: [&'static str; N]) -> IndexCreateStatement {
    let name = format!("ix_{table}_{}", columns.join("_"));
    with_columns(Index::create().table(table).name(name), columns)
}

fn with_columns<const N: usize>(index: &mut IndexCreateStatement, columns: [&'static str; N]) -> IndexCreateStatement {
    index.col(TENANT);
    for column in columns {
        index.col(column);
    }
    index.take()
}

/// `column` names a row of `parent` in the same organisation (or is null, where the column may be).
pub fn refers(table: &'static str, column: &'static str, parent: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, (TENANT, column))
        .to(parent, (TENANT, "id"))
        .take()
}

/// The tenant itself exists.
pub fn refers_to_organisation(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("fk_{table}_{TENANT}")).from(table, TENANT).to("organisation", "id").take()
}

/// The instrument exists: content of the organisation or of the shipped owner, so this one begins with the owner.
pub fn refers_to_instrument(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_instrument_id"))
        .from(table, ("instrument_owner_id", "instrument_id"))
        .to("definition", ("owner_id", "id"))
        .take()
}

/// `column` holds one of `values`.
pub fn one_of<const N: usize>(table: &'static str, column: &'static str, values: [&'static str; N]) -> Check {
    Check::named(format!("ck_{table}_{column}"), Expr::col(column).is_in(values))
}

/// Creates one table and then its indexes.
pub async fn create<const N: usize>(
    manager: &SchemaManager<'_>,
    table: TableCreateStatement,
    indexes: [IndexCreateStatement; N],
) -> Result<(), DbErr> {
    manager.create_table(table).await?;
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops tables in the order given, their indexes with them: those that refer before those referred to.
pub async fn drop_all<const N: usize>(manager: &SchemaManager<'_>, tables: [&'static str; N]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(table).take()).await?;
    }
    Ok(())
}
