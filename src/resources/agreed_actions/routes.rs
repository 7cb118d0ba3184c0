//! Agreeing on actions with feedback, and following them up.

use utoipa::path as place;

use super::{
    dto::{AgreedActionPatch, AgreedActionSaveView, AgreedActionView, NewAgreedAction},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadFeedback, WriteFeedback},
    },
    domain::{
        feedback::AgreedAction,
        ids::{AgreedActionId, FeedbackId},
    },
    http::{
        State,
        answer::{Created, Reply},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::{Part, PathId, PathPart, id_part},
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
    resources::feedback::routes::GetFeedbackRefusal,
};

refusals!(/// There may be no such feedback for the caller, or nobody reads it yet.
    CreateAgreedActionRefusal = NotFound, FeedbackStillADraft);
refusals!(/// There may be no such action for the caller, or somebody saved in between.
    PatchAgreedActionRefusal = NotFound, StaleRevision);

impl Part for AgreedActionId {
    const NAME: &'static str = "actionId";
    const SAYS: &'static str = "Id of the agreed action.";
    const EXAMPLE: &'static str = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a0c";
    const FORM: &'static str = "uuid";

    fn parse(text: &str) -> Option<Self> {
        id_part(text)
    }
}

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_agreed_actions, list_agreed_actions)
        .add(__path_create_agreed_action, create_agreed_action)
        .add(__path_get_agreed_action, get_agreed_action)
        .add(__path_patch_agreed_action, patch_agreed_action)
        .add(__path_list_agreed_action_history, list_agreed_action_history);
}

/// List agreed actions
///
/// What the learner and the author agreed on with this feedback, oldest first, whatever became of it.
#[place(get, path = "/feedback/{id}/actions", tag = "feedback")]
pub async fn list_agreed_actions(
    caller: Require<ReadFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    asked: Paged,
) -> Result<Reply<Listing<AgreedActionView>>, Problem<GetFeedbackRefusal>> {
    let page = service::list(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |action| AgreedActionView::from(&action)))
}

/// Agree on an action
///
/// The learner or the author, once the feedback is shared. Both may change it.
#[place(post, path = "/feedback/{id}/actions", tag = "feedback")]
pub async fn create_agreed_action(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    key: IdempotencyKey,
    body: Body<NewAgreedAction>,
) -> Result<Created<AgreedActionView>, Problem<CreateAgreedActionRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |action: &AgreedAction| {
        let place = format!("/v1/feedback/{}/actions/{}", action.feedback, action.id);
        Created::answer(&AgreedActionView::from(action), &place, action.revision)
    };
    let work = |once| service::agree(&state, actor, *id, body.into_inner().into(), once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get an agreed action
///
/// What is to be done, by when, and where it stands.
#[place(get, path = "/feedback/{id}/actions/{actionId}", tag = "feedback")]
pub async fn get_agreed_action(
    caller: Require<ReadFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    part: PathPart<AgreedActionId>,
) -> Result<Reply<AgreedActionView>, Problem<GetFeedbackRefusal>> {
    let action = service::get(&state, caller.actor(), *id, *part).await?;
    Ok(Reply::new(&AgreedActionView::from(&action)).with_revision(action.revision))
}

/// Change an agreed action
///
/// The learner or the author: that it is done or dropped, another day, other words. What it was stays in its history.
#[place(patch, path = "/feedback/{id}/actions/{actionId}", tag = "feedback")]
pub async fn patch_agreed_action(
    caller: Require<WriteFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    part: PathPart<AgreedActionId>,
    seen: IfMatch,
    body: MergePatch<AgreedActionPatch>,
) -> Result<Reply<AgreedActionView>, Problem<PatchAgreedActionRefusal>> {
    let patch = body.into_inner();
    let action = service::change(&state, caller.actor(), *id, *part, &seen.seen(), |d| patch.apply(d)).await?;
    Ok(Reply::new(&AgreedActionView::from(&action)).with_revision(action.revision))
}

/// List the history of an agreed action
///
/// From when it was agreed on, oldest first: what it was after each change, by whom and when.
#[place(get, path = "/feedback/{id}/actions/{actionId}/history", tag = "feedback")]
pub async fn list_agreed_action_history(
    caller: Require<ReadFeedback>,
    state: State,
    id: PathId<FeedbackId>,
    part: PathPart<AgreedActionId>,
    asked: Paged,
) -> Result<Reply<Listing<AgreedActionSaveView>>, Problem<GetFeedbackRefusal>> {
    let page = service::history(&state, caller.actor(), *id, *part, asked.page()).await?;
    Ok(Listing::reply(&asked, page, AgreedActionSaveView::from))
}
