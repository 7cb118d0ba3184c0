//! Reading the growth of a goal.

use utoipa::path as place;

use super::{dto::GoalGrowth, service};
use crate::{
    auth::{require::Require, right::ReadGoals},
    domain::ids::GoalId,
    http::{
        State,
        answer::{Reply, Worded},
        language::Language,
        operation::Api,
        path::PathId,
        problem::Problem,
    },
    refusals,
};

refusals!(/// The goal may not be there for the caller, or her earlier self-scores hidden from her for now.
    GetGoalGrowthRefusal = NotFound, EarlierHidden);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_goal_growth, get_goal_growth);
}

/// Get the growth of a goal
///
/// For each competency of the goal what the learner's own submitted self-scores say, and what became of it since the goal was made. As with
/// any growth, a lower score may be insight, and not called upon is no low score. A coach sees in it only the self-scores that she may read.
/// While a round hides from the learner what she said of herself earlier, she reads none of it.
#[place(get, path = "/goals/{id}/growth", tag = "goals")]
pub async fn get_goal_growth(
    caller: Require<ReadGoals>,
    state: State,
    language: Language,
    id: PathId<GoalId>,
) -> Result<Worded<GoalGrowth, Language>, Problem<GetGoalGrowthRefusal>> {
    let series = service::series(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&GoalGrowth::of(&series, language)).in_language(language))
}
