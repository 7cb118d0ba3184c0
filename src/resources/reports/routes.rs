//! Reading reports.

use utoipa::path as place;

use super::{
    dto::{
        DistributionReport, ParticipationReport, ReportQuery,
        coverage::{QualificationCoverageQuery, QualificationCoverageReport},
        gaps::{GapsReport, GapsReportQuery},
        growth::{GrowthReport, GrowthReportQuery},
    },
    service,
};
use crate::{
    auth::{require::Require, right::ReadReports},
    domain::{
        clock::Timestamp,
        ids::{CrosswalkId, Id},
    },
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
refusals!(/// Likewise, or too early, or there is no earlier round to compare with.
    GetGrowthReportRefusal = Forbidden, NotFound, ReportNotReleased, NothingToReport);
refusals!(/// Likewise, or too early, or no such coach rated anybody.
    GetGapsReportRefusal = Forbidden, NotFound, ReportNotReleased, NothingToReport);
refusals!(/// Likewise, or too early.
    GetDistributionRefusal = Forbidden, NotFound, ReportNotReleased);
refusals!(/// Likewise, or there may be no such crosswalk, or none that fits.
    GetQualificationCoverageRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_participation, get_participation)
        .add(__path_get_distribution, get_distribution)
        .add(__path_get_growth_report, get_growth_report)
        .add(__path_get_gaps_report, get_gaps_report)
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

/// Get growth of learners
///
/// What became of each competency since an earlier round, in a group, a programme or the organisation, of the learners who submitted both
/// times. For curriculum members. Released with the round, once; until then 409, and 409 too where none of its learners took
/// part in an earlier one. Transitions stand apart: rated higher, the same, at the highest level already, lower; became or no longer
/// applicable; newly considered. A lower score may be insight. It says how many have another placement now. Where exact
/// numbers would tell too much they are rounded to fives, or hidden, and it says so.
#[place(get, path = "/reports/growth", tag = "reports")]
pub async fn get_growth_report(
    caller: Require<ReadReports>,
    state: State,
    language: Language,
    query: Query<GrowthReportQuery>,
) -> Result<Worded<GrowthReport, Language>, Problem<GetGrowthReportRefusal>> {
    let (asked, since) = query.asked(caller.actor());
    let (report, released_at) = service::growth(&state, caller.actor(), asked, since).await?;
    Ok(Reply::rendered(GrowthReport::worded(&report, language))
        .with_tag(&tag(released_at, language))
        .in_language(language))
}

/// Get gaps to coaches
///
/// How often learners and one kind of coach say the same of a competency, and who rates higher, in a group, a programme or the organisation.
/// For curriculum members. Released with the round, once; until then 409, and 409 too where no coach of this kind rated anybody. Raters
/// stand beside each other and are never blended. Agreement coefficients come with at least 20 pairs, and raw agreement beside them.
/// A row that could give somebody away is hidden and says why.
#[place(get, path = "/reports/gaps", tag = "reports")]
pub async fn get_gaps_report(
    caller: Require<ReadReports>,
    state: State,
    language: Language,
    query: Query<GapsReportQuery>,
) -> Result<Worded<GapsReport, Language>, Problem<GetGapsReportRefusal>> {
    let (asked, rater_kind) = query.asked(caller.actor());
    let (report, released_at) = service::gaps(&state, caller.actor(), asked, rater_kind).await?;
    Ok(Reply::rendered(GapsReport::worded(&report, language))
        .with_tag(&tag(released_at, language))
        .in_language(language))
}

/// A released report stays as it is, so the moment of its release and its language name it.
fn tag(released_at: Timestamp, language: Language) -> String {
    format!("{:x}-{}", released_at.timestamp_micros(), language.tag())
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
