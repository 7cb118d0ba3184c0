//! The rows of memberships.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    db::{audit::Deed, outbox::Event, page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, MembershipId, ProgrammeId, UserId},
        organisation::{Membership, Role},
    },
    resources::kept::writing::external_id_alone as clashes,
    stored,
};

/// Which memberships.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub user: Option<UserId>,
    pub group: Option<GroupId>,
    pub role: Option<Role>,
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

const MEMBERSHIP: &str = "\
SELECT m.id, m.user_id, u.display_name, m.role, m.group_id, m.programme_id, m.profession, m.starts_at, m.ends_at, \
       m.external_id, m.revision, m.updated_at \
FROM membership m JOIN user_account u ON u.organisation_id = m.organisation_id AND u.id = m.user_id \
WHERE m.organisation_id = $1";

/// A page of memberships, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Membership>, DbErr> {
    let sql = format!(
        "{MEMBERSHIP} AND m.id > $2 AND ($3 IS NULL OR m.external_id = $3) AND ($4 IS NULL OR m.updated_at >= $4) \
         AND ($5 IS NULL OR m.group_id = $5) AND ($6 IS NULL OR m.user_id = $6) AND ($7 IS NULL OR m.role = $7) \
         ORDER BY m.id LIMIT $8"
    );
    let values = vec![
        tenant.raw().into(),
        page.after().into(),
        filter.external_id.clone().into(),
        filter.updated_since.into(),
        filter.group.map(Id::raw).into(),
        filter.user.map(Id::raw).into(),
        filter.role.map(|role| role.code().to_owned()).into(),
        page.rows().into(),
    ];
    sql::all(db, &sql, values).await?.iter().map(membership).collect()
}

/// A membership.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: MembershipId) -> Result<Option<Membership>, DbErr> {
    let sql = format!("{MEMBERSHIP} AND m.id = $2");
    sql::one(db, &sql, vec![tenant.raw().into(), id.raw().into()]).await?.as_ref().map(membership).transpose()
}

/// The memberships with one of these external ids, and all of these users.
pub async fn any_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    external_ids: &[&str],
    users: &[UserId],
) -> Result<Vec<Membership>, DbErr> {
    let sql = format!(
        "{MEMBERSHIP} AND (m.external_id IN ({}) OR m.user_id IN ({})) ORDER BY m.id",
        sql::places(2, external_ids.len()),
        sql::places(2 + external_ids.len(), users.len())
    );
    let mut values = vec![tenant.raw().into()];
    values.extend(external_ids.iter().map(|text| (*text).to_owned().into()));
    values.extend(users.iter().map(|user| user.raw().into()));
    sql::all(db, &sql, values).await?.iter().map(membership).collect()
}

/// What must be known before somebody gets a membership.
#[derive(Clone, Debug)]
pub struct Parties {
    /// Her name; `None` where there is no such person.
    pub display_name: Option<String>,
    /// The group is there and in use.
    pub group_is_there: bool,
    /// The programme is there and in use.
    pub programme_is_there: bool,
}

/// Who this is, and what there is of where she is to be something. A machine client is an administrator or nothing, and a guest nothing.
pub async fn parties(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    (user, role): (UserId, Role),
    group: Option<GroupId>,
    programme: Option<ProgrammeId>,
) -> Result<Parties, DbErr> {
    let values = vec![
        tenant.raw().into(),
        user.raw().into(),
        group.map(Id::raw).into(),
        programme.map(Id::raw).into(),
        (role == Role::Admin).into(),
    ];
    let found = sql::one(
        db,
        "SELECT (SELECT u.display_name FROM user_account u WHERE u.organisation_id = $1 AND u.id = $2 AND (u.kind = 'person' OR $5) \
           AND NOT EXISTS (SELECT 1 FROM invitation_use iu WHERE iu.organisation_id = $1 AND iu.rater_id = u.id \
             AND iu.secret_digest IS NOT NULL)) AS display_name, \
         EXISTS (SELECT 1 FROM learner_group g WHERE g.organisation_id = $1 AND g.id = $3 AND g.deactivated_at IS NULL) \
           AS group_is_there, \
         EXISTS (SELECT 1 FROM programme p WHERE p.organisation_id = $1 AND p.id = $4 AND p.deactivated_at IS NULL) \
           AS programme_is_there",
        values,
    )
    .await?;
    let row = found.ok_or_else(|| DbErr::RecordNotFound("a row without a table".to_owned()))?;
    Ok(Parties {
        display_name: row.try_get("", "display_name")?,
        group_is_there: row.try_get("", "group_is_there")?,
        programme_is_there: row.try_get("", "programme_is_there")?,
    })
}

/// Keeps everybody else from giving these users a membership until the end of the transaction.
pub async fn lock(db: &impl ConnectionTrait, tenant: Tenant, users: &[UserId]) -> Result<(), DbErr> {
    let among = sql::places(2, users.len());
    let text = format!("UPDATE user_account SET revision = revision WHERE organisation_id = $1 AND id IN ({among})");
    let mut values = vec![tenant.raw().into()];
    values.extend(users.iter().map(|user| user.raw().into()));
    sql::run(db, &text, values).await?;
    Ok(())
}

/// Whether she is the same in the same place at some moment of this membership, by another one.
pub async fn overlaps(db: &impl ConnectionTrait, tenant: Tenant, m: &Membership) -> Result<bool, DbErr> {
    let values = vec![
        tenant.raw().into(),
        m.id.raw().into(),
        m.user.raw().into(),
        m.role.code().into(),
        m.group.map(Id::raw).into(),
        m.programme.map(Id::raw).into(),
        m.starts_at.into(),
        m.ends_at.into(),
    ];
    let found = sql::one(
        db,
        "SELECT 1 FROM membership WHERE organisation_id = $1 AND id <> $2 AND user_id = $3 AND role = $4 \
         AND (group_id = $5 OR ($5 IS NULL AND group_id IS NULL)) \
         AND (programme_id = $6 OR ($6 IS NULL AND programme_id IS NULL)) \
         AND (ends_at IS NULL OR (ends_at > $7 AND ends_at > starts_at)) AND ($8 IS NULL OR starts_at < $8) LIMIT 1",
        values,
    )
    .await?;
    Ok(found.is_some())
}

stored!(Membership:
    created = MembershipCreated,
    changed = |_, _| Deed::MembershipChanged,
    about = |membership| Some(membership.user),
    saved = Event::MembershipSaved,
);

/// Adds a membership.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, m: &Membership) -> Result<(), DbErr> {
    let mut values = written(tenant, m);
    values.extend([
        m.user.raw().into(),
        m.role.code().into(),
        m.group.map(Id::raw).into(),
        m.programme.map(Id::raw).into(),
        m.starts_at.into(),
    ]);
    sql::run(
        db,
        "INSERT INTO membership (organisation_id, id, profession, ends_at, external_id, revision, updated_at, created_at, \
                                 user_id, role, group_id, programme_id, starts_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes a membership over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, m: &Membership) -> Result<bool, DbErr> {
    let mut values = written(tenant, m);
    values.push((m.revision - 1).into());
    let changed = sql::run(
        db,
        "UPDATE membership SET profession = $3, ends_at = $4, external_id = $5, revision = $6, updated_at = $7 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $8",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn written(tenant: Tenant, m: &Membership) -> Vec<Value> {
    vec![
        tenant.raw().into(),
        m.id.raw().into(),
        m.profession.clone().into(),
        m.ends_at.into(),
        m.external_id.clone().into(),
        m.revision.into(),
        m.updated_at.into(),
    ]
}

/// A membership in a row with its user's name.
pub fn membership(row: &QueryResult) -> Result<Membership, DbErr> {
    Ok(Membership {
        id: MembershipId::new(row.try_get("", "id")?),
        user: UserId::new(row.try_get("", "user_id")?),
        display_name: row.try_get("", "display_name")?,
        role: sql::known("role", &row.try_get::<String>("", "role")?, Role::parse)?,
        group: row.try_get::<Option<Uuid>>("", "group_id")?.map(GroupId::new),
        programme: row.try_get::<Option<Uuid>>("", "programme_id")?.map(ProgrammeId::new),
        profession: row.try_get("", "profession")?,
        starts_at: row.try_get("", "starts_at")?,
        ends_at: row.try_get("", "ends_at")?,
        external_id: row.try_get("", "external_id")?,
        revision: row.try_get("", "revision")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
