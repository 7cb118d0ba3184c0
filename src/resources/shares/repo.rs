//! The rows of shares.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    auth::principal::Actor,
    db::{page::Page, relation::caller_is_active, sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, Id, LearningTeamId, ShareId, UserId},
        share::Share,
    },
};

/// A share, and how the caller stands to it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub share: Share,
    /// The caller's account is in use.
    pub active: bool,
}

const COLUMNS: &str = "s.id, s.assessment_id, s.learner_id, s.team_id, s.shared_at, s.revoked_at, s.revision FROM assessment_share s \
     WHERE s.organisation_id = $1";

/// A page of the shares of an assessment, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    assessment: AssessmentId,
    page: Page,
) -> Result<Vec<Share>, DbErr> {
    let text = format!("SELECT {COLUMNS} AND s.assessment_id = $2 AND s.id > $3 ORDER BY s.id LIMIT $4");
    let values = vec![tenant.raw().into(), assessment.raw().into(), page.after().into(), page.rows().into()];
    sql::all(db, &text, values).await?.iter().map(share).collect()
}

/// A share.
pub async fn find(db: &impl ConnectionTrait, actor: &Actor, id: ShareId) -> Result<Option<Seen>, DbErr> {
    let text = format!("SELECT {} AS is_active, {COLUMNS} AND s.id = $3", caller_is_active!());
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), id.raw().into()];
    let found = sql::one(db, &text, values).await?;
    found.map(|row| Ok(Seen { share: share(&row)?, active: row.try_get("", "is_active")? })).transpose()
}

/// Adds a share.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, s: &Share) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        s.id.raw().into(),
        s.assessment.raw().into(),
        s.learner.raw().into(),
        s.team.raw().into(),
        s.shared_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO assessment_share (organisation_id, id, assessment_id, learner_id, team_id, shared_at, revoked_at, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL, 1)",
        values,
    )
    .await?;
    Ok(())
}

/// Takes a share back; `false` where it was already.
pub async fn revoke(db: &impl ConnectionTrait, tenant: Tenant, id: ShareId, now: Timestamp) -> Result<bool, DbErr> {
    let changed = sql::run(
        db,
        "UPDATE assessment_share SET revoked_at = $3, revision = revision + 1 \
         WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL",
        vec![tenant.raw().into(), id.raw().into(), now.into()],
    )
    .await?;
    Ok(changed == 1)
}

fn share(row: &QueryResult) -> Result<Share, DbErr> {
    Ok(Share {
        id: ShareId::new(row.try_get("", "id")?),
        assessment: AssessmentId::new(row.try_get("", "assessment_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        team: LearningTeamId::new(row.try_get("", "team_id")?),
        shared_at: row.try_get("", "shared_at")?,
        revoked_at: row.try_get("", "revoked_at")?,
        revision: row.try_get("", "revision")?,
    })
}
