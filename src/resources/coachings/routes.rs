//! Reading, making and ending coaching.

use utoipa::path as place;

use super::{
    dto::{CoachingPatch, CoachingQuery, CoachingView, NewCoaching, batch::NewCoachingBatch},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadSchool, WriteSchool},
    },
    domain::{
        coaching::Coaching,
        ids::{CoachingId, Id},
    },
    http::{
        State,
        answer::{Created, Reply, Told},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
        revision::IfMatch,
    },
    refusals,
    resources::kept::{self, dto::BatchView, routes::BatchRefusal},
};

refusals!(/// There may be no such coaching for the caller.
    GetCoachingRefusal = NotFound);
refusals!(/// It is for administrators; coach, learner or group may be unknown, the period turned round, or another have the external id.
    CreateCoachingRefusal = Forbidden, InvalidInput, AlreadyExists);
refusals!(/// It is for administrators; it may end before it starts, another have the external id, or somebody saved in between.
    PatchCoachingRefusal = NotFound, Forbidden, InvalidInput, AlreadyExists, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_coachings, list_coachings)
        .add(__path_create_coaching, create_coaching)
        .add(__path_get_coaching, get_coaching)
        .add(__path_patch_coaching, patch_coaching)
        .add(__path_create_coaching_batch, create_coaching_batch);
}

/// List coachings
///
/// Who coaches you, whom you coach, or, for an administrator, all of the organisation's; those that have ended too.
#[place(get, path = "/coachings", tag = "people")]
pub async fn list_coachings(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged<CoachingQuery>,
) -> Result<Reply<Listing<CoachingView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |c| CoachingView::from(&c)))
}

/// Create a coaching
///
/// As an administrator, for somebody else. From its start until its end the coach sees the work of the learner, or of whoever is in
/// the group; she must hold the role of coach besides. A practice supervisor supervises learners one by one.
#[place(post, path = "/coachings", tag = "people")]
pub async fn create_coaching(
    caller: Require<WriteSchool>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewCoaching>,
) -> Result<Created<CoachingView>, Problem<CreateCoachingRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |c: &Coaching| Created::answer(&CoachingView::from(c), &format!("/v1/coachings/{}", c.id), c.revision);
    let work = |once| service::create(&state, actor, body.into_inner().into(), once);
    let look = |id| service::get(&state, actor, CoachingId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a coaching
///
/// Who coaches whom, from when until when.
#[place(get, path = "/coachings/{id}", tag = "people")]
pub async fn get_coaching(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<CoachingId>,
) -> Result<Reply<CoachingView>, Problem<GetCoachingRefusal>> {
    let coaching = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&CoachingView::from(&coaching)).with_revision(coaching.revision))
}

/// Change a coaching
///
/// Give it another end, or its identifier in the school's own systems; to end it now, send the present moment. The coach then sees nothing of the learner any more, what she wrote
/// herself included. Administrators may, except where they are the coach.
#[place(patch, path = "/coachings/{id}", tag = "people")]
pub async fn patch_coaching(
    caller: Require<WriteSchool>,
    state: State,
    id: PathId<CoachingId>,
    seen: IfMatch,
    body: MergePatch<CoachingPatch>,
) -> Result<Reply<CoachingView>, Problem<PatchCoachingRefusal>> {
    let changed = service::change(&state, caller.actor(), *id, &seen.seen(), body.into_inner().into()).await?;
    Ok(Reply::new(&CoachingView::from(&changed)).with_revision(changed.revision))
}

/// Create or change many coachings
///
/// As an administrator: up to 200 coachings as the school's own system has them, found by `externalId`; coaches, learners and groups by theirs. Which is not there is made;
/// which is there ends at another time; none ends for not being in it. As by itself, nobody makes a coaching of her own. Every row is accounted for in the answer, in
/// its order. Rows that can be done are done together or, where the database fails, not at all; one that cannot says why and holds up no other. With `isDryRun` nothing is
/// done.
#[place(post, path = "/coaching-batches", tag = "people")]
pub async fn create_coaching_batch(
    caller: Require<WriteSchool>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewCoachingBatch>,
) -> Result<Told<BatchView>, Problem<BatchRefusal>> {
    kept::routes::bring(&state, caller.actor(), key, body).await
}
