//! The rows of feedback.

mod steps;
mod unread;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller_coaches, caller_is_active},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        feedback::{Anchor, Feedback, State, Unread},
        ids::{AssessmentId, FeedbackId, Id, UserId},
        permission::Relation,
    },
    resources::placements::repo::relation_in,
};

pub use steps::{Taken, insert_step, steps};
pub use unread::{count_unread, remember};
pub(crate) use unread::{is_unread, unread_replies};

/// Which feedback.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub assessment: Option<AssessmentId>,
    /// Only where the caller has something to read, or only where she has not.
    pub unread: Option<bool>,
}

/// A piece of feedback, how the caller stands to the learner it is for, and what of it she has not read.
#[derive(Clone, Debug)]
pub struct Seen {
    pub feedback: Feedback,
    pub relation: Relation,
    pub unread: Unread,
}

/// The permission table's rule about reading, once more, so that a cursor names no row that may not be seen.
macro_rules! caller_reads {
    () => {
        concat!(
            $crate::db::relation::caller_is_active!(),
            " AND ((f.author_id = $2 AND ",
            $crate::db::relation::caller_coaches!("f.learner_id"),
            ") OR (f.learner_id = $2 AND f.state <> 'draft'))"
        )
    };
}
pub(crate) use caller_reads;

const SELECT: &str = concat!(
    "SELECT f.id, f.assessment_id, f.learner_id, f.author_id, f.anchor, f.anchor_code, f.body, f.state, f.revision, f.text_revision, \
            f.reply_count, f.written_at, f.updated_at, f.shared_at, f.acknowledged_at, f.amended_at, f.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("f.learner_id"),
    " AS coaches, ",
    is_unread!(),
    " AS is_unread, ",
    unread_replies!(),
    " AS unread_replies FROM feedback f WHERE f.organisation_id = $1"
);

const LIST: &str = concat!(
    " AND f.id > $4 AND ($5 IS NULL OR f.assessment_id = $5) AND ($6 IS NULL OR $6 = (",
    is_unread!(),
    " OR ",
    unread_replies!(),
    " > 0)) AND ",
    caller_reads!(),
    " ORDER BY f.id LIMIT $7"
);

/// A page of the feedback the caller wrote or may read, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    filter: Filter,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    let assessment = filter.assessment.map(Id::raw);
    values.extend([page.after().into(), assessment.into(), filter.unread.into(), page.rows().into()]);
    sql::all(db, &format!("{SELECT}{LIST}"), values).await?.iter().map(seen).collect()
}

/// A piece of feedback.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: FeedbackId,
) -> Result<Option<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.push(id.raw().into());
    sql::one(db, &format!("{SELECT} AND f.id = $4"), values).await?.as_ref().map(seen).transpose()
}

/// Adds a piece of feedback.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, f: &Feedback) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        f.id.raw().into(),
        f.assessment.raw().into(),
        f.learner.raw().into(),
        f.author.raw().into(),
        f.anchor.kind().into(),
        f.anchor.code().into(),
        f.body.clone().into(),
        f.state.code().into(),
        f.revision.into(),
        f.text_revision.into(),
        f.written_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO feedback (organisation_id, id, assessment_id, learner_id, author_id, anchor, anchor_code, body, state, \
                               revision, text_revision, reply_count, written_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $12)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes text and state over the revision before this one; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, f: &Feedback) -> Result<bool, DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        f.id.raw().into(),
        (f.revision - 1).into(),
        f.revision.into(),
        f.body.clone().into(),
        f.state.code().into(),
        f.updated_at.into(),
        f.state.shared_at().into(),
        f.state.acknowledged_at().into(),
        f.text_revision.into(),
        f.amended_at.into(),
    ];
    let changed = sql::run(
        db,
        "UPDATE feedback SET revision = $4, body = $5, state = $6, updated_at = $7, shared_at = $8, acknowledged_at = $9, \
                             text_revision = $10, amended_at = $11 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $3",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn caller(actor: &Actor, now: Timestamp) -> Vec<Value> {
    vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into()]
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    let anchor: String = row.try_get("", "anchor")?;
    let anchor = Anchor::parse(&anchor, row.try_get("", "anchor_code")?);
    let feedback = Feedback {
        id: FeedbackId::new(row.try_get("", "id")?),
        assessment: AssessmentId::new(row.try_get("", "assessment_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        author: UserId::new(row.try_get("", "author_id")?),
        anchor: anchor.ok_or_else(|| DbErr::Type("anchor".to_owned()))?,
        body: row.try_get("", "body")?,
        state: state(row)?,
        revision: row.try_get("", "revision")?,
        text_revision: row.try_get("", "text_revision")?,
        reply_count: row.try_get("", "reply_count")?,
        written_at: row.try_get("", "written_at")?,
        updated_at: row.try_get("", "updated_at")?,
        amended_at: row.try_get("", "amended_at")?,
    };
    let unread = Unread { text: row.try_get("", "is_unread")?, replies: row.try_get("", "unread_replies")? };
    Ok(Seen { feedback, relation: relation_in(row)?, unread })
}

fn state(row: &QueryResult) -> Result<State, DbErr> {
    let code: String = row.try_get("", "state")?;
    match code.as_str() {
        "draft" => Ok(State::Draft),
        "shared" => Ok(State::Shared { at: row.try_get("", "shared_at")? }),
        "acknowledged" => Ok(State::Acknowledged {
            shared_at: row.try_get("", "shared_at")?,
            at: row.try_get("", "acknowledged_at")?,
        }),
        _ => Err(DbErr::Type(format!("state holds `{code}`"))),
    }
}
