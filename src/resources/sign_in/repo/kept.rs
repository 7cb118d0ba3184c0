//! What clients hold of a grant, and what every server has to know of its end.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::Grant;
use crate::{
    auth::right::Scopes,
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{AuthorizationCodeId, ClientId, GrantId, Id, RefreshTokenId, UserId},
        sign_in::Subject,
    },
};

/// A code, and its grant.
#[derive(Clone, Debug)]
pub struct Code {
    pub digest: String,
    pub redirect_uri: String,
    pub challenge: String,
    pub expires_at: Timestamp,
    pub is_used: bool,
    pub grant: Grant,
    /// Whether the grant has not been revoked, and the account is in use.
    pub grant_holds: bool,
}

/// A refresh token, and its grant.
#[derive(Clone, Debug)]
pub struct Refresh {
    pub digest: String,
    pub expires_at: Timestamp,
    pub is_used: bool,
    pub grant: Grant,
    /// Whether the grant has not been revoked, and the account is in use.
    pub grant_holds: bool,
}

macro_rules! of_grant {
    () => {
        "g.id AS grant_id, g.client_id, g.user_id, g.scopes, g.expires_at AS grant_expires_at, \
         (g.revoked_at IS NULL AND u.disabled_at IS NULL) AS holds"
    };
}

macro_rules! with_grant {
    () => {
        " JOIN oauth_grant g ON g.organisation_id = k.organisation_id AND g.id = k.grant_id \
          JOIN user_account u ON u.organisation_id = g.organisation_id AND u.id = g.user_id \
          WHERE k.organisation_id = $1 AND k.id = $2"
    };
}

fn grant(row: &QueryResult) -> Result<Grant, DbErr> {
    Ok(Grant {
        id: GrantId::new(row.try_get("", "grant_id")?),
        client: ClientId::new(row.try_get("", "client_id")?),
        user: UserId::new(row.try_get("", "user_id")?),
        scopes: Scopes::parse(&row.try_get::<String>("", "scopes")?),
        expires_at: row.try_get("", "grant_expires_at")?,
    })
}

/// The code with this id.
pub async fn code(db: &impl ConnectionTrait, tenant: Tenant, id: AuthorizationCodeId) -> Result<Option<Code>, DbErr> {
    let text = concat!(
        "SELECT k.digest, k.redirect_uri, k.challenge, k.expires_at, k.used_at IS NOT NULL AS is_used, ",
        of_grant!(),
        " FROM authorization_code k",
        with_grant!()
    );
    let found = sql::one(db, text, vec![tenant.raw().into(), id.raw().into()]).await?;
    let code = |row: QueryResult| {
        Ok(Code {
            digest: row.try_get("", "digest")?,
            redirect_uri: row.try_get("", "redirect_uri")?,
            challenge: row.try_get("", "challenge")?,
            expires_at: row.try_get("", "expires_at")?,
            is_used: row.try_get("", "is_used")?,
            grant: grant(&row)?,
            grant_holds: row.try_get("", "holds")?,
        })
    };
    found.map(code).transpose()
}

/// The refresh token with this id.
pub async fn refresh(db: &impl ConnectionTrait, tenant: Tenant, id: RefreshTokenId) -> Result<Option<Refresh>, DbErr> {
    let text = concat!(
        "SELECT k.digest, k.expires_at, k.used_at IS NOT NULL AS is_used, ",
        of_grant!(),
        " FROM refresh_token k",
        with_grant!()
    );
    let found = sql::one(db, text, vec![tenant.raw().into(), id.raw().into()]).await?;
    let token = |row: QueryResult| {
        Ok(Refresh {
            digest: row.try_get("", "digest")?,
            expires_at: row.try_get("", "expires_at")?,
            is_used: row.try_get("", "is_used")?,
            grant: grant(&row)?,
            grant_holds: row.try_get("", "holds")?,
        })
    };
    found.map(token).transpose()
}

/// Adds a code of this grant.
pub async fn insert_code(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: AuthorizationCodeId,
    code: &Code,
) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        id.raw().into(),
        code.grant.id.raw().into(),
        code.digest.clone().into(),
        code.redirect_uri.clone().into(),
        code.challenge.clone().into(),
        code.expires_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO authorization_code (organisation_id, id, grant_id, digest, redirect_uri, challenge, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

/// Adds a refresh token with this digest to this grant.
pub async fn insert_refresh(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    grant: GrantId,
    (id, digest): (RefreshTokenId, String),
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), DbErr> {
    let values =
        vec![tenant.raw().into(), id.raw().into(), grant.raw().into(), digest.into(), now.into(), expires_at.into()];
    sql::run(
        db,
        "INSERT INTO refresh_token (organisation_id, id, grant_id, digest, issued_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        values,
    )
    .await?;
    Ok(())
}

/// Uses a code; whether nobody had.
pub async fn use_code(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: AuthorizationCodeId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE authorization_code SET used_at = $3 WHERE organisation_id = $1 AND id = $2 AND used_at IS NULL";
    Ok(sql::run(db, text, vec![tenant.raw().into(), id.raw().into(), now.into()]).await? == 1)
}

/// Uses a refresh token; whether nobody had.
pub async fn use_refresh(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: RefreshTokenId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE refresh_token SET used_at = $3 WHERE organisation_id = $1 AND id = $2 AND used_at IS NULL";
    Ok(sql::run(db, text, vec![tenant.raw().into(), id.raw().into(), now.into()]).await? == 1)
}

/// Writes down for every server that tokens of this from before now are refused.
pub(super) async fn tell<T: Id>(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    kind: &str,
    subject: T,
    now: Timestamp,
) -> Result<(), DbErr> {
    sql::run(
        db,
        "INSERT INTO token_revocation (organisation_id, kind, subject_id, revoked_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (organisation_id, kind, subject_id) DO UPDATE SET revoked_at = $4",
        vec![tenant.raw().into(), kind.into(), subject.raw().into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Whose tokens are refused, in every organisation: a server keeps that in memory.
pub async fn revocations(db: &impl ConnectionTrait) -> Result<Vec<(Subject, Timestamp)>, DbErr> {
    let rows = sql::all(db, "SELECT kind, subject_id, revoked_at FROM token_revocation", Vec::new()).await?;
    let revocation = |row: &QueryResult| {
        let kind: String = row.try_get("", "kind")?;
        let id = row.try_get("", "subject_id")?;
        let subject = match kind.as_str() {
            "user" => Subject::User(UserId::new(id)),
            "client" => Subject::Client(ClientId::new(id)),
            _ => Subject::Grant(GrantId::new(id)),
        };
        Ok((subject, row.try_get("", "revoked_at")?))
    };
    rows.iter().map(revocation).collect()
}

/// Forgets what no longer matters, in every organisation: revocations from before `revoked_before`, tries that are over, and journeys that came back.
pub async fn forget_revocations(
    db: &impl ConnectionTrait,
    revoked_before: Timestamp,
    now: Timestamp,
) -> Result<(), DbErr> {
    sql::run(db, "DELETE FROM token_revocation WHERE revoked_at < $1", vec![revoked_before.into()]).await?;
    sql::run(db, "DELETE FROM sign_in_tries WHERE free_at_ms < $1", vec![now.timestamp_millis().into()]).await?;
    sql::run(db, "DELETE FROM sign_in_arrival WHERE expires_at < $1", vec![now.into()]).await?;
    Ok(())
}

/// Forgets what has expired, in every organisation: links by which a password is chosen, refresh tokens, and grants with what belongs to them.
pub async fn forget_expired(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), DbErr> {
    for text in [
        "DELETE FROM password_link WHERE expires_at < $1",
        "DELETE FROM refresh_token WHERE expires_at < $1",
        "DELETE FROM authorization_code WHERE EXISTS (SELECT 1 FROM oauth_grant g \
         WHERE g.organisation_id = authorization_code.organisation_id AND g.id = authorization_code.grant_id AND g.expires_at < $1)",
        "DELETE FROM oauth_grant WHERE expires_at < $1",
    ] {
        sql::run(db, text, vec![now.into()]).await?;
    }
    Ok(())
}
