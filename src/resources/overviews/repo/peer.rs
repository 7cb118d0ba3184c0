//! Whom a learner is asked to rate by a fellow student of hers.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{caller, id, maybe_id, progress, rows};
use crate::{
    auth::principal::Actor,
    db::{circle::caller_is_teammate, relation::caller_is_active, sql},
    domain::{
        clock::Timestamp,
        ids::InvitationId,
        overview::{Asked, MOST_TO_DO, PeerDraft, rates_until},
        round::RoundTimes,
    },
};

/// That an invitation of the caller holds: the same as `db::circle::caller_rates_by_invitation` says of what was begun.
macro_rules! holds {
    () => {
        concat!(
            "i.kind = 'peer' AND i.peer_id = $2 AND i.revoked_at IS NULL AND i.expires_at > $3 AND l.disabled_at IS NULL AND ",
            caller_is_teammate!("i.learner_id"),
            " AND ",
            caller_is_active!()
        )
    };
}

const INVITATIONS: &str = concat!(
    "SELECT i.id, i.learner_id, l.display_name, o.round_id, r.label, i.expires_at, r.opens_at, r.closes_at, r.releases_at \
     FROM invitation i JOIN user_account l ON l.organisation_id = i.organisation_id AND l.id = i.learner_id \
       JOIN assessment o ON o.organisation_id = i.organisation_id AND o.id = i.assessment_id \
       LEFT JOIN round r ON r.organisation_id = o.organisation_id AND r.id = o.round_id \
     WHERE i.organisation_id = $1 AND i.uses < i.uses_at_most AND (o.round_id IS NULL OR (r.opens_at <= $3 AND r.closes_at > $3)) AND ",
    holds!(),
    " ORDER BY CASE WHEN r.closes_at < i.expires_at THEN r.closes_at ELSE i.expires_at END, i.id LIMIT $4"
);

/// The invitations by which the caller may begin now, the first to end first.
pub async fn invitations(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<(InvitationId, Asked)>, DbErr> {
    let mut values = caller(actor);
    values.extend([now.into(), rows(MOST_TO_DO)]);
    let found = sql::all(db, INVITATIONS, values).await?;
    found.iter().map(|row| Ok((id(row, "id")?, asked(row, now)?))).collect()
}

/// The rule of `RoundTimes::accepts_work`, as with her own drafts.
const DRAFTS: &str = concat!(
    "SELECT a.id, a.levels, a.saved_at, i.learner_id, l.display_name, a.round_id, r.label, i.expires_at, r.opens_at, r.closes_at, \
            r.releases_at \
     FROM assessment a JOIN invitation_use iu ON iu.organisation_id = a.organisation_id AND iu.assessment_id = a.id \
       JOIN invitation i ON i.organisation_id = iu.organisation_id AND i.id = iu.invitation_id \
       JOIN user_account l ON l.organisation_id = i.organisation_id AND l.id = i.learner_id \
       LEFT JOIN round r ON r.organisation_id = a.organisation_id AND r.id = a.round_id \
     WHERE a.organisation_id = $1 AND a.rater_id = $2 AND a.rater_kind = 'peer' AND a.state = 'draft' AND ",
    holds!(),
    " AND (a.round_id IS NULL OR (r.opens_at <= $3 AND (r.closes_at > $3 OR (r.releases_at > $3 AND a.reopened_at >= r.closes_at)))) \
     ORDER BY a.saved_at DESC, a.id DESC LIMIT $4"
);

/// The sheets about fellow students that the caller can still finish, the last saved first.
pub async fn peer_drafts(db: &impl ConnectionTrait, actor: &Actor, now: Timestamp) -> Result<Vec<PeerDraft>, DbErr> {
    let mut values = caller(actor);
    values.extend([now.into(), rows(MOST_TO_DO)]);
    let draft = |row: &QueryResult| {
        let (progress, saved_at) = (progress(row)?, row.try_get("", "saved_at")?);
        Ok(PeerDraft { id: id(row, "id")?, asked: asked(row, now)?, progress, saved_at })
    };
    sql::all(db, DRAFTS, values).await?.iter().map(draft).collect()
}

fn asked(row: &QueryResult, now: Timestamp) -> Result<Asked, DbErr> {
    let opens_at: Option<Timestamp> = row.try_get("", "opens_at")?;
    let times = match opens_at {
        Some(opens_at) => Some(RoundTimes {
            opens_at,
            closes_at: row.try_get("", "closes_at")?,
            releases_at: row.try_get("", "releases_at")?,
        }),
        None => None,
    };
    Ok(Asked {
        learner: id(row, "learner_id")?,
        learner_name: row.try_get("", "display_name")?,
        round: maybe_id(row, "round_id")?,
        round_label: row.try_get("", "label")?,
        ends_at: rates_until(row.try_get("", "expires_at")?, times, now),
    })
}
