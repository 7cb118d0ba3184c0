//! The one way to an assessment, and from it to others: loaded with the facts about them, and past the permission table.

use std::sync::Arc;

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    domain::{
        assessment::{Assessment, State},
        ids::{AssessmentId, Id, OwnerId},
        instrument::Instrument,
        permission::{self, AssessmentAction, AssessmentFacts, Verdict},
        refusal::Refusal,
    },
    failure::Failure,
    resources::tally::repo as tally,
    state::AppState,
};

/// The assessment with this id, if the caller may do this with it. One statement.
pub async fn find(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    action: AssessmentAction,
) -> Result<Seen, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may(action, &seen.facts).or_refuse()?;
    Ok(seen)
}

/// The same, with the row of the tally that it is to be counted in, if there is one. One statement.
pub async fn find_with_tally(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    action: AssessmentAction,
) -> Result<(Seen, Option<tally::Beside>), Failure> {
    let found = repo::find_with_tally(state.db.reader(), actor, state.clock.now(), id).await?;
    let (seen, tally) = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may(action, &seen.facts).or_refuse()?;
    Ok((seen, tally))
}

/// What stands beside an assessment.
#[derive(Default)]
pub struct Beside {
    /// Oldest first.
    pub sheets: Vec<Assessment>,
    /// Whether one of them is the caller's own and hidden from her for now.
    pub withheld: bool,
}

/// The submitted assessments of the other raters about the same learner in the same round, on the same instrument, as far as the caller
/// may read them. At most one statement.
pub async fn beside(state: &AppState, actor: &Actor, one: &Assessment) -> Result<Beside, Failure> {
    let Some(round) = one.round else { return Ok(Beside::default()) };
    let mut others = repo::about(state.db.reader(), actor, state.clock.now(), round, one.learner).await?;
    others.retain(|Seen { assessment: other, .. }| {
        other.id != one.id && other.instrument == one.instrument && other.state != State::Draft
    });
    let withheld = others.iter().any(|seen| permission::may(AssessmentAction::Read, &seen.facts) == Verdict::Withheld);
    Ok(Beside { sheets: readable(others).collect(), withheld })
}

/// Whether the rater of this submitted assessment could by now have read what another rater submitted about the same learner in the round.
/// That she may is enough: whether she did cannot be told from who looked over her shoulder. At most one statement.
pub async fn could_see_others(state: &AppState, actor: &Actor, one: &Assessment) -> Result<bool, Failure> {
    let rater = Actor { user: one.rater, ..actor.clone() };
    let others = repo::submitted_beside(state.db.reader(), &rater, state.clock.now(), one).await?;
    let could_be_read = |Seen { assessment: other, facts, .. }: &Seen| {
        // A draft by now, it was submitted until it was reopened.
        let state = match (other.state, other.reopened_at) {
            (State::Draft, Some(at)) => State::Submitted { at },
            (state, _) => state,
        };
        permission::may(AssessmentAction::Read, &AssessmentFacts { state, ..*facts }) == Verdict::Allowed
    };
    Ok(others.iter().any(could_be_read))
}

/// The submitted assessments about the same learner by the rater of this one, from before it, as far as the caller may read them;
/// oldest first. One that is not submitted yet comes after those that were begun before it. One statement.
pub async fn earlier(state: &AppState, actor: &Actor, one: &Assessment) -> Result<Vec<Assessment>, Failure> {
    let all = repo::of_rater(state.db.reader(), actor, state.clock.now(), one).await?;
    let is_earlier = |other: &Assessment| match (other.state.submitted_at(), one.state.submitted_at()) {
        (Some(then), Some(now)) => (then, other.id.raw()) < (now, one.id.raw()),
        (Some(_), None) => other.id != one.id && other.started_at < one.started_at,
        (None, _) => false,
    };
    Ok(readable(all).filter(is_earlier).collect())
}

fn readable(all: Vec<Seen>) -> impl Iterator<Item = Assessment> {
    let shown = all.into_iter().filter(|seen| permission::may(AssessmentAction::Read, &seen.facts) == Verdict::Allowed);
    shown.map(|seen| seen.assessment)
}

/// The instrument of an assessment; from memory.
pub fn instrument(state: &AppState, actor: &Actor, assessment: &Assessment) -> Result<Arc<Instrument>, Failure> {
    let found = state.catalogue.instrument(OwnerId::new(actor.tenant.raw()), assessment.instrument);
    found.cloned().ok_or_else(|| Failure::Bug("an assessment on an unknown instrument".to_owned()))
}
