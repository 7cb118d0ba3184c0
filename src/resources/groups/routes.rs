//! Reading groups and memberships.

use utoipa::path as place;

use super::{
    dto::{GroupQuery, GroupView},
    service,
};
use crate::{
    auth::{require::Require, right::ReadSchool},
    domain::ids::GroupId,
    http::{
        State,
        answer::Reply,
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
    },
    resources::{
        me::dto::MembershipView,
        programmes::{
            dto::SyncQuery,
            routes::{GetSchoolRefusal, ListSchoolRefusal},
        },
    },
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_groups, list_groups)
        .add(__path_get_group, get_group)
        .add(__path_list_memberships, list_memberships);
}

/// List groups
///
/// The groups of your organisation.
#[place(get, path = "/groups", tag = "people")]
pub async fn list_groups(
    caller: Require<ReadSchool>,
    state: State,
    asked: Paged<GroupQuery>,
) -> Result<Reply<Listing<GroupView>>, Problem<ListSchoolRefusal>> {
    let page = service::list(&state, caller.actor(), &(&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |g| GroupView::from(&g)))
}

/// Get a group
///
/// One group of your organisation.
#[place(get, path = "/groups/{id}", tag = "people")]
pub async fn get_group(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<GroupId>,
) -> Result<Reply<GroupView>, Problem<GetSchoolRefusal>> {
    Ok(Reply::new(&GroupView::from(&service::get(&state, caller.actor(), *id).await?)))
}

/// List the memberships of a group
///
/// Who is in it, from, until. For administrators, and for those who coach the whole group.
#[place(get, path = "/groups/{id}/memberships", tag = "people")]
pub async fn list_memberships(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<GroupId>,
    asked: Paged<SyncQuery>,
) -> Result<Reply<Listing<MembershipView>>, Problem<GetSchoolRefusal>> {
    let filter = (&asked.filter).into();
    let page = service::memberships(&state, caller.actor(), *id, &filter, asked.page()).await?;
    Ok(Listing::reply(&asked, page, |m| MembershipView::from(&m)))
}
