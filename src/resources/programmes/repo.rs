//! The rows of programmes.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, ProgrammeId},
        organisation::Programme,
    },
};

/// Which programmes.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

/// A page of programmes, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Programme>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT id, code, name, external_id, updated_at FROM programme \
         WHERE organisation_id = $1 AND id > $2 AND ($3 IS NULL OR external_id = $3) AND ($4 IS NULL OR updated_at >= $4) \
         ORDER BY id LIMIT $5",
        vec![
            tenant.raw().into(),
            page.after().into(),
            filter.external_id.clone().into(),
            filter.updated_since.into(),
            page.rows().into(),
        ],
    )
    .await?;
    rows.iter().map(from_row).collect()
}

/// A programme.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: ProgrammeId) -> Result<Option<Programme>, DbErr> {
    let found = sql::one(
        db,
        "SELECT id, code, name, external_id, updated_at FROM programme WHERE organisation_id = $1 AND id = $2",
        vec![tenant.raw().into(), id.raw().into()],
    )
    .await?;
    found.as_ref().map(from_row).transpose()
}

/// Adds a programme.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, programme: &Programme) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        programme.id.raw().into(),
        programme.code.clone().into(),
        programme.name.clone().into(),
        programme.external_id.clone().into(),
        programme.updated_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO programme (organisation_id, id, code, name, external_id, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        values,
    )
    .await?;
    Ok(())
}

fn from_row(row: &QueryResult) -> Result<Programme, DbErr> {
    Ok(Programme {
        id: ProgrammeId::new(row.try_get("", "id")?),
        code: row.try_get("", "code")?,
        name: row.try_get("", "name")?,
        external_id: row.try_get("", "external_id")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
