//! The rows of replies.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        feedback::{Feedback, Reply},
        ids::{FeedbackId, FeedbackReplyId, Id, UserId},
    },
};

const SELECT: &str = "SELECT r.id, r.number, r.author_id, r.body, r.written_at, r.feedback_id, f.learner_id FROM feedback_reply r \
                      JOIN feedback f ON f.organisation_id = r.organisation_id AND f.id = r.feedback_id \
                      WHERE r.organisation_id = $1 AND r.feedback_id = $2";

/// A page of the replies after this number, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    feedback: FeedbackId,
    page: Page,
) -> Result<Vec<Reply>, DbErr> {
    let values = vec![tenant.raw().into(), feedback.raw().into(), page.after_number().into(), page.rows().into()];
    let rows = sql::all(db, &format!("{SELECT} AND r.number > $3 ORDER BY r.number LIMIT $4"), values).await?;
    rows.iter().map(reply).collect()
}

/// A reply to this feedback.
pub async fn find(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    feedback: FeedbackId,
    id: FeedbackReplyId,
) -> Result<Option<Reply>, DbErr> {
    let values = vec![tenant.raw().into(), feedback.raw().into(), id.raw().into()];
    sql::one(db, &format!("{SELECT} AND r.id = $3"), values).await?.as_ref().map(reply).transpose()
}

/// The number of the next reply to this feedback. Whoever replies at the same time waits for this transaction, so numbers have no gaps
/// and who has read so many has read the first so many.
pub async fn next_number(db: &impl ConnectionTrait, tenant: Tenant, feedback: &Feedback) -> Result<i32, DbErr> {
    let sql = "UPDATE feedback SET reply_count = reply_count + 1 WHERE organisation_id = $1 AND id = $2 RETURNING reply_count";
    let row = sql::one(db, sql, vec![tenant.raw().into(), feedback.id.raw().into()]).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("feedback".to_owned()))?.try_get("", "reply_count")
}

/// Adds a reply.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, reply: &Reply) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        reply.id.raw().into(),
        reply.feedback.raw().into(),
        reply.number.into(),
        reply.author.raw().into(),
        reply.body.clone().into(),
        reply.written_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO feedback_reply (organisation_id, id, feedback_id, number, author_id, body, written_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    Ok(())
}

fn reply(row: &QueryResult) -> Result<Reply, DbErr> {
    Ok(Reply {
        id: FeedbackReplyId::new(row.try_get("", "id")?),
        feedback: FeedbackId::new(row.try_get("", "feedback_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        number: row.try_get("", "number")?,
        author: UserId::new(row.try_get("", "author_id")?),
        body: row.try_get("", "body")?,
        written_at: row.try_get("", "written_at")?,
    })
}
