//! The rows of assessments, each with the facts that decide who may do what with it.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    db::{
        page::Page,
        relation::{caller_coaches, caller_is_active},
        sql,
        tenant::Tenant,
    },
    domain::{
        assessment::{Assessment, RaterKind, RoundRules, State},
        clock::Timestamp,
        ids::{AssessmentId, GroupId, Id, InstrumentId, OwnerId, PlacementId, RoundId, UserId},
        organisation::CoachKind,
        permission::AssessmentFacts,
        round::{Completeness, Disclosure, RoundTimes},
        sheet::Sheet,
    },
    resources::placements::repo::relation_in,
};

use super::remarks;

/// An assessment, its round's rules, and how the caller stands to it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub assessment: Assessment,
    pub rules: Option<RoundRules>,
    pub facts: AssessmentFacts,
}

const SELECT: &str = concat!(
    "SELECT a.id, a.round_id, a.learner_id, a.rater_id, a.rater_kind, a.instrument_owner_id, a.instrument_id, a.group_id, \
            a.profession, a.placement_id, a.label, a.state, a.levels, a.remarks, a.revision, a.started_at, a.saved_at, \
            a.submitted_at, a.discussed_at, a.reopened_at, a.disclosed_at, \
            r.opens_at, r.closes_at, r.releases_at, r.disclosure, r.completeness, a.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("a.learner_id"),
    " AS coaches, (a.rater_id <> $2 AND EXISTS (SELECT 1 FROM assessment b WHERE b.organisation_id = $1 \
        AND b.round_id = a.round_id AND b.learner_id = a.learner_id AND b.rater_id = $2 AND b.state <> 'draft')) \
      AS reader_has_submitted \
     FROM assessment a LEFT JOIN round r ON r.organisation_id = a.organisation_id AND r.id = a.round_id \
     WHERE a.organisation_id = $1"
);

const ONE: &str = " AND a.id = $4";

/// The permission table's rule about reading, once more: a row that may not be seen must not decide where a page ends, because a
/// cursor names it. `service::list` checks each row by the table itself.
const LIST: &str = concat!(
    " AND a.id > $4 AND ($5 IS NULL OR a.round_id = $5) AND ($6 IS NULL OR a.learner_id = $6) \
      AND ",
    caller_is_active!(),
    " AND ((a.rater_id = $2 AND (a.rater_kind = 'self' OR ",
    caller_coaches!("a.learner_id"),
    ")) OR (a.state <> 'draft' AND (a.learner_id = $2 OR ",
    caller_coaches!("a.learner_id"),
    ") AND (a.round_id IS NULL OR r.disclosure = 'open' \
        OR (r.disclosure = 'afterBothSubmitted' AND (r.closes_at <= $3 OR EXISTS (SELECT 1 FROM assessment b \
            WHERE b.organisation_id = $1 AND b.round_id = a.round_id AND b.learner_id = a.learner_id AND b.rater_id = $2 \
              AND b.state <> 'draft'))) \
        OR (r.disclosure = 'afterCoachReleased' AND (a.rater_kind = 'self' OR a.disclosed_at IS NOT NULL))))) \
     ORDER BY a.id LIMIT $7"
);

/// Which assessments.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub round: Option<RoundId>,
    pub learner: Option<UserId>,
}

/// An assessment with the facts about it.
pub async fn find(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: AssessmentId,
) -> Result<Option<Seen>, DbErr> {
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| format!("{SELECT}{ONE}"));
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), id.raw().into()];
    sql::one(db, &SQL, values).await?.map(|row| seen(&row, actor, now)).transpose()
}

/// A page of the assessments that the caller may have to do with, with a row too many where there are more.
pub async fn list(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    filter: Filter,
    page: Page,
) -> Result<Vec<Seen>, DbErr> {
    let values = vec![
        actor.tenant.raw().into(),
        actor.user.raw().into(),
        now.into(),
        page.after().into(),
        filter.round.map(Id::raw).into(),
        filter.learner.map(Id::raw).into(),
        page.rows().into(),
    ];
    let rows = sql::all(db, &format!("{SELECT}{LIST}"), values).await?;
    rows.iter().map(|row| seen(row, actor, now)).collect()
}

/// The submitted assessments about this learner in this round, with the facts about each; oldest first.
pub async fn about(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    round: RoundId,
    learner: UserId,
) -> Result<Vec<Seen>, DbErr> {
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        format!("{SELECT} AND a.round_id = $4 AND a.learner_id = $5 AND a.state <> 'draft' ORDER BY a.id")
    });
    let (tenant, caller) = (actor.tenant.raw(), actor.user.raw());
    let values = vec![tenant.into(), caller.into(), now.into(), round.raw().into(), learner.raw().into()];
    let rows = sql::all(db, &SQL, values).await?;
    rows.iter().map(|row| seen(row, actor, now)).collect()
}

/// The submitted assessments about a learner by the rater of this one, as the same kind of rater; in the order of submission.
pub async fn of_rater(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    one: &Assessment,
) -> Result<Vec<Seen>, DbErr> {
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let which = "a.learner_id = $4 AND a.rater_id = $5 AND a.rater_kind = $6 AND a.state <> 'draft'";
        format!("{SELECT} AND {which} ORDER BY a.submitted_at, a.id")
    });
    let (tenant, caller) = (actor.tenant.raw(), actor.user.raw());
    let (learner, rater) = (one.learner.raw(), one.rater.raw());
    let kind = one.rater_kind.code();
    let values = vec![tenant.into(), caller.into(), now.into(), learner.into(), rater.into(), kind.into()];
    let rows = sql::all(db, &SQL, values).await?;
    rows.iter().map(|row| seen(row, actor, now)).collect()
}

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

/// Adds an assessment.
pub async fn insert(db: &impl ConnectionTrait, tenant: Tenant, a: &Assessment) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        a.id.raw().into(),
        a.round.map(Id::raw).into(),
        a.learner.raw().into(),
        a.rater.raw().into(),
        a.rater_kind.code().into(),
        a.instrument_owner.raw().into(),
        a.instrument.raw().into(),
        a.group.map(Id::raw).into(),
        a.profession.clone().into(),
        a.placement.map(Id::raw).into(),
        a.label.clone().into(),
        a.state.code().into(),
        a.sheet.bytes().to_vec().into(),
        a.revision.into(),
        a.started_at.into(),
    ];
    sql::run(
        db,
        "INSERT INTO assessment (organisation_id, id, round_id, learner_id, rater_id, rater_kind, instrument_owner_id, \
                                 instrument_id, group_id, profession, placement_id, label, state, levels, remarks, revision, \
                                 started_at, saved_at, submitted_at, discussed_at, reopened_at, disclosed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, $15, $16, $16, NULL, NULL, NULL, NULL)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes state and sheet over the revision before this one; `false` where somebody else did.
pub async fn update(db: &impl ConnectionTrait, tenant: Tenant, a: &Assessment) -> Result<bool, DbErr> {
    let values: Vec<Value> = vec![
        tenant.raw().into(),
        a.id.raw().into(),
        (a.revision - 1).into(),
        a.revision.into(),
        a.state.code().into(),
        a.sheet.bytes().to_vec().into(),
        remarks::write(a.sheet.remarks()).into(),
        a.saved_at.into(),
        a.state.submitted_at().into(),
        a.state.discussed_at().into(),
        a.reopened_at.into(),
        a.disclosed_at.into(),
    ];
    let changed = sql::run(
        db,
        "UPDATE assessment SET revision = $4, state = $5, levels = $6, remarks = $7, saved_at = $8, submitted_at = $9, \
                               discussed_at = $10, reopened_at = $11, disclosed_at = $12 \
         WHERE organisation_id = $1 AND id = $2 AND revision = $3",
        values,
    )
    .await?;
    Ok(changed == 1)
}

fn seen(row: &QueryResult, actor: &Actor, now: Timestamp) -> Result<Seen, DbErr> {
    let assessment = from_row(row)?;
    let round = match row.try_get::<Option<Timestamp>>("", "opens_at")? {
        None => None,
        Some(opens_at) => Some((
            RoundTimes {
                opens_at,
                closes_at: row.try_get("", "closes_at")?,
                releases_at: row.try_get("", "releases_at")?,
            },
            sql::known("disclosure", &row.try_get::<String>("", "disclosure")?, Disclosure::parse)?,
            sql::known("completeness", &row.try_get::<String>("", "completeness")?, Completeness::parse)?,
        )),
    };
    let facts = AssessmentFacts {
        relation: relation_in(row)?,
        is_rater: assessment.rater == actor.user,
        rater_kind: assessment.rater_kind,
        state: assessment.state,
        round: round.map(|(times, disclosure, _)| (disclosure, times)),
        reader_has_submitted: row.try_get("", "reader_has_submitted")?,
        is_released: assessment.disclosed_at.is_some(),
        now,
    };
    let rules = round.map(|(times, _, completeness)| RoundRules { times, completeness });
    Ok(Seen { assessment, rules, facts })
}

fn from_row(row: &QueryResult) -> Result<Assessment, DbErr> {
    Ok(Assessment {
        id: AssessmentId::new(row.try_get("", "id")?),
        learner: UserId::new(row.try_get("", "learner_id")?),
        rater: UserId::new(row.try_get("", "rater_id")?),
        rater_kind: sql::known("rater_kind", &row.try_get::<String>("", "rater_kind")?, RaterKind::parse)?,
        round: row.try_get::<Option<Uuid>>("", "round_id")?.map(RoundId::new),
        instrument_owner: OwnerId::new(row.try_get("", "instrument_owner_id")?),
        instrument: InstrumentId::new(row.try_get("", "instrument_id")?),
        group: row.try_get::<Option<Uuid>>("", "group_id")?.map(GroupId::new),
        profession: row.try_get("", "profession")?,
        placement: row.try_get::<Option<Uuid>>("", "placement_id")?.map(PlacementId::new),
        label: row.try_get("", "label")?,
        state: state(row)?,
        sheet: Sheet::stored(row.try_get("", "levels")?, remarks::read(row.try_get("", "remarks")?)?),
        revision: row.try_get("", "revision")?,
        started_at: row.try_get("", "started_at")?,
        saved_at: row.try_get("", "saved_at")?,
        reopened_at: row.try_get("", "reopened_at")?,
        disclosed_at: row.try_get("", "disclosed_at")?,
    })
}

fn state(row: &QueryResult) -> Result<State, DbErr> {
    let code: String = row.try_get("", "state")?;
    match code.as_str() {
        "draft" => Ok(State::Draft),
        "submitted" => Ok(State::Submitted { at: row.try_get("", "submitted_at")? }),
        "discussed" => Ok(State::Discussed {
            submitted_at: row.try_get("", "submitted_at")?,
            at: row.try_get("", "discussed_at")?,
        }),
        _ => Err(DbErr::Type(format!("state holds `{code}`"))),
    }
}
