//! The rows of organisations.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, OrganisationId, UserId},
        organisation::Organisation,
    },
};

/// The organisation, where this user of it is in use.
pub async fn of_user(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<Option<Organisation>, DbErr> {
    let found = sql::one(
        db,
        "SELECT o.id, o.code, o.name, o.time_zone, o.minimum_learners, o.updated_at FROM organisation o \
         JOIN user_account u ON u.organisation_id = o.id \
         WHERE o.id = $1 AND u.id = $2 AND u.disabled_at IS NULL",
        vec![tenant.raw().into(), user.raw().into()],
    )
    .await?;
    found.as_ref().map(from_row).transpose()
}

/// The organisation.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant) -> Result<Option<Organisation>, DbErr> {
    let found = sql::one(
        db,
        "SELECT id, code, name, time_zone, minimum_learners, updated_at FROM organisation WHERE id = $1",
        vec![tenant.raw().into()],
    )
    .await?;
    found.as_ref().map(from_row).transpose()
}

/// Every organisation, with its code. Only the operator's command line goes through all of them.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<(OrganisationId, String)>, DbErr> {
    let rows = sql::all(db, "SELECT id, code FROM organisation ORDER BY code", vec![]).await?;
    let pair = |row: &QueryResult| Ok((OrganisationId::new(row.try_get("", "id")?), row.try_get("", "code")?));
    rows.iter().map(pair).collect()
}

/// Adds an organisation.
pub async fn insert(db: &impl ConnectionTrait, organisation: &Organisation, now: Timestamp) -> Result<(), DbErr> {
    let values = vec![
        organisation.id.raw().into(),
        organisation.code.clone().into(),
        organisation.name.clone().into(),
        organisation.time_zone.clone().into(),
        i32::try_from(organisation.minimum_learners).unwrap_or(i32::MAX).into(),
        now.into(),
        now.into(),
    ];
    sql::run(
        db,
        "INSERT INTO organisation (id, code, name, time_zone, minimum_learners, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

fn from_row(row: &QueryResult) -> Result<Organisation, DbErr> {
    Ok(Organisation {
        id: OrganisationId::new(row.try_get("", "id")?),
        code: row.try_get("", "code")?,
        name: row.try_get("", "name")?,
        time_zone: row.try_get("", "time_zone")?,
        minimum_learners: u32::try_from(row.try_get::<i32>("", "minimum_learners")?).unwrap_or(u32::MAX),
        updated_at: row.try_get("", "updated_at")?,
    })
}
