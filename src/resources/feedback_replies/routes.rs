//! Reading and writing replies to feedback.

use utoipa::path as place;

use super::{
    dto::{FeedbackReplyView, NewFeedbackReply},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadFeedback, WriteFeedback},
    },
    domain::{
        feedback,
        ids::{FeedbackId, FeedbackReplyId},
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
    resources::feedback::routes::GetFeedbackRefusal,
};

refusals!(/// There may be no such feedback for the caller, or nobody reads it yet.
    CreateFeedbackReplyRefusal = NotFound, FeedbackStillADraft);

impl Part for FeedbackReplyId {
    const NAME: &'static str = "replyId";
    const SAYS: &'static str = "Id of the reply.";
    const EXAMPLE: &'static str = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a0b";
    const FORM: &'static str = "uuid";

    fn parse(text: &str) -> Option<Self> {
        id_part(text)
    }
}

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_feedback_replies, list_feedback_replies)
        .add(__path_create_feedback_reply, create_feedback_reply)
        .add(__path_get_feedback_reply, get_feedback_reply);
}

/// List the replies to feedback
///
/// The learner's and the author's, oldest first.
#[place(get, path = "/feedback/{id}/replies", tag = "feedback")]
pub async fn list_feedback_replies(
    caller: Require<ReadFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    asked: Paged,
) -> Result<Reply<Listing<FeedbackReplyView>>, Problem<GetFeedbackRefusal>> {
    let page = service::list(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |reply| FeedbackReplyView::from(&reply)))
}

/// Reply to feedback
///
/// The learner or the author, once it is shared. A reply stays as it is; a second thought is a second reply.
#[place(post, path = "/feedback/{id}/replies", tag = "feedback")]
pub async fn create_feedback_reply(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    key: IdempotencyKey,
    body: Body<NewFeedbackReply>,
) -> Result<Created<FeedbackReplyView>, Problem<CreateFeedbackReplyRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |reply: &feedback::Reply| {
        let place = format!("/v1/feedback/{}/replies/{}", reply.feedback, reply.id);
        Created::answer(&FeedbackReplyView::from(reply), &place, 1)
    };
    let work = |once| service::write(&state, actor, *id, body.into_inner().body, once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get a reply to feedback
///
/// One reply, to whoever reads the feedback.
#[place(get, path = "/feedback/{id}/replies/{replyId}", tag = "feedback")]
pub async fn get_feedback_reply(
    caller: Require<ReadFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    part: PathPart<FeedbackReplyId>,
) -> Result<Reply<FeedbackReplyView>, Problem<GetFeedbackRefusal>> {
    let reply = service::get(&state, caller.actor(), *id, *part).await?;
    Ok(Reply::new(&FeedbackReplyView::from(&reply)).with_revision(1))
}
