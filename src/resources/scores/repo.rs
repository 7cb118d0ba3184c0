//! The history of sheets: a row per save, append-only, and the save's audit record too.

use crate::{
    auth::principal::Actor,
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        assessment::Assessment,
        clock::Timestamp,
        ids::{AssessmentId, Id, UserId},
        round::coded,
        sheet::RemarkChanges,
    },
    resources::assessments::remarks,
};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

coded!(/// What made a row of the history.
    Cause {
    /// The assessment was started.
    Started = "started",
    /// Scores were saved.
    Saved = "saved",
    /// It was submitted.
    Submitted = "submitted",
    /// It was made a draft again.
    Reopened = "reopened",
    /// A coach let the learner see it.
    Disclosed = "disclosed",
    /// The conversation about it was recorded.
    Discussed = "discussed",
});

/// A row to add.
pub struct Save<'a> {
    assessment: &'a Assessment,
    cause: Cause,
    changes: Option<&'a RemarkChanges>,
    reason: Option<&'a str>,
}

impl<'a> Save<'a> {
    /// The row for an assessment as it is after the change.
    pub fn of(
        assessment: &'a Assessment,
        cause: Cause,
        changes: Option<&'a RemarkChanges>,
        reason: Option<&'a str>,
    ) -> Self {
        Self { assessment, cause, changes, reason }
    }
}

/// Adds a row.
pub async fn insert(db: &impl ConnectionTrait, actor: &Actor, save: Save<'_>) -> Result<(), DbErr> {
    let a = save.assessment;
    let values: Vec<Value> = vec![
        actor.tenant.raw().into(),
        a.id.raw().into(),
        a.revision.into(),
        save.cause.code().into(),
        a.sheet.bytes().to_vec().into(),
        save.changes.and_then(remarks::write_changes).into(),
        save.reason.map(str::to_owned).into(),
        actor.user.raw().into(),
        actor.client.clone().into(),
        a.saved_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO sheet_save (organisation_id, assessment_id, revision, cause, levels, remarks, reason, actor_id, client_id, \
                                 saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values,
    )
    .await?;
    Ok(())
}

/// A row of the history.
#[derive(Clone, Debug)]
pub struct Saved {
    pub revision: i32,
    pub cause: Cause,
    pub bytes: Vec<u8>,
    pub changes: RemarkChanges,
    pub reason: Option<String>,
    pub actor: UserId,
    pub client: String,
    pub saved_at: Timestamp,
}

/// A page of the history after this revision, with a row too many where there are more.
pub async fn history(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: AssessmentId,
    page: Page,
) -> Result<Vec<Saved>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT revision, cause, levels, remarks, reason, actor_id, client_id, saved_at FROM sheet_save \
         WHERE organisation_id = $1 AND assessment_id = $2 AND revision > $3 ORDER BY revision LIMIT $4",
        vec![tenant.raw().into(), id.raw().into(), page.after_number().into(), page.rows().into()],
    )
    .await?;
    rows.iter().map(from_row).collect()
}

fn from_row(row: &QueryResult) -> Result<Saved, DbErr> {
    Ok(Saved {
        revision: row.try_get("", "revision")?,
        cause: sql::known("cause", &row.try_get::<String>("", "cause")?, Cause::parse)?,
        bytes: row.try_get("", "levels")?,
        changes: remarks::read_changes(row.try_get("", "remarks")?)?,
        reason: row.try_get("", "reason")?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        client: row.try_get("", "client_id")?,
        saved_at: row.try_get("", "saved_at")?,
    })
}
