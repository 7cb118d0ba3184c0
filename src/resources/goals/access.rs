//! The one way to a goal: loaded with how the caller stands to its learner, and past the permission table.

use super::repo;
use crate::{
    auth::principal::Actor,
    domain::{
        goal::Goal,
        ids::GoalId,
        permission::{self, GoalAction, Relation},
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// The goal with this id, if the caller may do this with it, and how she stands to its learner. One statement.
pub async fn find(
    state: &AppState,
    actor: &Actor,
    id: GoalId,
    action: GoalAction,
) -> Result<(Goal, Relation), Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may_with_goal(action, seen.relation, seen.goal.details.visibility).or_refuse()?;
    Ok((seen.goal, seen.relation))
}
