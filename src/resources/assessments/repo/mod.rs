//! The rows of assessments, each with the facts that decide who may do what with it.

mod rows;
mod start;

use sea_orm::{ConnectionTrait, DbErr, Value};

use crate::{
    auth::principal::Actor,
    db::{
        batch::{Naught, Write},
        circle::{caller_rates_by_invitation, is_shared_with_caller},
        page::Page,
        relation::{caller_coaches, caller_is_active},
        sql,
        tenant::Tenant,
        work::Writer,
    },
    domain::{
        assessment::{Assessment, RoundRules},
        clock::Timestamp,
        ids::{AssessmentId, Id, RoundId, UserId},
        permission::AssessmentFacts,
    },
    resources::tally::repo::{Beside, beside},
};

use super::remarks;
use rows::seen;
pub use start::{Participant, StartFacts, existing, is_placement_of, participant, start_facts};

/// An assessment, its round's rules, and how the caller stands to it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub assessment: Assessment,
    pub rules: Option<RoundRules>,
    pub facts: AssessmentFacts,
    /// How far the revisions of answers on it went that are gone for their age; 0 where none is.
    pub reflections_through: i32,
}

/// Whether this is the caller's own submitted self-score, while another round is open that hides it from her: she takes part in that
/// round and has not submitted in it. Whether she takes part in a round that nothing froze yet is known from her membership.
macro_rules! earlier_is_hidden {
    () => {
        concat!(
            "(a.learner_id = $2 AND a.rater_kind = 'self' AND a.state <> 'draft' AND EXISTS (SELECT 1 FROM round h \
               WHERE h.organisation_id = $1 AND h.hides_earlier AND h.opens_at <= $3 AND h.closes_at > $3 \
                 AND (a.round_id IS NULL OR h.id <> a.round_id) AND ",
            $crate::db::relation::takes_part!("h", "$2", "$3"),
            " AND NOT EXISTS (SELECT 1 FROM round_participant e WHERE e.organisation_id = $1 AND e.round_id = h.id \
                 AND e.learner_id = $2 AND e.exempted_reason IS NOT NULL) \
                 AND NOT EXISTS (SELECT 1 FROM assessment s WHERE s.organisation_id = $1 AND s.round_id = h.id \
                   AND s.learner_id = $2 AND s.rater_kind = 'self' AND s.state <> 'draft')))"
        )
    };
}

/// Whether the submitted sheet `a`, of the round `r`, is disclosed to the caller by now: the rule of `domain::permission`, once more for lists.
macro_rules! is_disclosed {
    () => {
        "(a.round_id IS NULL OR r.disclosure = 'open' \
            OR ((r.disclosure = 'afterBothSubmitted' OR a.rater_kind IN ('peer', 'guest')) AND (r.closes_at <= $3 OR EXISTS (SELECT 1 FROM assessment b \
                WHERE b.organisation_id = $1 AND b.round_id = a.round_id AND b.learner_id = a.learner_id AND b.rater_id = $2 \
                  AND b.state <> 'draft' AND b.has_levels))) \
            OR (r.disclosure = 'afterCoachReleased' AND (a.rater_kind = 'self' OR (a.rater_kind IN ('studyCoach', 'practiceSupervisor') \
                  AND a.disclosed_at IS NOT NULL))))"
    };
}
pub(crate) use earlier_is_hidden;
pub(crate) use is_disclosed;

/// Whether the sheet `a`, of the round `r`, is by the caller or about her, and hers to read at this moment: as a rater as long as she may rate,
/// as its learner once it is disclosed, and not while a round hides what she said earlier.
macro_rules! is_hers_to_take {
    () => {
        concat!(
            "(((a.rater_id = $2 AND (a.learner_id = $2 OR (a.rater_kind IN ('studyCoach', 'practiceSupervisor') AND ",
            $crate::db::relation::caller_coaches!("a.learner_id"),
            ") OR (a.rater_kind IN ('peer', 'guest') AND ",
            $crate::db::circle::caller_rates_by_invitation!("iu.assessment_id = a.id"),
            "))) OR (a.learner_id = $2 AND a.state <> 'draft' AND ",
            $crate::resources::assessments::repo::is_disclosed!(),
            ")) AND NOT ",
            $crate::resources::assessments::repo::earlier_is_hidden!(),
            ")"
        )
    };
}
pub(crate) use is_hers_to_take;

const SELECT: &str = concat!(
    "SELECT a.id, a.round_id, a.learner_id, a.rater_id, a.rater_kind, a.instrument_owner_id, a.instrument_id, a.group_id, \
            a.profession, a.placement_id, a.label, a.state, a.levels, a.remarks, a.revision, a.started_at, a.saved_at, \
            a.submitted_at, a.discussed_at, a.reopened_at, a.disclosed_at, a.reopened_after_sight_at, a.reflections_through, \
            r.opens_at, r.closes_at, r.releases_at, r.disclosure, r.completeness, a.learner_id = $2 AS is_learner, ",
    caller_is_active!(),
    " AS is_active, ",
    caller_coaches!("a.learner_id"),
    " AS coaches, (a.rater_id <> $2 AND EXISTS (SELECT 1 FROM assessment b WHERE b.organisation_id = $1 \
        AND b.round_id = a.round_id AND b.learner_id = a.learner_id AND b.rater_id = $2 AND b.state <> 'draft' AND b.has_levels)) \
      AS reader_has_submitted, ",
    caller_rates_by_invitation!("iu.assessment_id = a.id"),
    " AS is_invited, ",
    is_shared_with_caller!(),
    " AS is_shared, ",
    earlier_is_hidden!(),
    " AS is_earlier_hidden \
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
    " AND ((a.rater_id = $2 AND (a.rater_kind = 'self' OR (a.rater_kind IN ('studyCoach', 'practiceSupervisor') AND ",
    caller_coaches!("a.learner_id"),
    ") OR (a.rater_kind IN ('peer', 'guest') AND ",
    caller_rates_by_invitation!("iu.assessment_id = a.id"),
    "))) OR (a.state <> 'draft' AND (a.learner_id = $2 OR ",
    caller_coaches!("a.learner_id"),
    ") AND ",
    is_disclosed!(),
    ") OR (a.state <> 'draft' AND a.rater_kind = 'self' AND ",
    is_shared_with_caller!(),
    ")) ORDER BY a.id LIMIT $7"
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

/// An assessment with the facts about it, and the row of the tally that it is to be counted in, if there is one.
pub async fn find_with_tally(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    id: AssessmentId,
) -> Result<Option<(Seen, Option<Beside>)>, DbErr> {
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let (columns, joins) = (beside!(columns), beside!(joins));
        format!("SELECT f.*, {columns} FROM ({SELECT}{ONE}) f{joins}")
    });
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), id.raw().into()];
    let read = |row| Ok((seen(&row, actor, now)?, Beside::read(&row)?));
    sql::one(db, &SQL, values).await?.map(read).transpose()
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

/// The other assessments about the learner of this submitted one in its round that were submitted at some moment since this one was: the
/// submitted ones, and those that were reopened since. With the facts about each; one statement.
pub async fn submitted_beside(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    one: &Assessment,
) -> Result<Vec<Seen>, DbErr> {
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let which =
            "a.round_id = $4 AND a.learner_id = $5 AND a.id <> $6 AND (a.state <> 'draft' OR a.reopened_at >= $7)";
        format!("{SELECT} AND {which} ORDER BY a.id")
    });
    let (Some(round), Some(since)) = (one.round, one.state.submitted_at()) else { return Ok(Vec::new()) };
    let (tenant, caller) = (actor.tenant.raw(), actor.user.raw());
    let (learner, id) = (one.learner.raw(), one.id.raw());
    let values =
        vec![tenant.into(), caller.into(), now.into(), round.raw().into(), learner.into(), id.into(), since.into()];
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

/// The submitted self-scores of a learner, with the facts about each; in the order of submission.
pub async fn self_scores(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    learner: UserId,
) -> Result<Vec<Seen>, DbErr> {
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let which = "a.learner_id = $4 AND a.rater_kind = 'self' AND a.state <> 'draft'";
        format!("{SELECT} AND {which} ORDER BY a.submitted_at, a.id")
    });
    let values = vec![actor.tenant.raw().into(), actor.user.raw().into(), now.into(), learner.raw().into()];
    let rows = sql::all(db, &SQL, values).await?;
    rows.iter().map(|row| seen(row, actor, now)).collect()
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
        a.sheet.has_levels().into(),
    ];
    sql::run(
        db,
        "INSERT INTO assessment (organisation_id, id, round_id, learner_id, rater_id, rater_kind, instrument_owner_id, \
                                 instrument_id, group_id, profession, placement_id, label, state, levels, remarks, revision, \
                                 started_at, saved_at, submitted_at, discussed_at, reopened_at, disclosed_at, has_levels) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, $15, $16, $16, NULL, NULL, NULL, NULL, $17)",
        values,
    )
    .await?;
    Ok(())
}

/// Writes state and sheet over the revision before this one; [`Naught::Overtaken`], here or from what comes after, where somebody else did.
pub async fn update(db: &impl Writer, tenant: Tenant, a: &Assessment) -> Result<(), DbErr> {
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
        a.sheet.has_levels().into(),
        a.reopened_after_sight_at.into(),
    ];
    let text = "UPDATE assessment SET revision = $4, state = $5, levels = $6, remarks = $7, saved_at = $8, submitted_at = $9, \
                  discussed_at = $10, reopened_at = $11, disclosed_at = $12, has_levels = $13, reopened_after_sight_at = $14 \
                WHERE organisation_id = $1 AND id = $2 AND revision = $3";
    db.write(Write::change_or(text, values, Naught::Overtaken)).await
}
