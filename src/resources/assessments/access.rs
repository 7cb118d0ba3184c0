//! The one way to an assessment: loaded with the facts about it, and past the permission table.

use std::sync::Arc;

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    domain::{
        assessment::Assessment,
        ids::{AssessmentId, OwnerId},
        instrument::Instrument,
        permission::{self, AssessmentAction},
        refusal::Refusal,
    },
    failure::Failure,
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

/// The instrument of an assessment; from memory.
pub fn instrument(state: &AppState, actor: &Actor, assessment: &Assessment) -> Result<Arc<Instrument>, Failure> {
    let found = state.catalogue.instrument(OwnerId::new(actor.tenant.raw()), assessment.instrument);
    found.cloned().ok_or_else(|| Failure::Bug("an assessment on an unknown instrument".to_owned()))
}
