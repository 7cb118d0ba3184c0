//! Looking at an assessment.

use utoipa::path as place;

use super::{
    dto::{Chart, ChartQuery, Page},
    service,
};
use crate::{
    auth::{require::Require, right::ReadAssessments},
    domain::ids::AssessmentId,
    http::{State, form::Rendered, operation::Api, path::PathId, problem::Problem, query::Query},
    refusals,
};

refusals!(/// The assessment may not be there for the caller, or the domain not in its instrument.
    GetChartRefusal = NotFound, EarlierHidden, InvalidInput);
refusals!(/// The assessment may not be there for the caller, or hidden from its learner for now.
    GetDocumentRefusal = NotFound, EarlierHidden);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_chart, get_chart).add(__path_get_document, get_document);
}

/// Get a chart
///
/// The score sheet as a picture: per domain a radar, and a bar per competency. Beside it stand the other raters of the same round and the
/// three latest sheets of the same rater before it, as far as you may read them; each is a column of its own, told apart by letter, shape
/// and dash as well as by colour, and never averaged. "Not called upon", unanswered and not observed stand outside the axis, never as a
/// low level. The labels follow `Accept-Language`; the texts of the instrument are the official ones.
#[place(get, path = "/assessments/{id}/chart", tag = "assessments")]
pub async fn get_chart(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
    query: Query<ChartQuery>,
) -> Result<Rendered<Chart>, Problem<GetChartRefusal>> {
    let query = query.into_inner();
    let subject = service::chart(&state, caller.actor(), *id, query.domain_code.as_deref()).await?;
    Ok(Rendered(Chart { subject, wanted: query.into() }))
}

/// Get a document
///
/// The filled instrument as a page to print, laid out like the paper form: introduction, scale, every block with the marks of each rater of
/// the round that you may read in the columns of the levels, reasons and notes below them, and the feedback that was shared. A self-score has the
/// reflection questions, with the answers that you may read, or room to write; the learner's goals that you may read and that are open or came
/// from it; and the conversation about it. Where there are more than 200 goals or pieces of feedback it holds the first, and says so. One page by itself: it loads nothing and runs nothing. It holds personal data, and says so.
#[place(get, path = "/assessments/{id}/document", tag = "assessments")]
pub async fn get_document(
    caller: Require<ReadAssessments>,
    state: State,
    id: PathId<AssessmentId>,
) -> Result<Rendered<Page>, Problem<GetDocumentRefusal>> {
    Ok(Rendered(Page(service::document(&state, caller.actor(), *id, service::MOST).await?)))
}
