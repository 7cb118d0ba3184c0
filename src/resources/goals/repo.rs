//! The rows of goals, and of every version of them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller_coaches, caller_is_active},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::{Date, Timestamp},
        goal::{Goal, GoalDetails, GoalKind, GoalStatus, Origin, Visibility},
        ids::{AssessmentId, CompetencyId, GoalId, Id, RoundId, UserId},
        permission::Relation,
    },
    resources::placements::repo::relation_in,
};

/// Which goals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub learner: Option<UserId>,
    pub status: Option<GoalStatus>,
    pub overdue: Option<bool>,
    pub updated_since: Option<Timestamp>,
}

/// A goal, and how the caller stands to its learner.
#[derive(Clone, Debug)]
pub struct Seen {
    pub goal: Goal,
    pub relation: Relation,
}

const SELECT: &str = concat!(
    "SELECT g.id, g.learner_id, g.kind, g.what, g.how, g.due_on, g.competencies, g.status, g.status_at, g.coaches_from, \
            g.origin_assessment_id, g.origin_prompt_code, g.revision, g.created_at, g.updated_at, g.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("g.learner_id"),
    " AS coaches FROM goal g WHERE g.organisation_id = $1"
);

/// The permission table's rule about reading, once more, so that a cursor names no row that may not be seen. `$9` is today.
const LIST: &str = concat!(
    " AND g.id > $4 AND ($5 IS NULL OR g.learner_id = $5) AND ($6 IS NULL OR g.status = $6) \
      AND ($7 IS NULL OR g.updated_at >= $7) AND ($8 IS NULL OR $8 = \
        (g.status IN ('planned', 'active') AND g.due_on IS NOT NULL AND g.due_on < $9)) AND ",
    caller_is_active!(),
    " AND (g.learner_id = $2 OR (g.coaches_from IS NOT NULL AND ",
    caller_coaches!("g.learner_id"),
    ")) ORDER BY g.id LIMIT $10"
);

/// A page of the goals the caller may read, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    today: Date,
    filter: Filter,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([
        page.after().into(),
        filter.learner.map(Id::raw).into(),
        filter.status.map(|status| status.code().to_owned()).into(),
        filter.updated_since.into(),
        filter.overdue.into(),
        today.into(),
        page.rows().into(),
    ]);
    sql::all(db, &format!("{SELECT}{LIST}"), values).await?.iter().map(seen).collect()
}

/// The goals of a learner that are open or came from this assessment, as far as she lets the caller read them; at most so many.
pub async fn beside(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    learner: UserId,
    assessment: AssessmentId,
    most: u64,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([learner.raw().into(), assessment.raw().into(), most.into()]);
    let beside = " AND g.learner_id = $4 AND (g.status IN ('planned', 'active') OR g.origin_assessment_id = $5) \
                  AND (g.learner_id = $2 OR g.coaches_from IS NOT NULL) ORDER BY g.id LIMIT $6";
    sql::all(db, &format!("{SELECT}{beside}"), values).await?.iter().map(seen).collect()
}

/// What the learners of a round who are not exempted want to learn or do, by competencies: goals that they let their coaches read, and did not give up.
pub async fn shared_in(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
) -> Result<Vec<(UserId, Vec<CompetencyId>)>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT g.learner_id, g.competencies FROM round_participant p \
         JOIN goal g ON g.organisation_id = p.organisation_id AND g.learner_id = p.learner_id \
         WHERE p.organisation_id = $1 AND p.round_id = $2 AND p.exempted_reason IS NULL AND g.coaches_from IS NOT NULL AND g.status <> 'dropped'",
        vec![tenant.raw().into(), round.raw().into()],
    )
    .await?;
    let read = |row: &QueryResult| Ok((UserId::new(row.try_get("", "learner_id")?), competencies_in(row)?));
    rows.iter().map(read).collect()
}

/// A goal.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, now: Timestamp, id: GoalId) -> Result<Option<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.push(id.raw().into());
    sql::one(db, &format!("{SELECT} AND g.id = $4"), values).await?.as_ref().map(seen).transpose()
}

/// Adds a goal.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, goal: &Goal) -> Result<(), DbErr> {
    let mut values = vec![tenant.raw().into(), goal.id.raw().into()];
    values.extend(details(&goal.details));
    values.extend([
        goal.status_at.into(),
        goal.coaches_from.into(),
        goal.revision.into(),
        goal.updated_at.into(),
        goal.learner.raw().into(),
        goal.origin.as_ref().map(|origin| origin.assessment.raw()).into(),
        goal.origin.as_ref().map(|origin| origin.prompt.clone()).into(),
    ]);
    sql::run(
        db,
        "INSERT INTO goal (organisation_id, id, kind, what, how, due_on, competencies, status, status_at, coaches_from, revision, \
                           created_at, updated_at, learner_id, origin_assessment_id, origin_prompt_code) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes a goal over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, goal: &Goal) -> Result<bool, DbErr> {
    let mut values = vec![tenant.raw().into(), goal.id.raw().into()];
    values.extend(details(&goal.details));
    values.extend([
        goal.status_at.into(),
        goal.coaches_from.into(),
        goal.revision.into(),
        goal.updated_at.into(),
        (goal.revision - 1).into(),
    ]);
    let changed = sql::run(
        db,
        "UPDATE goal SET kind = $3, what = $4, how = $5, due_on = $6, competencies = $7, status = $8, status_at = $9, \
                         coaches_from = $10, revision = $11, updated_at = $12 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $13",
        values,
    )
    .await?;
    Ok(changed == 1)
}

/// Adds a row to the history: the goal as it is after this change, who made it, through which client.
pub async fn insert_version(db: &impl ConnectionTrait, actor: &Actor, goal: &Goal) -> Result<(), DbErr> {
    let mut values = vec![actor.tenant.raw().into(), goal.id.raw().into()];
    values.extend(details(&goal.details));
    values.extend([
        goal.revision.into(),
        goal.details.visibility.code().into(),
        actor.user.raw().into(),
        actor.client.clone().into(),
        goal.updated_at.into(),
    ]);
    sql::run(
        db,
        "INSERT INTO goal_version (organisation_id, goal_id, kind, what, how, due_on, competencies, status, revision, visibility, \
                                   actor_id, client_id, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values,
    )
    .await?;
    Ok(())
}

/// A row of the history.
#[derive(Clone, Debug)]
pub struct Version {
    pub revision: i32,
    pub details: GoalDetails,
    pub actor: UserId,
    pub client: String,
    pub saved_at: Timestamp,
}

/// A page of the history from this revision on, with a row too many where there are more.
pub async fn history(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: GoalId,
    from: i32,
    page: Page,
) -> Result<Vec<Version>, DbErr> {
    let after = page.after_number().max(from - 1);
    let rows = sql::all(
        db,
        "SELECT revision, kind, what, how, due_on, competencies, status, visibility, actor_id, client_id, saved_at FROM goal_version \
         WHERE organisation_id = $1 AND goal_id = $2 AND revision > $3 ORDER BY revision LIMIT $4",
        vec![tenant.raw().into(), id.raw().into(), after.into(), page.rows().into()],
    )
    .await?;
    let version = |row: &QueryResult| {
        let visibility: String = row.try_get("", "visibility")?;
        Ok(Version {
            revision: row.try_get("", "revision")?,
            details: details_in(row, sql::known("visibility", &visibility, Visibility::parse)?)?,
            actor: UserId::new(row.try_get("", "actor_id")?),
            client: row.try_get("", "client_id")?,
            saved_at: row.try_get("", "saved_at")?,
        })
    };
    rows.iter().map(version).collect()
}

fn caller(actor: &Actor, now: Timestamp) -> Vec<Value> {
    vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into()]
}

fn details(d: &GoalDetails) -> [Value; 6] {
    let competencies: Vec<String> = d.competencies.iter().map(ToString::to_string).collect();
    [
        d.kind.code().into(),
        d.what.clone().into(),
        d.how.clone().into(),
        d.due_on.into(),
        serde_json::json!(competencies).to_string().into(),
        d.status.code().into(),
    ]
}

fn in_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|e| DbErr::Json(e.to_string()))
}

fn competencies_in(row: &QueryResult) -> Result<Vec<CompetencyId>, DbErr> {
    let ids: Vec<Uuid> = in_json(&row.try_get::<String>("", "competencies")?)?;
    Ok(ids.into_iter().map(CompetencyId::new).collect())
}

fn details_in(row: &QueryResult, visibility: Visibility) -> Result<GoalDetails, DbErr> {
    Ok(GoalDetails {
        kind: sql::known("kind", &row.try_get::<String>("", "kind")?, GoalKind::parse)?,
        what: row.try_get("", "what")?,
        how: row.try_get("", "how")?,
        due_on: row.try_get("", "due_on")?,
        competencies: competencies_in(row)?,
        status: sql::known("status", &row.try_get::<String>("", "status")?, GoalStatus::parse)?,
        visibility,
    })
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    let coaches_from: Option<i32> = row.try_get("", "coaches_from")?;
    let visibility = if coaches_from.is_some() { Visibility::Coaches } else { Visibility::Private };
    let origin = match row.try_get::<Option<Uuid>>("", "origin_assessment_id")?.map(AssessmentId::new) {
        Some(assessment) => Some(Origin { assessment, prompt: row.try_get("", "origin_prompt_code")? }),
        None => None,
    };
    let goal = Goal {
        id: GoalId::new(row.try_get("", "id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        details: details_in(row, visibility)?,
        origin,
        status_at: row.try_get("", "status_at")?,
        coaches_from,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    };
    Ok(Seen { goal, relation: relation_in(row)? })
}
