//! Reading organisations.

use utoipa::path as place;

use super::{dto::OrganisationView, service};
use crate::{
    auth::{require::Require, right::ReadSchool},
    db::page::PageOf,
    domain::ids::OrganisationId,
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

refusals!(/// The account may not be in use any more.
    ListOrganisationsRefusal = Forbidden);
refusals!(/// It may not be the caller's, or her account not in use any more.
    GetOrganisationRefusal = NotFound, Forbidden);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_organisations, list_organisations).add(__path_get_organisation, get_organisation);
}

/// List organisations
///
/// Those you can see, which is your own: a user belongs to one organisation.
#[place(get, path = "/organisations", tag = "people")]
pub async fn list_organisations(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<OrganisationView>>, Problem<ListOrganisationsRefusal>> {
    let mine = service::mine(&state, caller.actor()).await?;
    let items = if asked.page().after.is_some() { vec![] } else { vec![mine] };
    Ok(Listing::reply(&asked, PageOf { items, next: None }, |o| OrganisationView::from(&o)))
}

/// Get an organisation
///
/// Its name, time zone, and the fewest learners a published row of a report is about.
#[place(get, path = "/organisations/{id}", tag = "people")]
pub async fn get_organisation(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<OrganisationId>,
) -> Result<Reply<OrganisationView>, Problem<GetOrganisationRefusal>> {
    Ok(Reply::new(&OrganisationView::from(&service::get(&state, caller.actor(), *id).await?)))
}
