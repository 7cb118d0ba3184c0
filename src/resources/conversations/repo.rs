//! The rows of conversations: a version each, with its participants and agreements beside it.

use entity::{conversation_agreement, conversation_participant};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        conversation::{Account, Agreement, Cause, Conversation},
        ids::{AssessmentId, ConversationId, Id, UserId},
    },
};

const SELECT: &str = "SELECT s.assessment_id, a.learner_id, s.revision, s.conversation_id, s.cause, s.held_on, s.others, s.summary, \
                             s.recorder_id, s.recorded_at, s.submitted_at, s.actor_id, s.saved_at \
                      FROM conversation_save s JOIN assessment a ON a.organisation_id = s.organisation_id AND a.id = s.assessment_id \
                      WHERE s.organisation_id = $1 AND s.assessment_id = $2";

/// The conversation about an assessment, as it is told now; about the last submission that was discussed.
pub async fn latest(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    assessment: AssessmentId,
) -> Result<Option<Conversation>, DbErr> {
    let values = vec![tenant.raw().into(), assessment.raw().into()];
    let rows = sql::all(db, &format!("{SELECT} ORDER BY s.revision DESC LIMIT 1"), values).await?;
    Ok(complete(db, tenant, assessment, &rows).await?.pop())
}

/// A page of all versions after this revision, oldest first, with a row too many where there are more.
pub async fn versions(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    assessment: AssessmentId,
    page: Page,
) -> Result<Vec<Conversation>, DbErr> {
    let values = vec![tenant.raw().into(), assessment.raw().into(), page.after_number().into(), page.rows().into()];
    let rows = sql::all(db, &format!("{SELECT} AND s.revision > $3 ORDER BY s.revision LIMIT $4"), values).await?;
    complete(db, tenant, assessment, &rows).await
}

/// The versions in these rows, which follow one another, with their participants and agreements.
async fn complete(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    assessment: AssessmentId,
    rows: &[QueryResult],
) -> Result<Vec<Conversation>, DbErr> {
    let mut all = rows.iter().map(version).collect::<Result<Vec<_>, _>>()?;
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Ok(all) };
    let between: Vec<Value> =
        vec![tenant.raw().into(), assessment.raw().into(), first.revision.into(), last.revision.into()];
    let participants = sql::all(
        db,
        "SELECT revision, user_id FROM conversation_participant \
         WHERE organisation_id = $1 AND assessment_id = $2 AND revision BETWEEN $3 AND $4 ORDER BY revision, user_id",
        between.clone(),
    )
    .await?;
    let participants = participants.iter().map(participant).collect::<Result<Vec<_>, _>>()?;
    let agreements = sql::all(
        db,
        "SELECT revision, what, due_on, by_id FROM conversation_agreement \
         WHERE organisation_id = $1 AND assessment_id = $2 AND revision BETWEEN $3 AND $4 ORDER BY revision, number",
        between,
    )
    .await?;
    let agreements = agreements.iter().map(agreement).collect::<Result<Vec<_>, _>>()?;
    for Conversation { revision, account, .. } in &mut all {
        account.participants = of(*revision, &participants);
        account.agreements = of(*revision, &agreements);
    }
    Ok(all)
}

/// What belongs to this version.
fn of<T: Clone>(revision: i32, all: &[(i32, T)]) -> Vec<T> {
    all.iter().filter(|(number, _)| *number == revision).map(|(_, one)| one.clone()).collect()
}

fn participant(row: &QueryResult) -> Result<(i32, UserId), DbErr> {
    Ok((row.try_get("", "revision")?, UserId::new(row.try_get("", "user_id")?)))
}

fn agreement(row: &QueryResult) -> Result<(i32, Agreement), DbErr> {
    let agreement = Agreement {
        what: row.try_get("", "what")?,
        due_on: row.try_get("", "due_on")?,
        by: row.try_get::<Option<Uuid>>("", "by_id")?.map(UserId::new),
    };
    Ok((row.try_get("", "revision")?, agreement))
}

/// Adds a version. Its number is unique: who comes second fails.
pub async fn insert(db: &impl ConnectionTrait, actor: &Actor, c: &Conversation) -> Result<(), DbErr> {
    let (tenant, account) = (actor.tenant, &c.account);
    let others = serde_json::to_string(&account.others).map_err(|e| DbErr::Json(e.to_string()))?;
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        c.assessment.raw().into(),
        c.revision.into(),
        c.id.raw().into(),
        c.cause.code().into(),
        account.held_on.into(),
        others.into(),
        account.summary.clone().into(),
        c.recorder.raw().into(),
        c.recorded_at.into(),
        c.submitted_at.into(),
        c.actor.raw().into(),
        c.saved_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO conversation_save (organisation_id, assessment_id, revision, conversation_id, cause, held_on, others, summary, \
                                        recorder_id, recorded_at, submitted_at, actor_id, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values,
    )
    .await?;
    let participants = account.participants.iter().map(|who| conversation_participant::ActiveModel {
        organisation_id: Set(tenant.raw()),
        assessment_id: Set(c.assessment.raw()),
        revision: Set(c.revision),
        user_id: Set(who.raw()),
    });
    conversation_participant::Entity::insert_many(participants).exec_without_returning(db).await?;
    if account.agreements.is_empty() {
        return Ok(());
    }
    let agreements =
        account.agreements.iter().zip(1..).map(|(agreement, number)| conversation_agreement::ActiveModel {
            organisation_id: Set(tenant.raw()),
            assessment_id: Set(c.assessment.raw()),
            revision: Set(c.revision),
            number: Set(number),
            what: Set(agreement.what.clone()),
            due_on: Set(agreement.due_on),
            by_id: Set(agreement.by.map(Id::raw)),
        });
    conversation_agreement::Entity::insert_many(agreements).exec_without_returning(db).await?;
    Ok(())
}

/// The number of the newest version on this assessment; 0 where there is none.
pub async fn newest(db: &impl ConnectionTrait, tenant: Tenant, assessment: AssessmentId) -> Result<i32, DbErr> {
    let sql = "SELECT COALESCE(MAX(revision), 0) AS newest FROM conversation_save WHERE organisation_id = $1 AND assessment_id = $2";
    let row = sql::one(db, sql, vec![tenant.raw().into(), assessment.raw().into()]).await?;
    row.map_or(Ok(0), |row| row.try_get("", "newest"))
}

/// Who has to do with a learner: she herself, and everybody who coaches her or ever did, one by one or through a group.
pub async fn people(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    now: Timestamp,
    learner: UserId,
) -> Result<Vec<UserId>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT id AS user_id FROM user_account WHERE organisation_id = $1 AND id = $2 \
         UNION SELECT c.coach_id FROM coaching c WHERE c.organisation_id = $1 AND c.starts_at <= $3 AND (c.learner_id = $2 \
           OR c.group_id IN (SELECT m.group_id FROM membership m WHERE m.organisation_id = $1 AND m.user_id = $2 \
             AND m.role = 'learner' AND m.starts_at <= $3))",
        vec![tenant.raw().into(), learner.raw().into(), now.into()],
    )
    .await?;
    rows.iter().map(|row| Ok(UserId::new(row.try_get("", "user_id")?))).collect()
}

fn version(row: &QueryResult) -> Result<Conversation, DbErr> {
    let others: String = row.try_get("", "others")?;
    Ok(Conversation {
        id: ConversationId::new(row.try_get("", "conversation_id")?),
        assessment: AssessmentId::new(row.try_get("", "assessment_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        revision: row.try_get("", "revision")?,
        cause: sql::known("cause", &row.try_get::<String>("", "cause")?, Cause::parse)?,
        account: Account {
            held_on: row.try_get("", "held_on")?,
            participants: Vec::new(),
            others: serde_json::from_str(&others).map_err(|e| DbErr::Json(e.to_string()))?,
            summary: row.try_get("", "summary")?,
            agreements: Vec::new(),
        },
        recorder: UserId::new(row.try_get("", "recorder_id")?),
        recorded_at: row.try_get("", "recorded_at")?,
        submitted_at: row.try_get("", "submitted_at")?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        saved_at: row.try_get("", "saved_at")?,
    })
}
