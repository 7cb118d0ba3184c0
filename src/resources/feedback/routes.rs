//! Writing, sharing, reading and acknowledging feedback.

use utoipa::path as place;

use super::{
    dto::{FeedbackPatch, FeedbackQuery, FeedbackView, NewFeedback},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadFeedback, WriteFeedback},
    },
    db::idempotency::StoredAnswer,
    domain::{
        feedback::Feedback,
        ids::{AssessmentId, FeedbackId, Id},
    },
    http::{
        State,
        answer::{Created, Done, Reply},
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

refusals!(/// There may be no such feedback for the caller.
    GetFeedbackRefusal = NotFound);
refusals!(/// The assessment may be unknown, or not one to give feedback on.
    CreateFeedbackRefusal = InvalidInput, Forbidden);
refusals!(/// It may not be the caller's, or shared already.
    PatchFeedbackRefusal = NotFound, Forbidden, FeedbackNotADraft, StaleRevision);
refusals!(/// It may not be the caller's, or shared already.
    ShareFeedbackRefusal = NotFound, Forbidden, FeedbackNotADraft, StaleRevision);
refusals!(/// It may be somebody else's, or not waiting for it.
    AcknowledgeFeedbackRefusal = NotFound, Forbidden, FeedbackNotShared, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_feedback, list_feedback)
        .add(__path_create_feedback, create_feedback)
        .add(__path_get_feedback, get_feedback)
        .add(__path_patch_feedback, patch_feedback)
        .add(__path_share_feedback, share_feedback)
        .add(__path_acknowledge_feedback, acknowledge_feedback);
}

fn done(feedback: &Feedback) -> StoredAnswer {
    Done::answer(&FeedbackView::from(feedback), feedback.revision)
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
    let assessment = asked.filter.assessment_id.map(AssessmentId::new);
    let page = service::list(&state, caller.actor(), assessment, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |f| FeedbackView::from(&f)))
}

/// Write feedback
///
/// On a score, a domain or the whole of a submitted assessment of a learner you coach. It starts as a draft that nobody else sees.
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
    let render = |f: &Feedback| Created::answer(&FeedbackView::from(f), &format!("/v1/feedback/{}", f.id), f.revision);
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
    let feedback = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&FeedbackView::from(&feedback)).with_revision(feedback.revision))
}

/// Change feedback
///
/// Its author, and only while it is a draft.
#[place(patch, path = "/feedback/{id}", tag = "feedback")]
pub async fn patch_feedback(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    seen: IfMatch,
    body: MergePatch<FeedbackPatch>,
) -> Result<Reply<FeedbackView>, Problem<PatchFeedbackRefusal>> {
    let patch = body.into_inner();
    let feedback = service::rewrite(&state, caller.actor(), *id, &seen.seen(), patch.body).await?;
    Ok(Reply::new(&FeedbackView::from(&feedback)).with_revision(feedback.revision))
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
/// The learner says that she has read it.
#[place(post, path = "/feedback/{id}/acknowledgement", tag = "feedback")]
pub async fn acknowledge_feedback(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    key: IdempotencyKey,
) -> Result<Done<FeedbackView>, Problem<AcknowledgeFeedbackRefusal>> {
    let actor = caller.actor();
    let work = |once| service::acknowledge(&state, actor, *id, once);
    Ok(key.once(&state, actor, "", &done, work).await?.into())
}
