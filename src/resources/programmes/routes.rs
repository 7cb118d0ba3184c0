//! Reading programmes.

use utoipa::path as place;

use super::{
    dto::{ProgrammeView, SyncQuery},
    service,
};
use crate::{
    auth::{require::Require, right::ReadSchool},
    domain::ids::ProgrammeId,
    http::{
        State,
        answer::Reply,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
    },
    refusals,
};

refusals!(/// The caller may hold no role.
    ListSchoolRefusal = Forbidden);
refusals!(/// The caller may hold no role, or there may be no such thing.
    GetSchoolRefusal = Forbidden, NotFound);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_programmes, list_programmes).add(__path_get_programme, get_programme);
}

/// List programmes
///
/// The programmes of your organisation.
#[place(get, path = "/programmes", tag = "people")]
pub async fn list_programmes(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged<SyncQuery>,
) -> Result<Reply<Listing<ProgrammeView>>, Problem<ListSchoolRefusal>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |p| ProgrammeView::from(&p)))
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
    Ok(Reply::new(&ProgrammeView::from(&service::get(&state, caller.actor(), *id).await?)))
}
