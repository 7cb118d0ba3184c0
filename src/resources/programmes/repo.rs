//! The rows of programmes.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    db::{audit::Deed, outbox::Event, page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, ProgrammeId},
        organisation::Programme,
        school::UseStatus,
    },
    stored,
};

/// Which programmes.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub status: Option<UseStatus>,
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

const PROGRAMME: &str = "\
SELECT id, code, name, crebo_code, croho_code, rio_code, external_id, deactivated_at, revision, updated_at FROM programme \
WHERE organisation_id = $1";

/// A page of programmes, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Programme>, DbErr> {
    let sql = format!(
        "{PROGRAMME} AND id > $2 AND ($3 IS NULL OR external_id = $3) AND ($4 IS NULL OR updated_at >= $4) \
         AND ($5 IS NULL OR (deactivated_at IS NOT NULL) = $5) ORDER BY id LIMIT $6"
    );
    let values = vec![
        tenant.raw().into(),
        page.after().into(),
        filter.external_id.clone().into(),
        filter.updated_since.into(),
        filter.status.map(|status| status == UseStatus::Inactive).into(),
        page.rows().into(),
    ];
    sql::all(db, &sql, values).await?.iter().map(from_row).collect()
}

/// A programme.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: ProgrammeId) -> Result<Option<Programme>, DbErr> {
    let sql = format!("{PROGRAMME} AND id = $2");
    sql::one(db, &sql, vec![tenant.raw().into(), id.raw().into()]).await?.as_ref().map(from_row).transpose()
}

/// The programmes with one of these external ids or one of these codes.
pub async fn any_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    external_ids: &[&str],
    codes: &[&str],
) -> Result<Vec<Programme>, DbErr> {
    let sql = format!(
        "{PROGRAMME} AND (external_id IN ({}) OR code IN ({})) ORDER BY id",
        sql::places(2, external_ids.len()),
        sql::places(2 + external_ids.len(), codes.len())
    );
    let mut values = vec![tenant.raw().into()];
    values.extend(external_ids.iter().chain(codes).map(|text| (*text).to_owned().into()));
    sql::all(db, &sql, values).await?.iter().map(from_row).collect()
}

stored!(Programme:
    created = ProgrammeCreated,
    changed = |_, _| Deed::ProgrammeChanged,
    about = |_| None,
    saved = Event::ProgrammeSaved,
);

/// Adds a programme.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, programme: &Programme) -> Result<(), DbErr> {
    sql::run(
        db,
        "INSERT INTO programme (organisation_id, id, code, name, crebo_code, croho_code, rio_code, external_id, deactivated_at, \
                                revision, updated_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        written(tenant, programme),
    )
    .await?;
    Ok(())
}

/// Writes a programme over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, programme: &Programme) -> Result<bool, DbErr> {
    let mut values = written(tenant, programme);
    values.push((programme.revision - 1).into());
    let changed = sql::run(
        db,
        "UPDATE programme SET code = $3, name = $4, crebo_code = $5, croho_code = $6, rio_code = $7, external_id = $8, \
                              deactivated_at = $9, revision = $10, updated_at = $11 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $12",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn written(tenant: Tenant, p: &Programme) -> Vec<Value> {
    vec![
        tenant.raw().into(),
        p.id.raw().into(),
        p.code.clone().into(),
        p.name.clone().into(),
        p.crebo_code.clone().into(),
        p.croho_code.clone().into(),
        p.rio_code.clone().into(),
        p.external_id.clone().into(),
        p.deactivated_at.into(),
        p.revision.into(),
        p.updated_at.into(),
    ]
}

/// What of this programme another has, by the names in the contract: its code, its external id.
pub async fn clashes(db: &impl ConnectionTrait, tenant: Tenant, p: &Programme) -> Result<Vec<&'static str>, DbErr> {
    let values = vec![tenant.raw().into(), p.id.raw().into(), p.code.clone().into(), p.external_id.clone().into()];
    let found = sql::all(
        db,
        "SELECT code = $3 AS by_code, COALESCE(external_id = $4, FALSE) AS by_external_id FROM programme \
         WHERE organisation_id = $1 AND id <> $2 AND (code = $3 OR external_id = $4)",
        values,
    )
    .await?;
    sql::those(&found, &[("by_code", "code"), ("by_external_id", "externalId")])
}

fn from_row(row: &QueryResult) -> Result<Programme, DbErr> {
    Ok(Programme {
        id: ProgrammeId::new(row.try_get("", "id")?),
        code: row.try_get("", "code")?,
        name: row.try_get("", "name")?,
        crebo_code: row.try_get("", "crebo_code")?,
        croho_code: row.try_get("", "croho_code")?,
        rio_code: row.try_get("", "rio_code")?,
        external_id: row.try_get("", "external_id")?,
        deactivated_at: row.try_get("", "deactivated_at")?,
        revision: row.try_get("", "revision")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
