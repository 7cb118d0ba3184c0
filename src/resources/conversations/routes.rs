//! Recording, reading and correcting the conversation about a self-score.

use utoipa::path as place;

use super::{
    dto::{ConversationPatch, ConversationSaveView, ConversationView, NewConversation},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadAssessments, WriteAssessments},
    },
    domain::{conversation::Conversation, ids::AssessmentId},
    http::{
        State,
        answer::{Created, Reply},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
    resources::assessments::routes::GetAssessmentRefusal,
};

refusals!(/// The assessment may not be the learner's own, not submitted, or discussed already.
    CreateConversationRefusal =
        NotFound, NotASelfScore, NotSubmitted, AlreadyDiscussed, InvalidInput);
refusals!(/// There may be none for the caller, or it may be somebody else's record.
    PatchConversationRefusal = NotFound, Forbidden, InvalidInput, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_conversation, get_conversation)
        .add(__path_create_conversation, create_conversation)
        .add(__path_patch_conversation, patch_conversation)
        .add(__path_list_conversation_history, list_conversation_history);
}

/// Get the conversation about an assessment
///
/// To whoever may read the assessment, the learner and her coaches. It stays when the assessment is reopened; then it tells of the
/// submission before.
#[place(get, path = "/assessments/{id}/conversation", tag = "conversations")]
pub async fn get_conversation(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
) -> Result<Reply<ConversationView>, Problem<GetAssessmentRefusal>> {
    let conversation = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&ConversationView::from(&conversation)).with_revision(conversation.revision))
}

/// Record the conversation about an assessment
///
/// That a learner's submitted self-score was discussed with her: by the learner, or by a coach who may read it. The assessment is
/// `discussed` from then on. One for each submission: after a reopening, the next submission has a conversation of its own.
#[place(post, path = "/assessments/{id}/conversation", tag = "conversations")]
pub async fn create_conversation(
    caller: Require<WriteAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    key: IdempotencyKey,
    body: Body<NewConversation>,
) -> Result<Created<ConversationView>, Problem<CreateConversationRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |c: &Conversation| {
        let place = format!("/v1/assessments/{}/conversation", c.assessment);
        Created::answer(&ConversationView::from(c), &place, c.revision)
    };
    let work = |once| service::record(&state, actor, *id, body.into_inner().into(), once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Correct the record of a conversation
///
/// The learner, because it is about her, or who recorded it. How it was told before stays in the history.
#[place(patch, path = "/assessments/{id}/conversation", tag = "conversations")]
pub async fn patch_conversation(
    caller: Require<WriteAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    seen: IfMatch,
    body: MergePatch<ConversationPatch>,
) -> Result<Reply<ConversationView>, Problem<PatchConversationRefusal>> {
    let patch = body.into_inner();
    let conversation = service::correct(&state, caller.actor(), *id, &seen.seen(), |a| patch.apply(a)).await?;
    Ok(Reply::new(&ConversationView::from(&conversation)).with_revision(conversation.revision))
}

/// List the history of the conversations about an assessment
///
/// Every version, oldest first: as it was recorded, each correction, and, after a reopening, the conversation about the next
/// submission. By whom and when.
#[place(get, path = "/assessments/{id}/conversation/history", tag = "conversations")]
pub async fn list_conversation_history(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    asked: Paged,
) -> Result<Reply<Listing<ConversationSaveView>>, Problem<GetAssessmentRefusal>> {
    let page = service::history(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, ConversationSaveView::from))
}
