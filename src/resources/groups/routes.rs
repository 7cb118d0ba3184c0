//! Reading, making and changing groups, and reading who is in them.

use utoipa::path as place;

use super::{
    dto::{GroupPatch, GroupQuery, GroupView, NewGroup, batch::NewGroupBatch},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadSchool, WriteSchool},
    },
    domain::{
        ids::{GroupId, Id},
        organisation::Group,
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
        programmes::{
            dto::SyncQuery,
            routes::{GetSchoolRefusal, ListSchoolRefusal, PatchSchoolRefusal},
        },
    },
};

refusals!(/// It is for administrators; the programme may be unknown, or another have the code or the external id.
    CreateGroupRefusal = Forbidden, InvalidInput, AlreadyExists);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_groups, list_groups)
        .add(__path_create_group, create_group)
        .add(__path_get_group, get_group)
        .add(__path_patch_group, patch_group)
        .add(__path_create_group_batch, create_group_batch)
        .add(__path_list_memberships, list_memberships);
}

/// List groups
///
/// The groups of your organisation.
#[place(get, path = "/groups", tag = "people")]
pub async fn list_groups(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged<GroupQuery>,
) -> Result<Reply<Listing<GroupView>>, Problem<ListSchoolRefusal>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |g| GroupView::from(&g)))
}

/// Create a group
///
/// As an administrator, of a programme that is in use. Learners come into it by memberships, a coach by a coaching.
#[place(post, path = "/groups", tag = "people")]
pub async fn create_group(
    caller: Require<WriteSchool>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewGroup>,
) -> Result<Created<GroupView>, Problem<CreateGroupRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |g: &Group| Created::answer(&GroupView::from(g), &format!("/v1/groups/{}", g.id), g.revision);
    let work = |once| service::add(&state, actor, body.into_inner().into(), once);
    let look = |id| service::get(&state, actor, GroupId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Change a group
///
/// As an administrator. One that is over is set to `inactive`: nothing of it goes, and it takes no new learners. Rounds that have opened keep the
/// cohort they began with.
#[place(patch, path = "/groups/{id}", tag = "people")]
pub async fn patch_group(
    caller: Require<WriteSchool>,
    state: State,
    id: PathId<GroupId>,
    seen: IfMatch,
    body: MergePatch<GroupPatch>,
) -> Result<Reply<GroupView>, Problem<PatchSchoolRefusal>> {
    let group = service::change(&state, caller.actor(), *id, &seen.seen(), body.into_inner().into()).await?;
    Ok(Reply::new(&GroupView::from(&group)).with_revision(group.revision))
}

/// Get a group
///
/// One group of your organisation.
#[place(get, path = "/groups/{id}", tag = "people")]
pub async fn get_group(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<GroupId>,
) -> Result<Reply<GroupView>, Problem<GetSchoolRefusal>> {
    let group = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&GroupView::from(&group)).with_revision(group.revision))
}

/// List the memberships of a group
///
/// Who is in it, from, until. For administrators, and for those who coach the whole group.
#[place(get, path = "/groups/{id}/memberships", tag = "people")]
pub async fn list_memberships(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<GroupId>,
    asked: Paged<SyncQuery>,
) -> Result<Reply<Listing<MembershipView>>, Problem<GetSchoolRefusal>> {
    let page = service::memberships(&state, caller.actor(), *id, (&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |m| MembershipView::from(&m)))
}

/// Create or change many groups
///
/// As an administrator: up to 200 groups as the school's own system has them, found by `externalId`, and their programmes by theirs. Which is not there is made; which is there and
/// differs is changed; none goes out of use for not being in it. Every row is accounted for in the answer, in its order. Rows that can be done are done together or,
/// where the database fails, not at all; one that cannot says why and holds up no other. With `isDryRun` nothing is done.
#[place(post, path = "/group-batches", tag = "people")]
pub async fn create_group_batch(
    caller: Require<WriteSchool>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewGroupBatch>,
) -> Result<Told<BatchView>, Problem<BatchRefusal>> {
    kept::routes::bring(&state, caller.actor(), key, body).await
}
