//! What somebody has not read, as SQL, so that it comes with a row or is counted over many in one statement.
//!
//! As in `db::relation`, `$1` is the tenant and `$2` the caller; `f` is the row of `feedback`. A reading holds numbers, not moments:
//! what was added while somebody read is not taken for read.

use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    auth::principal::Actor,
    db::sql,
    domain::{clock::Timestamp, feedback::Feedback, ids::Id},
};

/// Whether the caller has not read the text as it is now. Its author knows it, and nobody else reads a draft.
macro_rules! is_unread {
    () => {
        "(f.author_id <> $2 AND f.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM feedback_reading ur \
            WHERE ur.organisation_id = $1 AND ur.feedback_id = f.id AND ur.reader_id = $2 \
              AND ur.read_revision >= f.text_revision))"
    };
}

/// How many replies of others the caller has not read.
macro_rules! unread_replies {
    () => {
        "(SELECT COUNT(*) FROM feedback_reply uy WHERE uy.organisation_id = $1 AND uy.feedback_id = f.id AND uy.author_id <> $2 \
            AND uy.number > COALESCE((SELECT ur.read_replies FROM feedback_reading ur WHERE ur.organisation_id = $1 \
              AND ur.feedback_id = f.id AND ur.reader_id = $2), 0))"
    };
}

pub(crate) use {is_unread, unread_replies};

const COUNT: &str = concat!(
    "SELECT CAST(COALESCE(SUM(CASE WHEN ",
    is_unread!(),
    " THEN 1 ELSE 0 END), 0) AS bigint) AS texts, CAST(COALESCE(SUM(",
    unread_replies!(),
    "), 0) AS bigint) AS replies FROM feedback f WHERE f.organisation_id = $1 AND ",
    super::caller_reads!()
);

/// How much the caller has not read, of all the feedback that she may read: so many texts, so many replies. One statement.
pub async fn count_unread(db: &impl ConnectionTrait, actor: &Actor, now: Timestamp) -> Result<(i64, i64), DbErr> {
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into()];
    let Some(row) = sql::one(db, COUNT, values).await? else { return Ok((0, 0)) };
    Ok((row.try_get("", "texts")?, row.try_get("", "replies")?))
}

/// Remembers that the caller has read this feedback, and its replies up to the last that came with it. Never takes back what was
/// read since.
pub async fn remember(
    db: &impl ConnectionTrait,
    actor: &Actor,
    feedback: &Feedback,
    now: Timestamp,
) -> Result<(), DbErr> {
    let values = vec![
        actor.tenant.raw().into(),
        feedback.id.raw().into(),
        actor.user.raw().into(),
        feedback.revision.into(),
        feedback.reply_count.into(),
        now.into(),
    ];
    sql::run(
        db,
        "INSERT INTO feedback_reading (organisation_id, feedback_id, reader_id, read_revision, read_replies, read_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (organisation_id, feedback_id, reader_id) DO UPDATE \
         SET read_revision = $4, read_replies = $5, read_at = $6 \
         WHERE feedback_reading.read_revision <= $4 AND feedback_reading.read_replies <= $5",
        values,
    )
    .await?;
    Ok(())
}
