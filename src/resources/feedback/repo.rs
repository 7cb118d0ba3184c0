//! The rows of feedback.

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
        feedback::{Anchor, Feedback, State},
        ids::{AssessmentId, FeedbackId, Id, UserId},
        permission::Relation,
    },
    resources::placements::repo::relation_in,
};

/// A piece of feedback, and how the caller stands to the learner it is for.
#[derive(Clone, Debug)]
pub struct Seen {
    pub feedback: Feedback,
    pub relation: Relation,
}

const SELECT: &str = concat!(
    "SELECT f.id, f.assessment_id, f.learner_id, f.author_id, f.anchor, f.anchor_code, f.body, f.state, f.revision, f.written_at, \
            f.updated_at, f.shared_at, f.acknowledged_at, f.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("f.learner_id"),
    " AS coaches FROM feedback f WHERE f.organisation_id = $1"
);

/// The permission table's rule about reading, once more, so that a cursor names no row that may not be seen.
const LIST: &str = concat!(
    " AND f.id > $4 AND ($5 IS NULL OR f.assessment_id = $5) AND ",
    caller_is_active!(),
    " AND ((f.author_id = $2 AND ",
    caller_coaches!("f.learner_id"),
    ") OR (f.learner_id = $2 AND f.state <> 'draft')) ORDER BY f.id LIMIT $6"
);

/// A page of the feedback the caller wrote or may read, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    assessment: Option<AssessmentId>,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([page.after().into(), assessment.map(Id::raw).into(), page.rows().into()]);
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
        f.anchor.code().map(str::to_owned).into(),
        f.body.clone().into(),
        f.state.code().into(),
        f.revision.into(),
        f.written_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO feedback (organisation_id, id, assessment_id, learner_id, author_id, anchor, anchor_code, body, state, \
                               revision, written_at, updated_at, shared_at, acknowledged_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, NULL, NULL)",
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
    ];
    let changed = sql::run(
        db,
        "UPDATE feedback SET revision = $4, body = $5, state = $6, updated_at = $7, shared_at = $8, acknowledged_at = $9 \
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
        written_at: row.try_get("", "written_at")?,
        updated_at: row.try_get("", "updated_at")?,
    };
    Ok(Seen { feedback, relation: relation_in(row)? })
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
