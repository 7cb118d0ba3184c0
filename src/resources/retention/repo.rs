//! The terms of organisations, and what is past them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, GoalId, Id, ReflectionId, UserId},
        retention::Terms,
    },
    resources::assessments::remarks,
};

/// The terms of an organisation; the usual ones, where it set none.
pub async fn of(db: &impl ConnectionTrait, tenant: Tenant) -> Result<Terms, DbErr> {
    let text = "SELECT account_months, reflection_months, goal_months, note_months, grace_days, revision FROM retention \
                WHERE organisation_id = $1";
    let Some(row) = sql::one(db, text, vec![tenant.raw().into()]).await? else { return Ok(Terms::default()) };
    let number = |column: &str| Ok::<_, DbErr>(u32::try_from(row.try_get::<i32>("", column)?).unwrap_or(0));
    let maybe = |column: &str| {
        Ok::<_, DbErr>(row.try_get::<Option<i32>>("", column)?.and_then(|number| u32::try_from(number).ok()))
    };
    Ok(Terms {
        account_months: number("account_months")?,
        reflection_months: maybe("reflection_months")?,
        goal_months: maybe("goal_months")?,
        note_months: maybe("note_months")?,
        grace_days: number("grace_days")?,
        revision: row.try_get("", "revision")?,
    })
}

/// Writes terms over the revision before them; `false` where somebody else did.
pub async fn write(db: &impl ConnectionTrait, tenant: Tenant, terms: &Terms, now: Timestamp) -> Result<bool, DbErr> {
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let values = vec![
        tenant.raw().into(),
        number(terms.account_months).into(),
        terms.reflection_months.map(number).into(),
        terms.goal_months.map(number).into(),
        terms.note_months.map(number).into(),
        number(terms.grace_days).into(),
        terms.revision.into(),
        now.into(),
    ];
    let text = "INSERT INTO retention (organisation_id, account_months, reflection_months, goal_months, note_months, grace_days, revision, updated_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation_id) DO UPDATE SET account_months = $2, reflection_months = $3, \
                  goal_months = $4, note_months = $5, grace_days = $6, revision = $7, updated_at = $8 WHERE retention.revision = $7 - 1";
    Ok(sql::run(db, text, values).await? == 1)
}

/// Persons who left at this moment or before it, and are not about to be erased: their last membership ended then, or they never had one and
/// are here since then. Guests go with whom they rated.
pub async fn accounts(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    until: Timestamp,
    most: i64,
) -> Result<Vec<UserId>, DbErr> {
    let text = "SELECT u.id FROM user_account u WHERE u.organisation_id = $1 AND u.kind = 'person' AND u.erased_at IS NULL \
                  AND (u.created_at <= $2 OR EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = $1 AND m.user_id = u.id)) \
                  AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = $1 AND m.user_id = u.id \
                                    AND (m.ends_at IS NULL OR m.ends_at > $2)) \
                  AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.organisation_id = $1 AND e.user_id = u.id AND e.done_at IS NULL) \
                  AND NOT EXISTS (SELECT 1 FROM invitation_use i WHERE i.organisation_id = $1 AND i.rater_id = u.id \
                                    AND i.secret_digest IS NOT NULL) \
                ORDER BY u.id LIMIT $3";
    let rows = sql::all(db, text, values(tenant, until, most)).await?;
    rows.iter().map(|row| Ok(UserId::new(row.try_get("", "id")?))).collect()
}

/// Reflections that were written last at this moment or before it, with their learners.
pub async fn reflections(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    until: Timestamp,
    most: i64,
) -> Result<Vec<(ReflectionId, UserId)>, DbErr> {
    let text =
        "SELECT id, learner_id FROM reflection WHERE organisation_id = $1 AND updated_at <= $2 ORDER BY id LIMIT $3";
    let rows = sql::all(db, text, values(tenant, until, most)).await?;
    let pair = |row: &QueryResult| Ok((ReflectionId::new(row.try_get("", "id")?), learner(row)?));
    rows.iter().map(pair).collect()
}

/// Goals that were changed last, and added to last, at this moment or before it, with their learners.
pub async fn goals(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    until: Timestamp,
    most: i64,
) -> Result<Vec<(GoalId, UserId)>, DbErr> {
    let text = "SELECT g.id, g.learner_id FROM goal g WHERE g.organisation_id = $1 AND g.updated_at <= $2 \
                  AND NOT EXISTS (SELECT 1 FROM goal_entry e WHERE e.organisation_id = $1 AND e.goal_id = g.id AND e.written_at > $2) \
                ORDER BY g.id LIMIT $3";
    let rows = sql::all(db, text, values(tenant, until, most)).await?;
    let pair = |row: &QueryResult| Ok((GoalId::new(row.try_get("", "id")?), learner(row)?));
    rows.iter().map(pair).collect()
}

/// Sheets with notes, or with notes in their history, that were saved last at this moment or before it, with their learners.
pub async fn noted(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    until: Timestamp,
    most: i64,
) -> Result<Vec<(AssessmentId, UserId)>, DbErr> {
    let text = "SELECT a.id, a.learner_id FROM assessment a WHERE a.organisation_id = $1 AND a.saved_at <= $2 \
                  AND (a.remarks LIKE '%\"notes\"%' OR EXISTS (SELECT 1 FROM sheet_save v WHERE v.organisation_id = $1 \
                         AND v.assessment_id = a.id AND v.remarks LIKE '%\"notes\"%')) ORDER BY a.id LIMIT $3";
    let rows = sql::all(db, text, values(tenant, until, most)).await?;
    let pair = |row: &QueryResult| Ok((AssessmentId::new(row.try_get("", "id")?), learner(row)?));
    rows.iter().map(pair).collect()
}

fn values(tenant: Tenant, until: Timestamp, most: i64) -> Vec<Value> {
    vec![tenant.raw().into(), until.into(), most.into()]
}

fn learner(row: &QueryResult) -> Result<UserId, DbErr> {
    Ok(UserId::new(row.try_get("", "learner_id")?))
}

/// Takes a reflection away, with every version of it, if it is still past its term.
pub async fn take_reflection(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: ReflectionId,
    until: Timestamp,
) -> Result<bool, DbErr> {
    let values = || vec![tenant.raw().into(), id.raw().into()];
    let still =
        "SELECT assessment_id, revision FROM reflection WHERE organisation_id = $1 AND id = $2 AND updated_at <= $3";
    let found = sql::one(db, still, vec![tenant.raw().into(), id.raw().into(), until.into()]).await?;
    let Some(row) = found else { return Ok(false) };
    // So that a later answer to the same question begins with another tag.
    let text = "UPDATE assessment SET reflections_through = CASE WHEN reflections_through > $3 THEN reflections_through ELSE $3 END \
                WHERE organisation_id = $1 AND id = $2";
    let (sheet, revision): (Uuid, i32) = (row.try_get("", "assessment_id")?, row.try_get("", "revision")?);
    sql::run(db, text, vec![tenant.raw().into(), sheet.into(), revision.into()]).await?;
    for text in [
        "DELETE FROM reflection_share WHERE organisation_id = $1 AND reflection_id = $2",
        "DELETE FROM reflection_version WHERE organisation_id = $1 AND reflection_id = $2",
    ] {
        sql::run(db, text, values()).await?;
    }
    Ok(sql::run(db, "DELETE FROM reflection WHERE organisation_id = $1 AND id = $2", values()).await? == 1)
}

/// Takes a goal away, with every version of it and all that was added to it, if it is still past its term.
pub async fn take_goal(db: &impl ConnectionTrait, tenant: Tenant, id: GoalId, until: Timestamp) -> Result<bool, DbErr> {
    let values = || vec![tenant.raw().into(), id.raw().into()];
    let still = "SELECT 1 FROM goal WHERE organisation_id = $1 AND id = $2 AND updated_at <= $3";
    if sql::one(db, still, vec![tenant.raw().into(), id.raw().into(), until.into()]).await?.is_none() {
        return Ok(false);
    }
    for text in [
        "DELETE FROM goal_entry WHERE organisation_id = $1 AND goal_id = $2",
        "DELETE FROM goal_version WHERE organisation_id = $1 AND goal_id = $2",
    ] {
        sql::run(db, text, values()).await?;
    }
    Ok(sql::run(db, "DELETE FROM goal WHERE organisation_id = $1 AND id = $2", values()).await? == 1)
}

/// Takes every note from a sheet and from its history, if it is still past its term. Reasons stay: they are one of three words. A sheet that had notes until now
/// is another state of it, with a revision of its own; there is no save of that revision.
pub async fn take_notes(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: AssessmentId,
    until: Timestamp,
) -> Result<bool, DbErr> {
    let still = "SELECT remarks FROM assessment WHERE organisation_id = $1 AND id = $2 AND saved_at <= $3";
    let values = vec![tenant.raw().into(), id.raw().into(), until.into()];
    let Some(row) = sql::one(db, still, values).await? else { return Ok(false) };
    let mut current = remarks::read(row.try_get("", "remarks")?)?;
    let had_notes = !current.notes.is_empty();
    current.notes.clear();
    let (remarks, later) = (remarks::write(&current), i32::from(had_notes));
    let values: Vec<Value> = vec![tenant.raw().into(), id.raw().into(), remarks.into(), until.into(), later.into()];
    let text = "UPDATE assessment SET remarks = $3, revision = revision + $5 WHERE organisation_id = $1 AND id = $2 AND saved_at <= $4";
    if sql::run(db, text, values).await? == 0 {
        return Ok(false);
    }
    let text = "SELECT revision, remarks FROM sheet_save WHERE organisation_id = $1 AND assessment_id = $2 AND remarks LIKE '%\"notes\"%'";
    for row in sql::all(db, text, vec![tenant.raw().into(), id.raw().into()]).await? {
        let mut changes = remarks::read_changes(row.try_get("", "remarks")?)?;
        changes.notes.clear();
        let revision: i32 = row.try_get("", "revision")?;
        let values: Vec<Value> =
            vec![tenant.raw().into(), id.raw().into(), revision.into(), remarks::write_changes(&changes).into()];
        let text =
            "UPDATE sheet_save SET remarks = $4 WHERE organisation_id = $1 AND assessment_id = $2 AND revision = $3";
        sql::run(db, text, values).await?;
    }
    Ok(true)
}
