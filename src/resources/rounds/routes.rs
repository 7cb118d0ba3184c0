//! Reading rounds.

use utoipa::path as place;

use super::{dto::RoundView, service};
use crate::{
    auth::{require::Require, right::ReadSchool},
    domain::ids::RoundId,
    http::{
        State,
        answer::Reply,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
    },
    resources::programmes::routes::{GetSchoolRefusal, ListSchoolRefusal},
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_rounds, list_rounds).add(__path_get_round, get_round);
}

/// List rounds
///
/// As a learner, those you take part in; else all of your organisation's.
#[place(get, path = "/rounds", tag = "rounds")]
pub async fn list_rounds(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<RoundView>>, Problem<ListSchoolRefusal>> {
    let now = state.clock.now();
    let page = service::list(&state, caller.actor(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |(round, groups)| RoundView::of(&round, &groups, now)))
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
    let (round, groups) = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&RoundView::of(&round, &groups, state.clock.now())))
}
