//! The life of feedback: written, shared, acknowledged.

use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
    },
    domain::{
        feedback::{Anchor, Feedback, State},
        ids::{AssessmentId, FeedbackId, Id},
        permission::{self, AssessmentAction, FeedbackAction, Verdict},
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    resources::assessments::access,
    state::AppState,
};

/// A page of the feedback the caller wrote or may read.
pub async fn list(
    state: &AppState,
    actor: &Actor,
    assessment: Option<AssessmentId>,
    page: Page,
) -> Result<PageOf<Feedback>, Failure> {
    let rows = repo::list(state.db.reader(), actor, state.clock.now(), assessment, page).await?;
    let page = page.cut(rows, |seen| seen.feedback.id.raw());
    let page = page.keep(|seen| verdict(actor, seen, FeedbackAction::Read) == Verdict::Allowed);
    let page = page.map(|seen| seen.feedback);
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, page.items.iter().map(|f| (f.id, f.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// One piece of feedback.
pub async fn get(state: &AppState, actor: &Actor, id: FeedbackId) -> Result<Feedback, Failure> {
    let feedback = find(state, actor, id, FeedbackAction::Read).await?;
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, [(feedback.id, feedback.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(feedback)
}

/// Writes feedback on an assessment, as a draft.
pub async fn write(
    state: &AppState,
    actor: &Actor,
    assessment: AssessmentId,
    anchor: Anchor,
    body: String,
    once: Once<'_, Feedback>,
) -> Result<Feedback, Failure> {
    let seen = access::find(state, actor, assessment, AssessmentAction::GiveFeedback).await;
    let seen = seen.map_err(|failure| {
        // The assessment is named in the body: that it is not there is a fault of the body.
        let hidden = matches!(failure, Failure::Refused(Refusal::NotFound));
        let unknown = || InputError::at("/assessmentId", Fault::UnknownReference);
        if hidden { Refusal::InvalidInput(vec![unknown()]).into() } else { failure }
    })?;
    anchor.check(&*access::instrument(state, actor, &seen.assessment)?)?;
    let now = state.clock.now();
    let feedback = Feedback {
        id: state.ids.next(),
        assessment,
        learner: seen.assessment.learner,
        author: actor.user,
        anchor,
        body,
        state: State::Draft,
        revision: 1,
        written_at: now,
        updated_at: now,
    };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &feedback).await?;
    audit::record(state, &*tx, actor, [Entry::new(Deed::FeedbackWritten, feedback.learner, feedback.id)]).await?;
    once.seal(&*tx, &feedback).await?;
    tx.commit().await?;
    Ok(feedback)
}

/// Another text for a draft.
pub async fn rewrite(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    seen: &revision::Seen,
    body: Option<String>,
) -> Result<Feedback, Failure> {
    let before = find(state, actor, id, FeedbackAction::Write).await?;
    seen.must_be(before.revision)?;
    let body = body.unwrap_or_else(|| before.body.clone());
    let after = before.rewrite(body, state.clock.now())?;
    let tx = state.db.begin().await?;
    store(state, &tx, actor, &after, Deed::FeedbackChanged).await?;
    tx.commit().await?;
    Ok(after)
}

/// Shares a draft with the learner.
pub async fn share(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    once: Once<'_, Feedback>,
) -> Result<Feedback, Failure> {
    let after = find(state, actor, id, FeedbackAction::Write).await?.share(state.clock.now())?;
    let tx = state.db.begin().await?;
    store(state, &tx, actor, &after, Deed::FeedbackShared).await?;
    outbox::push(state, &*tx, actor.tenant, Event::FeedbackShared(id)).await?;
    once.seal(&*tx, &after).await?;
    tx.commit().await?;
    Ok(after)
}

/// The learner says that she has read it.
pub async fn acknowledge(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    once: Once<'_, Feedback>,
) -> Result<Feedback, Failure> {
    let after = find(state, actor, id, FeedbackAction::Acknowledge).await?.acknowledge(state.clock.now())?;
    let tx = state.db.begin().await?;
    store(state, &tx, actor, &after, Deed::FeedbackAcknowledged).await?;
    outbox::push(state, &*tx, actor.tenant, Event::FeedbackAcknowledged(id)).await?;
    once.seal(&*tx, &after).await?;
    tx.commit().await?;
    Ok(after)
}

async fn store(
    state: &AppState,
    tx: &crate::db::Tx,
    actor: &Actor,
    after: &Feedback,
    deed: Deed,
) -> Result<(), Failure> {
    if !repo::update(&**tx, actor.tenant, after).await? {
        return Err(Refusal::StaleRevision.into());
    }
    Ok(audit::record(state, &**tx, actor, [Entry::new(deed, after.learner, after.id)]).await?)
}

async fn find(state: &AppState, actor: &Actor, id: FeedbackId, action: FeedbackAction) -> Result<Feedback, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let seen = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    verdict(actor, &seen, action).or_refuse()?;
    Ok(seen.feedback)
}

fn verdict(actor: &Actor, seen: &Seen, action: FeedbackAction) -> Verdict {
    let f = &seen.feedback;
    permission::may_with_feedback(action, seen.relation, f.author == actor.user, f.state)
}
