//! The history of sheets: a row per save, append-only, and the save's audit record too.

use std::ops::RangeInclusive;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    auth::principal::Actor,
    db::{batch::Write, page::Page, sql, tenant::Tenant, work::Writer},
    domain::{
        assessment::Assessment,
        clock::Timestamp,
        history::{Cause, Step},
        ids::{AssessmentId, AuditEventId, Id, UserId},
        sheet::RemarkChanges,
    },
    resources::assessments::remarks,
};

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

/// Adds a row, which is this line of the audit trail.
pub async fn insert(db: &impl Writer, actor: &Actor, line: AuditEventId, save: Save<'_>) -> Result<(), DbErr> {
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
        line.raw().into(),
    ];
    db.write(Write::row("sheet_save", &COLUMNS, values)).await
}

const COLUMNS: [&str; 11] = [
    "organisation_id",
    "assessment_id",
    "revision",
    "cause",
    "levels",
    "remarks",
    "reason",
    "actor_id",
    "client_id",
    "saved_at",
    "line_id",
];

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

const SELECT: &str = "SELECT revision, cause, levels, remarks, reason, actor_id, client_id, saved_at FROM sheet_save \
     WHERE organisation_id = $1 AND assessment_id = $2";

/// A page of the history after this revision, of what is shown, with a row too many where there are more.
pub async fn history(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: AssessmentId,
    shown: &RangeInclusive<i32>,
    page: Page,
) -> Result<Vec<Saved>, DbErr> {
    let after = page.after_number().max(shown.start() - 1);
    let rows = sql::all(
        db,
        &format!("{SELECT} AND revision > $3 AND revision <= $4 ORDER BY revision LIMIT $5"),
        vec![tenant.raw().into(), id.raw().into(), after.into(), (*shown.end()).into(), page.rows().into()],
    )
    .await?;
    rows.iter().map(from_row).collect()
}

/// The row of this revision, if one is named, and the last two of what is shown up to another; each as far as it is there, oldest first. There is not a row of every
/// revision: notes that go for their age make one without a save.
pub async fn some(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: AssessmentId,
    shown: &RangeInclusive<i32>,
    (from, to): (Option<i32>, Option<i32>),
) -> Result<Vec<Saved>, DbErr> {
    let until = to.map_or(*shown.end(), |to| to.min(*shown.end()));
    let values = vec![tenant.raw().into(), id.raw().into(), from.into(), (*shown.start()).into(), until.into()];
    let last = "SELECT l.revision FROM sheet_save l WHERE l.organisation_id = $1 AND l.assessment_id = $2 AND l.revision >= $4 \
                  AND l.revision <= $5 ORDER BY l.revision DESC LIMIT 2";
    let text = format!("{SELECT} AND (revision = $3 OR revision IN ({last})) ORDER BY revision");
    sql::all(db, &text, values).await?.iter().map(from_row).collect()
}

/// The steps of a history by which is known who sees what of it, and from which remarks follow; oldest first. Saves that changed
/// levels alone are left out.
pub async fn steps(db: &impl ConnectionTrait, tenant: Tenant, id: AssessmentId) -> Result<Vec<Step>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT revision, cause, remarks FROM sheet_save WHERE organisation_id = $1 AND assessment_id = $2 \
           AND (cause <> 'saved' OR remarks IS NOT NULL) ORDER BY revision",
        vec![tenant.raw().into(), id.raw().into()],
    )
    .await?;
    let step = |row: &QueryResult| {
        Ok(Step { revision: row.try_get("", "revision")?, cause: cause(row)?, changes: changes(row)? })
    };
    rows.iter().map(step).collect()
}

fn cause(row: &QueryResult) -> Result<Cause, DbErr> {
    sql::known("cause", &row.try_get::<String>("", "cause")?, Cause::parse)
}

fn changes(row: &QueryResult) -> Result<RemarkChanges, DbErr> {
    remarks::read_changes(row.try_get("", "remarks")?)
}

fn from_row(row: &QueryResult) -> Result<Saved, DbErr> {
    Ok(Saved {
        revision: row.try_get("", "revision")?,
        cause: cause(row)?,
        bytes: row.try_get("", "levels")?,
        changes: changes(row)?,
        reason: row.try_get("", "reason")?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        client: row.try_get("", "client_id")?,
        saved_at: row.try_get("", "saved_at")?,
    })
}
