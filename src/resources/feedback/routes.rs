//! Writing, sharing, reading and acknowledging feedback.

use utoipa::path as place;

use super::{
    dto::{FeedbackPatch, FeedbackQuery, FeedbackSaveView, FeedbackView, NewFeedback},
    service::{self, Shown},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadFeedback, WriteFeedback},
    },
    db::idempotency::StoredAnswer,
    domain::ids::{AssessmentId, FeedbackId, Id},
    http::{
        State,
        answer::{Created, Done, Reply},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
        revision::{IfMatch, IfMatchGiven},
    },
    refusals,
};

refusals!(/// There may be no such feedback for the caller.
    GetFeedbackRefusal = NotFound);
refusals!(/// The assessment may be unknown, or not one to give feedback on.
    CreateFeedbackRefusal = InvalidInput, Forbidden);
refusals!(/// It may not be the caller's.
    PatchFeedbackRefusal = NotFound, Forbidden, StaleRevision);
refusals!(/// It may not be the caller's, or shared already.
    ShareFeedbackRefusal = NotFound, Forbidden, FeedbackNotADraft, HiddenFromLearner);
refusals!(/// It may be somebody else's, or not waiting for it.
    AcknowledgeFeedbackRefusal = NotFound, Forbidden, FeedbackNotShared, StaleRevision);

refusals!(/// There may be no such feedback for the caller, or not as she saw it.
    ReadFeedbackRefusal = NotFound, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_feedback, list_feedback)
        .add(__path_create_feedback, create_feedback)
        .add(__path_get_feedback, get_feedback)
        .add(__path_patch_feedback, patch_feedback)
        .add(__path_share_feedback, share_feedback)
        .add(__path_acknowledge_feedback, acknowledge_feedback)
        .add(__path_read_feedback, read_feedback)
        .add(__path_list_feedback_history, list_feedback_history);
}

fn done(shown: &Shown) -> StoredAnswer {
    Done::answer(&FeedbackView::from(shown), shown.feedback.revision)
}

fn reply(shown: &Shown) -> Reply<FeedbackView> {
    let own = [i64::from(shown.unread.text), shown.unread.replies];
    Reply::new(&FeedbackView::from(shown)).with_revision_beside(shown.feedback.revision, &own)
}

/// List feedback
///
/// What you wrote, and what was shared with you. Drafts are their author's alone.
#[place(get, path = "/feedback", tag = "feedback")]
pub async fn list_feedback(
    caller: Require<ReadFeedback>,
    state: State,
    asked: Paged<FeedbackQuery>,
) -> Result<Reply<Listing<FeedbackView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), (&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |shown| FeedbackView::from(&shown)))
}

/// Write feedback
///
/// On a score, a domain or the whole of a submitted assessment of a learner you coach, on an answer to one of its questions that she shared, or
/// on a goal of hers that her coaches may read. It starts as a draft that nobody else sees. When she takes back what she shared, the
/// feedback on it stays.
#[place(post, path = "/feedback", tag = "feedback")]
pub async fn create_feedback(
    caller: Require<WriteFeedback>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewFeedback>,
) -> Result<Created<FeedbackView>, Problem<CreateFeedbackRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let new = body.into_inner();
    let anchor = new.anchor.into();
    let assessment = AssessmentId::new(new.assessment_id);
    let render = |shown: &Shown| {
        let f = &shown.feedback;
        Created::answer(&FeedbackView::from(shown), &format!("/v1/feedback/{}", f.id), f.revision)
    };
    let work = |once| service::write(&state, actor, assessment, anchor, new.body, once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get feedback
///
/// One piece of feedback: to its author always, to the learner once it is shared.
#[place(get, path = "/feedback/{id}", tag = "feedback")]
pub async fn get_feedback(
    caller: Require<ReadFeedback>,
    state: State,
    id: PathId<FeedbackId>,
) -> Result<Reply<FeedbackView>, Problem<GetFeedbackRefusal>> {
    Ok(reply(&service::get(&state, caller.actor(), *id).await?))
}

/// Change feedback
///
/// Its author. A draft gets another text. What is shared is **amended**: the text before stays in its history, and an acknowledgement of
/// it is withdrawn, because what the learner reads now she has not acknowledged. The same text again changes nothing.
#[place(patch, path = "/feedback/{id}", tag = "feedback")]
pub async fn patch_feedback(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    seen: IfMatch,
    body: MergePatch<FeedbackPatch>,
) -> Result<Reply<FeedbackView>, Problem<PatchFeedbackRefusal>> {
    let patch = body.into_inner();
    Ok(reply(&service::rewrite(&state, caller.actor(), *id, &seen.seen(), patch.body).await?))
}

/// Share feedback
///
/// From now on the learner reads it.
#[place(post, path = "/feedback/{id}/sharing", tag = "feedback")]
pub async fn share_feedback(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    key: IdempotencyKey,
) -> Result<Done<FeedbackView>, Problem<ShareFeedbackRefusal>> {
    let actor = caller.actor();
    let work = |once| service::share(&state, actor, *id, once);
    Ok(key.once(&state, actor, "", &done, work).await?.into())
}

/// Acknowledge feedback
///
/// The learner says that she has read it. Send its `ETag` in `If-Match`, so that she acknowledges the text she saw and no other.
#[place(post, path = "/feedback/{id}/acknowledgement", tag = "feedback")]
pub async fn acknowledge_feedback(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    seen: IfMatchGiven,
    key: IdempotencyKey,
) -> Result<Done<FeedbackView>, Problem<AcknowledgeFeedbackRefusal>> {
    let (actor, seen) = (caller.actor(), seen.seen());
    let work = |once| service::acknowledge(&state, actor, *id, &seen, once);
    Ok(key.once(&state, actor, "", &done, work).await?.into())
}

/// Say that feedback is read
///
/// The learner or its author has read the text as it is now, and the replies. From now on only what comes later is unread. Reading it
/// with GET says nothing, and nobody else is told that you have read it: that is what an acknowledgement is for.
#[place(post, path = "/feedback/{id}/reading", tag = "feedback")]
pub async fn read_feedback(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    seen: IfMatchGiven,
    key: IdempotencyKey,
) -> Result<Done<FeedbackView>, Problem<ReadFeedbackRefusal>> {
    let (actor, seen) = (caller.actor(), seen.seen());
    let work = |once| service::read(&state, actor, *id, &seen, once);
    Ok(key.once(&state, actor, "", &done, work).await?.into())
}

/// List the history of feedback
///
/// From its sharing on, oldest first: the text that was shared, every text that came in its place, every acknowledgement; by whom and
/// when. Of a draft there is none.
#[place(get, path = "/feedback/{id}/history", tag = "feedback")]
pub async fn list_feedback_history(
    caller: Require<ReadFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    asked: Paged,
) -> Result<Reply<Listing<FeedbackSaveView>>, Problem<GetFeedbackRefusal>> {
    let page = service::history(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, FeedbackSaveView::from))
}
