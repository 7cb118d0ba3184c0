//! Replying to feedback.

use super::repo;
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf, place},
    },
    domain::{
        feedback::Reply,
        ids::{FeedbackId, FeedbackReplyId},
        permission::FeedbackAction,
        refusal::Refusal,
    },
    failure::Failure,
    resources::feedback::access,
    state::AppState,
};

/// A page of the replies to a piece of feedback, oldest first.
pub async fn list(state: &AppState, actor: &Actor, id: FeedbackId, page: Page) -> Result<PageOf<Reply>, Failure> {
    let feedback = access::find(state, actor, id, FeedbackAction::Read).await?.feedback;
    let rows = repo::list(state.db.reader(), actor.tenant, id, page).await?;
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, [(id, feedback.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page.cut(rows, |reply| place(reply.number)))
}

/// One reply.
pub async fn get(state: &AppState, actor: &Actor, id: FeedbackId, reply: FeedbackReplyId) -> Result<Reply, Failure> {
    let feedback = access::find(state, actor, id, FeedbackAction::Read).await?.feedback;
    let found = repo::find(state.db.reader(), actor.tenant, id, reply).await?;
    let found = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, [(id, feedback.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(found)
}

/// Adds a reply to feedback that is shared. It stays as it is.
pub async fn write(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    body: String,
    once: Once<'_, Reply>,
) -> Result<Reply, Failure> {
    let feedback = access::find(state, actor, id, FeedbackAction::Converse).await?.feedback;
    feedback.must_be_shared()?;
    let tx = state.db.begin().await?;
    let reply = Reply {
        id: state.ids.next(),
        feedback: id,
        learner: feedback.learner,
        number: repo::next_number(&*tx, actor.tenant, &feedback).await?,
        author: actor.user,
        body,
        written_at: state.clock.now(),
    };
    repo::insert(&*tx, actor.tenant, &reply).await?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::FeedbackReplied, reply.learner, reply.id)]).await?;
    outbox::push(state, &*tx, actor.tenant, Event::FeedbackReplied(id)).await?;
    once.seal(&*tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}
