//! Reading reports.

use utoipa::path as place;

use super::{
    dto::{
        DistributionReport, ParticipationReport, ReportQuery,
        coverage::{QualificationCoverageQuery, QualificationCoverageReport},
    },
    service,
};
use crate::{
    auth::{require::Require, right::ReadReports},
    domain::ids::{CrosswalkId, Id},
    http::{
        State,
        answer::{Reply, Worded},
        language::Language,
        operation::Api,
        problem::Problem,
        query::Query,
    },
    refusals,
};

refusals!(/// The report may not be the caller's to read, or of no such slice.
    GetParticipationRefusal = Forbidden, NotFound);
refusals!(/// Likewise, or too early.
    GetDistributionRefusal = Forbidden, NotFound, ReportNotReleased);
refusals!(/// Likewise, or there may be no such crosswalk, or none that fits.
    GetQualificationCoverageRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_participation, get_participation)
        .add(__path_get_distribution, get_distribution)
        .add(__path_get_qualification_coverage, get_qualification_coverage);
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

/// Get qualification coverage
///
/// Per statement of a qualification (an elective unit, for instance): which competencies of the round's instrument have to do with it, by a
/// crosswalk, and what the released distribution says of each. For curriculum members. It is composed of that distribution alone: a row
/// that is hidden there is hidden here for the same reason, and until the release there is neither (409). Figures stand with single
/// competencies, never with a statement: there are no sums or means over several. A self-score is how learners see their own acting; it
/// proves nothing, and of a statement of knowledge it says nothing.
#[place(get, path = "/reports/qualification-coverage", tag = "reports")]
pub async fn get_qualification_coverage(
    caller: Require<ReadReports>,
    state: State,
    language: Language,
    query: Query<QualificationCoverageQuery>,
) -> Result<Worded<QualificationCoverageReport, Language>, Problem<GetQualificationCoverageRefusal>> {
    let (asked, crosswalk) = (query.asked(caller.actor()), CrosswalkId::new(query.crosswalk_id));
    let covered = service::qualification_coverage(&state, caller.actor(), asked, crosswalk).await?;
    let report = QualificationCoverageReport::of(asked, &covered, language)?;
    Ok(Reply::new(&report).in_language(language))
}
