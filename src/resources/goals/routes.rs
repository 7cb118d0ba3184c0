//! Making, changing and reading goals.

use utoipa::path as place;

use super::{
    dto::{GoalPatch, GoalQuery, GoalVersion, GoalView, NewGoal},
    service::{self, OnADay},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadGoals, WriteGoals},
    },
    domain::ids::GoalId,
    http::{
        State,
        answer::{Created, Reply},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
        revision::IfMatch,
    },
    refusals,
};

refusals!(/// There may be no such goal for the caller.
    GetGoalRefusal = NotFound);
refusals!(/// The caller may be no learner; a competency or the reflection may be unknown.
    CreateGoalRefusal = Forbidden, InvalidInput);
refusals!(/// It may be somebody else's; a competency may be unknown, or the move one that cannot be made.
    PatchGoalRefusal = NotFound, Forbidden, InvalidInput, GoalMoveNotPossible, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_goals, list_goals)
        .add(__path_create_goal, create_goal)
        .add(__path_get_goal, get_goal)
        .add(__path_patch_goal, patch_goal)
        .add(__path_list_goal_history, list_goal_history);
}

/// List goals
///
/// Your own, and those that the learners you coach let their coaches read.
#[place(get, path = "/goals", tag = "goals")]
pub async fn list_goals(
    caller: Require<ReadGoals>,
    state: State,
    asked: Paged<GoalQuery>,
) -> Result<Reply<Listing<GoalView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), (&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |goal| GoalView::from(&goal)))
}

/// Create a goal
///
/// Only a learner, for herself: freely, or from what she answered to a reflection question. It is private unless she says otherwise.
#[place(post, path = "/goals", tag = "goals")]
pub async fn create_goal(
    caller: Require<WriteGoals>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewGoal>,
) -> Result<Created<GoalView>, Problem<CreateGoalRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let (details, origin) = body.into_inner().into_parts();
    let render = |made: &OnADay| {
        let view = GoalView::from(made);
        Created::answer(&view, &format!("/v1/goals/{}", view.id), made.0.revision)
    };
    let work = |once| service::create(&state, actor, details, origin, once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get a goal
///
/// To the learner, and to her coaches where she lets them read it and while they coach her.
#[place(get, path = "/goals/{id}", tag = "goals")]
pub async fn get_goal(
    caller: Require<ReadGoals>,
    state: State,
    id: PathId<GoalId>,
) -> Result<Reply<GoalView>, Problem<GetGoalRefusal>> {
    let goal = service::get(&state, caller.actor(), *id).await?;
    Ok(reply(&goal))
}

/// Change a goal
///
/// Only its learner. What is left out stays. A goal is not deleted: one that is given up is `dropped`, and may be taken up again.
#[place(patch, path = "/goals/{id}", tag = "goals")]
pub async fn patch_goal(
    caller: Require<WriteGoals>,
    state: State,
    id: PathId<GoalId>,
    seen: IfMatch,
    body: MergePatch<GoalPatch>,
) -> Result<Reply<GoalView>, Problem<PatchGoalRefusal>> {
    let patch = body.into_inner();
    let changed = service::change(&state, caller.actor(), *id, &seen.seen(), |d| patch.apply(d)).await?;
    Ok(reply(&changed))
}

/// List the history of a goal
///
/// Every version, oldest first: who, when, through which client, and all that can change. To the learner all of them; to a coach from
/// where she may read it.
#[place(get, path = "/goals/{id}/history", tag = "goals")]
pub async fn list_goal_history(
    caller: Require<ReadGoals>,
    state: State,
    id: PathId<GoalId>,
    asked: Paged,
) -> Result<Reply<Listing<GoalVersion>>, Problem<GetGoalRefusal>> {
    let page = service::history(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, GoalVersion::from))
}

fn reply(goal: &OnADay) -> Reply<GoalView> {
    Reply::new(&GoalView::from(goal)).with_revision(goal.0.revision)
}
