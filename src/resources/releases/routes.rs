//! Reading how far a release is.

use utoipa::path as place;

use super::{dto::RoundRelease, service};
use crate::{
    auth::{require::Require, right::ReadSchool},
    domain::ids::RoundId,
    http::{State, answer::Reply, operation::Api, path::PathId, problem::Problem},
    resources::programmes::routes::GetSchoolRefusal,
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_release, get_release);
}

/// Get the release of a round
///
/// Whether the reports of a round are out, and if not, how far they are. For whoever sees the round; nothing in it is about anybody. The
/// release begins by itself within a minute of `releasesAt`. It takes a second in a small school and much longer in a large one, and all reports come
/// out at once. One that is interrupted begins anew by itself. Ask again every few seconds while it is `running`.
#[place(get, path = "/rounds/{id}/release", tag = "rounds")]
pub async fn get_release(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<RoundId>,
) -> Result<Reply<RoundRelease>, Problem<GetSchoolRefusal>> {
    let shown = service::get(&state, caller.actor(), *id).await?;
    Ok(Reply::new(&RoundRelease::from(&shown)))
}
