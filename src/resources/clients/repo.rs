//! The rows of clients, and of what they show who they are with.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::{
        client::{Client, ClientName, Credential, Proof},
        public_key::{Assertion, PublicKey},
        right::Scopes,
    },
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        client::{CredentialKind, WebOrigin},
        clock::Timestamp,
        ids::{ClientId, CredentialId, Id, UserId},
        sign_in::{ClientKind, redirect::RedirectUri},
    },
};

/// Which clients.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those that are disabled, or those that are not.
    pub is_disabled: Option<bool>,
}

const CLIENT: &str = "\
SELECT c.id, c.name, o.name AS organisation, o.code AS organisation_code, i.name AS provider, c.kind, c.redirect_uris, c.origins, c.scopes, c.service_id, c.disabled_at, c.last_used_at, \
       c.revision, c.created_at, c.updated_at \
FROM oauth_client c JOIN organisation o ON o.id = c.organisation_id \
  LEFT JOIN identity_provider i ON i.organisation_id = c.organisation_id \
WHERE c.organisation_id = $1";

/// A client, in use or not.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: ClientId) -> Result<Option<Client>, DbErr> {
    let text = format!("{CLIENT} AND c.id = $2");
    let Some(row) = sql::one(db, &text, vec![tenant.raw().into(), id.raw().into()]).await? else { return Ok(None) };
    let mut credentials = credentials(db, tenant, id, id).await?;
    Ok(Some(client(tenant, &row, &mut credentials)?))
}

/// A page of clients, with one too many where there are more.
pub async fn list(db: &impl ConnectionTrait, tenant: Tenant, filter: Filter, page: Page) -> Result<Vec<Client>, DbErr> {
    let text =
        format!("{CLIENT} AND c.id > $2 AND ($3 IS NULL OR (c.disabled_at IS NOT NULL) = $3) ORDER BY c.id LIMIT $4");
    let values = vec![tenant.raw().into(), page.after().into(), filter.is_disabled.into(), page.rows().into()];
    let rows = sql::all(db, &text, values).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let (first, last) = (ClientId::new(first.try_get("", "id")?), ClientId::new(last.try_get("", "id")?));
    let mut credentials = credentials(db, tenant, first, last).await?;
    rows.iter().map(|row| client(tenant, row, &mut credentials)).collect()
}

/// The credentials of all clients from this one to that one.
async fn credentials(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    first: ClientId,
    last: ClientId,
) -> Result<HashMap<ClientId, Vec<Credential>>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT id, client_id, kind, digest, public_key, created_by_id, created_at, expires_at, last_used_at FROM client_credential \
         WHERE organisation_id = $1 AND client_id >= $2 AND client_id <= $3 ORDER BY created_at, id",
        vec![tenant.raw().into(), first.raw().into(), last.raw().into()],
    )
    .await?;
    let mut all: HashMap<ClientId, Vec<Credential>> = HashMap::new();
    for row in &rows {
        all.entry(ClientId::new(row.try_get("", "client_id")?)).or_default().push(credential(row)?);
    }
    Ok(all)
}

fn credential(row: &QueryResult) -> Result<Credential, DbErr> {
    let proof = match sql::known("kind", &row.try_get::<String>("", "kind")?, CredentialKind::parse)? {
        CredentialKind::Secret => Proof::Secret { digest: row.try_get("", "digest")? },
        CredentialKind::PublicKey => {
            let key: String = row.try_get("", "public_key")?;
            Proof::PublicKey(Box::new(sql::known("public_key", &key, PublicKey::parse)?))
        }
    };
    Ok(Credential {
        id: CredentialId::new(row.try_get("", "id")?),
        proof,
        created_by: row.try_get::<Option<Uuid>>("", "created_by_id")?.map(UserId::new),
        created_at: row.try_get("", "created_at")?,
        expires_at: row.try_get("", "expires_at")?,
        last_used_at: row.try_get("", "last_used_at")?,
    })
}

fn client(
    tenant: Tenant,
    row: &QueryResult,
    credentials: &mut HashMap<ClientId, Vec<Credential>>,
) -> Result<Client, DbErr> {
    let id = ClientId::new(row.try_get("", "id")?);
    Ok(Client {
        name: ClientName { tenant, id },
        title: row.try_get("", "name")?,
        organisation: row.try_get("", "organisation")?,
        organisation_code: row.try_get("", "organisation_code")?,
        provider: row.try_get("", "provider")?,
        kind: sql::known("kind", &row.try_get::<String>("", "kind")?, ClientKind::parse)?,
        credentials: credentials.remove(&id).unwrap_or_default(),
        redirect_uris: texts(row, "redirect_uris", RedirectUri::parse)?,
        origins: texts(row, "origins", WebOrigin::parse)?,
        scopes: Scopes::parse(&row.try_get::<String>("", "scopes")?),
        acts_as: row.try_get::<Option<Uuid>>("", "service_id")?.map(UserId::new),
        disabled_at: row.try_get("", "disabled_at")?,
        last_used_at: row.try_get("", "last_used_at")?,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}

/// The texts in a column that holds a JSON array of them.
fn texts<T>(row: &QueryResult, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, DbErr> {
    let all: String = row.try_get("", column)?;
    let all: Vec<String> = serde_json::from_str(&all).map_err(|error| DbErr::Json(error.to_string()))?;
    all.iter().map(|text| sql::known(column, text, &parse)).collect()
}

/// Adds a client, with its credentials.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, client: &Client) -> Result<(), DbErr> {
    let mut values = written(tenant, client);
    values.extend([client.kind.code().into(), client.acts_as.map(Id::raw).into(), client.created_at.into()]);
    sql::run(
        db,
        "INSERT INTO oauth_client (organisation_id, id, name, redirect_uris, origins, scopes, disabled_at, revision, updated_at, kind, \
                                   service_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values,
    )
    .await?;
    for credential in &client.credentials {
        insert_credential(db, tenant, client.name.id, credential).await?;
    }
    Ok(())
}

/// Writes a client over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, client: &Client) -> Result<bool, DbErr> {
    let mut values = written(tenant, client);
    values.push((client.revision - 1).into());
    let changed = sql::run(
        db,
        "UPDATE oauth_client SET name = $3, redirect_uris = $4, origins = $5, scopes = $6, disabled_at = $7, revision = $8, updated_at = $9 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $10",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn written(tenant: Tenant, client: &Client) -> Vec<Value> {
    // An array of strings: it can always be written.
    let json = |all: Vec<&str>| serde_json::Value::from(all).to_string();
    vec![
        tenant.raw().into(),
        client.name.id.raw().into(),
        client.title.clone().into(),
        json(client.redirect_uris.iter().map(RedirectUri::as_str).collect()).into(),
        json(client.origins.iter().map(WebOrigin::as_str).collect()).into(),
        client.scopes.codes().into(),
        client.disabled_at.into(),
        client.revision.into(),
        client.updated_at.into(),
    ]
}

/// What of this client another has, by the names in the contract.
pub async fn clashes(db: &impl ConnectionTrait, tenant: Tenant, client: &Client) -> Result<Vec<&'static str>, DbErr> {
    let values = vec![tenant.raw().into(), client.name.id.raw().into(), client.title.clone().into()];
    let text = "SELECT TRUE AS by_name FROM oauth_client WHERE organisation_id = $1 AND id <> $2 AND name = $3";
    sql::those(&sql::all(db, text, values).await?, &[("by_name", "name")])
}

/// Counts a change of a client, which nobody else changes before this transaction is over; `false` where it is not there, or not at this revision.
pub async fn touch(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: ClientId,
    revision: Option<i32>,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE oauth_client SET revision = revision + 1, updated_at = $3 \
                WHERE organisation_id = $1 AND id = $2 AND ($4 IS NULL OR revision = $4)";
    Ok(sql::run(db, text, vec![tenant.raw().into(), id.raw().into(), now.into(), revision.into()]).await? == 1)
}

/// Adds a credential.
pub async fn insert_credential(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    client: ClientId,
    credential: &Credential,
) -> Result<(), DbErr> {
    let (kind, digest, key) = match &credential.proof {
        Proof::Secret { digest } => (CredentialKind::Secret, Some(digest.clone()), None),
        Proof::PublicKey(key) => (CredentialKind::PublicKey, None, Some(key.as_str().to_owned())),
    };
    let values = vec![
        tenant.raw().into(),
        credential.id.raw().into(),
        client.raw().into(),
        kind.code().into(),
        digest.into(),
        key.into(),
        credential.created_by.map(Id::raw).into(),
        credential.created_at.into(),
        credential.expires_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO client_credential (organisation_id, id, client_id, kind, digest, public_key, created_by_id, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values,
    )
    .await?;
    Ok(())
}

/// Takes away a credential; whether it was there.
pub async fn delete_credential(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    client: ClientId,
    id: CredentialId,
) -> Result<bool, DbErr> {
    let text = "DELETE FROM client_credential WHERE organisation_id = $1 AND client_id = $2 AND id = $3";
    Ok(sql::run(db, text, vec![tenant.raw().into(), client.raw().into(), id.raw().into()]).await? == 1)
}

/// Writes down that a client was used, and by which credential.
pub async fn used(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    client: ClientId,
    credential: Option<CredentialId>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let text = "UPDATE oauth_client SET last_used_at = $3 WHERE organisation_id = $1 AND id = $2";
    sql::run(db, text, vec![tenant.raw().into(), client.raw().into(), now.into()]).await?;
    if let Some(credential) = credential {
        let text = "UPDATE client_credential SET last_used_at = $3 WHERE organisation_id = $1 AND id = $2";
        sql::run(db, text, vec![tenant.raw().into(), credential.raw().into(), now.into()]).await?;
    }
    Ok(())
}

/// Takes an assertion, once; whether nobody came with it before.
pub async fn spend(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    client: ClientId,
    assertion: &Assertion,
) -> Result<bool, DbErr> {
    let values =
        vec![tenant.raw().into(), client.raw().into(), assertion.digest.clone().into(), assertion.expires_at.into()];
    let text = "INSERT INTO client_assertion (organisation_id, client_id, digest, expires_at) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (organisation_id, client_id, digest) DO NOTHING";
    Ok(sql::run(db, text, values).await? == 1)
}

/// Forgets the assertions that have expired, in every organisation.
pub async fn forget_assertions(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), DbErr> {
    sql::run(db, "DELETE FROM client_assertion WHERE expires_at < $1", vec![now.into()]).await?;
    Ok(())
}

/// From which web pages the clients in use call, in every organisation: a server keeps that in memory.
pub async fn origins(db: &impl ConnectionTrait) -> Result<Vec<(ClientId, WebOrigin)>, DbErr> {
    let text = "SELECT id, origins FROM oauth_client WHERE disabled_at IS NULL AND origins <> '[]'";
    let mut all = Vec::new();
    for row in &sql::all(db, text, Vec::new()).await? {
        let id = ClientId::new(row.try_get("", "id")?);
        all.extend(texts(row, "origins", WebOrigin::parse)?.into_iter().map(|origin| (id, origin)));
    }
    Ok(all)
}

/// Whether this account holds a role that administrators have no right to themselves, now or later.
pub async fn sees_learners(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    account: UserId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "SELECT 1 AS one FROM membership WHERE organisation_id = $1 AND user_id = $2 AND role <> 'admin' \
                AND (ends_at IS NULL OR ends_at > $3)";
    Ok(sql::one(db, text, vec![tenant.raw().into(), account.raw().into(), now.into()]).await?.is_some())
}

/// Who has had a credential in hand of the client that acts for this account.
pub async fn keepers(db: &impl ConnectionTrait, tenant: Tenant, account: UserId) -> Result<Vec<UserId>, DbErr> {
    let text = "SELECT DISTINCT k.created_by_id FROM client_credential k \
                JOIN oauth_client c ON c.organisation_id = k.organisation_id AND c.id = k.client_id \
                WHERE k.organisation_id = $1 AND c.service_id = $2 AND k.created_by_id IS NOT NULL";
    let rows = sql::all(db, text, vec![tenant.raw().into(), account.raw().into()]).await?;
    rows.iter().map(|row| Ok(UserId::new(row.try_get("", "created_by_id")?))).collect()
}
