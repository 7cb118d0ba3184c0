//! The rows of the trail as they are read.

use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller, caller_is_active, caller_is_admin},
        sql,
    },
    domain::{
        audit_event::{AuditEvent, Target},
        clock::Timestamp,
        ids::{AuditEventId, Id, UserId},
    },
};

/// Which lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub learner: Option<UserId>,
    pub actor: Option<UserId>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// How much of the trail is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What is about this learner.
    OfLearner(UserId),
    /// All of the organisation's.
    Whole,
}

const IS_ADMINISTRATOR: &str = concat!("SELECT 1 WHERE ", caller_is_active!(), " AND ", caller_is_admin!());

/// Whether the caller is an administrator of the organisation now, and her account in use.
pub async fn is_administrator(db: &impl ConnectionTrait, actor: &Actor, now: Timestamp) -> Result<bool, DbErr> {
    Ok(sql::one(db, IS_ADMINISTRATOR, caller(actor, now)).await?.is_some())
}

/// Whether the line in this row may be told to the caller if it is about her: not what is done to a sheet or to feedback about her that she may
/// not see. Whoever she is besides: an administrator is told nothing more about herself.
macro_rules! tells_nothing_hidden {
    () => {
        concat!(
            "(e.learner_id IS NULL OR e.learner_id <> $2 OR (NOT EXISTS (SELECT 1 FROM assessment a \
               LEFT JOIN round r ON r.organisation_id = a.organisation_id AND r.id = a.round_id \
               WHERE a.organisation_id = $1 AND a.id = e.target_id AND a.rater_id <> $2 AND NOT (a.state <> 'draft' AND ",
            $crate::resources::assessments::repo::is_disclosed!(),
            ")) AND NOT EXISTS (SELECT 1 FROM feedback f WHERE f.organisation_id = $1 AND f.id = e.target_id AND f.author_id <> $2 \
               AND f.state = 'draft')))"
        )
    };
}

pub(crate) use tells_nothing_hidden;

/// What was done, as it was written apart from the thing. What is a learner's own to know is told to her alone.
const EVENTS: &str = "SELECT e.id, e.at, e.actor_id, e.client_id, e.action, e.learner_id, e.target_kind, e.target_id FROM audit_event e \
    WHERE e.organisation_id = $1 AND (NOT e.is_private OR e.learner_id = $2)";

/// The saves of sheets, which are their own record. Left out is what there is an event of too: what somebody else than its rater started about a learner
/// or reopened, and a conversation. Of another's sheet about her the caller is told what its history shows her: from its first submission on.
const SAVES: &str = "SELECT e.id, e.at, e.actor_id, e.client_id, e.action, e.learner_id, e.target_kind, e.target_id FROM \
    (SELECT v.line_id AS id, v.saved_at AS at, v.actor_id, v.client_id, 'assessment.' || v.cause AS action, s.learner_id, \
        'assessment' AS target_kind, v.assessment_id AS target_id, v.revision, s.rater_id \
     FROM sheet_save v JOIN assessment s ON s.organisation_id = v.organisation_id AND s.id = v.assessment_id \
     WHERE v.organisation_id = $1 AND (v.cause IN ('saved', 'submitted', 'disclosed') OR (v.cause = 'started' AND v.actor_id = s.learner_id) \
       OR (v.cause = 'reopened' AND v.actor_id = s.rater_id))) e \
    WHERE (e.learner_id <> $2 OR e.rater_id = $2 OR e.revision >= (SELECT MIN(f.revision) FROM sheet_save f \
       WHERE f.organisation_id = $1 AND f.assessment_id = e.target_id AND f.cause = 'submitted'))";

/// What is told of either, after a place and up to so many.
const TOLD: &str = concat!(
    " AND e.id > $4 AND ($5 IS NULL OR e.actor_id = $5) AND ($6 IS NULL OR e.at >= $6) AND ($7 IS NULL OR e.at < $7) AND ",
    caller_is_active!(),
    " AND ",
    tells_nothing_hidden!(),
);

const OF_LEARNER: &str = " AND e.learner_id = $9";

/// The lines of both kinds in their order. Each kind is looked through by itself, no further than for a page.
fn both(only: &str) -> String {
    let some = |of: &str| format!("SELECT * FROM ({of}{TOLD}{only} ORDER BY e.id LIMIT $8) AS t");
    format!(
        "SELECT l.id, l.at, l.actor_id, u.display_name AS actor_name, l.client_id, l.action, l.learner_id, l.target_kind, l.target_id \
         FROM ({} UNION ALL {}) AS l LEFT JOIN user_account u ON u.organisation_id = $1 AND u.id = l.actor_id ORDER BY l.id LIMIT $8",
        some(EVENTS),
        some(SAVES)
    )
}

/// A page of this part, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    part: Part,
    filter: &Filter,
    page: Page,
) -> Result<Vec<AuditEvent>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([
        page.after().into(),
        filter.actor.map(Id::raw).into(),
        filter.since.into(),
        filter.until.into(),
        page.rows().into(),
    ]);
    let text = match part {
        Part::OfLearner(learner) => {
            values.push(learner.raw().into());
            both(OF_LEARNER)
        }
        Part::Whole => both(""),
    };
    sql::all(db, &text, values).await?.iter().map(event).collect()
}

fn event(row: &QueryResult) -> Result<AuditEvent, DbErr> {
    Ok(AuditEvent {
        id: AuditEventId::new(row.try_get("", "id")?),
        at: row.try_get("", "at")?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        actor_name: row.try_get("", "actor_name")?,
        client: row.try_get("", "client_id")?,
        action: row.try_get("", "action")?,
        learner: row.try_get::<Option<Uuid>>("", "learner_id")?.map(UserId::new),
        target: Target { kind: row.try_get("", "target_kind")?, id: row.try_get("", "target_id")? },
    })
}
