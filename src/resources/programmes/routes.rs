//! Reading, making and changing programmes.

use utoipa::path as place;

use super::{
    dto::{NewProgramme, ProgrammePatch, ProgrammeQuery, ProgrammeView, batch::NewProgrammeBatch},
    service,
};
use crate::{
    auth::{
        require::Require,
        right::{ReadSchool, WriteSchool},
    },
    domain::{
        ids::{Id, ProgrammeId},
        organisation::Programme,
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
    resources::kept::{self, dto::BatchView, routes::BatchRefusal},
};

refusals!(/// The caller may hold no role.
    ListSchoolRefusal = Forbidden);
refusals!(/// The caller may hold no role, or there may be no such thing.
    GetSchoolRefusal = Forbidden, NotFound);
refusals!(/// It is for administrators; another may have the code or the external id.
    CreateProgrammeRefusal = Forbidden, AlreadyExists);
refusals!(/// It is for administrators; another may have the code or the external id, or somebody saved in between.
    PatchSchoolRefusal = Forbidden, NotFound, AlreadyExists, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_programmes, list_programmes)
        .add(__path_create_programme, create_programme)
        .add(__path_get_programme, get_programme)
        .add(__path_patch_programme, patch_programme)
        .add(__path_create_programme_batch, create_programme_batch);
}

/// List programmes
///
/// The programmes of your organisation.
#[place(get, path = "/programmes", tag = "people")]
pub async fn list_programmes(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged<ProgrammeQuery>,
) -> Result<Reply<Listing<ProgrammeView>>, Problem<ListSchoolRefusal>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |p| ProgrammeView::from(&p)))
}

/// Create a programme
///
/// As an administrator. The codes by which national registers know it may be left out, and said later.
#[place(post, path = "/programmes", tag = "people")]
pub async fn create_programme(
    caller: Require<WriteSchool>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewProgramme>,
) -> Result<Created<ProgrammeView>, Problem<CreateProgrammeRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let (named, described) = body.into_inner().into_parts();
    let render =
        |p: &Programme| Created::answer(&ProgrammeView::from(p), &format!("/v1/programmes/{}", p.id), p.revision);
    let work = |once| service::add(&state, actor, named, described, once);
    let look = |id| service::get(&state, actor, ProgrammeId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get a programme
///
/// One programme of your organisation.
#[place(get, path = "/programmes/{id}", tag = "people")]
pub async fn get_programme(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<ProgrammeId>,
) -> Result<Reply<ProgrammeView>, Problem<GetSchoolRefusal>> {
    let programme = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&ProgrammeView::from(&programme)).with_revision(programme.revision))
}

/// Change a programme
///
/// As an administrator. One that is over is set to `inactive`: nothing of it goes, and it takes no new groups.
#[place(patch, path = "/programmes/{id}", tag = "people")]
pub async fn patch_programme(
    caller: Require<WriteSchool>,
    state: State,
    id: PathId<ProgrammeId>,
    seen: IfMatch,
    body: MergePatch<ProgrammePatch>,
) -> Result<Reply<ProgrammeView>, Problem<PatchSchoolRefusal>> {
    let programme = service::change(&state, caller.actor(), *id, &seen.seen(), body.into_inner().into()).await?;
    Ok(Reply::new(&ProgrammeView::from(&programme)).with_revision(programme.revision))
}

/// Create or change many programmes
///
/// As an administrator: up to 200 programmes as the school's own system has them, found by `externalId`. Which is not there is made; which is there and differs is changed; none
/// goes out of use for not being in it. Every row is accounted for in the answer, in its order. Rows that can be done are done together or, where the database fails,
/// not at all; one that cannot says why and holds up no other. With `isDryRun` nothing is done.
#[place(post, path = "/programme-batches", tag = "people")]
pub async fn create_programme_batch(
    caller: Require<WriteSchool>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewProgrammeBatch>,
) -> Result<Told<BatchView>, Problem<BatchRefusal>> {
    kept::routes::bring(&state, caller.actor(), key, body).await
}
