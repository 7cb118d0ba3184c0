//! The one way to a piece of feedback: loaded with the facts about it, and past the permission table.

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    domain::{
        assessment::Assessment,
        feedback::Anchor,
        ids::FeedbackId,
        permission::{self, FeedbackAction, GoalAction, ReflectionAction, SharedWith, Verdict},
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::{goals::repo as goals, reflections::repo as reflections},
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

/// Refuses to answer what the caller may not read now: a reflection on this assessment that is not shared, a goal that is not this
/// learner's or private. It is unknown to her, be it there or not. At most one statement.
///
/// # Errors
/// [`Refusal::InvalidInput`] at `/anchor/promptCode` or `/anchor/goalId`.
pub async fn find_anchor(state: &AppState, actor: &Actor, of: &Assessment, anchor: &Anchor) -> Result<(), Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let unknown = match anchor {
        Anchor::Score(_) | Anchor::Domain(_) | Anchor::Whole => None,
        Anchor::Reflection(prompt) => {
            let found = reflections::find(db, actor, now, of.id, prompt).await?;
            let is_read = found.is_some_and(|seen| {
                // Feedback is a coach's: that she reads it as somebody's teammate is not enough.
                let shared = SharedWith { team: false, ..seen.shared_with() };
                permission::may_with_reflection(ReflectionAction::Read, seen.relation, shared) == Verdict::Allowed
            });
            (!is_read).then_some("/anchor/promptCode")
        }
        Anchor::Goal(id) => {
            let found = goals::find(db, actor, now, *id).await?.filter(|seen| seen.goal.learner == of.learner);
            let is_read = found.is_some_and(|seen| {
                let visibility = seen.goal.details.visibility;
                permission::may_with_goal(GoalAction::Read, seen.relation, visibility) == Verdict::Allowed
            });
            (!is_read).then_some("/anchor/goalId")
        }
    };
    let fault = |at| Refusal::InvalidInput(vec![InputError::at(at, Fault::UnknownReference)]).into();
    unknown.map_or(Ok(()), |at| Err(fault(at)))
}
