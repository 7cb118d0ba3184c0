//! Seeing what one is signed in with, and ending it from elsewhere. Signing in itself is `crate::oauth`'s.

use utoipa::path as place;

use super::{dto::SignInView, service::held as service};
use crate::{
    auth::{
        require::Require,
        right::{ReadPersonalData, WritePersonalData},
    },
    domain::ids::GrantId,
    http::{
        State,
        answer::{NoContent, Reply},
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::{Nothing, Problem},
        revision::IfMatch,
    },
    refusals,
};

refusals!(/// There may be no such sign-in of the caller's, or not any more.
    GetSignInRefusal = NotFound);
refusals!(/// There may be no such sign-in of the caller's, or not any more; the tag may be of something else.
    DeleteSignInRefusal = NotFound, StaleRevision);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_sign_ins, list_sign_ins)
        .add(__path_get_sign_in, get_sign_in)
        .add(__path_delete_sign_in, delete_sign_in);
}

/// List your sign-ins
///
/// Through which clients you are signed in, oldest first, until when, and which of them you ask this with. Nobody else sees them.
#[place(get, path = "/sign-ins", tag = "rights")]
pub async fn list_sign_ins(
    caller: Require<ReadPersonalData>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<SignInView>>, Problem<Nothing>> {
    let page = service::list(&state, caller.actor(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |sign_in| SignInView::new(&sign_in, caller.sign_in())))
}

/// Get a sign-in
///
/// One of yours, as long as it holds.
#[place(get, path = "/sign-ins/{id}", tag = "rights")]
pub async fn get_sign_in(
    caller: Require<ReadPersonalData>,
    state: State,
    id: PathId<GrantId>,
) -> Result<Reply<SignInView>, Problem<GetSignInRefusal>> {
    let (sign_in, revision) = service::get(&state, caller.actor(), *id).await?;
    let view = SignInView::new(&sign_in, caller.sign_in());
    let own = [sign_in.last_used_at.timestamp(), view.is_current.into()];
    Ok(Reply::new(&view).with_revision_beside(revision, &own))
}

/// End a sign-in
///
/// For a telephone that is lost, or a computer that others use: its client fetches no token any more, and those that it has are refused within a second. You may end the one that you
/// ask this with. It stands in the audit trail.
#[place(delete, path = "/sign-ins/{id}", tag = "rights")]
pub async fn delete_sign_in(
    caller: Require<WritePersonalData>,
    state: State,
    id: PathId<GrantId>,
    seen: IfMatch,
) -> Result<NoContent, Problem<DeleteSignInRefusal>> {
    service::end(&state, caller.actor(), *id, &seen.seen()).await?;
    Ok(NoContent)
}
