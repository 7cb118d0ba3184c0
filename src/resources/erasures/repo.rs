//! The rows of erasures, and the rows that go with a person.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        page::{Page, place},
        personal::{HOLDINGS, Step},
        relation::caller,
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        erasure::{Cause, Erasure},
        ids::{AssessmentId, ErasureId, Id, OrganisationId, OutboxEventId, UserId},
    },
    resources::data_packages::kinds::{self, Kind, Source},
};

const SELECT: &str = "SELECT e.organisation_id, e.id, e.user_id, e.requested_by, e.cause, e.requested_at, e.due_at, e.started_at, e.done_at, \
    e.revision FROM erasure e ";

/// An erasure.
pub async fn find(db: &impl ConnectionTrait, tenant: Tenant, id: ErasureId) -> Result<Option<Erasure>, DbErr> {
    let text = format!("{SELECT} WHERE e.organisation_id = $1 AND e.id = $2");
    sql::one(db, &text, vec![tenant.raw().into(), id.raw().into()]).await?.as_ref().map(erasure).transpose()
}

/// A page of the erasures of this user, or, where nobody is named, of everybody's in the organisation; with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: Option<UserId>,
    page: Page,
) -> Result<Vec<Erasure>, DbErr> {
    let text = format!(
        "{SELECT} WHERE e.organisation_id = $1 AND ($2 IS NULL OR e.user_id = $2) AND e.id > $3 ORDER BY e.id LIMIT $4"
    );
    let values = vec![tenant.raw().into(), user.map(Id::raw).into(), page.after().into(), page.rows().into()];
    sql::all(db, &text, values).await?.iter().map(erasure).collect()
}

/// The one of this user that is not done.
pub async fn under_way(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<Option<Erasure>, DbErr> {
    let text = format!("{SELECT} WHERE e.organisation_id = $1 AND e.user_id = $2 AND e.done_at IS NULL");
    sql::one(db, &text, vec![tenant.raw().into(), user.raw().into()]).await?.as_ref().map(erasure).transpose()
}

/// Adds one. Fails as a duplicate where one of the same user is under way.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, one: &Erasure) -> Result<(), DbErr> {
    let values = vec![
        tenant.raw().into(),
        one.id.raw().into(),
        one.user.raw().into(),
        one.requested_by.map(Id::raw).into(),
        one.cause.code().into(),
        one.requested_at.into(),
        one.due_at.into(),
        one.revision.into(),
    ];
    let text = "INSERT INTO erasure (organisation_id, id, user_id, requested_by, cause, requested_at, due_at, erased, revision, updated_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', $8, $6)";
    sql::run(db, text, values).await.map(drop)
}

/// Takes one away that has not begun; `false` where it has, or somebody else was first.
pub async fn withdraw(db: &impl ConnectionTrait, tenant: Tenant, one: &Erasure) -> Result<bool, DbErr> {
    let text = "DELETE FROM erasure WHERE organisation_id = $1 AND id = $2 AND revision = $3 AND started_at IS NULL";
    Ok(sql::run(db, text, vec![tenant.raw().into(), one.id.raw().into(), one.revision.into()]).await? == 1)
}

/// Whether the user has a membership that has not ended.
pub async fn is_a_member(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "SELECT 1 FROM membership WHERE organisation_id = $1 AND user_id = $2 AND (ends_at IS NULL OR ends_at > $3) LIMIT 1";
    Ok(sql::one(db, text, vec![tenant.raw().into(), user.raw().into(), now.into()]).await?.is_some())
}

/// Those whose time has come and that nobody carries out at this moment, each with its tenant.
pub async fn due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<(Tenant, Erasure)>, DbErr> {
    let text = format!(
        "{SELECT} WHERE e.done_at IS NULL AND e.due_at <= $1 AND (e.leased_until IS NULL OR e.leased_until <= $1) ORDER BY e.due_at, e.id LIMIT 100"
    );
    sql::all(db, &text, vec![now.into()]).await?.iter().map(with_tenant).collect()
}

/// Claims one until this moment; `false` where somebody else did.
pub async fn claim(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: ErasureId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE erasure SET started_at = COALESCE(started_at, $3), leased_until = $4, revision = revision + 1, updated_at = $3 \
                WHERE organisation_id = $1 AND id = $2 AND done_at IS NULL AND due_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)";
    Ok(sql::run(db, text, vec![tenant.raw().into(), id.raw().into(), now.into(), until.into()]).await? == 1)
}

/// Says that it goes on until this moment.
pub async fn tell(db: &impl ConnectionTrait, tenant: Tenant, id: ErasureId, until: Timestamp) -> Result<(), DbErr> {
    let text = "UPDATE erasure SET leased_until = $3 WHERE organisation_id = $1 AND id = $2 AND done_at IS NULL";
    sql::run(db, text, vec![tenant.raw().into(), id.raw().into(), until.into()]).await.map(drop)
}

/// How many rows went, by table.
pub type Gone = BTreeMap<&'static str, u64>;

/// Says that all is gone.
pub async fn finish(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: ErasureId,
    now: Timestamp,
    gone: &Gone,
) -> Result<(), DbErr> {
    let told: Vec<String> =
        gone.iter().filter(|(_, rows)| **rows > 0).map(|(table, rows)| format!("\"{table}\":{rows}")).collect();
    let text = "UPDATE erasure SET done_at = $3, leased_until = NULL, erased = $4, revision = revision + 1, updated_at = $3 \
                WHERE organisation_id = $1 AND id = $2 AND done_at IS NULL";
    let values = vec![tenant.raw().into(), id.raw().into(), now.into(), format!("{{{}}}", told.join(",")).into()];
    match sql::run(db, text, values).await? {
        1 => Ok(()),
        _ => Err(DbErr::RecordNotUpdated),
    }
}

/// Whether something was erased of which the database itself may keep traces.
pub async fn is_to_be_swept(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let text = "SELECT 1 FROM erasure WHERE done_at IS NOT NULL AND swept_at IS NULL LIMIT 1";
    Ok(sql::one(db, text, vec![]).await?.is_some())
}

/// Says that it keeps none of what was erased up to this moment.
pub async fn is_swept(db: &impl ConnectionTrait, until: Timestamp, now: Timestamp) -> Result<(), DbErr> {
    let text = "UPDATE erasure SET swept_at = $2 WHERE done_at <= $1 AND swept_at IS NULL";
    sql::run(db, text, vec![until.into(), now.into()]).await.map(drop)
}

/// Empties SQLite's log into the file, which keeps nothing that was deleted; `false` where somebody reads an earlier state still. PostgreSQL does so
/// by itself.
pub async fn empty_log(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    if db.get_database_backend() == sea_orm::DbBackend::Postgres {
        return Ok(true);
    }
    let row = sql::one(db, "PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await?;
    row.map_or(Ok(true), |row| Ok(row.try_get::<i32>("", "busy")? == 0))
}

/// Does the steps that come first of all.
pub async fn take_first(db: &impl ConnectionTrait, tenant: Tenant, user: UserId, gone: &mut Gone) -> Result<(), DbErr> {
    for holding in HOLDINGS {
        for step in holding.erasure {
            if let Step::First(text) = step {
                let rows = sql::run(db, text, vec![tenant.raw().into(), user.raw().into()]).await?;
                *gone.entry(holding.table).or_default() += rows;
            }
        }
    }
    Ok(())
}

/// Takes away what is with a sheet, and the sheet itself; `false` where it is not any more as it was read.
pub async fn take_sheet(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    sheet: AssessmentId,
    revision: i32,
    gone: &mut Gone,
) -> Result<bool, DbErr> {
    for holding in HOLDINGS {
        for step in holding.erasure {
            if let Step::WithSheet(text) = step {
                let rows = sql::run(db, text, vec![tenant.raw().into(), sheet.raw().into()]).await?;
                *gone.entry(holding.table).or_default() += rows;
            }
        }
    }
    let text = "DELETE FROM assessment WHERE organisation_id = $1 AND id = $2 AND revision = $3";
    let rows = sql::run(db, text, vec![tenant.raw().into(), sheet.raw().into(), revision.into()]).await?;
    *gone.entry("assessment").or_default() += rows;
    Ok(rows == 1)
}

/// Does the steps that come last.
pub async fn take_last(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    now: Timestamp,
    gone: &mut Gone,
) -> Result<(), DbErr> {
    for holding in HOLDINGS {
        for step in holding.erasure {
            if let Step::Last(text) = step {
                let mut values = vec![tenant.raw().into(), user.raw().into()];
                if text.contains("$3") {
                    values.push(now.into());
                }
                let rows = sql::run(db, text, values).await?;
                *gone.entry(holding.table).or_default() += rows;
            }
        }
    }
    Ok(())
}

/// What stands in place of a name.
pub const NAMELESS: &str = "Gewiste gebruiker";

/// Takes every name from an account, and puts it out of use for good.
pub async fn make_nameless(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    user: UserId,
    now: Timestamp,
) -> Result<(), DbErr> {
    let values =
        vec![tenant.raw().into(), user.raw().into(), format!("erased-{user}").into(), NAMELESS.into(), now.into()];
    let text = "UPDATE user_account SET name = $3, display_name = $4, external_id = NULL, email = NULL, disabled_at = COALESCE(disabled_at, $5), \
                  erased_at = $5, updated_at = $5, revision = revision + 1 WHERE organisation_id = $1 AND id = $2 AND erased_at IS NULL";
    sql::run(db, text, values).await.map(drop)
}

/// Puts an account out of use.
pub async fn disable(db: &impl ConnectionTrait, tenant: Tenant, user: UserId, now: Timestamp) -> Result<(), DbErr> {
    let text = "UPDATE user_account SET disabled_at = $3, updated_at = $3, revision = revision + 1 \
                WHERE organisation_id = $1 AND id = $2 AND disabled_at IS NULL";
    sql::run(db, text, vec![tenant.raw().into(), user.raw().into(), now.into()]).await.map(drop)
}

/// Some of the sheets that go with her: all about her, and what she began about others and nobody else ever saw.
pub async fn sheets(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<Vec<AssessmentId>, DbErr> {
    let text = "SELECT a.id FROM assessment a WHERE a.organisation_id = $1 AND (a.learner_id = $2 OR (a.rater_id = $2 AND a.state = 'draft' \
                  AND NOT EXISTS (SELECT 1 FROM sheet_save v WHERE v.organisation_id = $1 AND v.assessment_id = a.id \
                                    AND v.cause = 'submitted'))) ORDER BY a.id LIMIT 100";
    let rows = sql::all(db, text, vec![tenant.raw().into(), user.raw().into()]).await?;
    rows.iter().map(|row| Ok(AssessmentId::new(row.try_get("", "id")?))).collect()
}

fn with_tenant(row: &QueryResult) -> Result<(Tenant, Erasure), DbErr> {
    Ok((Tenant::of(OrganisationId::new(row.try_get("", "organisation_id")?)), erasure(row)?))
}

fn erasure(row: &QueryResult) -> Result<Erasure, DbErr> {
    Ok(Erasure {
        id: ErasureId::new(row.try_get("", "id")?),
        user: UserId::new(row.try_get("", "user_id")?),
        requested_by: row.try_get::<Option<Uuid>>("", "requested_by")?.map(UserId::new),
        cause: sql::known("cause", &row.try_get::<String>("", "cause")?, Cause::parse)?,
        requested_at: row.try_get("", "requested_at")?,
        due_at: row.try_get("", "due_at")?,
        started_at: row.try_get("", "started_at")?,
        done_at: row.try_get("", "done_at")?,
        revision: row.try_get("", "revision")?,
    })
}

/// How much there is of a kind of data.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    pub kind: &'static str,
    pub is_known_to_school: bool,
    /// Rows that go, and rows that stay; `None`: not for the caller to know.
    pub numbers: Option<(u32, u32)>,
}

/// The kinds that are told of: what hangs on them goes or stays with them.
const TOLD: [&str; 15] = [
    "account",
    "memberships",
    "coachings",
    "placements",
    "learning-teams",
    "participations",
    "assessments",
    "reflections",
    "goals",
    "goal-entries",
    "conversations",
    "feedback",
    "feedback-replies",
    "agreed-actions",
    "invitations",
];

/// How much there is of each kind, of what she may read. One statement.
pub async fn counts(db: &impl ConnectionTrait, herself: &Actor, now: Timestamp) -> Result<Vec<Counted>, DbErr> {
    let queries: Vec<(&Kind, &str)> = kinds::all()
        .filter(|kind| TOLD.contains(&kind.name))
        .filter_map(|kind| match kind.source {
            Source::Rows { sql, .. } => Some((kind, sql)),
            Source::Scores | Source::ScoreHistory => None,
        })
        .collect();
    let each = queries.iter().enumerate().map(|(at, (kind, of))| {
        // What is about another learner stays with her.
        let is_of_two = kind.columns.iter().any(|(name, _)| *name == "learner_id");
        let goes = if is_of_two { "t.learner_id = $2" } else { "1 = 1" };
        format!("(SELECT COUNT(*) FROM ({of}) AS t WHERE {goes}) AS a{at}, (SELECT COUNT(*) FROM ({of}) AS t) AS b{at}")
    });
    let text = format!("SELECT {} WHERE $3 IS NOT NULL", each.collect::<Vec<_>>().join(", "));
    let row = sql::one(db, &text, caller(herself, now)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("counts".to_owned()))?;
    let number = |name: String| Ok::<_, DbErr>(u32::try_from(row.try_get::<i64>("", &name)?).unwrap_or(u32::MAX));
    let counted = |(at, (kind, _)): (usize, &(&Kind, &str))| {
        let (goes, all) = (number(format!("a{at}"))?, number(format!("b{at}"))?);
        let numbers = Some((goes, all.saturating_sub(goes)));
        Ok(Counted { kind: kind.name, is_known_to_school: kind.is_known_to_school, numbers })
    };
    queries.iter().enumerate().map(counted).collect()
}

/// The ids of all that is hers, as they stand in texts.
pub async fn ids(db: &impl ConnectionTrait, tenant: Tenant, user: UserId) -> Result<Vec<String>, DbErr> {
    let sheets = "SELECT a.id FROM assessment a WHERE a.organisation_id = $1 AND (a.learner_id = $2 OR (a.rater_id = $2 AND a.state = 'draft'))";
    let text = format!(
        "{sheets} UNION SELECT f.id FROM feedback f WHERE f.organisation_id = $1 AND (f.learner_id = $2 OR (f.author_id = $2 AND f.state = 'draft')) \
         UNION SELECT p.id FROM feedback_reply p JOIN feedback f ON f.organisation_id = p.organisation_id AND f.id = p.feedback_id \
           WHERE p.organisation_id = $1 AND f.learner_id = $2 \
         UNION SELECT p.id FROM agreed_action p JOIN feedback f ON f.organisation_id = p.organisation_id AND f.id = p.feedback_id \
           WHERE p.organisation_id = $1 AND f.learner_id = $2 \
         UNION SELECT g.id FROM goal g WHERE g.organisation_id = $1 AND g.learner_id = $2 \
         UNION SELECT g.id FROM goal_entry g WHERE g.organisation_id = $1 AND g.learner_id = $2 \
         UNION SELECT r.id FROM reflection r WHERE r.organisation_id = $1 AND r.learner_id = $2 \
         UNION SELECT s.id FROM assessment_share s WHERE s.organisation_id = $1 AND s.learner_id = $2 \
         UNION SELECT s.id FROM reflection_share s WHERE s.organisation_id = $1 AND s.learner_id = $2 \
         UNION SELECT p.id FROM placement p WHERE p.organisation_id = $1 AND p.learner_id = $2 \
         UNION SELECT i.id FROM invitation i WHERE i.organisation_id = $1 AND i.learner_id = $2 \
         UNION SELECT m.id FROM membership m WHERE m.organisation_id = $1 AND m.user_id = $2 \
         UNION SELECT c.id FROM coaching c WHERE c.organisation_id = $1 AND c.learner_id = $2 \
         UNION SELECT m.id FROM learning_team_member m WHERE m.organisation_id = $1 AND m.learner_id = $2"
    );
    let rows = sql::all(db, &text, vec![tenant.raw().into(), user.raw().into()]).await?;
    let mut ids = vec![user.to_string()];
    for row in &rows {
        ids.push(row.try_get::<Uuid>("", "id")?.to_string());
    }
    Ok(ids)
}

/// Where a kept answer stands.
pub type Place = (UserId, String, String);

/// Some kept answers after this place: where each stands, and what is in it.
pub async fn kept_answers(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    after: Option<Place>,
) -> Result<Vec<(Place, String)>, DbErr> {
    let text = "SELECT principal_id, route, key, COALESCE(headers, '') || COALESCE(body, '') AS told FROM idempotency_key \
                WHERE organisation_id = $1 AND (principal_id, route, key) > ($2, $3, $4) ORDER BY principal_id, route, key LIMIT 500";
    let (principal, route, key) = after.map_or((place(0), String::new(), String::new()), |(p, r, k)| (p.raw(), r, k));
    let rows = sql::all(db, text, vec![tenant.raw().into(), principal.into(), route.into(), key.into()]).await?;
    let found = |row: &QueryResult| {
        let place = (UserId::new(row.try_get("", "principal_id")?), row.try_get("", "route")?, row.try_get("", "key")?);
        Ok((place, row.try_get("", "told")?))
    };
    rows.iter().map(found).collect()
}

/// Forgets a kept answer.
pub async fn forget_answer(db: &impl ConnectionTrait, tenant: Tenant, place: Place) -> Result<u64, DbErr> {
    let (principal, route, key) = place;
    let text =
        "DELETE FROM idempotency_key WHERE organisation_id = $1 AND principal_id = $2 AND route = $3 AND key = $4";
    sql::run(db, text, vec![tenant.raw().into(), principal.raw().into(), route.into(), key.into()]).await
}

/// Some events after this one, each with what is in it.
pub async fn events(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    after: Option<OutboxEventId>,
) -> Result<Vec<(OutboxEventId, String)>, DbErr> {
    let text = "SELECT id, payload FROM outbox_event WHERE organisation_id = $1 AND id > $2 ORDER BY id LIMIT 2000";
    let rows = sql::all(db, text, vec![tenant.raw().into(), after.map_or(place(0), Id::raw).into()]).await?;
    rows.iter().map(|row| Ok((OutboxEventId::new(row.try_get("", "id")?), row.try_get("", "payload")?))).collect()
}

/// Takes an event away.
pub async fn forget_event(db: &impl ConnectionTrait, tenant: Tenant, id: OutboxEventId) -> Result<u64, DbErr> {
    let values: Vec<Value> = vec![tenant.raw().into(), id.raw().into()];
    sql::run(db, "DELETE FROM outbox_event WHERE organisation_id = $1 AND id = $2", values).await
}
