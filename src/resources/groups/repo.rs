//! The rows of groups and memberships.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use crate::{
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, MembershipId, ProgrammeId, UserId},
        organisation::{Cohort, Group, Membership, Role},
    },
};

/// Which groups, or memberships.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub programme: Option<ProgrammeId>,
    pub cohort: Option<Cohort>,
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

const GROUP: &str = "SELECT id, programme_id, code, name, cohort, external_id, updated_at FROM learner_group";

/// A page of groups, with a row too many where there are more.
pub async fn list(db: &impl ConnectionTrait, tenant: Tenant, filter: &Filter, page: Page) -> Result<Vec<Group>, DbErr> {
    let sql = format!(
        "{GROUP} WHERE organisation_id = $1 AND id > $2 AND ($3 IS NULL OR external_id = $3) \
         AND ($4 IS NULL OR updated_at >= $4) AND ($5 IS NULL OR programme_id = $5) AND ($6 IS NULL OR cohort = $6) \
         ORDER BY id LIMIT $7"
    );
    let values = vec![
        tenant.raw().into(),
        page.after().into(),
        filter.external_id.clone().into(),
        filter.updated_since.into(),
        filter.programme.map(Id::raw).into(),
        year(filter.cohort).into(),
        page.rows().into(),
    ];
    sql::all(db, &sql, values).await?.iter().map(group).collect()
}

/// A group.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: GroupId) -> Result<Option<Group>, DbErr> {
    let sql = format!("{GROUP} WHERE organisation_id = $1 AND id = $2");
    sql::one(db, &sql, vec![tenant.raw().into(), id.raw().into()]).await?.as_ref().map(group).transpose()
}

/// Whether this user coaches the whole group now.
pub async fn coaches_group(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    group: GroupId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let found = sql::one(
        db,
        "SELECT 1 FROM coaching WHERE organisation_id = $1 AND coach_id = $2 AND group_id = $3 \
         AND starts_at <= $4 AND (ends_at IS NULL OR ends_at > $4)",
        vec![tenant.raw().into(), user.raw().into(), group.raw().into(), now.into()],
    )
    .await?;
    Ok(found.is_some())
}

/// A page of the memberships in a group, with a row too many where there are more.
pub async fn memberships(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    group: GroupId,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Membership>, DbErr> {
    let values = vec![
        tenant.raw().into(),
        page.after().into(),
        filter.external_id.clone().into(),
        filter.updated_since.into(),
        group.raw().into(),
        page.rows().into(),
    ];
    let rows = sql::all(
        db,
        "SELECT m.id, m.user_id, u.display_name, m.role, m.group_id, m.programme_id, m.profession, m.starts_at, m.ends_at, \
                m.external_id, m.updated_at \
         FROM membership m JOIN user_account u ON u.organisation_id = m.organisation_id AND u.id = m.user_id \
         WHERE m.organisation_id = $1 AND m.id > $2 AND ($3 IS NULL OR m.external_id = $3) \
           AND ($4 IS NULL OR m.updated_at >= $4) AND m.group_id = $5 \
         ORDER BY m.id LIMIT $6",
        values,
    )
    .await?;
    rows.iter().map(membership).collect()
}

/// Adds a group.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, group: &Group) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        group.id.raw().into(),
        group.programme.raw().into(),
        group.code.clone().into(),
        group.name.clone().into(),
        year(group.cohort).into(),
        group.external_id.clone().into(),
        group.updated_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO learner_group (organisation_id, id, programme_id, code, name, cohort, external_id, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        values,
    )
    .await?;
    Ok(())
}

/// Gives a group another cohort, or none; `false` where there is no group with this code.
pub async fn set_cohort(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    code: &str,
    cohort: Option<Cohort>,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let values = vec![tenant.raw().into(), code.into(), year(cohort).into(), now.into()];
    let sql = "UPDATE learner_group SET cohort = $3, updated_at = $4 WHERE organisation_id = $1 AND code = $2";
    Ok(sql::run(db, sql, values).await? == 1)
}

fn year(cohort: Option<Cohort>) -> Option<i32> {
    cohort.map(|cohort| i32::from(cohort.year()))
}

/// The cohort that is stored like this.
pub fn cohort(year: i32) -> Result<Cohort, DbErr> {
    Cohort::of(year).ok_or_else(|| DbErr::Type(format!("the cohort of {year}")))
}

/// Adds a membership.
pub async fn insert_membership(db: &impl ConnectionTrait, tenant: Tenant, m: &Membership) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        m.id.raw().into(),
        m.user.raw().into(),
        m.role.code().into(),
        m.group.map(Id::raw).into(),
        m.programme.map(Id::raw).into(),
        m.profession.clone().into(),
        m.starts_at.into(),
        m.ends_at.into(),
        m.external_id.clone().into(),
        m.updated_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO membership (organisation_id, id, user_id, role, group_id, programme_id, profession, starts_at, ends_at, \
                                 external_id, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        values,
    )
    .await?;
    Ok(())
}

fn group(row: &QueryResult) -> Result<Group, DbErr> {
    Ok(Group {
        id: GroupId::new(row.try_get("", "id")?),
        programme: ProgrammeId::new(row.try_get("", "programme_id")?),
        code: row.try_get("", "code")?,
        name: row.try_get("", "name")?,
        cohort: row.try_get::<Option<i32>>("", "cohort")?.map(cohort).transpose()?,
        external_id: row.try_get("", "external_id")?,
        updated_at: row.try_get("", "updated_at")?,
    })
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
        updated_at: row.try_get("", "updated_at")?,
    })
}
