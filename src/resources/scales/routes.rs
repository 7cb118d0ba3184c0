//! Reading scales.

use utoipa::path as place;

use super::{dto::ScaleView, service};
use crate::{
    auth::{require::Require, right::ReadDefinitions},
    domain::ids::ScaleId,
    http::{
        State,
        answer::{Reply, Worded},
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
    },
    resources::frameworks::{routes::GetDefinitionRefusal, service::after},
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_scales, list_scales).add(__path_get_scale, get_scale);
}

/// List scales
///
/// The scales your organisation can use, each with its levels.
#[place(get, path = "/scales", tag = "scales")]
pub async fn list_scales(
    caller: Require<ReadDefinitions>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<ScaleView>>, Problem> {
    let page = after(service::list(&state, caller.actor()).into_iter(), asked.page(), |s| s.id);
    Ok(Listing::reply(&asked, page, |s| ScaleView::from(&*s)))
}

/// Get a scale
///
/// What each level means, which of them counts in statistics, and which stand for mastery.
#[place(get, path = "/scales/{id}", tag = "scales")]
pub async fn get_scale(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<ScaleId>,
) -> Result<Worded<ScaleView>, Problem<GetDefinitionRefusal>> {
    let scale = service::get(&state, caller.actor(), *id)?;
    Ok(Reply::new(&ScaleView::from(&*scale)).in_language(scale.language.clone()))
}
