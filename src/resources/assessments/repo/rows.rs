//! What stands in a row of an assessment, and in the facts that come with it.

use sea_orm::{DbErr, QueryResult};
use uuid::Uuid;

use super::Seen;
use crate::{
    auth::principal::Actor,
    db::sql,
    domain::{
        assessment::{Assessment, RaterKind, RoundRules, State},
        clock::Timestamp,
        ids::{AssessmentId, GroupId, Id, InstrumentId, OwnerId, PlacementId, RoundId, UserId},
        permission::AssessmentFacts,
        round::{Completeness, Disclosure, RoundTimes},
        sheet::Sheet,
    },
    resources::{assessments::remarks, placements::repo::relation_in},
};

pub(super) fn seen(row: &QueryResult, actor: &Actor, now: Timestamp) -> Result<Seen, DbErr> {
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
        is_invited: row.try_get("", "is_invited")?,
        is_shared: row.try_get("", "is_shared")?,
        is_earlier_hidden: row.try_get("", "is_earlier_hidden")?,
        now,
    };
    let rules = round.map(|(times, _, completeness)| RoundRules { times, completeness });
    let reflections_through = row.try_get::<Option<i32>>("", "reflections_through")?.unwrap_or_default();
    Ok(Seen { assessment, rules, facts, reflections_through })
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
        reopened_after_sight_at: row.try_get("", "reopened_after_sight_at")?,
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
