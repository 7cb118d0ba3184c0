//! What stands beside the sheets in a picture: names, rounds, placements.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use crate::{
    db::{sql, tenant::Tenant},
    domain::ids::{AssessmentId, Id, UserId},
};

/// What a picture says of an assessment besides its scores.
#[derive(Clone, Debug)]
pub struct Caption {
    pub learner: String,
    pub rater: String,
    pub round: Option<String>,
    /// Name and type of the workplace.
    pub placement: Option<(String, String)>,
    /// Where the school is.
    pub time_zone: String,
}

/// What is to be said of each assessment about a learner.
pub async fn captions(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    learner: UserId,
) -> Result<HashMap<AssessmentId, Caption>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT a.id, l.display_name AS learner, u.display_name AS rater, r.label, p.workplace_name, p.workplace_type, o.time_zone \
         FROM assessment a JOIN organisation o ON o.id = a.organisation_id \
           JOIN user_account l ON l.organisation_id = a.organisation_id AND l.id = a.learner_id \
           JOIN user_account u ON u.organisation_id = a.organisation_id AND u.id = a.rater_id \
           LEFT JOIN round r ON r.organisation_id = a.organisation_id AND r.id = a.round_id \
           LEFT JOIN placement p ON p.organisation_id = a.organisation_id AND p.id = a.placement_id \
         WHERE a.organisation_id = $1 AND a.learner_id = $2",
        vec![tenant.raw().into(), learner.raw().into()],
    )
    .await?;
    rows.iter().map(|row| Ok((AssessmentId::new(row.try_get("", "id")?), caption(row)?))).collect()
}

fn caption(row: &QueryResult) -> Result<Caption, DbErr> {
    let name: Option<String> = row.try_get("", "workplace_name")?;
    let of_type: Option<String> = row.try_get("", "workplace_type")?;
    Ok(Caption {
        learner: row.try_get("", "learner")?,
        rater: row.try_get("", "rater")?,
        round: row.try_get("", "label")?,
        placement: name.zip(of_type),
        time_zone: row.try_get("", "time_zone")?,
    })
}

/// The names of those who wrote feedback on an assessment or took part in a conversation about it.
pub async fn names(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    assessment: AssessmentId,
) -> Result<HashMap<UserId, String>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT u.id, u.display_name FROM user_account u WHERE u.organisation_id = $1 AND u.id IN ( \
           SELECT f.author_id FROM feedback f WHERE f.organisation_id = $1 AND f.assessment_id = $2 \
           UNION SELECT c.user_id FROM conversation_participant c WHERE c.organisation_id = $1 AND c.assessment_id = $2)",
        vec![tenant.raw().into(), assessment.raw().into()],
    )
    .await?;
    rows.iter().map(|row| Ok((UserId::new(row.try_get("", "id")?), row.try_get("", "display_name")?))).collect()
}
