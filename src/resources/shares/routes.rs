//! Sharing a self-score with a learning team, and taking that back.

use utoipa::path as place;

use super::{
    dto::{NewShare, ShareView},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadAssessments, WriteAssessments},
    },
    domain::{
        ids::{AssessmentId, Id, LearningTeamId, ShareId},
        share::Share,
    },
    http::{
        State,
        answer::{Created, Done, Reply},
        body::Body,
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
    },
    refusals,
};

refusals!(/// The assessment may be hidden from the caller, or not be her own self-score.
    ListSharesRefusal = NotFound, Forbidden);
refusals!(/// The assessment may not be the caller's own, or a draft; the team may be unknown, or have it already.
    CreateShareRefusal = NotFound, Forbidden, InvalidInput, NotSubmitted, AlreadyShared);
refusals!(/// There may be no such share for the caller.
    GetShareRefusal = NotFound);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_shares, list_shares)
        .add(__path_create_share, create_share)
        .add(__path_get_share, get_share)
        .add(__path_revoke_share, revoke_share);
}

/// List the shares of an assessment
///
/// With which learning teams you share your self-score, and did. Only its learner.
#[place(get, path = "/assessments/{id}/shares", tag = "assessments")]
pub async fn list_shares(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    asked: Paged,
) -> Result<Reply<Listing<ShareView>>, Problem<ListSharesRefusal>> {
    let page = service::list(&state, caller.actor(), *id, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |s| ShareView::from(&s)))
}

/// Share an assessment
///
/// Lets those who are in a learning team with you read your submitted self-score: the assessment, its scores and its questionnaire. They do
/// not see its history, nor what others say of you. While it is reopened they see nothing of it.
#[place(post, path = "/assessments/{id}/shares", tag = "assessments")]
pub async fn create_share(
    caller: Require<WriteAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    key: IdempotencyKey,
    body: Body<NewShare>,
) -> Result<Created<ShareView>, Problem<CreateShareRefusal>> {
    let (actor, of, digest) = (caller.actor(), *id, body.digest().to_owned());
    let team = LearningTeamId::new(body.into_inner().learning_team_id);
    let render = |s: &Share| Created::answer(&ShareView::from(s), &format!("/v1/shares/{}", s.id), s.revision);
    let work = |once| service::create(&state, actor, of, team, once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get a share
///
/// What is shared with which team, since when.
#[place(get, path = "/shares/{id}", tag = "assessments")]
pub async fn get_share(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<ShareId>,
) -> Result<Reply<ShareView>, Problem<GetShareRefusal>> {
    let share = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&ShareView::from(&share)).with_revision(share.revision))
}

/// Revoke a share
///
/// From now on the team reads it no more. What was revoked before stays so.
#[place(post, path = "/shares/{id}/revocation", tag = "assessments")]
pub async fn revoke_share(
    caller: Require<WriteAssessments>,
    state: State,
    id: PathId<ShareId>,
    key: IdempotencyKey,
) -> Result<Done<ShareView>, Problem<GetShareRefusal>> {
    let actor = caller.actor();
    let render = |s: &Share| Done::answer(&ShareView::from(s), s.revision);
    let work = |once| service::revoke(&state, actor, *id, once);
    Ok(key.once(&state, actor, "", &render, work).await?.into())
}
