//! Reading frameworks and competencies.

use utoipa::path as place;

use super::{
    dto::{CompetencyQuery, CompetencyView, FrameworkSummary, FrameworkView},
    service,
};
use crate::{
    auth::{require::Require, right::ReadDefinitions},
    domain::ids::{CompetencyId, FrameworkId},
    http::{
        State,
        answer::{Reply, Worded},
        operation::Api,
        paging::{Listing, Paged},
        path::PathId,
        problem::Problem,
    },
    refusals,
};

refusals!(/// There may be no such definition.
    GetDefinitionRefusal = NotFound);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_frameworks, list_frameworks)
        .add(__path_get_framework, get_framework)
        .add(__path_list_competencies, list_competencies)
        .add(__path_get_competency, get_competency);
}

/// List frameworks
///
/// The published frameworks that your organisation can use: its own and those shipped with Samenspel.
#[place(get, path = "/frameworks", tag = "frameworks")]
pub async fn list_frameworks(
    caller: Require<ReadDefinitions>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<FrameworkSummary>>, Problem> {
    let page = service::after(service::list(&state, caller.actor()).into_iter(), asked.page(), |f| f.id);
    Ok(Listing::reply(&asked, page, |f| FrameworkSummary::from(&*f)))
}

/// Get a framework
///
/// Its printed fields, professions, domains and source. The competencies are at `/frameworks/{id}/competencies`.
#[place(get, path = "/frameworks/{id}", tag = "frameworks")]
pub async fn get_framework(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<FrameworkId>,
) -> Result<Worded<FrameworkView>, Problem<GetDefinitionRefusal>> {
    let framework = service::get(&state, caller.actor(), *id)?;
    Ok(Reply::new(&FrameworkView::from(&*framework)).in_language(framework.language.clone()))
}

/// List the competencies of a framework
///
/// In printed order. Filter by domain, kind or profession; `profession` gives what is asked of that profession, which is the
/// generic competencies and its own.
#[place(get, path = "/frameworks/{id}/competencies", tag = "frameworks")]
pub async fn list_competencies(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<FrameworkId>,
    asked: Paged<CompetencyQuery>,
) -> Result<Worded<Listing<CompetencyView>>, Problem<GetDefinitionRefusal>> {
    let framework = service::get(&state, caller.actor(), *id)?;
    let filter = asked.filter.filter();
    let page = service::after(framework.competencies().iter().filter(|c| filter.admits(c)), asked.page(), |c| c.id);
    let reply = Listing::reply(&asked, page, |c| CompetencyView::of(&framework, c));
    Ok(reply.in_language(framework.language.clone()))
}

/// Get a competency
///
/// One statement, in its official wording.
#[place(get, path = "/competencies/{id}", tag = "frameworks")]
pub async fn get_competency(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<CompetencyId>,
) -> Result<Worded<CompetencyView>, Problem<GetDefinitionRefusal>> {
    let (framework, competency) = service::competency(&state, caller.actor(), *id)?;
    Ok(Reply::new(&CompetencyView::of(&framework, &competency)).in_language(framework.language.clone()))
}
