//! What somebody has not read of feedback: all of it counted, the newest of it named.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{caller, id};
use crate::{
    auth::principal::Actor,
    db::{
        relation::{caller_coaches, caller_is_active},
        sql,
    },
    domain::{
        clock::Timestamp,
        overview::{MOST_FEEDBACK, News, Unread},
    },
    resources::feedback::repo::{is_unread, unread_replies},
};

/// The feedback among which to look, and the placeholder of how much of it to name. A text that was read before it was amended has a
/// reading, of an earlier revision.
macro_rules! news_among {
    ($which:expr, $most:literal) => {
        concat!(
            "SELECT n.id, n.learner_id, n.assessment_id, n.texts, n.amended, n.replies, COUNT(*) OVER () AS all_feedback, \
                    CAST(SUM(n.texts) OVER () AS bigint) AS all_texts, CAST(SUM(n.amended) OVER () AS bigint) AS all_amended, \
                    CAST(SUM(n.replies) OVER () AS bigint) AS all_replies \
             FROM (SELECT f.id, f.learner_id, f.assessment_id, COALESCE(f.amended_at, f.shared_at) AS said_at, CASE WHEN ",
            is_unread!(),
            " THEN 1 ELSE 0 END AS texts, CASE WHEN ",
            is_unread!(),
            " AND EXISTS (SELECT 1 FROM feedback_reading er WHERE er.organisation_id = $1 AND er.feedback_id = f.id \
                AND er.reader_id = $2) THEN 1 ELSE 0 END AS amended, ",
            unread_replies!(),
            " AS replies FROM feedback f WHERE f.organisation_id = $1 AND f.state <> 'draft' AND ",
            caller_is_active!(),
            " AND ",
            $which,
            ") n WHERE n.texts > 0 OR n.replies > 0 ORDER BY n.said_at DESC, n.id DESC LIMIT ",
            $most
        )
    };
}

/// What a learner has not read of the feedback that is for her.
pub async fn learners_news(db: &impl ConnectionTrait, actor: &Actor) -> Result<(Unread, Vec<News>), DbErr> {
    const HERS: &str = news_among!("f.learner_id = $2", "$3");
    let mut values = caller(actor);
    values.push(most());
    read(&sql::all(db, HERS, values).await?)
}

/// What a coach has not read of the replies to the feedback that she wrote to who is still hers.
pub async fn replies_to_coach(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
) -> Result<(Unread, Vec<News>), DbErr> {
    const HERS: &str = news_among!(concat!("f.author_id = $2 AND ", caller_coaches!("f.learner_id")), "$4");
    let mut values = caller(actor);
    values.extend([now.into(), most()]);
    read(&sql::all(db, HERS, values).await?)
}

fn most() -> sea_orm::Value {
    i64::try_from(MOST_FEEDBACK).unwrap_or(i64::MAX).into()
}

fn read(rows: &[QueryResult]) -> Result<(Unread, Vec<News>), DbErr> {
    let Some(first) = rows.first() else { return Ok((Unread::default(), vec![])) };
    let unread = Unread {
        feedback: first.try_get("", "all_feedback")?,
        texts: first.try_get("", "all_texts")?,
        amended: first.try_get("", "all_amended")?,
        replies: first.try_get("", "all_replies")?,
    };
    let news = |row: &QueryResult| {
        Ok(News {
            id: id(row, "id")?,
            assessment: id(row, "assessment_id")?,
            learner: id(row, "learner_id")?,
            text: row.try_get::<i32>("", "texts")? > 0,
            amended: row.try_get::<i32>("", "amended")? > 0,
            replies: row.try_get("", "replies")?,
        })
    };
    Ok((unread, rows.iter().map(news).collect::<Result<_, DbErr>>()?))
}
