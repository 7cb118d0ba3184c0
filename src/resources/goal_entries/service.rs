//! Adding to a goal, and reading what was added.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
    },
    domain::{
        goal::{Contribution, GoalEntry},
        ids::{GoalEntryId, GoalId, Id},
        permission::GoalAction,
        refusal::Refusal,
    },
    failure::Failure,
    resources::goals::access,
    state::AppState,
};

/// A page of what was added to a goal, oldest first.
pub async fn list(state: &AppState, actor: &Actor, goal: GoalId, page: Page) -> Result<PageOf<GoalEntry>, Failure> {
    let (of, _) = access::find(state, actor, goal, GoalAction::Read).await?;
    let rows = repo::list(state.db.reader(), actor.tenant, goal, page).await?;
    let page = page.cut(rows, |entry| entry.id.raw());
    // Reading them is reading the goal, and one line says so.
    let read = audit::reads_of_others(Deed::GoalRead, actor, [(goal, of.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// Something that was added to a goal.
pub async fn get(state: &AppState, actor: &Actor, goal: GoalId, id: GoalEntryId) -> Result<GoalEntry, Failure> {
    access::find(state, actor, goal, GoalAction::Read).await?;
    let found = repo::find(state.db.reader(), actor.tenant, goal, id).await?;
    let entry = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    let read = audit::reads_of_others(Deed::GoalRead, actor, [(entry.id, entry.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(entry)
}

/// Adds to a goal.
pub async fn add(
    state: &AppState,
    actor: &Actor,
    goal: GoalId,
    contribution: Contribution,
    once: Once<'_, GoalEntry>,
) -> Result<GoalEntry, Failure> {
    let (of, _) = access::find(state, actor, goal, GoalAction::adding(&contribution)).await?;
    contribution.check(of.details.status)?;
    let entry = GoalEntry {
        id: state.ids.next(),
        goal,
        learner: of.learner,
        author: actor.user,
        contribution,
        written_at: state.clock.now(),
    };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &entry).await?;
    let is_private = of.is_private();
    let added = Entry::new(Deed::GoalEntryAdded, of.learner, entry.id).private(is_private);
    audit::record(state, &*tx, actor, [added]).await?;
    if !is_private {
        // What is private is nobody's business.
        outbox::push(state, &*tx, actor.tenant, Event::GoalEntryAdded(entry.id)).await?;
    }
    once.seal(&*tx, &entry).await?;
    tx.commit().await?;
    Ok(entry)
}
