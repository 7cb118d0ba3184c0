//! What must be known before somebody starts an assessment about a learner.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        relation::{caller_coaches, caller_is_active},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, GroupId, Id, PlacementId, RoundId, UserId},
        organisation::CoachKind,
    },
    resources::placements::repo::relation_in,
};

/// What must be known before somebody starts an assessment about a learner.
#[derive(Clone, Debug)]
pub struct StartFacts {
    pub active: bool,
    pub is_learner: bool,
    /// As which coach of the learner, if the caller is one.
    pub coach: Option<CoachKind>,
    pub group: Option<GroupId>,
    pub profession: Option<String>,
}

const START: &str = concat!(
    "SELECT m.group_id, m.profession, m.user_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("m.user_id"),
    " AS coaches, (SELECT c.kind FROM coaching c WHERE c.organisation_id = $1 AND c.coach_id = $2 \
        AND c.starts_at <= $3 AND (c.ends_at IS NULL OR c.ends_at > $3) AND (c.learner_id = m.user_id OR c.group_id IN \
          (SELECT lm.group_id FROM membership lm WHERE lm.organisation_id = $1 AND lm.user_id = m.user_id AND lm.role = 'learner' \
             AND lm.starts_at <= $3 AND (lm.ends_at IS NULL OR lm.ends_at > $3))) \
        ORDER BY c.kind LIMIT 1) AS coach_kind \
     FROM membership m WHERE m.organisation_id = $1 AND m.user_id = $4 AND m.role = 'learner' \
       AND m.starts_at <= $3 AND (m.ends_at IS NULL OR m.ends_at > $3) ORDER BY m.id LIMIT 1"
);

/// What must be known of a learner before an assessment about her starts; `None` where she is no learner.
pub async fn start_facts(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    learner: UserId,
) -> Result<Option<StartFacts>, DbErr> {
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), learner.raw().into()];
    let Some(row) = sql::one(db, START, values).await? else { return Ok(None) };
    let relation = relation_in(&row)?;
    let kind: Option<String> = row.try_get("", "coach_kind")?;
    let coach = kind.map(|kind| sql::known("kind", &kind, CoachKind::parse)).transpose()?;
    Ok(Some(StartFacts {
        active: relation.active,
        is_learner: relation.is_learner,
        coach: coach.filter(|_| relation.coaches),
        group: row.try_get::<Option<Uuid>>("", "group_id")?.map(GroupId::new),
        profession: row.try_get("", "profession")?,
    }))
}

/// How somebody takes part in a round, as it was frozen.
#[derive(Clone, Debug)]
pub struct Participant {
    pub group: GroupId,
    pub profession: Option<String>,
    pub exempted: bool,
}

/// How this learner takes part in this round.
pub async fn participant(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    learner: UserId,
) -> Result<Option<Participant>, DbErr> {
    let found = sql::one(
        db,
        "SELECT group_id, profession, exempted_reason FROM round_participant \
         WHERE organisation_id = $1 AND round_id = $2 AND learner_id = $3",
        vec![tenant.raw().into(), round.raw().into(), learner.raw().into()],
    )
    .await?;
    let read = |row: QueryResult| {
        Ok(Participant {
            group: GroupId::new(row.try_get("", "group_id")?),
            profession: row.try_get("", "profession")?,
            exempted: row.try_get::<Option<String>>("", "exempted_reason")?.is_some(),
        })
    };
    found.map(read).transpose()
}

/// Whether this is a placement of this learner.
pub async fn is_placement_of(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    learner: UserId,
    placement: PlacementId,
) -> Result<bool, DbErr> {
    let found = sql::one(
        db,
        "SELECT 1 FROM placement WHERE organisation_id = $1 AND id = $2 AND learner_id = $3",
        vec![tenant.raw().into(), placement.raw().into(), learner.raw().into()],
    )
    .await?;
    Ok(found.is_some())
}

/// The assessment of this rater about this learner in this round.
pub async fn existing(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    learner: UserId,
    rater: UserId,
) -> Result<Option<AssessmentId>, DbErr> {
    let found = sql::one(
        db,
        "SELECT id FROM assessment WHERE organisation_id = $1 AND round_id = $2 AND learner_id = $3 AND rater_id = $4",
        vec![tenant.raw().into(), round.raw().into(), learner.raw().into(), rater.raw().into()],
    )
    .await?;
    found.map(|row| Ok(AssessmentId::new(row.try_get("", "id")?))).transpose()
}
