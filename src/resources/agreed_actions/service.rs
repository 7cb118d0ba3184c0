//! Agreeing on actions, and following them up.

use super::repo;
pub use super::repo::Saved;
use crate::{
    auth::principal::Actor,
    db::{
        Tx,
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf, place},
    },
    domain::{
        feedback::{ActionDetails, AgreedAction, Feedback},
        ids::{AgreedActionId, FeedbackId, Id},
        permission::FeedbackAction,
        refusal::Refusal,
        revision,
    },
    failure::Failure,
    resources::feedback::access,
    state::AppState,
};

/// A page of the actions agreed on with a piece of feedback, oldest first.
pub async fn list(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    page: Page,
) -> Result<PageOf<AgreedAction>, Failure> {
    let feedback = access::find(state, actor, id, FeedbackAction::Read).await?.feedback;
    let rows = repo::list(state.db.reader(), actor.tenant, id, page).await?;
    record_reading(state, actor, &feedback).await?;
    Ok(page.cut(rows, |action| action.id.raw()))
}

/// One action.
pub async fn get(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    action: AgreedActionId,
) -> Result<AgreedAction, Failure> {
    let (feedback, found) = find(state, actor, id, action, FeedbackAction::Read).await?;
    record_reading(state, actor, &feedback).await?;
    Ok(found)
}

/// A page of what an action was, from when it was agreed on.
pub async fn history(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    action: AgreedActionId,
    page: Page,
) -> Result<PageOf<Saved>, Failure> {
    let (feedback, _) = find(state, actor, id, action, FeedbackAction::Read).await?;
    let rows = repo::history(state.db.reader(), actor.tenant, action, page).await?;
    record_reading(state, actor, &feedback).await?;
    Ok(page.cut(rows, |saved| place(saved.revision)))
}

/// Agrees on an action, with feedback that is shared.
pub async fn agree(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    details: ActionDetails,
    once: Once<'_, AgreedAction>,
) -> Result<AgreedAction, Failure> {
    let feedback = access::find(state, actor, id, FeedbackAction::Converse).await?.feedback;
    feedback.must_be_shared()?;
    let now = state.clock.now();
    let action = AgreedAction {
        id: state.ids.next(),
        feedback: id,
        learner: feedback.learner,
        details,
        author: actor.user,
        revision: 1,
        agreed_at: now,
        updated_at: now,
    };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &action).await?;
    record(state, &tx, actor, &action, Deed::ActionAgreed).await?;
    once.seal(&*tx, &action).await?;
    tx.commit().await?;
    Ok(action)
}

/// An action with other details. What changes nothing leaves no trace.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    action: AgreedActionId,
    seen: &revision::Seen,
    change: impl FnOnce(ActionDetails) -> ActionDetails,
) -> Result<AgreedAction, Failure> {
    let (_, before) = find(state, actor, id, action, FeedbackAction::Converse).await?;
    seen.must_be(before.revision)?;
    let details = change(before.details.clone());
    if details == before.details {
        return Ok(before);
    }
    let after = before.change(details, state.clock.now());
    let tx = state.db.begin().await?;
    if !repo::update(&*tx, actor.tenant, &after).await? {
        return Err(Refusal::StaleRevision.into());
    }
    record(state, &tx, actor, &after, Deed::ActionChanged).await?;
    tx.commit().await?;
    Ok(after)
}

async fn find(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    action: AgreedActionId,
    wanted: FeedbackAction,
) -> Result<(Feedback, AgreedAction), Failure> {
    let feedback = access::find(state, actor, id, wanted).await?.feedback;
    let found = repo::find(state.db.reader(), actor.tenant, id, action).await?;
    Ok((feedback, found.ok_or(Failure::Refused(Refusal::NotFound))?))
}

/// Puts what an action is now on the record.
async fn record(state: &AppState, tx: &Tx, actor: &Actor, action: &AgreedAction, deed: Deed) -> Result<(), Failure> {
    repo::insert_save(&**tx, actor, action).await?;
    audit::record(state, &**tx, actor, [Entry::new(deed, action.learner, action.id)]).await?;
    Ok(outbox::push(state, &**tx, actor.tenant, Event::FeedbackActionSaved(action.feedback)).await?)
}

async fn record_reading(state: &AppState, actor: &Actor, feedback: &Feedback) -> Result<(), Failure> {
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, [(feedback.id, feedback.learner)]);
    Ok(audit::record(state, state.db.writer(), actor, read).await?)
}
