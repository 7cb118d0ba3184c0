//! Gathering one rater's submitted assessments of a learner, and what changed between two of them.

use super::series::{Moment, Series};
use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed},
    domain::{
        assessment::State,
        ids::AssessmentId,
        permission::AssessmentAction,
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::assessments::access,
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
    if asked.state == State::Draft {
        return Err(Refusal::NotSubmitted.into());
    }
    let mut moments = Vec::new();
    for assessment in access::earlier(state, actor, &asked).await?.into_iter().chain([asked]) {
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
