//! The one way to a piece of feedback: loaded with the facts about it, and past the permission table.

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    domain::{
        ids::FeedbackId,
        permission::{self, FeedbackAction, Verdict},
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// The feedback with this id, if the caller may do this with it. One statement.
pub async fn find(state: &AppState, actor: &Actor, id: FeedbackId, action: FeedbackAction) -> Result<Seen, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    verdict(actor, &seen, action).or_refuse()?;
    Ok(seen)
}

/// Whether the caller may do this with it.
pub fn verdict(actor: &Actor, seen: &Seen, action: FeedbackAction) -> Verdict {
    let f = &seen.feedback;
    permission::may_with_feedback(action, seen.relation, f.author == actor.user, f.state)
}
