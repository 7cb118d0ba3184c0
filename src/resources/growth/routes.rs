//! Reading growth.

use utoipa::path as place;

use super::{
    dto::{Growth, GrowthQuery},
    service,
};
use crate::{
    auth::{require::Require, right::ReadAssessments},
    domain::ids::{AssessmentId, Id},
    http::{
        State,
        answer::{Reply, Worded},
        language::Language,
        operation::Api,
        path::PathId,
        problem::Problem,
        query::Query,
    },
    refusals,
};

refusals!(/// It may not be submitted, or be hidden from the learner for now, or what to measure from may not be there.
    GetGrowthRefusal = NotFound, NotSubmitted, EarlierHidden, InvalidInput);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_growth, get_growth);
}

/// Get growth
///
/// What became of each competency between an earlier submitted assessment and this one, of the same learner by the same rater (most
/// often herself), and what all of them up to this one said. A transition has a direction and no verdict: a lower self-score may be
/// insight, since who learns what a competency asks may rate herself lower than before (response shift). *Not called upon* is no low
/// score, so becoming applicable is no rise and ceasing to be is no fall. Whether the placement changed stands beside it. There is no
/// total.
#[place(get, path = "/assessments/{id}/growth", tag = "assessments")]
pub async fn get_growth(
    caller: Require<ReadAssessments>,
    state: State,
    language: Language,
    id: PathId<AssessmentId>,
    query: Query<GrowthQuery>,
) -> Result<Worded<Growth, Language>, Problem<GetGrowthRefusal>> {
    let since = query.since_id.map(AssessmentId::new);
    let series = service::series(&state, caller.actor(), *id, since).await?;
    Ok(Reply::new(&Growth::of(&series, language)).in_language(language))
}
