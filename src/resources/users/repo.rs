//! The rows of users.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    db::{audit::Deed, outbox::Event, page::Page, sql, tenant::Tenant},
    domain::{
        account::{Account, AccountStatus},
        batch::memberships::Party,
        clock::Timestamp,
        ids::{Id, OrganisationId, UserId},
        organisation::{Role, UserKind},
    },
    stored,
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

/// Which users.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub status: Option<AccountStatus>,
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

/// Accounts of users, guests left out: whom a learner asks is hers to know. Nor who was erased: there is nobody any more.
const ACCOUNT: &str = "\
SELECT u.id, u.name, u.display_name, u.kind, u.external_id, u.disabled_at, u.revision, u.created_at, u.updated_at FROM user_account u \
WHERE u.organisation_id = $1 AND u.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM invitation_use iu WHERE iu.organisation_id = u.organisation_id \
  AND iu.rater_id = u.id AND iu.secret_digest IS NOT NULL)";

/// A page of accounts, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Account>, DbErr> {
    let sql = format!(
        "{ACCOUNT} AND u.id > $2 AND ($3 IS NULL OR u.external_id = $3) AND ($4 IS NULL OR u.updated_at >= $4) \
         AND ($5 IS NULL OR (u.disabled_at IS NOT NULL) = $5) ORDER BY u.id LIMIT $6"
    );
    let values = vec![
        tenant.raw().into(),
        page.after().into(),
        filter.external_id.clone().into(),
        filter.updated_since.into(),
        filter.status.map(|status| status == AccountStatus::Disabled).into(),
        page.rows().into(),
    ];
    sql::all(db, &sql, values).await?.iter().map(account).collect()
}

/// An account.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: UserId) -> Result<Option<Account>, DbErr> {
    let sql = format!("{ACCOUNT} AND u.id = $2");
    sql::one(db, &sql, vec![tenant.raw().into(), id.raw().into()]).await?.as_ref().map(account).transpose()
}

/// Every account, of guests too, with one of these external ids or one of these names.
pub async fn any_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    external_ids: &[&str],
    names: &[&str],
) -> Result<Vec<Account>, DbErr> {
    let sql = format!(
        "SELECT u.id, u.name, u.display_name, u.kind, u.external_id, u.disabled_at, u.revision, u.created_at, u.updated_at \
         FROM user_account u WHERE u.organisation_id = $1 AND (u.external_id IN ({}) OR u.name IN ({})) ORDER BY u.id",
        sql::places(2, external_ids.len()),
        sql::places(2 + external_ids.len(), names.len())
    );
    let mut values = vec![tenant.raw().into()];
    values.extend(external_ids.iter().chain(names).map(|text| (*text).to_owned().into()));
    sql::all(db, &sql, values).await?.iter().map(account).collect()
}

/// Who has one of these external ids, guests left out, and which roles they have now.
pub async fn parties(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    external_ids: &[&str],
    now: Timestamp,
) -> Result<Vec<Party>, DbErr> {
    let sql = format!(
        "{PARTY} AND u.external_id IN ({}) AND NOT EXISTS (SELECT 1 FROM invitation_use iu \
           WHERE iu.organisation_id = u.organisation_id AND iu.rater_id = u.id AND iu.secret_digest IS NOT NULL)",
        sql::places(3, external_ids.len())
    );
    let mut values = vec![tenant.raw().into(), now.into()];
    values.extend(external_ids.iter().map(|text| (*text).to_owned().into()));
    let party = |row: &QueryResult| {
        Ok(Party {
            id: UserId::new(row.try_get("", "id")?),
            external_id: row.try_get("", "external_id")?,
            display_name: row.try_get("", "display_name")?,
            kind: sql::known("kind", &row.try_get::<String>("", "kind")?, UserKind::parse)?,
            is_coach: row.try_get("", "is_coach")?,
            is_learner: row.try_get("", "is_learner")?,
        })
    };
    sql::all(db, &sql, values).await?.iter().map(party).collect()
}

/// Whether a user holds this role now, where the moment is `$2`.
macro_rules! is_one {
    ($role:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = u.organisation_id AND m.user_id = u.id AND m.role = '",
            $role,
            "' AND m.starts_at <= $2 AND (m.ends_at IS NULL OR m.ends_at > $2))"
        )
    };
}

const PARTY: &str = concat!(
    "SELECT u.id, u.external_id, u.display_name, u.kind, ",
    is_one!("coach"),
    " AS is_coach, ",
    is_one!("learner"),
    " AS is_learner FROM user_account u WHERE u.organisation_id = $1 AND u.erased_at IS NULL"
);

stored!(Account:
    created = UserCreated,
    changed = |before, after| match (before.status(), after.status()) {
        (AccountStatus::Active, AccountStatus::Disabled) => Deed::UserDisabled,
        (AccountStatus::Disabled, AccountStatus::Active) => Deed::UserEnabled,
        (AccountStatus::Active, AccountStatus::Active) | (AccountStatus::Disabled, AccountStatus::Disabled) => {
            Deed::UserChanged
        }
    },
    about = |account| Some(account.id),
    saved = Event::UserSaved,
);

/// Adds an account.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, account: &Account) -> Result<(), DbErr> {
    let mut values = written(tenant, account);
    values.extend([account.kind.code().into(), account.created_at.into()]);
    sql::run(
        db,
        "INSERT INTO user_account (organisation_id, id, name, display_name, external_id, disabled_at, revision, updated_at, kind, \
                                   created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes an account over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, account: &Account) -> Result<bool, DbErr> {
    let mut values = written(tenant, account);
    values.push((account.revision - 1).into());
    let changed = sql::run(
        db,
        "UPDATE user_account SET name = $3, display_name = $4, external_id = $5, disabled_at = $6, revision = $7, updated_at = $8 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $9",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn written(tenant: Tenant, account: &Account) -> Vec<Value> {
    vec![
        tenant.raw().into(),
        account.id.raw().into(),
        account.name.clone().into(),
        account.display_name.clone().into(),
        account.external_id.clone().into(),
        account.disabled_at.into(),
        account.revision.into(),
        account.updated_at.into(),
    ]
}

/// What of this account another of the organisation has, by the names in the contract: its sign-in name, its external id.
pub async fn clashes(db: &impl ConnectionTrait, tenant: Tenant, account: &Account) -> Result<Vec<&'static str>, DbErr> {
    let values = vec![
        tenant.raw().into(),
        account.id.raw().into(),
        account.name.clone().into(),
        account.external_id.clone().into(),
    ];
    let found = sql::all(
        db,
        "SELECT name = $3 AS by_name, COALESCE(external_id = $4, FALSE) AS by_external_id FROM user_account \
         WHERE organisation_id = $1 AND id <> $2 AND (name = $3 OR external_id = $4)",
        values,
    )
    .await?;
    sql::those(&found, &[("by_name", "name"), ("by_external_id", "externalId")])
}

fn account(row: &QueryResult) -> Result<Account, DbErr> {
    Ok(Account {
        id: UserId::new(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        display_name: row.try_get("", "display_name")?,
        kind: sql::known("kind", &row.try_get::<String>("", "kind")?, UserKind::parse)?,
        external_id: row.try_get("", "external_id")?,
        disabled_at: row.try_get("", "disabled_at")?,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
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
