//! The sign-ins of somebody, as she sees them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    auth::{principal::Actor, right::Scopes},
    db::{page::Page, sql},
    domain::{
        clock::Timestamp,
        ids::{ClientId, GrantId, Id},
    },
};

/// A sign-in that still holds.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub id: GrantId,
    pub client: ClientId,
    pub client_name: String,
    pub scopes: Scopes,
    pub granted_at: Timestamp,
    /// When its client last fetched tokens.
    pub last_used_at: Timestamp,
    /// When signing in again is due, whatever happens.
    pub expires_at: Timestamp,
}

/// It holds while its client can fetch another token. What a client may not ask any more is no scope of it.
const SELECT: &str = "SELECT g.id, g.client_id, c.name AS client_name, g.scopes, c.scopes AS client_scopes, g.granted_at, g.expires_at, \
      r.issued_at AS last_used_at \
    FROM oauth_grant g JOIN oauth_client c ON c.organisation_id = g.organisation_id AND c.id = g.client_id \
    JOIN refresh_token r ON r.organisation_id = g.organisation_id AND r.grant_id = g.id AND r.used_at IS NULL AND r.expires_at > $3 \
    WHERE g.organisation_id = $1 AND g.user_id = $2 AND g.revoked_at IS NULL AND g.expires_at > $3";

/// A page of the caller's, oldest first, with a row too many where there are more.
pub async fn list(db: &impl ConnectionTrait, actor: &Actor, now: Timestamp, page: Page) -> Result<Vec<SignIn>, DbErr> {
    let text = format!("{SELECT} AND g.id > $4 ORDER BY g.id LIMIT $5");
    let of_her = [actor.tenant.raw().into(), actor.user.raw().into(), now.into()];
    let values = of_her.into_iter().chain([page.after().into(), page.rows().into()]).collect();
    sql::all(db, &text, values).await?.iter().map(sign_in).collect()
}

/// One of the caller's.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: GrantId,
) -> Result<Option<SignIn>, DbErr> {
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), id.raw().into()];
    sql::one(db, &format!("{SELECT} AND g.id = $4"), values).await?.as_ref().map(sign_in).transpose()
}

fn sign_in(row: &QueryResult) -> Result<SignIn, DbErr> {
    let scopes = |column| Ok::<_, DbErr>(Scopes::parse(&row.try_get::<String>("", column)?));
    Ok(SignIn {
        id: GrantId::new(row.try_get("", "id")?),
        client: ClientId::new(row.try_get("", "client_id")?),
        client_name: row.try_get("", "client_name")?,
        scopes: scopes("scopes")?.and(scopes("client_scopes")?),
        granted_at: row.try_get("", "granted_at")?,
        last_used_at: row.try_get("", "last_used_at")?,
        expires_at: row.try_get("", "expires_at")?,
    })
}
