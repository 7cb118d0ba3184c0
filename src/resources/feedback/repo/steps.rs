//! The history of feedback that was shared: a row per step, append-only.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    auth::principal::Actor,
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        feedback::{Feedback, Step},
        ids::{FeedbackId, Id, UserId},
    },
};

/// A row of the history.
#[derive(Clone, Debug)]
pub struct Taken {
    pub revision: i32,
    pub step: Step,
    /// The text from then on; `None` where it stayed.
    pub body: Option<String>,
    pub actor: UserId,
    pub at: Timestamp,
}

/// Adds the step that made a piece of feedback what it is now.
pub async fn insert_step(db: &impl ConnectionTrait, actor: &Actor, f: &Feedback, step: Step) -> Result<(), DbErr> {
    let body = match step {
        Step::Shared | Step::Amended => Some(f.body.clone()),
        Step::Acknowledged => None,
    };
    let values = vec![
        actor.tenant.raw().into(),
        f.id.raw().into(),
        f.revision.into(),
        step.code().into(),
        body.into(),
        actor.user.raw().into(),
        f.updated_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO feedback_save (organisation_id, feedback_id, revision, cause, body, actor_id, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

/// A page of the steps after this revision, with a row too many where there are more.
pub async fn steps(db: &impl ConnectionTrait, tenant: Tenant, id: FeedbackId, page: Page) -> Result<Vec<Taken>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT revision, cause, body, actor_id, saved_at FROM feedback_save \
         WHERE organisation_id = $1 AND feedback_id = $2 AND revision > $3 ORDER BY revision LIMIT $4",
        vec![tenant.raw().into(), id.raw().into(), page.after_number().into(), page.rows().into()],
    )
    .await?;
    rows.iter().map(taken).collect()
}

fn taken(row: &QueryResult) -> Result<Taken, DbErr> {
    Ok(Taken {
        revision: row.try_get("", "revision")?,
        step: sql::known("cause", &row.try_get::<String>("", "cause")?, Step::parse)?,
        body: row.try_get("", "body")?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        at: row.try_get("", "saved_at")?,
    })
}
