//! Reading overviews.
//!
//! The scope is that of assessments: an overview tells how far they are. Of feedback and goals a client that has no scope for them learns ids,
//! days and counts, and no text.

use utoipa::path as place;

use super::{
    dto::{CoachOverviewQuery, CoachOverviewView, LearnerOverviewView},
    service,
};
use crate::{
    auth::{require::Require, right::ReadAssessments},
    domain::overview::MOST_LEARNERS,
    http::{
        State,
        answer::Reply,
        operation::Api,
        problem::{Nothing, Problem},
        query::Query,
    },
};

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_learner_overview, get_learner_overview).add(__path_get_coach_overview, get_coach_overview);
}

/// Get your overview as a learner
///
/// What you have to do: the rounds that are open for you, drafts to finish, what you have not read of feedback, goals and agreed actions that are
/// due, and whom of your fellow students you are asked to rate. Of feedback, goals and actions it tells ids, days and counts, and no text. That
/// you read what others ask of you is on their record. Who is no learner has nothing to do.
#[place(get, path = "/me/learner-overview", tag = "people")]
pub async fn get_learner_overview(
    caller: Require<ReadAssessments>,
    state: State,
) -> Result<Reply<LearnerOverviewView>, Problem<Nothing>> {
    let overview = service::of_learner(&state, caller.actor()).await?;
    Ok(Reply::new(&LearnerOverviewView::from(&overview)))
}

/// Get your overview as a coach
///
/// Where the learners are whom you coach now, in each round that is not released yet; which replies you have not read, and who has
/// goals that are overdue. Whose coach you are no more is not in it. It holds nothing of what anybody scored or wrote. That you read it is on
/// the record of each learner in it.
#[place(get, path = "/me/coach-overview", tag = "people")]
pub async fn get_coach_overview(
    caller: Require<ReadAssessments>,
    state: State,
    query: Query<CoachOverviewQuery>,
) -> Result<Reply<CoachOverviewView>, Problem<Nothing>> {
    let overview = service::of_coach(&state, caller.actor(), query.round(), MOST_LEARNERS).await?;
    Ok(Reply::new(&CoachOverviewView::from(&overview)))
}
