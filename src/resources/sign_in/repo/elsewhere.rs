//! The rows of signing in elsewhere: an organisation's provider, who is who there, and which journeys came back.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, UserId},
        sign_in::provider::{IdentifierClaim, Provider},
    },
};

/// The provider of an organisation, and the secret it knows us by, locked.
pub async fn provider(db: &impl ConnectionTrait, tenant: Tenant) -> Result<Option<(Provider, Option<String>)>, DbErr> {
    let found = sql::one(
        db,
        "SELECT name, issuer, client_id, locked_secret, home_organization, external_id_claim, makes_accounts, learner_group_id \
         FROM identity_provider WHERE organisation_id = $1",
        vec![tenant.raw().into()],
    )
    .await?;
    let Some(row) = found else { return Ok(None) };
    let claim: Option<String> = row.try_get("", "external_id_claim")?;
    let claim = claim.map(|name| sql::known("external_id_claim", &name, IdentifierClaim::parse)).transpose()?;
    let provider = Provider {
        name: row.try_get("", "name")?,
        issuer: row.try_get("", "issuer")?,
        client_id: row.try_get("", "client_id")?,
        home_organization: row.try_get("", "home_organization")?,
        external_id_claim: claim,
        makes_accounts: row.try_get("", "makes_accounts")?,
        learner_group: row.try_get::<Option<Uuid>>("", "learner_group_id")?.map(GroupId::new),
    };
    Ok(Some((provider, row.try_get("", "locked_secret")?)))
}

/// Makes this the provider of an organisation, in place of any other.
pub async fn set_provider(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    provider: &Provider,
    locked_secret: Option<String>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        provider.name.clone().into(),
        provider.issuer.clone().into(),
        provider.client_id.clone().into(),
        locked_secret.into(),
        provider.home_organization.clone().into(),
        provider.external_id_claim.as_ref().map(|claim| claim.as_str().to_owned()).into(),
        provider.makes_accounts.into(),
        provider.learner_group.map(Id::raw).into(),
        now.into(),
    ];
    sql::run(
        db,
        "INSERT INTO identity_provider (organisation_id, name, issuer, client_id, locked_secret, home_organization, external_id_claim, \
                                        makes_accounts, learner_group_id, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (organisation_id) DO UPDATE SET name = $2, issuer = $3, client_id = $4, locked_secret = $5, \
             home_organization = $6, external_id_claim = $7, makes_accounts = $8, learner_group_id = $9, changed_at = $10",
        values,
    )
    .await?;
    Ok(())
}

/// Takes an organisation's provider away; whether it had one.
pub async fn remove_provider(db: &impl ConnectionTrait, tenant: Tenant) -> Result<bool, DbErr> {
    let text = "DELETE FROM identity_provider WHERE organisation_id = $1";
    Ok(sql::run(db, text, vec![tenant.raw().into()]).await? == 1)
}

/// The group with this code that is in use.
pub async fn group_called(db: &impl ConnectionTrait, tenant: Tenant, code: &str) -> Result<Option<GroupId>, DbErr> {
    let text = "SELECT id FROM learner_group WHERE organisation_id = $1 AND code = $2 AND deactivated_at IS NULL";
    let found = sql::one(db, text, vec![tenant.raw().into(), code.into()]).await?;
    found.map(|row| Ok(GroupId::new(row.try_get("", "id")?))).transpose()
}

/// Notes that a journey came back; whether it had not before.
pub async fn arrive(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    digest: String,
    expires_at: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO sign_in_arrival (organisation_id, digest, expires_at) VALUES ($1, $2, $3) \
                ON CONFLICT (organisation_id, digest) DO NOTHING";
    Ok(sql::run(db, text, vec![tenant.raw().into(), digest.into(), expires_at.into()]).await? == 1)
}

/// The account of this subject of an issuer.
pub async fn federated(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    issuer: &str,
    subject: &str,
) -> Result<Option<UserId>, DbErr> {
    let text = "SELECT user_id FROM federated_identity WHERE organisation_id = $1 AND issuer = $2 AND subject = $3";
    let found = sql::one(db, text, vec![tenant.raw().into(), issuer.into(), subject.into()]).await?;
    found.map(|row| Ok(UserId::new(row.try_get("", "user_id")?))).transpose()
}

/// Somebody's account that was made beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaiting {
    pub user: UserId,
    pub is_in_use: bool,
    /// Somebody of the same issuer has it already.
    pub is_taken: bool,
}

/// The person with this external id.
pub async fn awaiting(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    external_id: &str,
    issuer: &str,
) -> Result<Option<Awaiting>, DbErr> {
    let found = sql::one(
        db,
        "SELECT u.id, u.disabled_at IS NULL AS is_in_use, \
                EXISTS (SELECT 1 FROM federated_identity f WHERE f.organisation_id = u.organisation_id AND f.user_id = u.id \
                        AND f.issuer = $3) AS is_taken \
         FROM user_account u WHERE u.organisation_id = $1 AND u.external_id = $2 AND u.kind = 'person'",
        vec![tenant.raw().into(), external_id.into(), issuer.into()],
    )
    .await?;
    let awaiting = |row: QueryResult| {
        Ok(Awaiting {
            user: UserId::new(row.try_get("", "id")?),
            is_in_use: row.try_get("", "is_in_use")?,
            is_taken: row.try_get("", "is_taken")?,
        })
    };
    found.map(awaiting).transpose()
}

/// Says whose account it is that this subject of an issuer signs in to.
pub async fn link(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    (issuer, subject): (&str, &str),
    user: UserId,
    now: Timestamp,
) -> Result<(), DbErr> {
    let values = vec![tenant.raw().into(), issuer.into(), subject.into(), user.raw().into(), now.into()];
    let text = "INSERT INTO federated_identity (organisation_id, issuer, subject, user_id, linked_at) VALUES ($1, $2, $3, $4, $5)";
    sql::run(db, text, values).await?;
    Ok(())
}

/// Whether this is a person whose account is in use; nobody changes that before this transaction is over.
pub async fn stays_in_use(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<bool, DbErr> {
    let text = "UPDATE user_account SET revision = revision WHERE organisation_id = $1 AND id = $2 AND kind = 'person' AND disabled_at IS NULL";
    Ok(sql::run(db, text, vec![tenant.raw().into(), user.raw().into()]).await? == 1)
}
