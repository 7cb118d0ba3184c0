//! The rows of agreed actions, and their history.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    auth::principal::Actor,
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        feedback::{ActionDetails, ActionState, AgreedAction},
        ids::{AgreedActionId, FeedbackId, Id, UserId},
    },
};

const SELECT: &str = "SELECT a.id, a.feedback_id, f.learner_id, a.what, a.due_on, a.state, a.author_id, a.revision, a.agreed_at, \
                             a.updated_at FROM agreed_action a \
                      JOIN feedback f ON f.organisation_id = a.organisation_id AND f.id = a.feedback_id \
                      WHERE a.organisation_id = $1 AND a.feedback_id = $2";

/// A page of the actions agreed on with this feedback, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    feedback: FeedbackId,
    page: Page,
) -> Result<Vec<AgreedAction>, DbErr> {
    let values = vec![tenant.raw().into(), feedback.raw().into(), page.after().into(), page.rows().into()];
    let rows = sql::all(db, &format!("{SELECT} AND a.id > $3 ORDER BY a.id LIMIT $4"), values).await?;
    rows.iter().map(action).collect()
}

/// An action agreed on with this feedback.
pub async fn find(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    feedback: FeedbackId,
    id: AgreedActionId,
) -> Result<Option<AgreedAction>, DbErr> {
    let values = vec![tenant.raw().into(), feedback.raw().into(), id.raw().into()];
    sql::one(db, &format!("{SELECT} AND a.id = $3"), values).await?.as_ref().map(action).transpose()
}

/// Adds an action.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, a: &AgreedAction) -> Result<(), DbErr> {
    let mut values: Vec<Value> = vec![tenant.raw().into(), a.id.raw().into(), a.feedback.raw().into()];
    values.extend(details(&a.details));
    values.extend([a.author.raw().into(), a.revision.into(), a.agreed_at.into()]);
    sql::run(
        db,
        "INSERT INTO agreed_action (organisation_id, id, feedback_id, what, due_on, state, author_id, revision, agreed_at, \
                                    updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes an action over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, a: &AgreedAction) -> Result<bool, DbErr> {
    let mut values: Vec<Value> = vec![tenant.raw().into(), a.id.raw().into()];
    values.extend(details(&a.details));
    values.extend([a.revision.into(), a.updated_at.into(), (a.revision - 1).into()]);
    let changed = sql::run(
        db,
        "UPDATE agreed_action SET what = $3, due_on = $4, state = $5, revision = $6, updated_at = $7 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $8",
        values,
    )
    .await?;
    Ok(changed == 1)
}

/// An action as a change left it.
#[derive(Clone, Debug)]
pub struct Saved {
    pub revision: i32,
    pub details: ActionDetails,
    pub actor: UserId,
    pub at: Timestamp,
}

/// Adds an action, as it is now, to its history.
pub async fn insert_save(db: &impl ConnectionTrait, actor: &Actor, a: &AgreedAction) -> Result<(), DbErr> {
    let mut values: Vec<Value> = vec![actor.tenant.raw().into(), a.id.raw().into(), a.revision.into()];
    values.extend(details(&a.details));
    values.extend([actor.user.raw().into(), a.updated_at.into()]);
    sql::run(
        db,
        "INSERT INTO agreed_action_save (organisation_id, action_id, revision, what, due_on, state, actor_id, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values,
    )
    .await?;
    Ok(())
}

/// A page of the history after this revision, with a row too many where there are more.
pub async fn history(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: AgreedActionId,
    page: Page,
) -> Result<Vec<Saved>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT revision, what, due_on, state, actor_id, saved_at FROM agreed_action_save \
         WHERE organisation_id = $1 AND action_id = $2 AND revision > $3 ORDER BY revision LIMIT $4",
        vec![tenant.raw().into(), id.raw().into(), page.after_number().into(), page.rows().into()],
    )
    .await?;
    rows.iter().map(saved).collect()
}

fn details(d: &ActionDetails) -> [Value; 3] {
    [d.what.clone().into(), d.due_on.into(), d.state.code().into()]
}

fn details_in(row: &QueryResult) -> Result<ActionDetails, DbErr> {
    Ok(ActionDetails {
        what: row.try_get("", "what")?,
        due_on: row.try_get("", "due_on")?,
        state: sql::known("state", &row.try_get::<String>("", "state")?, ActionState::parse)?,
    })
}

fn action(row: &QueryResult) -> Result<AgreedAction, DbErr> {
    Ok(AgreedAction {
        id: AgreedActionId::new(row.try_get("", "id")?),
        feedback: FeedbackId::new(row.try_get("", "feedback_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        details: details_in(row)?,
        author: UserId::new(row.try_get("", "author_id")?),
        revision: row.try_get("", "revision")?,
        agreed_at: row.try_get("", "agreed_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}

fn saved(row: &QueryResult) -> Result<Saved, DbErr> {
    Ok(Saved {
        revision: row.try_get("", "revision")?,
        details: details_in(row)?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        at: row.try_get("", "saved_at")?,
    })
}
