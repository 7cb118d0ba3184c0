//! Asking for an erasure, looking at it, withdrawing it.

use utoipa::path as place;

use super::{
    dto::{ErasureSummary, ErasureView, NewErasure},
    service::{self, Shown},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadOwnData, WriteOwnData},
    },
    domain::ids::{ErasureId, Id},
    http::{
        State,
        accepted::Accepted,
        answer::{NoContent, Reply},
        body::Body,
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
        revision::IfMatch,
    },
    refusals,
};

refusals!(/// Of somebody else it is for administrators, and only when she has left.
    CreateErasureRefusal = Forbidden, InvalidInput, HasNotLeft);
refusals!(/// There may be no such erasure for the caller.
    GetErasureRefusal = NotFound);
refusals!(/// It is for who asked for it, and only until it begins.
    DeleteErasureRefusal = NotFound, Forbidden, ErasureBegun, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_erasures, list_erasures)
        .add(__path_create_erasure, create_erasure)
        .add(__path_get_erasure, get_erasure)
        .add(__path_delete_erasure, delete_erasure);
}

/// List erasures
///
/// Yours, those that are done too; as an administrator, everybody's, which stands on the record for each. Oldest first. How much each would take, it says itself.
#[place(get, path = "/erasures", tag = "rights")]
pub async fn list_erasures(
    caller: Require<ReadOwnData>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<ErasureSummary>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |erasure| ErasureSummary::from(&erasure)))
}

/// Ask for an erasure
///
/// Of yourself; as an administrator, of somebody who has left. It waits for as many days as the organisation set, 30 if none, and can be withdrawn until
/// then. Then all that is about her goes, whoever wrote it, and her account names nobody any more. What she wrote about others stays theirs,
/// without her name; so does the audit trail, which holds ids. Reports that were released stay as they are. Take a data package first: nothing comes
/// back. Where one is under way already, that is the one.
#[place(post, path = "/erasures", tag = "rights")]
pub async fn create_erasure(
    caller: Require<WriteOwnData>,
    state: State,
    key: IdempotencyKey,
    body: Body<NewErasure>,
) -> Result<Accepted<ErasureView>, Problem<CreateErasureRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let user = body.into_inner().user();
    let render =
        |shown: &Shown| Accepted::answer(&ErasureView::from(shown), &format!("/v1/erasures/{}", shown.erasure.id));
    let work = |once| service::request(&state, actor, user, once);
    let look = |id| service::get(&state, actor, ErasureId::new(id));
    Ok(key.once_as_long_as(&state, actor, &digest, &render, work, look).await?.into())
}

/// Get an erasure
///
/// Yours, or, as an administrator, anybody's: when it begins, and how much would go and stay at this moment. An administrator is told no counts of what
/// is the person's own to know, and it stands on the record.
#[place(get, path = "/erasures/{id}", tag = "rights")]
pub async fn get_erasure(
    caller: Require<ReadOwnData>,
    state: State,
    id: PathId<ErasureId>,
) -> Result<Reply<ErasureView>, Problem<GetErasureRefusal>> {
    let shown = service::get(&state, caller.actor(), *id).await?;
    let numbers: Vec<i64> =
        shown.preview.iter().filter_map(|c| c.numbers).flat_map(|(a, b)| [a.into(), b.into()]).collect();
    Ok(Reply::new(&ErasureView::from(&shown)).with_revision_beside(shown.erasure.revision, &numbers))
}

/// Withdraw an erasure
///
/// As long as it has not begun: your own, if you asked for it; as an administrator, one that an administrator asked for. Nothing goes then.
#[place(delete, path = "/erasures/{id}", tag = "rights")]
pub async fn delete_erasure(
    caller: Require<WriteOwnData>,
    state: State,
    id: PathId<ErasureId>,
    seen: IfMatch,
) -> Result<NoContent, Problem<DeleteErasureRefusal>> {
    service::withdraw(&state, caller.actor(), *id, &seen.seen()).await?;
    Ok(NoContent)
}
