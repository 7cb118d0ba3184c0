//! The rows of learning teams and of who is in them.

use entity::learning_team_member;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryResult};

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller, caller_coaches, caller_is, caller_is_active, caller_is_admin, is_now},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{Id, LearningTeamId, TeamMemberId, UserId},
        learning_team::{LearningTeam, Member},
        permission::TeamFacts,
    },
};

/// A team, and how the caller stands to it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub team: LearningTeam,
    pub facts: TeamFacts,
}

/// Whether the caller is in the team `t` now.
macro_rules! caller_is_member {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM learning_team_member tm WHERE tm.organisation_id = $1 AND tm.team_id = t.id \
               AND tm.learner_id = $2 AND ",
            is_now!("tm"),
            ") AND ",
            caller_is!("learner"),
            ")"
        )
    };
}

/// Whether the caller coaches everybody in the team `t` now, and somebody is in it.
macro_rules! caller_coaches_all {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM learning_team_member tm WHERE tm.organisation_id = $1 AND tm.team_id = t.id AND ",
            is_now!("tm"),
            ") AND NOT EXISTS (SELECT 1 FROM learning_team_member tm WHERE tm.organisation_id = $1 AND tm.team_id = t.id AND ",
            is_now!("tm"),
            " AND NOT ",
            caller_coaches!("tm.learner_id"),
            "))"
        )
    };
}

const SELECT: &str = concat!(
    "SELECT t.id, t.name, t.revision, t.created_at, t.updated_at, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_is_admin!(),
    " AS is_admin, ",
    caller_is_member!(),
    " AS is_member, ",
    caller_coaches_all!(),
    " AS coaches_all FROM learning_team t WHERE t.organisation_id = $1"
);

/// The permission table's rule about reading, once more, so that a cursor names no row that may not be seen.
const LIST: &str = concat!(
    " AND t.id > $4 AND ($5 IS NULL OR t.updated_at >= $5) AND ",
    caller_is_active!(),
    " AND (",
    caller_is_admin!(),
    " OR ",
    caller_is_member!(),
    " OR ",
    caller_coaches_all!(),
    ") ORDER BY t.id LIMIT $6"
);

/// A page of the teams the caller has to do with, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    updated_since: Option<Timestamp>,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([page.after().into(), updated_since.into(), page.rows().into()]);
    sql::all(db, &format!("{SELECT}{LIST}"), values).await?.iter().map(seen).collect()
}

/// A team.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: LearningTeamId,
) -> Result<Option<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.push(id.raw().into());
    sql::one(db, &format!("{SELECT} AND t.id = $4"), values).await?.as_ref().map(seen).transpose()
}

/// Adds a team.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, t: &LearningTeam) -> Result<(), DbErr> {
    let values = vec![tenant.raw().into(), t.id.raw().into(), t.name.clone().into(), t.created_at.into()];
    sql::run(
        db,
        "INSERT INTO learning_team (organisation_id, id, name, revision, created_at, updated_at) \
         VALUES ($1, $2, $3, 1, $4, $4)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes the name over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, t: &LearningTeam) -> Result<bool, DbErr> {
    let values = vec![
        tenant.raw().into(),
        t.id.raw().into(),
        t.name.clone().into(),
        t.revision.into(),
        t.updated_at.into(),
        (t.revision - 1).into(),
    ];
    let changed = sql::run(
        db,
        "UPDATE learning_team SET name = $3, revision = $4, updated_at = $5 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $6",
        values,
    )
    .await?;
    Ok(changed == 1)
}

/// Keeps everybody else from changing who is in the team until the end of the transaction.
pub async fn lock(db: &impl ConnectionTrait, tenant: Tenant, id: LearningTeamId) -> Result<(), DbErr> {
    let text = "UPDATE learning_team SET revision = revision WHERE organisation_id = $1 AND id = $2";
    sql::run(db, text, vec![tenant.raw().into(), id.raw().into()]).await?;
    Ok(())
}

/// A learner who may come into a team.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub learner: UserId,
    pub display_name: String,
    /// The caller coaches her.
    pub coached: bool,
}

const CANDIDATES: &str = concat!(
    "SELECT l.id, l.display_name, ",
    caller_coaches!("l.id"),
    " AS coached FROM user_account l WHERE l.organisation_id = $1 AND EXISTS (SELECT 1 FROM membership m \
      WHERE m.organisation_id = $1 AND m.user_id = l.id AND m.role = 'learner' AND ",
    is_now!("m"),
    ") AND l.id IN "
);

/// Those of these who are learners, in no order.
pub async fn candidates(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    learners: &[UserId],
) -> Result<Vec<Candidate>, DbErr> {
    let mut values = caller(actor, now);
    let places: Vec<String> = (0..learners.len()).map(|at| format!("${}", at + 4)).collect();
    values.extend(learners.iter().map(|learner| learner.raw().into()));
    let rows = sql::all(db, &format!("{CANDIDATES}({})", places.join(", ")), values).await?;
    let candidate = |row: &QueryResult| {
        Ok(Candidate {
            learner: UserId::new(row.try_get("", "id")?),
            display_name: row.try_get("", "display_name")?,
            coached: row.try_get("", "coached")?,
        })
    };
    rows.iter().map(candidate).collect()
}

const MEMBER: &str = "\
SELECT tm.id, tm.team_id, tm.learner_id, u.display_name, tm.starts_at, tm.ends_at, tm.revision, tm.updated_at \
FROM learning_team_member tm JOIN user_account u ON u.organisation_id = tm.organisation_id AND u.id = tm.learner_id \
WHERE tm.organisation_id = $1 AND tm.team_id = $2";

/// A page of who is in a team, and, where that is asked, of who was; with a row too many where there are more.
pub async fn members(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    team: LearningTeamId,
    now: Timestamp,
    with_past: bool,
    page: Page,
) -> Result<Vec<Member>, DbErr> {
    let text = format!("{MEMBER} AND tm.id > $4 AND ($5 OR ({})) ORDER BY tm.id LIMIT $6", is_now!("tm"));
    let values = vec![
        tenant.raw().into(),
        team.raw().into(),
        now.into(),
        page.after().into(),
        with_past.into(),
        page.rows().into(),
    ];
    sql::all(db, &text, values).await?.iter().map(member).collect()
}

/// One who is, or was, in a team.
pub async fn find_member(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    team: LearningTeamId,
    id: TeamMemberId,
) -> Result<Option<Member>, DbErr> {
    let values = vec![tenant.raw().into(), team.raw().into(), id.raw().into()];
    sql::one(db, &format!("{MEMBER} AND tm.id = $3"), values).await?.as_ref().map(member).transpose()
}

/// Whether this learner is in this team now, or is to come.
pub async fn is_in(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    team: LearningTeamId,
    learner: UserId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "SELECT 1 FROM learning_team_member WHERE organisation_id = $1 AND team_id = $2 AND learner_id = $3 \
                AND (ends_at IS NULL OR ends_at > $4)";
    let values = vec![tenant.raw().into(), team.raw().into(), learner.raw().into(), now.into()];
    Ok(sql::one(db, text, values).await?.is_some())
}

/// Adds members, in one statement; nothing for none.
pub async fn insert_members(db: &impl ConnectionTrait, tenant: Tenant, members: &[Member]) -> Result<(), DbErr> {
    let row = |m: &Member| learning_team_member::ActiveModel {
        organisation_id: Set(tenant.raw()),
        id: Set(m.id.raw()),
        team_id: Set(m.team.raw()),
        learner_id: Set(m.learner.raw()),
        starts_at: Set(m.starts_at),
        ends_at: Set(m.ends_at),
        revision: Set(m.revision),
        created_at: Set(m.updated_at),
        updated_at: Set(m.updated_at),
    };
    if members.is_empty() {
        return Ok(());
    }
    learning_team_member::Entity::insert_many(members.iter().map(row)).exec_without_returning(db).await?;
    Ok(())
}

/// Writes the end over the revision before it; `false` where somebody else did.
pub async fn update_member(db: &impl ConnectionTrait, tenant: Tenant, m: &Member) -> Result<bool, DbErr> {
    let values = vec![
        tenant.raw().into(),
        m.id.raw().into(),
        m.ends_at.into(),
        m.revision.into(),
        m.updated_at.into(),
        (m.revision - 1).into(),
    ];
    let changed = sql::run(
        db,
        "UPDATE learning_team_member SET ends_at = $3, revision = $4, updated_at = $5 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $6",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    let team = LearningTeam {
        id: LearningTeamId::new(row.try_get("", "id")?),
        name: row.try_get("", "name")?,
        revision: row.try_get("", "revision")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    };
    let facts = TeamFacts {
        active: row.try_get("", "is_active")?,
        is_admin: row.try_get("", "is_admin")?,
        is_member: row.try_get("", "is_member")?,
        coaches_all: row.try_get("", "coaches_all")?,
    };
    Ok(Seen { team, facts })
}

fn member(row: &QueryResult) -> Result<Member, DbErr> {
    Ok(Member {
        id: TeamMemberId::new(row.try_get("", "id")?),
        team: LearningTeamId::new(row.try_get("", "team_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        display_name: row.try_get("", "display_name")?,
        starts_at: row.try_get("", "starts_at")?,
        ends_at: row.try_get("", "ends_at")?,
        revision: row.try_get("", "revision")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
