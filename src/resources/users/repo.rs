//! The rows of users.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, OrganisationId, UserId},
        organisation::{Role, User},
    },
};

/// The users with this sign-in name, in the organisation with this code or in any. Looked up before a tenant is known: only the
/// operator's command line does this.
pub async fn by_name(
    db: &impl ConnectionTrait,
    name: &str,
    organisation: Option<&str>,
) -> Result<Vec<(OrganisationId, UserId)>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT u.organisation_id, u.id FROM user_account u JOIN organisation o ON o.id = u.organisation_id \
         WHERE u.name = $1 AND u.disabled_at IS NULL AND ($2 IS NULL OR o.code = $2) ORDER BY o.code",
        vec![name.into(), organisation.map(str::to_owned).into()],
    )
    .await?;
    let pair = |row: &QueryResult| {
        Ok((OrganisationId::new(row.try_get("", "organisation_id")?), UserId::new(row.try_get("", "id")?)))
    };
    rows.iter().map(pair).collect()
}

/// The organisation with this code. Looked up before a tenant is known: only the operator's command line does this.
pub async fn organisation_by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<OrganisationId>, DbErr> {
    let found = sql::one(db, "SELECT id FROM organisation WHERE code = $1", vec![code.into()]).await?;
    found.map(|row| Ok(OrganisationId::new(row.try_get("", "id")?))).transpose()
}

/// What others read as the name of this user.
pub async fn display_name(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<String, DbErr> {
    let text = "SELECT display_name FROM user_account WHERE organisation_id = $1 AND id = $2";
    let found = sql::one(db, text, vec![tenant.raw().into(), user.raw().into()]).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("a user".to_owned()))?.try_get("", "display_name")
}

/// Adds a user.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, user: &User, now: Timestamp) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        user.id.raw().into(),
        user.name.clone().into(),
        user.display_name.clone().into(),
        user.kind.code().into(),
        now.into(),
    ];
    sql::run(
        db,
        "INSERT INTO user_account (organisation_id, id, name, display_name, kind, external_id, disabled_at, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, NULL, NULL, $6, $6)",
        values,
    )
    .await?;
    Ok(())
}

/// How many users of an organisation hold each role, over all time.
pub async fn count_by_role(db: &impl ConnectionTrait, tenant: Tenant) -> Result<Vec<(Role, usize)>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT role, COUNT(DISTINCT user_id) AS users FROM membership WHERE organisation_id = $1 GROUP BY role",
        vec![tenant.raw().into()],
    )
    .await?;
    let pair = |row: &QueryResult| {
        let users = usize::try_from(row.try_get::<i64>("", "users")?).unwrap_or(usize::MAX);
        Ok((sql::known("role", &row.try_get::<String>("", "role")?, Role::parse)?, users))
    };
    rows.iter().map(pair).collect()
}
