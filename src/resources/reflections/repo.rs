//! The rows of reflections, and of every version of them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use super::stored;
use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller_coaches, caller_is_active},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, Id, ReflectionId, UserId},
        permission::Relation,
        reflection::{Answer, Cause, Reflection, Shared},
    },
    resources::placements::repo::relation_in,
};

/// A reflection, and how the caller stands to the learner whose it is.
#[derive(Clone, Debug)]
pub struct Seen {
    pub reflection: Reflection,
    pub relation: Relation,
}

macro_rules! columns {
    () => {
        "r.id, r.assessment_id, r.learner_id, r.prompt_code, r.answer, r.coaches_from, r.coaches_since, r.revision, r.written_at, \
         r.updated_at"
    };
}

const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    ", r.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("r.learner_id"),
    " AS coaches FROM reflection r WHERE r.organisation_id = $1 AND r.assessment_id = $4 AND r.prompt_code = $5"
);

/// The answer to this question of this assessment.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    assessment: AssessmentId,
    prompt: &str,
) -> Result<Option<Seen>, DbErr> {
    let (tenant, caller) = (actor.tenant.raw(), actor.user.raw());
    let values = vec![tenant.into(), caller.into(), now.into(), assessment.raw().into(), prompt.into()];
    let found = sql::one(db, FIND, values).await?;
    found.map(|row| Ok(Seen { reflection: from_row(&row)?, relation: relation_in(&row)? })).transpose()
}

/// The answers there are to the questions of this assessment.
pub async fn of_assessment(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    assessment: AssessmentId,
) -> Result<Vec<Reflection>, DbErr> {
    let select =
        concat!("SELECT ", columns!(), " FROM reflection r WHERE r.organisation_id = $1 AND r.assessment_id = $2");
    let rows = sql::all(db, select, vec![tenant.raw().into(), assessment.raw().into()]).await?;
    rows.iter().map(from_row).collect()
}

/// Adds a reflection.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, r: &Reflection) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        r.id.raw().into(),
        r.assessment.raw().into(),
        r.learner.raw().into(),
        r.prompt.clone().into(),
        stored::write(&r.answer).into(),
        r.revision.into(),
        r.written_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO reflection (organisation_id, id, assessment_id, learner_id, prompt_code, answer, coaches_from, coaches_since, \
                                 revision, written_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, $7, $8, $8)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes answer and sharing over the revision before this one; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, r: &Reflection) -> Result<bool, DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        r.id.raw().into(),
        (r.revision - 1).into(),
        r.revision.into(),
        stored::write(&r.answer).into(),
        r.with_coaches.map(|shared| shared.from).into(),
        r.with_coaches.map(|shared| shared.at).into(),
        r.updated_at.into(),
    ];
    let changed = sql::run(
        db,
        "UPDATE reflection SET revision = $4, answer = $5, coaches_from = $6, coaches_since = $7, updated_at = $8 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $3",
        values,
    )
    .await?;
    Ok(changed == 1)
}

/// Adds a row to the history: the whole answer as it is after this change, who made it, through which client.
pub async fn insert_version(
    db: &impl ConnectionTrait,
    actor: &Actor,
    r: &Reflection,
    cause: Cause,
) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        actor.tenant.raw().into(),
        r.id.raw().into(),
        r.revision.into(),
        cause.code().into(),
        stored::write(&r.answer).into(),
        actor.user.raw().into(),
        actor.client.clone().into(),
        r.updated_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO reflection_version (organisation_id, reflection_id, revision, cause, answer, actor_id, client_id, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values,
    )
    .await?;
    Ok(())
}

/// A row of the history.
#[derive(Clone, Debug)]
pub struct Version {
    pub revision: i32,
    pub cause: Cause,
    pub answer: Answer,
    pub actor: UserId,
    pub client: String,
    pub saved_at: Timestamp,
}

/// A page of the history from this revision on, with a row too many where there are more.
pub async fn history(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: ReflectionId,
    from: i32,
    page: Page,
) -> Result<Vec<Version>, DbErr> {
    let after = page.after_number().max(from - 1);
    let rows = sql::all(
        db,
        "SELECT revision, cause, answer, actor_id, client_id, saved_at FROM reflection_version \
         WHERE organisation_id = $1 AND reflection_id = $2 AND revision > $3 ORDER BY revision LIMIT $4",
        vec![tenant.raw().into(), id.raw().into(), after.into(), page.rows().into()],
    )
    .await?;
    rows.iter().map(version).collect()
}

fn version(row: &QueryResult) -> Result<Version, DbErr> {
    Ok(Version {
        revision: row.try_get("", "revision")?,
        cause: sql::known("cause", &row.try_get::<String>("", "cause")?, Cause::parse)?,
        answer: stored::read(&row.try_get::<String>("", "answer")?)?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        client: row.try_get("", "client_id")?,
        saved_at: row.try_get("", "saved_at")?,
    })
}

fn from_row(row: &QueryResult) -> Result<Reflection, DbErr> {
    let shared = match row.try_get::<Option<i32>>("", "coaches_from")? {
        Some(from) => Some(Shared { at: row.try_get("", "coaches_since")?, from }),
        None => None,
    };
    Ok(Reflection {
        id: ReflectionId::new(row.try_get("", "id")?),
        assessment: AssessmentId::new(row.try_get("", "assessment_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        prompt: row.try_get("", "prompt_code")?,
        answer: stored::read(&row.try_get::<String>("", "answer")?)?,
        with_coaches: shared,
        revision: row.try_get("", "revision")?,
        written_at: row.try_get("", "written_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
