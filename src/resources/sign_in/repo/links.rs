//! Links by which somebody chooses a password herself, and where they are sent.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{Id, PasswordLinkId, UserId},
        sign_in::link::LinkKind,
    },
};

/// A link that somebody has, whose account is in use.
#[derive(Clone, Debug)]
pub struct Link {
    pub user: UserId,
    /// Her sign-in name.
    pub name: String,
    pub display_name: String,
    pub organisation: String,
    pub digest: String,
    pub expires_at: Timestamp,
}

/// Adds a link with this digest.
pub async fn insert_link(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    (id, digest): (PasswordLinkId, String),
    (user, kind): (UserId, LinkKind),
    now: Timestamp,
) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        id.raw().into(),
        user.raw().into(),
        kind.code().into(),
        digest.into(),
        now.into(),
        (now + kind.lifetime()).into(),
    ];
    sql::run(
        db,
        "INSERT INTO password_link (organisation_id, id, user_id, kind, digest, made_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

/// The link with this id.
pub async fn password_link(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: PasswordLinkId,
) -> Result<Option<Link>, DbErr> {
    let found = sql::one(
        db,
        "SELECT l.user_id, u.name, u.display_name, o.name AS organisation, l.digest, l.expires_at FROM password_link l \
           JOIN user_account u ON u.organisation_id = l.organisation_id AND u.id = l.user_id \
           JOIN organisation o ON o.id = l.organisation_id \
         WHERE l.organisation_id = $1 AND l.id = $2 AND u.kind = 'person' AND u.disabled_at IS NULL",
        vec![tenant.raw().into(), id.raw().into()],
    )
    .await?;
    let link = |row: QueryResult| {
        Ok(Link {
            user: UserId::new(row.try_get("", "user_id")?),
            name: row.try_get("", "name")?,
            display_name: row.try_get("", "display_name")?,
            organisation: row.try_get("", "organisation")?,
            digest: row.try_get("", "digest")?,
            expires_at: row.try_get("", "expires_at")?,
        })
    };
    found.map(link).transpose()
}

/// Uses a link; whether it was still there. Who uses it at the same moment waits, and finds it gone.
pub async fn use_link(db: &impl ConnectionTrait, tenant: Tenant, id: PasswordLinkId) -> Result<bool, DbErr> {
    let text = "DELETE FROM password_link WHERE organisation_id = $1 AND id = $2";
    Ok(sql::run(db, text, vec![tenant.raw().into(), id.raw().into()]).await? == 1)
}

/// Withdraws every link of this user.
pub async fn withdraw_links(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<(), DbErr> {
    let text = "DELETE FROM password_link WHERE organisation_id = $1 AND user_id = $2";
    sql::run(db, text, vec![tenant.raw().into(), user.raw().into()]).await?;
    Ok(())
}

/// Withdraws the links of this user that she asked for herself.
pub async fn withdraw_resets(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<(), DbErr> {
    let text = "DELETE FROM password_link WHERE organisation_id = $1 AND user_id = $2 AND kind = 'reset'";
    sql::run(db, text, vec![tenant.raw().into(), user.raw().into()]).await?;
    Ok(())
}

/// Whether this user got a link since then that she asked for herself.
pub async fn was_reset_since(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    since: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "SELECT id FROM password_link WHERE organisation_id = $1 AND user_id = $2 AND kind = 'reset' AND made_at > $3";
    Ok(sql::one(db, text, vec![tenant.raw().into(), user.raw().into(), since.into()]).await?.is_some())
}

/// Somebody who can be mailed to: where, and what her organisation is called.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub email: Option<String>,
    pub organisation: String,
}

/// Where mail for this user goes.
pub async fn addressee(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<Option<Addressee>, DbErr> {
    let found = sql::one(
        db,
        "SELECT u.email, o.name AS organisation FROM user_account u JOIN organisation o ON o.id = u.organisation_id \
         WHERE u.organisation_id = $1 AND u.id = $2",
        vec![tenant.raw().into(), user.raw().into()],
    )
    .await?;
    let addressee = |row: QueryResult| {
        Ok(Addressee { email: row.try_get("", "email")?, organisation: row.try_get("", "organisation")? })
    };
    found.map(addressee).transpose()
}

/// Sets where mail for this user goes. No revision of hers: it is not part of what `/v1` tells of her.
pub async fn set_email(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    email: Option<&str>,
) -> Result<(), DbErr> {
    let text = "UPDATE user_account SET email = $3 WHERE organisation_id = $1 AND id = $2";
    sql::run(db, text, vec![tenant.raw().into(), user.raw().into(), email.into()]).await?;
    Ok(())
}
