//! Reading crosswalks and alignments.

use utoipa::path as place;

use super::{
    dto::{AlignmentQuery, AlignmentView, CrosswalkSummary, CrosswalkView},
    service,
};
use crate::{
    auth::{require::Require, right::ReadDefinitions},
    domain::ids::{AlignmentId, CrosswalkId},
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
    api.add(__path_list_crosswalks, list_crosswalks)
        .add(__path_get_crosswalk, get_crosswalk)
        .add(__path_list_alignments, list_alignments)
        .add(__path_get_alignment, get_alignment);
}

/// List crosswalks
///
/// The published crosswalks that your organisation can use: its own and those shipped with Samenspel. Each goes through the statements
/// of one framework, an elective unit (keuzedeel) for instance, and says which competencies of another have to do with them.
#[place(get, path = "/crosswalks", tag = "crosswalks")]
pub async fn list_crosswalks(
    caller: Require<ReadDefinitions>,
    state: State,
    asked: Paged,
) -> Result<Reply<Listing<CrosswalkSummary>>, Problem> {
    let page = after(service::list(&state, caller.actor()).into_iter(), asked.page(), |c| c.id);
    Ok(Listing::reply(&asked, page, |c| CrosswalkSummary::from(&*c)))
}

/// Get a crosswalk
///
/// Every statement in printed order, with its alignments; where nothing is aligned with it, why. A competency that repeats another of
/// its framework to the letter is aligned with nothing: what is said twice covers nothing twice.
#[place(get, path = "/crosswalks/{id}", tag = "crosswalks")]
pub async fn get_crosswalk(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<CrosswalkId>,
) -> Result<Worded<CrosswalkView>, Problem<GetDefinitionRefusal>> {
    let crosswalk = service::get(&state, caller.actor(), *id)?;
    Ok(Reply::new(&CrosswalkView::from(&*crosswalk)).in_language(crosswalk.language.clone()))
}

/// List alignments
///
/// Those of every crosswalk that your organisation can use, in the order of the statements. Filter by crosswalk, by competency, or by
/// statement. An id that is not there finds nothing.
#[place(get, path = "/alignments", tag = "crosswalks")]
pub async fn list_alignments(
    caller: Require<ReadDefinitions>,
    state: State,
    asked: Paged<AlignmentQuery>,
) -> Result<Reply<Listing<AlignmentView>>, Problem> {
    let found = service::alignments(&state, caller.actor(), asked.filter.filter());
    let page = after(found.into_iter(), asked.page(), |(_, a)| a.id);
    Ok(Listing::reply(&asked, page, |(crosswalk, a)| AlignmentView::of(&crosswalk, &a)))
}

/// Get an alignment
///
/// One competency and one statement that have to do with each other, how, and why.
#[place(get, path = "/alignments/{id}", tag = "crosswalks")]
pub async fn get_alignment(
    caller: Require<ReadDefinitions>,
    state: State,
    id: PathId<AlignmentId>,
) -> Result<Worded<AlignmentView>, Problem<GetDefinitionRefusal>> {
    let (crosswalk, alignment) = service::alignment(&state, caller.actor(), *id)?;
    Ok(Reply::new(&AlignmentView::of(&crosswalk, &alignment)).in_language(crosswalk.language.clone()))
}
