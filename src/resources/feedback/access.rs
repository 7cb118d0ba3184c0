//! The one way to a piece of feedback: loaded with the facts about it, and past the permission table.

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    domain::{
        assessment::Assessment,
        feedback::{Anchor, Feedback},
        ids::FeedbackId,
        permission::{self, AssessmentAction, FeedbackAction, GoalAction, ReflectionAction, SharedWith, Verdict},
        refusal::{Fault, InputError, Refusal},
    },
    failure::Failure,
    resources::{assessments::repo as assessments, goals::repo as goals, reflections::repo as reflections},
    state::AppState,
};

/// The feedback with this id, if the caller may do this with it. One statement.
pub async fn find(state: &AppState, actor: &Actor, id: FeedbackId, action: FeedbackAction) -> Result<Seen, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    verdict(actor, &seen, action).or_refuse()?;
    Ok(seen)
}

/// Refuses what would tell the learner of a sheet that she may not see. Of her own she knows. One statement.
///
/// # Errors
/// [`Refusal::HiddenFromLearner`].
pub async fn must_be_seen_by_learner(state: &AppState, actor: &Actor, feedback: &Feedback) -> Result<(), Failure> {
    let learner = Actor { user: feedback.learner, ..actor.clone() };
    let found = assessments::find(state.db.reader(), &learner, state.clock.now(), feedback.assessment).await?;
    match found.map(|seen| permission::may(AssessmentAction::See, &seen.facts)) {
        Some(Verdict::Allowed) => Ok(()),
        Some(Verdict::Forbidden | Verdict::Hidden | Verdict::Withheld) | None => Err(Refusal::HiddenFromLearner.into()),
    }
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
