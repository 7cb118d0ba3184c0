//! Gathering one rater's submitted assessments of a learner, and what changed between two of them.

use super::series::{Moment, Series};
use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed},
    domain::{
        assessment::State,
        ids::{AssessmentId, Id},
        permission::{self, AssessmentAction, Verdict},
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::assessments::{access, repo},
    state::AppState,
};

/// The submitted assessments of the same learner by the same rater up to this one, as far as the caller may see them.
///
/// # Errors
/// [`Refusal::NotSubmitted`] for a draft; [`Refusal::InvalidInput`] where `since` is none of the earlier ones.
pub async fn series(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    since: Option<AssessmentId>,
) -> Result<Series, Failure> {
    let asked = access::find(state, actor, id, AssessmentAction::Read).await?.assessment;
    let Some(until) = asked.state.submitted_at() else { return Err(Refusal::NotSubmitted.into()) };
    let all = repo::of_rater(state.db.reader(), actor, state.clock.now(), &asked).await?;
    let shown = all.into_iter().filter(|seen| {
        let a = &seen.assessment;
        let is_earlier = a.state.submitted_at().is_some_and(|at| (at, a.id.raw()) < (until, id.raw()));
        is_earlier && permission::may(AssessmentAction::Read, &seen.facts) == Verdict::Allowed
    });
    let mut moments = Vec::new();
    for assessment in shown.map(|seen| seen.assessment).chain([asked]) {
        debug_assert!(assessment.state != State::Draft, "a draft is no moment");
        let instrument = access::instrument(state, actor, &assessment)?;
        moments.push((assessment, instrument));
    }
    let since = match since {
        None => moments.len().checked_sub(2),
        Some(since) => Some(place(&moments, since)?),
    };
    let read = audit::reads_of_others(Deed::ScoresRead, actor, moments.iter().map(|(a, _)| (a.id, a.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(Series { moments, since, lineage: state.catalogue.lineage() })
}

fn place(moments: &[Moment], since: AssessmentId) -> Result<usize, Refusal> {
    let earlier = moments.len().saturating_sub(1);
    let found = moments.iter().take(earlier).position(|(a, _)| a.id == since);
    found.ok_or_else(|| Refusal::InvalidInput(vec![InputError::at("/query/sinceId", Fault::UnknownReference)]))
}
