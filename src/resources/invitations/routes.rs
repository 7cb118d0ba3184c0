//! Inviting others to rate, and taking that back.

use utoipa::path as place;

use super::{
    dto::{InvitationQuery, InvitationView, NewInvitation},
    service::{self, Shown},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadInvitations, WriteInvitations},
    },
    domain::ids::{AssessmentId, Id, InvitationId},
    http::{
        State,
        answer::{Created, Done, Reply},
        body::Body,
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
    },
    refusals,
};

refusals!(/// There may be no such invitation for the caller.
    GetInvitationRefusal = NotFound);
refusals!(/// The assessment may be unknown or not the caller's own, the peer in no team with her, the round closed.
    CreateInvitationRefusal = InvalidInput, Forbidden, RoundNotOpen, RoundReleased);
refusals!(/// Only who invited takes it back.
    RevokeInvitationRefusal = NotFound, Forbidden);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_invitations, list_invitations)
        .add(__path_create_invitation, create_invitation)
        .add(__path_get_invitation, get_invitation)
        .add(__path_revoke_invitation, revoke_invitation);
}

/// List invitations
///
/// Those you made, and those of fellow students that are for you. Nobody else sees whom you ask.
#[place(get, path = "/invitations", tag = "invitations")]
pub async fn list_invitations(
    caller: Require<ReadInvitations>,
    state: State,
    asked: Paged<InvitationQuery>,
) -> Result<Reply<Listing<InvitationView>>, Problem<Nothing>> {
    let assessment = asked.filter.assessment_id.map(AssessmentId::new);
    let page = service::list(&state, caller.actor(), assessment, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |shown| InvitationView::from(&shown)))
}

/// Create an invitation
///
/// Ask a fellow student of a learning team, or guests with a link, to rate what you rate yourself. They see what they are asked, and
/// nothing of your own answers. The secret of a guest's link is in this answer and never again.
#[place(post, path = "/invitations", tag = "invitations")]
pub async fn create_invitation(
    caller: Require<WriteInvitations>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewInvitation>,
) -> Result<Created<InvitationView>, Problem<CreateInvitationRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |shown: &Shown| {
        let i = &shown.invitation;
        Created::answer(&InvitationView::from(shown), &format!("/v1/invitations/{}", i.id), shown.version())
    };
    let work = |once| service::create(&state, actor, body.into_inner().into(), once);
    Ok(key.guarding_a_secret().once(&state, actor, &digest, &render, work).await?.into())
}

/// Get an invitation
///
/// Who is asked what, until when, and who has begun.
#[place(get, path = "/invitations/{id}", tag = "invitations")]
pub async fn get_invitation(
    caller: Require<ReadInvitations>,
    state: State,
    id: PathId<InvitationId>,
) -> Result<Reply<InvitationView>, Problem<GetInvitationRefusal>> {
    let shown = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&InvitationView::from(&shown)).with_revision(shown.version()))
}

/// Revoke an invitation
///
/// From now on nobody begins by it, and who has begun sees and writes nothing any more. What was submitted stays.
#[place(post, path = "/invitations/{id}/revocation", tag = "invitations")]
pub async fn revoke_invitation(
    caller: Require<WriteInvitations>,
    state: State,
    id: PathId<InvitationId>,
    key: IdempotencyKey,
) -> Result<Done<InvitationView>, Problem<RevokeInvitationRefusal>> {
    let actor = caller.actor();
    let render = |shown: &Shown| Done::answer(&InvitationView::from(shown), shown.version());
    let work = |once| service::revoke(&state, actor, *id, once);
    Ok(key.once(&state, actor, "", &render, work).await?.into())
}
