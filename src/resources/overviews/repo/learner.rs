//! What a learner has to do.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{caller, id, maybe_id, progress, rows, state};
use crate::{
    auth::principal::Actor,
    db::{
        relation::{caller_is_active, takes_part},
        sql,
    },
    domain::{
        assessment::RaterKind,
        clock::{Date, Timestamp},
        ids::{AgreedActionId, FeedbackId, GoalId},
        overview::{DraftSheet, Due, MOST_TO_DO, OpenRound, OwnSheet},
        round::{RoundKind, RoundTimes},
    },
};

/// Her own assessment in a round beside it, if she has begun one.
const OPEN: &str = concat!(
    "SELECT r.id, r.label, r.kind, r.closes_at, r.hides_earlier, s.id AS own_id, s.state, s.submitted_at, s.discussed_at, s.levels, \
            EXISTS (SELECT 1 FROM round_participant e WHERE e.organisation_id = $1 AND e.round_id = r.id AND e.learner_id = $2 \
              AND e.exempted_reason IS NOT NULL) AS is_exempted \
     FROM round r LEFT JOIN assessment s ON s.organisation_id = r.organisation_id AND s.round_id = r.id AND s.learner_id = $2 \
       AND s.rater_id = $2 AND s.rater_kind = 'self' \
     WHERE r.organisation_id = $1 AND r.opens_at <= $3 AND r.closes_at > $3 AND ",
    takes_part!("r", "$2", "$3"),
    " AND ",
    caller_is_active!(),
    " ORDER BY r.closes_at, r.id LIMIT $4"
);

/// The rounds that are open for her, the first to close first.
pub async fn open_rounds(db: &impl ConnectionTrait, actor: &Actor, now: Timestamp) -> Result<Vec<OpenRound>, DbErr> {
    let mut values = caller(actor);
    values.extend([now.into(), rows(MOST_TO_DO)]);
    let open = |row: &QueryResult| {
        let own = match (maybe_id(row, "own_id")?, state(row)?) {
            (Some(id), Some(state)) => Some(OwnSheet { id, state, progress: progress(row)? }),
            (_, _) => None,
        };
        Ok(OpenRound {
            id: id(row, "id")?,
            label: row.try_get("", "label")?,
            kind: sql::known("kind", &row.try_get::<String>("", "kind")?, RoundKind::parse)?,
            closes_at: row.try_get("", "closes_at")?,
            is_exempted: row.try_get("", "is_exempted")?,
            hides_earlier: row.try_get("", "hides_earlier")?,
            own,
        })
    };
    sql::all(db, OPEN, values).await?.iter().map(open).collect()
}

/// The rule of `RoundTimes::accepts_work`, once more, so that what cannot be finished takes no place.
const DRAFTS: &str = concat!(
    "SELECT a.id, a.round_id, COALESCE(a.label, r.label) AS label, a.levels, a.saved_at, a.reopened_at, r.opens_at, r.closes_at, \
            r.releases_at \
     FROM assessment a LEFT JOIN round r ON r.organisation_id = a.organisation_id AND r.id = a.round_id \
     WHERE a.organisation_id = $1 AND a.rater_id = $2 AND a.rater_kind = $4 AND a.state = 'draft' AND ",
    caller_is_active!(),
    " AND (a.round_id IS NULL OR (r.opens_at <= $3 AND (r.closes_at > $3 OR (r.releases_at > $3 AND a.reopened_at >= r.closes_at)))) \
     ORDER BY a.saved_at DESC, a.id DESC LIMIT $5"
);

/// Her self-scores that she can still finish, the last saved first.
pub async fn drafts(db: &impl ConnectionTrait, actor: &Actor, now: Timestamp) -> Result<Vec<DraftSheet>, DbErr> {
    let mut values = caller(actor);
    values.extend([now.into(), RaterKind::SelfScore.code().into(), rows(MOST_TO_DO)]);
    let mut drafts = Vec::new();
    for row in &sql::all(db, DRAFTS, values).await? {
        if let Some(opens_at) = row.try_get::<Option<Timestamp>>("", "opens_at")? {
            let (closes_at, releases_at) = (row.try_get("", "closes_at")?, row.try_get("", "releases_at")?);
            let times = RoundTimes { opens_at, closes_at, releases_at };
            if times.accepts_work(now, row.try_get("", "reopened_at")?).is_err() {
                continue;
            }
        }
        drafts.push(DraftSheet {
            id: id(row, "id")?,
            round: maybe_id(row, "round_id")?,
            label: row.try_get("", "label")?,
            progress: progress(row)?,
            saved_at: row.try_get("", "saved_at")?,
        });
    }
    Ok(drafts)
}

const GOALS: &str = concat!(
    "SELECT g.id, g.due_on FROM goal g WHERE g.organisation_id = $1 AND g.learner_id = $2 AND g.status IN ('planned', 'active') \
       AND g.due_on <= $3 AND ",
    caller_is_active!(),
    " ORDER BY g.due_on, g.id LIMIT $4"
);

/// Her goals that are due by this day and neither achieved nor dropped, the first due first.
pub async fn goals(db: &impl ConnectionTrait, actor: &Actor, until: Date) -> Result<Vec<Due<GoalId>>, DbErr> {
    let mut values = caller(actor);
    values.extend([until.into(), rows(MOST_TO_DO)]);
    sql::all(db, GOALS, values).await?.iter().map(|row| due(row, id(row, "id")?)).collect()
}

const ACTIONS: &str = concat!(
    "SELECT a.id, a.feedback_id, a.due_on FROM feedback f \
       JOIN agreed_action a ON a.organisation_id = f.organisation_id AND a.feedback_id = f.id \
     WHERE f.organisation_id = $1 AND f.learner_id = $2 AND f.state <> 'draft' AND a.state = 'open' AND a.due_on <= $3 AND ",
    caller_is_active!(),
    " ORDER BY a.due_on, a.id LIMIT $4"
);

/// What she agreed to do by this day and is not done, the first due first.
pub async fn actions(
    db: &impl ConnectionTrait,
    actor: &Actor,
    until: Date,
) -> Result<Vec<(Due<AgreedActionId>, FeedbackId)>, DbErr> {
    let mut values = caller(actor);
    values.extend([until.into(), rows(MOST_TO_DO)]);
    let action = |row: &QueryResult| Ok((due(row, id(row, "id")?)?, id(row, "feedback_id")?));
    sql::all(db, ACTIONS, values).await?.iter().map(action).collect()
}

fn due<T>(row: &QueryResult, id: T) -> Result<Due<T>, DbErr> {
    Ok(Due { id, on: row.try_get("", "due_on")? })
}
