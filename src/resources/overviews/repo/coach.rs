//! Where the learners of a coach are.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{caller, id, maybe_id, rows, state};
use crate::{
    auth::principal::Actor,
    db::{
        relation::{caller_coaches, caller_is_active},
        sql,
    },
    domain::{
        assessment::State,
        clock::{Date, Timestamp},
        ids::{AssessmentId, GroupId, Id, RoundId, UserId},
        overview::OverdueGoals,
        round::{Disclosure, RoundKind, RoundTimes},
    },
};

/// A learner in a round whom the caller coaches now, with what decides what the caller is told of her.
#[derive(Clone, Debug)]
pub struct CoachedRow {
    pub round: RoundId,
    pub label: String,
    pub kind: RoundKind,
    pub times: RoundTimes,
    pub disclosure: Disclosure,
    pub learner: UserId,
    pub display_name: String,
    pub group: GroupId,
    pub is_exempted: bool,
    /// Her self-score.
    pub own: Option<(AssessmentId, State)>,
    /// The caller's sheet about her as her coach, and whether it is submitted.
    pub sheet: Option<(AssessmentId, State)>,
    /// The caller has submitted a sheet about her, with a level in it, as her coach or by an invitation from when both were learners.
    pub has_submitted: bool,
}

const LEARNERS: &str = concat!(
    "SELECT r.id AS round_id, r.label, r.kind, r.opens_at, r.closes_at, r.releases_at, r.disclosure, p.learner_id, u.display_name, \
            p.group_id, p.exempted_reason IS NOT NULL AS is_exempted, s.id AS own_id, s.state, s.submitted_at, s.discussed_at, \
            b.id AS sheet_id, b.submitted_at AS sheet_submitted_at, \
            COALESCE(b.has_levels, 1 = 0) AS says_something, \
            COALESCE(b.rater_kind IN ('studyCoach', 'practiceSupervisor'), 1 = 0) AS is_coachs \
     FROM round r JOIN round_participant p ON p.organisation_id = r.organisation_id AND p.round_id = r.id \
       JOIN user_account u ON u.organisation_id = p.organisation_id AND u.id = p.learner_id \
       LEFT JOIN assessment s ON s.organisation_id = p.organisation_id AND s.round_id = p.round_id \
         AND s.learner_id = p.learner_id AND s.rater_id = p.learner_id AND s.rater_kind = 'self' \
       LEFT JOIN assessment b ON b.organisation_id = p.organisation_id AND b.round_id = p.round_id \
         AND b.learner_id = p.learner_id AND b.rater_id = $2 \
     WHERE r.organisation_id = $1 AND r.opens_at <= $3 AND r.releases_at > $3 AND ($4 IS NULL OR r.id = $4) AND ",
    caller_is_active!(),
    " AND ",
    caller_coaches!("p.learner_id"),
    " ORDER BY r.closes_at, r.id, u.display_name, p.learner_id LIMIT $5"
);

/// The learners whom the caller coaches now in rounds that are open or closed, round by round, with one too many where there are more.
pub async fn learners(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    round: Option<RoundId>,
    most: usize,
) -> Result<Vec<CoachedRow>, DbErr> {
    let mut values = caller(actor);
    values.extend([now.into(), round.map(Id::raw).into(), rows(most)]);
    sql::all(db, LEARNERS, values).await?.iter().map(coached).collect()
}

fn coached(row: &QueryResult) -> Result<CoachedRow, DbErr> {
    let submitted_at: Option<Timestamp> = row.try_get("", "sheet_submitted_at")?;
    let sheet =
        maybe_id(row, "sheet_id")?.map(|id| (id, submitted_at.map_or(State::Draft, |at| State::Submitted { at })));
    let is_coachs: bool = row.try_get("", "is_coachs")?;
    Ok(CoachedRow {
        round: id(row, "round_id")?,
        label: row.try_get("", "label")?,
        kind: sql::known("kind", &row.try_get::<String>("", "kind")?, RoundKind::parse)?,
        times: RoundTimes {
            opens_at: row.try_get("", "opens_at")?,
            closes_at: row.try_get("", "closes_at")?,
            releases_at: row.try_get("", "releases_at")?,
        },
        disclosure: sql::known("disclosure", &row.try_get::<String>("", "disclosure")?, Disclosure::parse)?,
        learner: id(row, "learner_id")?,
        display_name: row.try_get("", "display_name")?,
        group: id(row, "group_id")?,
        is_exempted: row.try_get("", "is_exempted")?,
        own: maybe_id(row, "own_id")?.zip(state(row)?),
        sheet: sheet.filter(|_| is_coachs),
        has_submitted: submitted_at.is_some() && row.try_get("", "says_something")?,
    })
}

const OVERDUE: &str = concat!(
    "SELECT g.learner_id, u.display_name, COUNT(*) AS overdue FROM goal g \
       JOIN user_account u ON u.organisation_id = g.organisation_id AND u.id = g.learner_id \
     WHERE g.organisation_id = $1 AND g.coaches_from IS NOT NULL AND g.status IN ('planned', 'active') AND g.due_on < $4 AND ",
    caller_is_active!(),
    " AND ",
    caller_coaches!("g.learner_id"),
    " GROUP BY g.learner_id, u.display_name ORDER BY u.display_name, g.learner_id LIMIT $5"
);

/// How many goals that they let their coaches read are overdue, of each learner whom the caller coaches now and who has any.
pub async fn overdue_goals(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    today: Date,
    most: usize,
) -> Result<Vec<OverdueGoals>, DbErr> {
    let mut values = caller(actor);
    values.extend([now.into(), today.into(), rows(most)]);
    let overdue = |row: &QueryResult| {
        Ok(OverdueGoals {
            learner: id(row, "learner_id")?,
            display_name: row.try_get("", "display_name")?,
            count: row.try_get("", "overdue")?,
        })
    };
    sql::all(db, OVERDUE, values).await?.iter().map(overdue).collect()
}
