//! The life of feedback: written, shared, read, acknowledged, amended.

pub use super::repo::{Filter, Taken};
use super::{
    access::{self, verdict},
    repo::{self, Seen},
};
use crate::{
    auth::principal::Actor,
    db::{
        Tx,
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf, place},
        race::on_what_is_there,
    },
    domain::{
        feedback::{Anchor, Feedback, Rewritten, State, Step, Unread},
        ids::{AssessmentId, FeedbackId, Id},
        permission::{AssessmentAction, FeedbackAction, Verdict},
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    resources::assessments,
    state::AppState,
};

/// A piece of feedback, and what of it the caller has not read.
#[derive(Clone, Debug)]
pub struct Shown {
    pub feedback: Feedback,
    pub unread: Unread,
}

impl From<Seen> for Shown {
    fn from(seen: Seen) -> Self {
        Self { feedback: seen.feedback, unread: seen.unread }
    }
}

/// A page of the feedback the caller wrote or may read.
pub async fn list(state: &AppState, actor: &Actor, filter: Filter, page: Page) -> Result<PageOf<Shown>, Failure> {
    let rows = repo::list(state.db.reader(), actor, state.clock.now(), filter, page).await?;
    let page = page.cut(rows, |seen| seen.feedback.id.raw());
    let page = page.keep(|seen| verdict(actor, seen, FeedbackAction::Read) == Verdict::Allowed).map(Shown::from);
    let read = page.items.iter().map(|shown| (shown.feedback.id, shown.feedback.learner));
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, read);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// One piece of feedback.
pub async fn get(state: &AppState, actor: &Actor, id: FeedbackId) -> Result<Shown, Failure> {
    let seen = access::find(state, actor, id, FeedbackAction::Read).await?;
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, [(id, seen.feedback.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(seen.into())
}

/// A page of what became of it since it was shared.
pub async fn history(state: &AppState, actor: &Actor, id: FeedbackId, page: Page) -> Result<PageOf<Taken>, Failure> {
    let seen = access::find(state, actor, id, FeedbackAction::Read).await?;
    let rows = repo::steps(state.db.reader(), actor.tenant, id, page).await?;
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, [(id, seen.feedback.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page.cut(rows, |taken| place(taken.revision)))
}

/// Writes feedback on an assessment, as a draft.
pub async fn write(
    state: &AppState,
    actor: &Actor,
    assessment: AssessmentId,
    anchor: Anchor,
    body: String,
    once: Once<'_, Shown>,
) -> Result<Shown, Failure> {
    let seen = assessments::access::find(state, actor, assessment, AssessmentAction::GiveFeedback).await;
    let seen = seen.map_err(|failure| {
        // The assessment is named in the body: that it is not there is a fault of the body.
        let hidden = matches!(failure, Failure::Refused(Refusal::NotFound));
        let unknown = || InputError::at("/assessmentId", Fault::UnknownReference);
        if hidden { Refusal::InvalidInput(vec![unknown()]).into() } else { failure }
    })?;
    anchor.check(&*assessments::access::instrument(state, actor, &seen.assessment)?)?;
    access::find_anchor(state, actor, &seen.assessment, &anchor).await?;
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
        text_revision: 1,
        reply_count: 0,
        written_at: now,
        updated_at: now,
        amended_at: None,
    };
    let shown = Shown { feedback, unread: Unread::default() };
    let tx = state.db.begin().await?;
    repo::insert(&*tx, actor.tenant, &shown.feedback).await?;
    let written = Entry::new(Deed::FeedbackWritten, shown.feedback.learner, shown.feedback.id);
    audit::record(state, &*tx, actor, [written]).await?;
    once.seal(&*tx, &shown).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Another text: for a draft, or for what was shared, where the text before it stands in the history.
pub async fn rewrite(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    seen: &revision::Seen,
    body: Option<String>,
) -> Result<Shown, Failure> {
    let Shown { feedback: before, unread } = access::find(state, actor, id, FeedbackAction::Write).await?.into();
    seen.must_be(before.revision)?;
    let body = body.unwrap_or_else(|| before.body.clone());
    let rewritten = before.rewrite(body, state.clock.now());
    let (feedback, step) = match rewritten {
        Rewritten::Same(feedback) => return Ok(Shown { feedback, unread }),
        Rewritten::Draft(feedback) => (feedback, None),
        Rewritten::Amended(feedback) => (feedback, Some(Step::Amended)),
    };
    let tx = state.db.begin().await?;
    store(state, &tx, actor, &feedback, step).await?;
    tx.commit().await?;
    Ok(Shown { feedback, unread })
}

/// Shares a draft with the learner. Not while the sheet it is about is hidden from her: it would tell her of that.
pub async fn share(state: &AppState, actor: &Actor, id: FeedbackId, once: Once<'_, Shown>) -> Result<Shown, Failure> {
    on_what_is_there(|| try_to_share(state, actor, id, &once)).await
}

async fn try_to_share(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    once: &Once<'_, Shown>,
) -> Result<Shown, Failure> {
    let Shown { feedback, unread } = access::find(state, actor, id, FeedbackAction::Write).await?.into();
    let shown = Shown { feedback: feedback.share(state.clock.now())?, unread };
    access::must_be_seen_by_learner(state, actor, &shown.feedback).await?;
    let tx = state.db.begin().await?;
    store(state, &tx, actor, &shown.feedback, Some(Step::Shared)).await?;
    once.seal(&*tx, &shown).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The learner says that she has read it, as she saw it.
pub async fn acknowledge(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    seen: &revision::Seen,
    once: Once<'_, Shown>,
) -> Result<Shown, Failure> {
    on_what_is_there(|| try_to_acknowledge(state, actor, id, seen, &once)).await
}

async fn try_to_acknowledge(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    seen: &revision::Seen,
    once: &Once<'_, Shown>,
) -> Result<Shown, Failure> {
    let before = access::find(state, actor, id, FeedbackAction::Acknowledge).await?.feedback;
    seen.must_be(before.revision)?;
    let now = state.clock.now();
    let feedback = before.acknowledge(now)?;
    let tx = state.db.begin().await?;
    store(state, &tx, actor, &feedback, Some(Step::Acknowledged)).await?;
    repo::remember(&*tx, actor, &feedback, now).await?;
    let shown = Shown { feedback, unread: Unread::default() };
    once.seal(&*tx, &shown).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The caller says that she has read it, and its replies. Nobody else is told.
pub async fn read(
    state: &AppState,
    actor: &Actor,
    id: FeedbackId,
    seen: &revision::Seen,
    once: Once<'_, Shown>,
) -> Result<Shown, Failure> {
    let feedback = access::find(state, actor, id, FeedbackAction::Converse).await?.feedback;
    seen.must_be(feedback.revision)?;
    let tx = state.db.begin().await?;
    repo::remember(&*tx, actor, &feedback, state.clock.now()).await?;
    let read = audit::reads_of_others(Deed::FeedbackRead, actor, [(id, feedback.learner)]);
    audit::record(state, &*tx, actor, read).await?;
    let shown = Shown { feedback, unread: Unread::default() };
    once.seal(&*tx, &shown).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Stores what became of feedback, with all that stands on the record of it. `None`: it is a draft, with another text.
async fn store(state: &AppState, tx: &Tx, actor: &Actor, after: &Feedback, step: Option<Step>) -> Result<(), Failure> {
    if !repo::update(&**tx, actor.tenant, after).await? {
        return Err(Failure::Overtaken);
    }
    let (deed, event) = match step {
        None => (Deed::FeedbackChanged, None),
        Some(Step::Shared) => (Deed::FeedbackShared, Some(Event::FeedbackShared(after.id))),
        Some(Step::Amended) => (Deed::FeedbackAmended, Some(Event::FeedbackAmended(after.id))),
        Some(Step::Acknowledged) => (Deed::FeedbackAcknowledged, Some(Event::FeedbackAcknowledged(after.id))),
    };
    if let Some(step) = step {
        repo::insert_step(&**tx, actor, after, step).await?;
    }
    audit::record(state, &**tx, actor, [Entry::new(deed, after.learner, after.id)]).await?;
    if let Some(event) = event {
        outbox::push(state, &**tx, actor.tenant, event).await?;
    }
    Ok(())
}
