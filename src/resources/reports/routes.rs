//! Reading reports.

use utoipa::path as place;

use super::{
    dto::{DistributionReport, ParticipationReport, ReportQuery},
    service,
};
use crate::{
    auth::{require::Require, right::ReadReports},
    http::{State, answer::Reply, operation::Api, problem::Problem, query::Query},
    refusals,
};

refusals!(/// The report may not be the caller's to read, or of no such slice.
    GetParticipationRefusal = Forbidden, NotFound);
refusals!(/// Likewise, or too early.
    GetDistributionRefusal = Forbidden, NotFound, ReportNotReleased);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_participation, get_participation).add(__path_get_distribution, get_distribution);
}

/// Get participation
///
/// How many of a group, a programme or the organisation have started and submitted. For curriculum members and administrators;
/// holds no answers, so it is told while the round runs.
#[place(get, path = "/reports/participation", tag = "reports")]
pub async fn get_participation(
    caller: Require<ReadReports>,
    state: State,
    query: Query<ReportQuery>,
) -> Result<Reply<ParticipationReport>, Problem<GetParticipationRefusal>> {
    let asked = query.asked(caller.actor());
    let participation = service::participation(&state, caller.actor(), asked).await?;
    Ok(Reply::new(&ParticipationReport::of(asked.round, asked.slice, &participation)))
}

/// Get the distribution of answers
///
/// Per competency how many learners gave each level, and per domain the learner-first figures, in a group, a programme or the
/// organisation. For curriculum members. Released once, at the round's release time; until then 409. A row about fewer than
/// `minimumLearners`, one where nearly all agree, and one that would reveal another are hidden and say why.
#[place(get, path = "/reports/distribution", tag = "reports")]
pub async fn get_distribution(
    caller: Require<ReadReports>,
    state: State,
    query: Query<ReportQuery>,
) -> Result<Reply<DistributionReport>, Problem<GetDistributionRefusal>> {
    let asked = query.asked(caller.actor());
    let (report, released_at) = service::distribution(&state, caller.actor(), asked).await?;
    // A released report stays as it is, so the moment of its release names it.
    Ok(Reply::rendered(report).with_tag(&format!("{:x}", released_at.timestamp_micros())))
}
