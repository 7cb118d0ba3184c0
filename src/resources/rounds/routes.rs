//! Reading, making, changing, opening and closing rounds.

use utoipa::path as place;

use super::{
    dto::{NewRound, RoundPatch, RoundView},
    service::{self, Shown},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadSchool, WriteRounds},
    },
    db::idempotency::StoredAnswer,
    domain::ids::RoundId,
    http::{
        State,
        answer::{Created, Done, NoContent, Reply},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
    resources::programmes::routes::{GetSchoolRefusal, ListSchoolRefusal},
};

refusals!(/// The caller may make no rounds, or not this one.
    CreateRoundRefusal = Forbidden, InvalidInput);
refusals!(/// It may not be the caller's to change, or stand fast, or somebody may have saved in between.
    PatchRoundRefusal = NotFound, Forbidden, InvalidInput, RoundFixed, StaleRevision);
refusals!(/// It may not be the caller's, or not be planned any more.
    DeleteRoundRefusal = NotFound, Forbidden, RoundNotPlanned, StaleRevision);
refusals!(/// It may not be the caller's, or open already, or be for a group that is out of use.
    OpenRoundRefusal = NotFound, Forbidden, RoundNotPlanned, GroupsOutOfUse);
refusals!(/// It may not be the caller's, not be open, or long be closed.
    CloseRoundRefusal = NotFound, Forbidden, RoundNotOpen, RoundReleased);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_rounds, list_rounds)
        .add(__path_create_round, create_round)
        .add(__path_get_round, get_round)
        .add(__path_patch_round, patch_round)
        .add(__path_delete_round, delete_round)
        .add(__path_open_round, open_round)
        .add(__path_close_round, close_round);
}

fn version(shown: &Shown) -> i32 {
    shown.round.version(shown.at)
}

fn done(shown: &Shown) -> StoredAnswer {
    Done::answer(&RoundView::from(shown), version(shown))
}

/// List rounds
///
/// As a learner, those you take part in, and those planned for a group you are in; else all of your organisation's.
#[place(get, path = "/rounds", tag = "rounds")]
pub async fn list_rounds(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<RoundView>>, Problem<ListSchoolRefusal>> {
    let page = service::list(&state, caller.actor(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |shown| RoundView::from(&shown)))
}

/// Create a round
///
/// As a coach for groups you coach as a whole, as an administrator for groups of what you administer. Who takes part is whoever is
/// a learner in one of the groups when it opens. Everything can change until then.
#[place(post, path = "/rounds", tag = "rounds")]
pub async fn create_round(
    caller: Require<WriteRounds>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewRound>,
) -> Result<Created<RoundView>, Problem<CreateRoundRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render =
        |made: &Shown| Created::answer(&RoundView::from(made), &format!("/v1/rounds/{}", made.round.id), version(made));
    let work = |once| service::create(&state, actor, body.into_inner().into(), once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get a round
///
/// Its instrument, groups, rules and times, and where it stands at present.
#[place(get, path = "/rounds/{id}", tag = "rounds")]
pub async fn get_round(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<RoundId>,
) -> Result<Reply<RoundView>, Problem<GetSchoolRefusal>> {
    let shown = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&RoundView::from(&shown)).with_revision(version(&shown)))
}

/// Change a round
///
/// Whoever may use all its groups. What is left out stays; what is sent as it is, is no change. From the opening on, what learners
/// score on and who they are stands fast; `errors` of the refusal names each member that does. A closed round does not open again.
#[place(patch, path = "/rounds/{id}", tag = "rounds")]
pub async fn patch_round(
    caller: Require<WriteRounds>,
    state: State,
    id: PathId<RoundId>,
    seen: IfMatch,
    body: MergePatch<RoundPatch>,
) -> Result<Reply<RoundView>, Problem<PatchRoundRefusal>> {
    let patch = body.into_inner();
    let changed = service::change(&state, caller.actor(), *id, &seen.seen(), |details| patch.apply(details)).await?;
    Ok(Reply::new(&RoundView::from(&changed)).with_revision(version(&changed)))
}

/// Delete a round
///
/// Only while it is planned: nobody has worked in it. Whoever may use all its groups.
#[place(delete, path = "/rounds/{id}", tag = "rounds")]
pub async fn delete_round(
    caller: Require<WriteRounds>,
    state: State,
    id: PathId<RoundId>,
    seen: IfMatch,
) -> Result<NoContent, Problem<DeleteRoundRefusal>> {
    service::remove(&state, caller.actor(), *id, &seen.seen()).await?;
    Ok(NoContent)
}

/// Open a round
///
/// Now, instead of at `opensAt`, which becomes this moment. Whoever is a learner in one of its groups now takes part; all of them, and their
/// programmes, must be in use.
#[place(post, path = "/rounds/{id}/opening", tag = "rounds")]
pub async fn open_round(
    caller: Require<WriteRounds>,
    state: State,
    id: PathId<RoundId>,
    key: IdempotencyKey,
) -> Result<Done<RoundView>, Problem<OpenRoundRefusal>> {
    let actor = caller.actor();
    let work = |once| service::open_now(&state, actor, *id, once);
    Ok(key.once(&state, actor, "", &done, work).await?.into())
}

/// Close a round
///
/// Now, instead of at `closesAt`, which becomes this moment. Final for the learners: after it only a coach reopens an assessment,
/// until the reports are released.
#[place(post, path = "/rounds/{id}/closing", tag = "rounds")]
pub async fn close_round(
    caller: Require<WriteRounds>,
    state: State,
    id: PathId<RoundId>,
    key: IdempotencyKey,
) -> Result<Done<RoundView>, Problem<CloseRoundRefusal>> {
    let actor = caller.actor();
    let work = |once| service::close_now(&state, actor, *id, once);
    Ok(key.once(&state, actor, "", &done, work).await?.into())
}
