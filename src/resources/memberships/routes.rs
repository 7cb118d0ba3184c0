//! Reading, giving and ending memberships.

use utoipa::path as place;

use super::{
    dto::{MembershipPatch, MembershipQuery, NewMembership, batch::NewMembershipBatch},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadUsers, WriteUsers},
    },
    domain::{
        ids::{Id, MembershipId},
        organisation::Membership,
    },
    http::{
        State,
        answer::{Created, Reply, Told},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
    resources::{
        kept::{self, dto::BatchView, routes::BatchRefusal},
        me::dto::MembershipView,
    },
};

refusals!(/// It is for administrators.
    ListAllMembershipsRefusal = Forbidden);
refusals!(/// It is for administrators; there may be no such membership.
    GetMembershipRefusal = Forbidden, NotFound);
refusals!(/// It is for other administrators; somebody or something may be unknown, the period turned round, or she is that already.
    CreateMembershipRefusal = Forbidden, NotForOneself, InvalidInput, AlreadyAMember, AlreadyExists);
refusals!(/// It is for other administrators; the period may be turned round, she is that already, or somebody saved in between.
    PatchMembershipRefusal =
        Forbidden,
        NotFound,
        NotForOneself,
        InvalidInput,
        AlreadyAMember,
        AlreadyExists,
        StaleRevision
);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_organisation_memberships, list_organisation_memberships)
        .add(__path_create_membership, create_membership)
        .add(__path_get_membership, get_membership)
        .add(__path_patch_membership, patch_membership)
        .add(__path_create_membership_batch, create_membership_batch);
}

/// List the memberships of the organisation
///
/// As an administrator: who is what, where, from, until; those that have ended too. Those of one group are also at `/groups/{id}/memberships`. It
/// stands on the record.
#[place(get, path = "/memberships", tag = "people")]
pub async fn list_organisation_memberships(
    caller: Require<ReadUsers>,
    state: State,
    asked: Paged<MembershipQuery>,
) -> Result<Reply<Listing<MembershipView>>, Problem<ListAllMembershipsRefusal>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |m| MembershipView::from(&m)))
}

/// Create a membership
///
/// As an administrator, for somebody else: nobody gives herself a role, nor makes her own last longer. She has it from its start until its end.
#[place(post, path = "/memberships", tag = "people")]
pub async fn create_membership(
    caller: Require<WriteUsers>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewMembership>,
) -> Result<Created<MembershipView>, Problem<CreateMembershipRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render =
        |m: &Membership| Created::answer(&MembershipView::from(m), &format!("/v1/memberships/{}", m.id), m.revision);
    let work = |once| service::create(&state, actor, body.into_inner().into(), once);
    let look = |id| service::get(&state, actor, MembershipId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a membership
///
/// As an administrator: who, as what, where, from, until. It stands on the record.
#[place(get, path = "/memberships/{id}", tag = "people")]
pub async fn get_membership(
    caller: Require<ReadUsers>,
    state: State,
    id: PathId<MembershipId>,
) -> Result<Reply<MembershipView>, Problem<GetMembershipRefusal>> {
    let membership = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&MembershipView::from(&membership)).with_revision(membership.revision))
}

/// Change a membership
///
/// As an administrator, of somebody else. To end it now, send the present moment: what it let her see is refused from her next request on. Rounds
/// that have opened keep who took part in them.
#[place(patch, path = "/memberships/{id}", tag = "people")]
pub async fn patch_membership(
    caller: Require<WriteUsers>,
    state: State,
    id: PathId<MembershipId>,
    seen: IfMatch,
    body: MergePatch<MembershipPatch>,
) -> Result<Reply<MembershipView>, Problem<PatchMembershipRefusal>> {
    let membership = service::change(&state, caller.actor(), *id, &seen.seen(), body.into_inner().into()).await?;
    Ok(Reply::new(&MembershipView::from(&membership)).with_revision(membership.revision))
}

/// Create or change many memberships
///
/// As an administrator: up to 200 memberships as the school's own system has them, found by `externalId`; users, groups and programmes by theirs. Which is not there is
/// made; which is there ends at another time, or gets another profession; none ends for not being in it. As by itself, nobody gives herself a role, nor makes her own
/// last longer. Every row is accounted for in the answer, in its order. Rows that can be done are done together or, where the database fails, not at all; one that cannot
/// says why and holds up no other. With `isDryRun` nothing is done.
#[place(post, path = "/membership-batches", tag = "people")]
pub async fn create_membership_batch(
    caller: Require<WriteUsers>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewMembershipBatch>,
) -> Result<Told<BatchView>, Problem<BatchRefusal>> {
    kept::routes::bring(&state, caller.actor(), key, body).await
}
