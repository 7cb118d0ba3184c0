//! The one way to a reflection: loaded with how the caller stands to it, and past the permission table.

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    domain::{
        ids::AssessmentId,
        permission::{self, ReflectionAction, Verdict},
        reflection::Reflection,
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// The answer to this question of this assessment, if the caller may do this with it. One statement.
pub async fn find(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    prompt: &str,
    action: ReflectionAction,
) -> Result<Seen, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id, prompt).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    verdict(&seen, action).or_refuse()?;
    Ok(seen)
}

/// Those of these answers that the caller may read, as she knows them.
pub fn readable(all: Vec<Seen>) -> Vec<Reflection> {
    all.into_iter().filter(|seen| verdict(seen, ReflectionAction::Read) == Verdict::Allowed).map(Seen::known).collect()
}

/// Whether the caller may do this with it.
pub fn verdict(seen: &Seen, action: ReflectionAction) -> Verdict {
    permission::may_with_reflection(action, seen.relation, seen.shared_with())
}
