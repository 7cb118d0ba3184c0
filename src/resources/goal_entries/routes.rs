//! Adding to goals, and reading what was added.

use utoipa::path as place;

use super::{
    dto::{EntryView, NewGoalEntry},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadGoals, WriteGoals},
    },
    domain::{
        goal::GoalEntry,
        ids::{GoalEntryId, GoalId, Id},
    },
    http::{
        State,
        answer::{Created, Reply},
        body::Body,
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::{Part, PathId, PathPart, id_part},
        problem::Problem,
    },
    refusals,
};

refusals!(/// There may be no such goal for the caller, or nothing of this id added to it.
    GetGoalEntryRefusal = NotFound);
refusals!(/// It may not be hers to add, or the goal may be achieved or dropped.
    CreateGoalEntryRefusal = NotFound, Forbidden, GoalClosed);

/// What was added to a goal, in a path.
pub struct EntryId(GoalEntryId);

impl Part for EntryId {
    const NAME: &'static str = "entryId";
    const SAYS: &'static str = "Id of what was added to the goal.";
    const EXAMPLE: &'static str = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a22";
    const FORM: &'static str = "uuid";

    fn parse(text: &str) -> Option<Self> {
        id_part(text).map(Self)
    }
}

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_goal_entries, list_goal_entries)
        .add(__path_create_goal_entry, create_goal_entry)
        .add(__path_get_goal_entry, get_goal_entry);
}

/// List what was added to a goal
///
/// Progress, evidence and comments, oldest first. Whoever may read the goal reads all of it.
#[place(get, path = "/goals/{id}/entries", tag = "goals")]
pub async fn list_goal_entries(
    caller: Require<ReadGoals>,
    state: State,
    id: PathId<GoalId>,
    asked: Paged,
) -> Result<Reply<Listing<EntryView>>, Problem<GetGoalEntryRefusal>> {
    let page = service::list(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |entry| EntryView::from(&entry)))
}

/// Add to a goal
///
/// The learner adds notes of progress, until the goal is achieved or dropped, and evidence; a coach who may read it comments. What is added
/// stays as it is.
#[place(post, path = "/goals/{id}/entries", tag = "goals")]
pub async fn create_goal_entry(
    caller: Require<WriteGoals>,
    state: State,
    id: PathId<GoalId>,
    key: IdempotencyKey,
    body: Body<NewGoalEntry>,
) -> Result<Created<EntryView>, Problem<CreateGoalEntryRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let contribution = body.into_inner().into();
    let render = |entry: &GoalEntry| {
        let location = format!("/v1/goals/{}/entries/{}", entry.goal, entry.id);
        Created::answer(&EntryView::from(entry), &location, 1)
    };
    let work = |once| service::add(&state, actor, *id, contribution, once);
    // Kept for a day, and given again to who may still read the goal.
    let look = |entry| service::get(&state, actor, *id, GoalEntryId::new(entry));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get what was added to a goal
///
/// One note of progress, piece of evidence or comment.
#[place(get, path = "/goals/{id}/entries/{entryId}", tag = "goals")]
pub async fn get_goal_entry(
    caller: Require<ReadGoals>,
    state: State,
    id: PathId<GoalId>,
    entry: PathPart<EntryId>,
) -> Result<Reply<EntryView>, Problem<GetGoalEntryRefusal>> {
    let found = service::get(&state, caller.actor(), *id, entry.0).await?;
    Ok(Reply::new(&EntryView::from(&found)).with_revision(1))
}
