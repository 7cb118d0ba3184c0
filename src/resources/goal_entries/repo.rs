//! The rows of what was added to goals.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    db::{page::Page, sql, tenant::Tenant},
    domain::{
        goal::{Contribution, GoalEntry},
        ids::{GoalEntryId, GoalId, Id, UserId},
    },
};

const SELECT: &str = "SELECT id, goal_id, learner_id, author_id, kind, body, title, url, written_at FROM goal_entry \
                      WHERE organisation_id = $1 AND goal_id = $2";

/// A page of what was added to a goal, oldest first, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    goal: GoalId,
    page: Page,
) -> Result<Vec<GoalEntry>, DbErr> {
    let values = vec![tenant.raw().into(), goal.raw().into(), page.after().into(), page.rows().into()];
    let rows = sql::all(db, &format!("{SELECT} AND id > $3 ORDER BY id LIMIT $4"), values).await?;
    rows.iter().map(from_row).collect()
}

/// Something that was added to this goal.
pub async fn find(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    goal: GoalId,
    id: GoalEntryId,
) -> Result<Option<GoalEntry>, DbErr> {
    let values = vec![tenant.raw().into(), goal.raw().into(), id.raw().into()];
    sql::one(db, &format!("{SELECT} AND id = $3"), values).await?.as_ref().map(from_row).transpose()
}

/// Adds it.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, entry: &GoalEntry) -> Result<(), DbErr> {
    let (body, title, url) = match entry.contribution.clone() {
        Contribution::Progress { text } | Contribution::Comment { text } => (Some(text), None, None),
        Contribution::Evidence { title, url } => (None, Some(title), Some(url)),
    };
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        entry.id.raw().into(),
        entry.goal.raw().into(),
        entry.learner.raw().into(),
        entry.author.raw().into(),
        entry.contribution.kind().into(),
        body.into(),
        title.into(),
        url.into(),
        entry.written_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO goal_entry (organisation_id, id, goal_id, learner_id, author_id, kind, body, title, url, written_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values,
    )
    .await?;
    Ok(())
}

fn from_row(row: &QueryResult) -> Result<GoalEntry, DbErr> {
    let kind: String = row.try_get("", "kind")?;
    let contribution = match kind.as_str() {
        "progress" => Contribution::Progress { text: row.try_get("", "body")? },
        "evidence" => Contribution::Evidence { title: row.try_get("", "title")?, url: row.try_get("", "url")? },
        "comment" => Contribution::Comment { text: row.try_get("", "body")? },
        _ => return Err(DbErr::Type(format!("kind holds `{kind}`"))),
    };
    Ok(GoalEntry {
        id: GoalEntryId::new(row.try_get("", "id")?),
        goal: GoalId::new(row.try_get("", "goal_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        author: UserId::new(row.try_get("", "author_id")?),
        contribution,
        written_at: row.try_get("", "written_at")?,
    })
}
