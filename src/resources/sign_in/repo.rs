//! The rows of signing in.

mod elsewhere;
pub mod held;
mod kept;
mod links;
mod tries;

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    auth::right::Scopes,
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{ClientId, GrantId, Id, UserId},
        sign_in::Because,
    },
};

pub use elsewhere::{
    Awaiting, arrive, awaiting, federated, group_called, link, provider, remove_provider, set_provider, stays_in_use,
};
pub use kept::{
    Code, Refresh, code, forget_expired, forget_revocations, insert_code, insert_refresh, refresh, revocations,
    use_code, use_refresh,
};
pub use links::{
    Addressee, Link, addressee, insert_link, password_link, set_email, use_link, was_reset_since, withdraw_links,
    withdraw_resets,
};
pub use tries::{Tries, charge, free_at_ms, refund};

/// Somebody who may sign in, with the hash of her password if she has one.
#[derive(Clone, Debug)]
pub struct Account {
    pub user: UserId,
    pub display_name: String,
    pub hash: Option<String>,
}

/// The person with this name, if her account is in use.
pub async fn account(db: &impl ConnectionTrait, tenant: Tenant, name: &str) -> Result<Option<Account>, DbErr> {
    let found = sql::one(
        db,
        "SELECT u.id, u.display_name, p.hash FROM user_account u \
           LEFT JOIN local_password p ON p.organisation_id = u.organisation_id AND p.user_id = u.id \
         WHERE u.organisation_id = $1 AND u.name = $2 AND u.kind = 'person' AND u.disabled_at IS NULL",
        vec![tenant.raw().into(), name.into()],
    )
    .await?;
    let account = |row: QueryResult| {
        Ok(Account {
            user: UserId::new(row.try_get("", "id")?),
            display_name: row.try_get("", "display_name")?,
            hash: row.try_get("", "hash")?,
        })
    };
    found.map(account).transpose()
}

/// The machine client with this name, if its account is in use.
pub async fn service_called(db: &impl ConnectionTrait, tenant: Tenant, name: &str) -> Result<Option<UserId>, DbErr> {
    let found = sql::one(
        db,
        "SELECT id FROM user_account WHERE organisation_id = $1 AND name = $2 AND kind = 'service' AND disabled_at IS NULL",
        vec![tenant.raw().into(), name.into()],
    )
    .await?;
    found.map(|row| Ok(UserId::new(row.try_get("", "id")?))).transpose()
}

/// The user with this name, person or not, in use or not.
pub async fn user_called(db: &impl ConnectionTrait, tenant: Tenant, name: &str) -> Result<Option<UserId>, DbErr> {
    let text = "SELECT id FROM user_account WHERE organisation_id = $1 AND name = $2";
    let found = sql::one(db, text, vec![tenant.raw().into(), name.into()]).await?;
    found.map(|row| Ok(UserId::new(row.try_get("", "id")?))).transpose()
}

/// Whether this account is in use.
pub async fn is_active(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<bool, DbErr> {
    let text = "SELECT id FROM user_account WHERE organisation_id = $1 AND id = $2 AND disabled_at IS NULL";
    Ok(sql::one(db, text, vec![tenant.raw().into(), user.raw().into()]).await?.is_some())
}

/// Gives a user this password, in place of any other.
pub async fn set_password(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbErr> {
    sql::run(
        db,
        "INSERT INTO local_password (organisation_id, user_id, hash, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (organisation_id, user_id) DO UPDATE SET hash = $3, changed_at = $4",
        vec![tenant.raw().into(), user.raw().into(), hash.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Whether this is still the hash of her password; nobody changes it before this transaction is over.
pub async fn keeps_password(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    hash: &str,
) -> Result<bool, DbErr> {
    let text =
        "UPDATE local_password SET changed_at = changed_at WHERE organisation_id = $1 AND user_id = $2 AND hash = $3";
    Ok(sql::run(db, text, vec![tenant.raw().into(), user.raw().into(), hash.into()]).await? == 1)
}

/// One sign-in through one client.
#[derive(Clone, Debug)]
pub struct Grant {
    pub id: GrantId,
    pub client: ClientId,
    pub user: UserId,
    pub scopes: Scopes,
    pub expires_at: Timestamp,
}

/// Adds a grant.
pub async fn insert_grant(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    grant: &Grant,
    now: Timestamp,
) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        grant.id.raw().into(),
        grant.client.raw().into(),
        grant.user.raw().into(),
        grant.scopes.codes().into(),
        now.into(),
        grant.expires_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO oauth_grant (organisation_id, id, client_id, user_id, scopes, granted_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

/// Ends a grant, and tells every server; whether it had not ended before.
pub async fn revoke(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    grant: GrantId,
    because: Because,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let values = vec![tenant.raw().into(), grant.raw().into(), now.into(), because.code().into()];
    let text = "UPDATE oauth_grant SET revoked_at = $3, revoked_because = $4 \
                WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL";
    let ended = sql::run(db, text, values).await? == 1;
    if ended {
        kept::tell(db, tenant, "grant", grant, now).await?;
    }
    Ok(ended)
}

/// Lets no token of this grant through any more, though it stands in no row: that of a client that acts for itself.
pub async fn revoke_unkept(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    grant: GrantId,
    now: Timestamp,
) -> Result<(), DbErr> {
    kept::tell(db, tenant, "grant", grant, now).await
}

/// Lets no token of this user through any more that she has by now.
pub async fn revoke_user(db: &impl ConnectionTrait, tenant: Tenant, user: UserId, now: Timestamp) -> Result<(), DbErr> {
    kept::tell(db, tenant, "user", user, now).await
}

/// Lets no token through any more that came through this client by now.
pub async fn revoke_client(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    client: ClientId,
    now: Timestamp,
) -> Result<(), DbErr> {
    kept::tell(db, tenant, "client", client, now).await
}

/// The grants of this user that hold.
pub async fn grants_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<GrantId>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT id FROM oauth_grant WHERE organisation_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3",
        vec![tenant.raw().into(), user.raw().into(), now.into()],
    )
    .await?;
    rows.iter().map(|row| Ok(GrantId::new(row.try_get("", "id")?))).collect()
}
