//! Reading and keeping placements.

use utoipa::path as place;

use super::{
    dto::{NewPlacement, PlacementPatch, PlacementQuery, PlacementView},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadPlacements, WritePlacements},
    },
    domain::ids::{Id, PlacementId, UserId},
    http::{
        State,
        answer::{Created, Reply},
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

refusals!(/// There may be no such placement for the caller.
    GetPlacementRefusal = NotFound);
refusals!(/// The learner may be unknown, the period turned round, the external id taken.
    CreatePlacementRefusal = InvalidInput);
refusals!(/// Both, and somebody may have saved in between.
    PatchPlacementRefusal = NotFound, InvalidInput, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_placements, list_placements)
        .add(__path_create_placement, create_placement)
        .add(__path_get_placement, get_placement)
        .add(__path_patch_placement, patch_placement);
}

/// List placements
///
/// Your own, those of the learners you coach, or, for an administrator, all of the organisation's.
#[place(get, path = "/placements", tag = "placements")]
pub async fn list_placements(
    caller: Require<ReadPlacements>,
    state: State,
    asked: Paged<PlacementQuery>,
) -> Result<Reply<Listing<PlacementView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |p| PlacementView::from(&p)))
}

/// Create a placement
///
/// For yourself, for a learner you coach, or, as an administrator, for any learner.
#[place(post, path = "/placements", tag = "placements")]
pub async fn create_placement(
    caller: Require<WritePlacements>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewPlacement>,
) -> Result<Created<PlacementView>, Problem<CreatePlacementRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let new = body.into_inner();
    let learner = new.learner_id.map(UserId::new);
    let render = |p: &_| {
        let view = PlacementView::from(p);
        Created::answer(&view, &format!("/v1/placements/{}", view.id), 1)
    };
    let work = |once| service::create(&state, actor, learner, new.into(), once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get a placement
///
/// Where, with whom, from when until when.
#[place(get, path = "/placements/{id}", tag = "placements")]
pub async fn get_placement(
    caller: Require<ReadPlacements>,
    state: State,
    id: PathId<PlacementId>,
) -> Result<Reply<PlacementView>, Problem<GetPlacementRefusal>> {
    let placement = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&PlacementView::from(&placement)).with_revision(placement.revision))
}

/// Change a placement
///
/// What is left out stays. A change of the placement is told with growth and coverage, because it gives 0 its meaning.
#[place(patch, path = "/placements/{id}", tag = "placements")]
pub async fn patch_placement(
    caller: Require<WritePlacements>,
    state: State,
    id: PathId<PlacementId>,
    seen: IfMatch,
    body: MergePatch<PlacementPatch>,
) -> Result<Reply<PlacementView>, Problem<PatchPlacementRefusal>> {
    let patch = body.into_inner();
    let changed = service::change(&state, caller.actor(), *id, &seen.seen(), |d| patch.apply(d)).await?;
    Ok(Reply::new(&PlacementView::from(&changed)).with_revision(changed.revision))
}
