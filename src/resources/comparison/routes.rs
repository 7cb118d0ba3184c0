//! Comparing raters.

use utoipa::path as place;

use super::{
    dto::{Comparison, ComparisonQuery},
    service,
};
use crate::{
    auth::{require::Require, right::ReadAssessments},
    domain::ids::{AssessmentId, Id},
    http::{State, answer::Reply, operation::Api, path::PathId, problem::Problem, query::Query},
    refusals,
};

refusals!(/// It may not be submitted, or be hidden from the learner for now, or what it is to be measured against may not be there.
    GetComparisonRefusal = NotFound, NotSubmitted, EarlierHidden, InvalidInput);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_comparison, get_comparison);
}

/// Compare raters
///
/// The submitted sheets about one learner in one round, a column per rater, as far as the round discloses them to you. Kinds of
/// raters are never blended: there is no mean over columns. With `againstId` also the gap between the learner's own score and that one
/// coach's, competency by competency, counted per domain, and how far the two agree.
#[place(get, path = "/assessments/{id}/comparison", tag = "assessments")]
pub async fn get_comparison(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    query: Query<ComparisonQuery>,
) -> Result<Reply<Comparison>, Problem<GetComparisonRefusal>> {
    let against = query.against_id.map(AssessmentId::new);
    Ok(Reply::new(&Comparison::of(&service::compare(&state, caller.actor(), *id, against).await?)))
}
