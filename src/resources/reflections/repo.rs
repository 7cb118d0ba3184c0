//! The rows of reflections, and of every version of them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use super::stored;
use crate::{
    auth::principal::Actor,
    db::{
        circle::is_share_with_caller,
        page::Page,
        relation::{caller, caller_coaches, caller_is_active, is_now},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{AssessmentId, Id, LearningTeamId, ReflectionId, ReflectionShareId, UserId},
        permission::{Relation, SharedWith},
        reflection::{Answer, Cause, Reflection, Shared, TeamShare},
    },
    resources::placements::repo::relation_in,
};

/// A reflection, and how the caller stands to it and to the learner whose it is.
#[derive(Clone, Debug)]
pub struct Seen {
    pub reflection: Reflection,
    pub relation: Relation,
    /// The teams that it is shared with in which both the learner and the caller are now.
    pub teams: Vec<LearningTeamId>,
}

impl Seen {
    /// With whom it is shared, as far as it matters to the caller.
    pub fn shared_with(&self) -> SharedWith {
        SharedWith { coaches: self.reflection.with_coaches.is_some(), team: !self.teams.is_empty() }
    }

    /// The reflection as the caller knows it: with whom else it is shared is the learner's own to know.
    pub fn known(self) -> Reflection {
        if self.relation.is_learner {
            return self.reflection;
        }
        self.reflection.known_to(self.relation.coaches, &self.teams)
    }
}

/// Each reflection as often as there are teams that read it, and once where there is none.
const SELECT: &str = concat!(
    "SELECT r.id, r.assessment_id, r.learner_id, r.prompt_code, r.answer, r.coaches_from, r.coaches_since, r.revision, r.written_at, \
            r.updated_at, rs.id AS share_id, rs.team_id, rs.from_revision, rs.shared_at, r.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("r.learner_id"),
    " AS coaches, ",
    is_share_with_caller!("rs"),
    " AS is_with_caller \
     FROM reflection r LEFT JOIN reflection_share rs ON rs.organisation_id = r.organisation_id AND rs.reflection_id = r.id \
       AND rs.revoked_at IS NULL \
     WHERE r.organisation_id = $1 AND "
);

/// In the order in which [`together`] takes them.
const ORDER: &str = " ORDER BY r.id, rs.id";

/// The answer to this question of this assessment.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    assessment: AssessmentId,
    prompt: &str,
) -> Result<Option<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.extend([assessment.raw().into(), prompt.into()]);
    let text = format!("{SELECT}r.assessment_id = $4 AND r.prompt_code = $5{ORDER}");
    Ok(together(&sql::all(db, &text, values).await?)?.pop())
}

/// The answers there are to the questions of this assessment.
pub async fn of_assessment(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    assessment: AssessmentId,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = caller(actor, now);
    values.push(assessment.raw().into());
    together(&sql::all(db, &format!("{SELECT}r.assessment_id = $4{ORDER}"), values).await?)
}

/// A page of the answers that those who are in this team now share with it, with one too many where there are more.
pub async fn of_team(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    team: LearningTeamId,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    const WHICH: &str = concat!(
        "r.id IN (SELECT st.reflection_id FROM reflection_share st JOIN learning_team_member tm \
            ON tm.organisation_id = st.organisation_id AND tm.team_id = st.team_id AND tm.learner_id = st.learner_id \
          WHERE st.organisation_id = $1 AND st.team_id = $4 AND st.revoked_at IS NULL AND st.reflection_id > $5 AND ",
        is_now!("tm"),
        " ORDER BY st.reflection_id LIMIT $6)"
    );
    let mut values = caller(actor, now);
    values.extend([team.raw().into(), page.after().into(), page.rows().into()]);
    together(&sql::all(db, &format!("{SELECT}{WHICH}{ORDER}"), values).await?)
}

/// Adds a reflection.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, r: &Reflection) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        r.id.raw().into(),
        r.assessment.raw().into(),
        r.learner.raw().into(),
        r.prompt.clone().into(),
        stored::write(&r.answer).into(),
        r.revision.into(),
        r.written_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO reflection (organisation_id, id, assessment_id, learner_id, prompt_code, answer, coaches_from, coaches_since, \
                                 revision, written_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, $7, $8, $8)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes answer and sharing over the revision before this one; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, r: &Reflection) -> Result<bool, DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        r.id.raw().into(),
        (r.revision - 1).into(),
        r.revision.into(),
        stored::write(&r.answer).into(),
        r.with_coaches.map(|shared| shared.from).into(),
        r.with_coaches.map(|shared| shared.at).into(),
        r.updated_at.into(),
    ];
    let changed = sql::run(
        db,
        "UPDATE reflection SET revision = $4, answer = $5, coaches_from = $6, coaches_since = $7, updated_at = $8 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $3",
        values,
    )
    .await?;
    Ok(changed == 1)
}

/// Adds that a team may read it.
pub async fn insert_share(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    r: &Reflection,
    share: &TeamShare,
) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        share.id.raw().into(),
        r.id.raw().into(),
        r.learner.raw().into(),
        share.team.raw().into(),
        share.shared.from.into(),
        share.shared.at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO reflection_share (organisation_id, id, reflection_id, learner_id, team_id, from_revision, shared_at, \
                                       until_revision, revoked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)",
        values,
    )
    .await?;
    Ok(())
}

/// Ends that a team may read it, by this revision.
pub async fn revoke_share(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    r: &Reflection,
    share: &TeamShare,
) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![tenant.raw().into(), share.id.raw().into(), r.revision.into(), r.updated_at.into()];
    sql::run(
        db,
        "UPDATE reflection_share SET until_revision = $3, revoked_at = $4 WHERE organisation_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Adds a row to the history: the whole answer as it is after this change, who made it, through which client.
pub async fn insert_version(
    db: &impl ConnectionTrait,
    actor: &Actor,
    r: &Reflection,
    cause: Cause,
) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        actor.tenant.raw().into(),
        r.id.raw().into(),
        r.revision.into(),
        cause.code().into(),
        stored::write(&r.answer).into(),
        actor.user.raw().into(),
        actor.client.clone().into(),
        r.updated_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO reflection_version (organisation_id, reflection_id, revision, cause, answer, actor_id, client_id, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values,
    )
    .await?;
    Ok(())
}

/// A row of the history.
#[derive(Clone, Debug)]
pub struct Version {
    pub revision: i32,
    pub cause: Cause,
    /// The team that it was shared with, or taken back from; `None`: it was the coaches, or it was written.
    pub team: Option<LearningTeamId>,
    pub answer: Answer,
    pub actor: UserId,
    pub client: String,
    pub saved_at: Timestamp,
}

/// A page of the history, with a row too many where there are more. `shared_from`: only that revision, and what was written after it; what
/// else was shared and taken back is the learner's own to know.
pub async fn history(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    id: ReflectionId,
    shared_from: Option<i32>,
    page: Page,
) -> Result<Vec<Version>, DbErr> {
    let rows = sql::all(
        db,
        "SELECT v.revision, v.cause, v.answer, v.actor_id, v.client_id, v.saved_at, rs.team_id FROM reflection_version v \
           LEFT JOIN reflection_share rs ON rs.organisation_id = v.organisation_id AND rs.reflection_id = v.reflection_id \
             AND (rs.from_revision = v.revision OR rs.until_revision = v.revision) \
         WHERE v.organisation_id = $1 AND v.reflection_id = $2 AND v.revision > $3 \
           AND ($4 IS NULL OR v.revision = $4 OR (v.revision > $4 AND v.cause = 'written')) ORDER BY v.revision LIMIT $5",
        vec![
            tenant.raw().into(),
            id.raw().into(),
            page.after_number().into(),
            shared_from.into(),
            page.rows().into(),
        ],
    )
    .await?;
    rows.iter().map(version).collect()
}

fn version(row: &QueryResult) -> Result<Version, DbErr> {
    Ok(Version {
        revision: row.try_get("", "revision")?,
        cause: sql::known("cause", &row.try_get::<String>("", "cause")?, Cause::parse)?,
        team: row.try_get::<Option<Uuid>>("", "team_id")?.map(LearningTeamId::new),
        answer: stored::read(&row.try_get::<String>("", "answer")?)?,
        actor: UserId::new(row.try_get("", "actor_id")?),
        client: row.try_get("", "client_id")?,
        saved_at: row.try_get("", "saved_at")?,
    })
}

/// The reflections in these rows, each once, with the shares of all its rows.
fn together(rows: &[QueryResult]) -> Result<Vec<Seen>, DbErr> {
    let mut all: Vec<Seen> = Vec::new();
    for row in rows {
        let id = ReflectionId::new(row.try_get("", "id")?);
        if all.last().is_none_or(|last| last.reflection.id != id) {
            all.push(Seen { reflection: from_row(row)?, relation: relation_in(row)?, teams: Vec::new() });
        }
        let (Some(seen), Some(share)) = (all.last_mut(), share(row)?) else { continue };
        if row.try_get("", "is_with_caller")? {
            seen.teams.push(share.team);
        }
        seen.reflection.with_teams.push(share);
    }
    Ok(all)
}

/// The share in this row, if there is one.
fn share(row: &QueryResult) -> Result<Option<TeamShare>, DbErr> {
    let Some(id) = row.try_get::<Option<Uuid>>("", "share_id")? else { return Ok(None) };
    Ok(Some(TeamShare {
        id: ReflectionShareId::new(id),
        team: LearningTeamId::new(row.try_get("", "team_id")?),
        shared: Shared { at: row.try_get("", "shared_at")?, from: row.try_get("", "from_revision")? },
    }))
}

/// A reflection without the teams that read it.
fn from_row(row: &QueryResult) -> Result<Reflection, DbErr> {
    let shared = match row.try_get::<Option<i32>>("", "coaches_from")? {
        Some(from) => Some(Shared { at: row.try_get("", "coaches_since")?, from }),
        None => None,
    };
    Ok(Reflection {
        id: ReflectionId::new(row.try_get("", "id")?),
        assessment: AssessmentId::new(row.try_get("", "assessment_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        prompt: row.try_get("", "prompt_code")?,
        answer: stored::read(&row.try_get::<String>("", "answer")?)?,
        with_coaches: shared,
        with_teams: Vec::new(),
        revision: row.try_get("", "revision")?,
        written_at: row.try_get("", "written_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}
