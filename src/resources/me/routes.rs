//! Who one is.

use utoipa::path as place;

use super::{dto::MeView, service};
use crate::{
    auth::{require::Require, right::ReadSchool},
    http::{State, answer::Reply, operation::Api, problem::Problem},
    refusals,
};

refusals!(/// The account may not be in use any more.
    GetMeRefusal = Forbidden);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_me, get_me);
}

/// Get yourself
///
/// Who the access token speaks for, and what she is at present: learner, coach, curriculum member, administrator.
#[place(get, path = "/me", tag = "people")]
pub async fn get_me(caller: Require<ReadSchool>, state: State) -> Result<Reply<MeView>, Problem<GetMeRefusal>> {
    let actor = caller.actor();
    let (user, memberships) = service::get(&state, actor).await?;
    Ok(Reply::new(&MeView::of(actor.tenant.raw(), &user, &memberships)))
}
