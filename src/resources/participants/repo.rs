//! The rows of the learners in rounds, each with what decides who may do what with it.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller_coaches, caller_is_active, caller_uses_group},
        sql,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id, ProgrammeId, RoundId, UserId},
        participant::{Participant, ParticipantState, Progress},
        permission::{GroupStanding, Relation},
    },
    resources::placements::repo::relation_in,
};

/// Which participants of a round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub group: Option<GroupId>,
    pub state: Option<ParticipantState>,
}

/// A participant, and how the caller stands to her and to the group she counts for.
#[derive(Clone, Debug)]
pub struct Seen {
    pub participant: Participant,
    pub relation: Relation,
    pub uses_group: bool,
}

/// How far a participant is with her self-score, or that she need not.
macro_rules! state {
    () => {
        "CASE WHEN p.exempted_reason IS NOT NULL THEN 'exempted' WHEN s.id IS NULL THEN 'notStarted' \
              WHEN s.state = 'draft' THEN 'started' ELSE 'submitted' END"
    };
}

/// The participants, each with her own assessment in the round, if she has begun one.
macro_rules! with_own {
    () => {
        " FROM round_participant p LEFT JOIN assessment s ON s.organisation_id = p.organisation_id AND s.round_id = p.round_id \
            AND s.learner_id = p.learner_id AND s.rater_id = p.learner_id AND s.rater_kind = 'self' "
    };
}

const SELECT: &str = concat!(
    "SELECT p.round_id, p.learner_id, u.display_name, p.group_id, p.profession, p.exempted_reason, p.late_reason, p.joined_at, \
            p.revision, p.updated_at, s.state AS own_state, \
            EXISTS (SELECT 1 FROM assessment x WHERE x.organisation_id = $1 AND x.round_id = p.round_id \
              AND x.learner_id = p.learner_id AND (x.rater_id = p.learner_id OR x.rater_id = $2)) AS has_sheets, p.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("p.learner_id"),
    " AS coaches, ",
    caller_uses_group!("g"),
    " AS uses_group",
    with_own!(),
    "JOIN user_account u ON u.organisation_id = p.organisation_id AND u.id = p.learner_id \
     JOIN learner_group g ON g.organisation_id = p.organisation_id AND g.id = p.group_id \
     WHERE p.organisation_id = $1 AND p.round_id = $4"
);

const LIST: &str = concat!(
    " AND p.learner_id > $5 AND ($6 IS NULL OR p.group_id = $6) AND ($7 IS NULL OR ",
    state!(),
    " = $7) AND ",
    caller_is_active!(),
    " AND (p.learner_id = $2 OR ",
    caller_uses_group!("g"),
    " OR ",
    caller_coaches!("p.learner_id"),
    ") ORDER BY p.learner_id LIMIT $8"
);

/// A page of the participants whom the caller has to do with, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    round: RoundId,
    filter: Filter,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let mut values = of_round(actor, now, round);
    values.extend([
        page.after().into(),
        filter.group.map(Id::raw).into(),
        filter.state.map(|state| state.code().to_owned()).into(),
        page.rows().into(),
    ]);
    sql::all(db, &format!("{SELECT}{LIST}"), values).await?.iter().map(seen).collect()
}

/// A participant.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    round: RoundId,
    learner: UserId,
) -> Result<Option<Seen>, DbErr> {
    let mut values = of_round(actor, now, round);
    values.push(learner.raw().into());
    sql::one(db, &format!("{SELECT} AND p.learner_id = $5"), values).await?.as_ref().map(seen).transpose()
}

fn of_round(actor: &Actor, now: Timestamp, round: RoundId) -> Vec<Value> {
    vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), round.raw().into()]
}

/// Adds somebody who comes later than the others.
pub async fn insert(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    late: &LateJoiner,
    now: Timestamp,
) -> Result<(), DbErr> {
    sql::run(
        db,
        "INSERT INTO round_participant (organisation_id, round_id, learner_id, group_id, profession, exempted_reason, joined_at, \
                                        late_reason, revision, updated_at) \
         VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, 1, $6)",
        vec![
            tenant.raw().into(),
            round.raw().into(),
            late.learner.raw().into(),
            late.group.raw().into(),
            late.profession.clone().into(),
            now.into(),
            late.reason.clone().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Somebody who comes later than the others.
#[derive(Clone, Debug)]
pub struct LateJoiner {
    pub learner: UserId,
    pub group: GroupId,
    pub profession: Option<String>,
    pub reason: String,
}

/// Writes a participant over the revision before it; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, p: &Participant) -> Result<bool, DbErr> {
    let changed = sql::run(
        db,
        "UPDATE round_participant SET profession = $4, exempted_reason = $5, revision = $6, updated_at = $7 \
         WHERE organisation_id = $1 AND round_id = $2 AND learner_id = $3 AND revision = $8",
        vec![
            tenant.raw().into(),
            p.round.raw().into(),
            p.learner.raw().into(),
            p.profession.clone().into(),
            p.exempted_reason.clone().into(),
            p.revision.into(),
            p.updated_at.into(),
            (p.revision - 1).into(),
        ],
    )
    .await?;
    Ok(changed == 1)
}

/// The participants who have not begun or, with the other state, not submitted; with groups given, only those who count for one of
/// them.
pub async fn behind(
    db: &impl ConnectionTrait,
    tenant: Tenant,
    round: RoundId,
    not_even_started: bool,
    groups: Option<&[GroupId]>,
) -> Result<Vec<UserId>, DbErr> {
    const BEHIND: &str = concat!(
        "SELECT p.learner_id, p.group_id",
        with_own!(),
        "WHERE p.organisation_id = $1 AND p.round_id = $2 AND (",
        state!(),
        " = 'notStarted' OR (NOT $3 AND ",
        state!(),
        " = 'started')) ORDER BY p.learner_id"
    );
    let values = vec![tenant.raw().into(), round.raw().into(), not_even_started.into()];
    let mut learners = Vec::new();
    for row in sql::all(db, BEHIND, values).await? {
        let group = GroupId::new(row.try_get("", "group_id")?);
        if groups.is_none_or(|groups| groups.contains(&group)) {
            learners.push(UserId::new(row.try_get("", "learner_id")?));
        }
    }
    Ok(learners)
}

/// A group that a learner is in now, as what, and how the caller stands to the group and to her.
#[derive(Clone, Debug)]
pub struct Membership {
    pub group: GroupId,
    pub profession: Option<String>,
    pub standing: GroupStanding,
    /// The caller coaches this learner now.
    pub coaches: bool,
}

const MEMBERSHIPS: &str = concat!(
    "SELECT g.id, g.programme_id, m.profession, EXISTS (SELECT 1 FROM coaching w WHERE w.organisation_id = $1 AND w.coach_id = $2 \
       AND w.group_id = g.id AND w.starts_at <= $3 AND (w.ends_at IS NULL OR w.ends_at > $3)) AS coaches_group, ",
    caller_coaches!("m.user_id"),
    " AS coaches FROM membership m JOIN learner_group g ON g.organisation_id = m.organisation_id AND g.id = m.group_id \
     WHERE m.organisation_id = $1 AND m.user_id = $4 AND m.role = 'learner' AND m.starts_at <= $3 \
       AND (m.ends_at IS NULL OR m.ends_at > $3) ORDER BY m.id"
);

/// The groups in which somebody is a learner now; none where she is no learner.
pub async fn memberships(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    learner: UserId,
) -> Result<Vec<Membership>, DbErr> {
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), learner.raw().into()];
    let read = |row: &QueryResult| {
        Ok(Membership {
            group: GroupId::new(row.try_get("", "id")?),
            profession: row.try_get("", "profession")?,
            standing: GroupStanding {
                programme: ProgrammeId::new(row.try_get("", "programme_id")?),
                coaches: row.try_get("", "coaches_group")?,
            },
            coaches: row.try_get("", "coaches")?,
        })
    };
    sql::all(db, MEMBERSHIPS, values).await?.iter().map(read).collect()
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    let joined_at = row.try_get("", "joined_at")?;
    let participant = Participant {
        round: RoundId::new(row.try_get("", "round_id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        display_name: row.try_get("", "display_name")?,
        group: GroupId::new(row.try_get("", "group_id")?),
        profession: row.try_get("", "profession")?,
        exempted_reason: row.try_get("", "exempted_reason")?,
        late_reason: row.try_get("", "late_reason")?,
        joined_at,
        progress: match row.try_get::<Option<String>>("", "own_state")?.as_deref() {
            None => Progress::NotStarted,
            Some("draft") => Progress::Started,
            Some(_) => Progress::Submitted,
        },
        has_sheets: row.try_get("", "has_sheets")?,
        revision: row.try_get("", "revision")?,
        updated_at: row.try_get::<Option<Timestamp>>("", "updated_at")?.unwrap_or(joined_at),
    };
    Ok(Seen { participant, relation: relation_in(row)?, uses_group: row.try_get("", "uses_group")? })
}
