//! The rows by which a guest is known when she comes back.

use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    db::{sql, tenant::Tenant},
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, Id, UserId},
    },
};

/// A guest whose invitation holds.
#[derive(Clone, Debug)]
pub struct Guest {
    pub user: UserId,
    pub learner: UserId,
    /// SHA-256 of the secret with which she comes back.
    pub secret_digest: String,
    /// Until when her invitation holds.
    pub expires_at: Timestamp,
}

/// The guest who fills in this assessment, as long as her invitation holds.
pub async fn find(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    assessment: AssessmentId,
    now: Timestamp,
) -> Result<Option<Guest>, DbErr> {
    let found = sql::one(
        db,
        "SELECT iu.rater_id, i.learner_id, iu.secret_digest, i.expires_at FROM invitation_use iu \
           JOIN invitation i ON i.organisation_id = iu.organisation_id AND i.id = iu.invitation_id \
           JOIN user_account u ON u.organisation_id = iu.organisation_id AND u.id = iu.rater_id \
           JOIN user_account l ON l.organisation_id = i.organisation_id AND l.id = i.learner_id \
         WHERE iu.organisation_id = $1 AND iu.assessment_id = $2 AND iu.secret_digest IS NOT NULL \
           AND i.revoked_at IS NULL AND i.expires_at > $3 AND u.disabled_at IS NULL AND l.disabled_at IS NULL",
        vec![tenant.raw().into(), assessment.raw().into(), now.into()],
    )
    .await?;
    let guest = found.map(|row| {
        Ok::<_, DbErr>(Guest {
            user: UserId::new(row.try_get("", "rater_id")?),
            learner: UserId::new(row.try_get("", "learner_id")?),
            secret_digest: row.try_get("", "secret_digest")?,
            expires_at: row.try_get("", "expires_at")?,
        })
    });
    guest.transpose()
}
