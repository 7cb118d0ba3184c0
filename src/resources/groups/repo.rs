//! The rows of groups.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    db::{audit::Deed, outbox::Event, page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, ProgrammeId, UserId},
        organisation::{Cohort, Group},
        school::{LearningRoute, StudyYear, UseStatus},
    },
    stored,
};

/// Which groups.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub programme: Option<ProgrammeId>,
    pub cohort: Option<Cohort>,
    pub status: Option<UseStatus>,
    pub external_id: Option<String>,
    pub updated_since: Option<Timestamp>,
}

const GROUP: &str = "\
SELECT id, programme_id, code, name, cohort, study_year, learning_route, external_id, deactivated_at, revision, updated_at \
FROM learner_group";

/// A page of groups, with a row too many where there are more.
pub async fn list(db: &impl ConnectionTrait, tenant: Tenant, filter: &Filter, page: Page) -> Result<Vec<Group>, DbErr> {
    let sql = format!(
        "{GROUP} WHERE organisation_id = $1 AND id > $2 AND ($3 IS NULL OR external_id = $3) \
         AND ($4 IS NULL OR updated_at >= $4) AND ($5 IS NULL OR programme_id = $5) AND ($6 IS NULL OR cohort = $6) \
         AND ($7 IS NULL OR (deactivated_at IS NOT NULL) = $7) ORDER BY id LIMIT $8"
    );
    let values = vec![
        tenant.raw().into(),
        page.after().into(),
        filter.external_id.clone().into(),
        filter.updated_since.into(),
        filter.programme.map(Id::raw).into(),
        year(filter.cohort).into(),
        filter.status.map(|status| status == UseStatus::Inactive).into(),
        page.rows().into(),
    ];
    sql::all(db, &sql, values).await?.iter().map(group).collect()
}

/// A group.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: GroupId) -> Result<Option<Group>, DbErr> {
    let sql = format!("{GROUP} WHERE organisation_id = $1 AND id = $2");
    sql::one(db, &sql, vec![tenant.raw().into(), id.raw().into()]).await?.as_ref().map(group).transpose()
}

/// The groups with one of these external ids or one of these codes.
pub async fn any_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    external_ids: &[&str],
    codes: &[&str],
) -> Result<Vec<Group>, DbErr> {
    let sql = format!(
        "{GROUP} WHERE organisation_id = $1 AND (external_id IN ({}) OR code IN ({})) ORDER BY id",
        sql::places(2, external_ids.len()),
        sql::places(2 + external_ids.len(), codes.len())
    );
    let mut values = vec![tenant.raw().into()];
    values.extend(external_ids.iter().chain(codes).map(|text| (*text).to_owned().into()));
    sql::all(db, &sql, values).await?.iter().map(group).collect()
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

stored!(Group:
    created = GroupCreated,
    changed = |_, _| Deed::GroupChanged,
    about = |_| None,
    saved = Event::GroupSaved,
);

/// Adds a group.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, group: &Group) -> Result<(), DbErr> {
    let mut values = written(tenant, group);
    values.push(group.programme.raw().into());
    sql::run(
        db,
        "INSERT INTO learner_group (organisation_id, id, code, name, cohort, study_year, learning_route, external_id, deactivated_at, \
                                    revision, updated_at, created_at, programme_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes a group over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, group: &Group) -> Result<bool, DbErr> {
    let mut values = written(tenant, group);
    values.push((group.revision - 1).into());
    let changed = sql::run(
        db,
        "UPDATE learner_group SET code = $3, name = $4, cohort = $5, study_year = $6, learning_route = $7, external_id = $8, \
                                  deactivated_at = $9, revision = $10, updated_at = $11 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $12",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn written(tenant: Tenant, g: &Group) -> Vec<Value> {
    vec![
        tenant.raw().into(),
        g.id.raw().into(),
        g.code.clone().into(),
        g.name.clone().into(),
        year(g.cohort).into(),
        g.study_year.map(|year| i32::from(year.number())).into(),
        g.learning_route.map(|route| route.code().to_owned()).into(),
        g.external_id.clone().into(),
        g.deactivated_at.into(),
        g.revision.into(),
        g.updated_at.into(),
    ]
}

/// What of this group another has, by the names in the contract: its code, its external id.
pub async fn clashes(db: &impl ConnectionTrait, tenant: Tenant, g: &Group) -> Result<Vec<&'static str>, DbErr> {
    let values = vec![tenant.raw().into(), g.id.raw().into(), g.code.clone().into(), g.external_id.clone().into()];
    let found = sql::all(
        db,
        "SELECT code = $3 AS by_code, COALESCE(external_id = $4, FALSE) AS by_external_id FROM learner_group \
         WHERE organisation_id = $1 AND id <> $2 AND (code = $3 OR external_id = $4)",
        values,
    )
    .await?;
    sql::those(&found, &[("by_code", "code"), ("by_external_id", "externalId")])
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
    let sql = "UPDATE learner_group SET cohort = $3, updated_at = $4, revision = revision + 1 WHERE organisation_id = $1 AND code = $2";
    Ok(sql::run(db, sql, values).await? == 1)
}

fn year(cohort: Option<Cohort>) -> Option<i32> {
    cohort.map(|cohort| i32::from(cohort.year()))
}

/// The cohort that is stored like this.
pub fn cohort(year: i32) -> Result<Cohort, DbErr> {
    Cohort::of(year).ok_or_else(|| DbErr::Type(format!("the cohort of {year}")))
}

fn group(row: &QueryResult) -> Result<Group, DbErr> {
    Ok(Group {
        id: GroupId::new(row.try_get("", "id")?),
        programme: ProgrammeId::new(row.try_get("", "programme_id")?),
        code: row.try_get("", "code")?,
        name: row.try_get("", "name")?,
        cohort: row.try_get::<Option<i32>>("", "cohort")?.map(cohort).transpose()?,
        study_year: row.try_get::<Option<i32>>("", "study_year")?.and_then(StudyYear::of),
        learning_route: row
            .try_get::<Option<String>>("", "learning_route")?
            .map(|route| sql::known("learning_route", &route, LearningRoute::parse))
            .transpose()?,
        external_id: row.try_get("", "external_id")?,
        deactivated_at: row.try_get("", "deactivated_at")?,
        revision: row.try_get("", "revision")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
