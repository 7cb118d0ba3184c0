//! Reading reports.

use utoipa::path as place;

use super::{
    dto::{
        ParticipationReport,
        query::{
            DistributionQuery, DomainFiguresQuery, GapsReportQuery, GrowthReportQuery, QualificationCoverageQuery,
            ReportQuery, SeriesQuery, WorkplacesQuery,
        },
    },
    forms::{
        coverage::CoverageForms, distribution::DistributionForms, domains::DomainForms, gaps::GapsForms,
        goals::GoalsForms, growth::GrowthForms, participation::ParticipationForms, practice::PracticeForms,
        reasons::ReasonsForms, series::SeriesForms, workplaces::WorkplacesForms,
    },
    service,
};
use crate::{
    auth::{require::Require, right::ReadReports},
    domain::{assessment::RaterKind, language::Language, report::Kept},
    http::{State, forms::InForms, operation::Api, problem::Problem, query::Query},
    refusals,
};

refusals!(/// The report may not be the caller's to read, or of no such slice, or of a cohort of no programme.
    GetParticipationRefusal = Forbidden, NotFound, InvalidInput);
refusals!(/// Likewise, or too early, or there is no earlier round to compare with.
    GetGrowthReportRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased, NothingToReport);
refusals!(/// Likewise, or too early, or no such coach rated anybody.
    GetGapsReportRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased, NothingToReport);
refusals!(/// Likewise, or too early, or it was released before goals were told.
    GetGoalsReportRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased, NothingToReport);
refusals!(/// Likewise, or too early, or it was released before reasons were told.
    GetReasonsReportRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased, NothingToReport);
refusals!(/// Likewise, or too early, or it was released before types of workplace were told.
    GetWorkplacesReportRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased, NothingToReport);
refusals!(/// Likewise, or too early.
    GetDistributionRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased, NothingToReport);
refusals!(/// Likewise.
    GetPracticeCoverageRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased);
refusals!(/// Likewise.
    GetDomainFiguresRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased);
refusals!(/// Likewise, or there may be no such crosswalk, or none that fits.
    GetQualificationCoverageRefusal = Forbidden, NotFound, InvalidInput, ReportNotReleased);
refusals!(/// The slice may not be the caller's to read, or there may be none such.
    GetSeriesReportRefusal = Forbidden, NotFound, InvalidInput);

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_get_participation, get_participation)
        .add(__path_get_distribution, get_distribution)
        .add(__path_get_domain_figures, get_domain_figures)
        .add(__path_get_practice_coverage, get_practice_coverage)
        .add(__path_get_growth_report, get_growth_report)
        .add(__path_get_gaps_report, get_gaps_report)
        .add(__path_get_goals_report, get_goals_report)
        .add(__path_get_reasons_report, get_reasons_report)
        .add(__path_get_workplaces_report, get_workplaces_report)
        .add(__path_get_series_report, get_series_report)
        .add(__path_get_qualification_coverage, get_qualification_coverage);
}

/// Get participation
///
/// How many of a group, a cohort, a programme or the organisation have started and submitted. For curriculum members and administrators;
/// holds no answers, so it is told while the round runs. Also as a table for a spreadsheet, by `Accept`.
#[place(get, path = "/reports/participation", tag = "reports")]
pub async fn get_participation(
    caller: Require<ReadReports>,
    state: State,
    query: Query<ReportQuery>,
) -> Result<InForms<ParticipationForms>, Problem<GetParticipationRefusal>> {
    let asked = query.asked(caller.actor())?;
    let (named, participation) = service::participation(&state, caller.actor(), asked).await?;
    let report = ParticipationReport::of(asked.round, asked.slice, &participation, Language::Dutch);
    Ok(InForms(ParticipationForms { report, named, style: query.style() }))
}

/// Get the distribution of answers
///
/// Per competency how many learners gave each level, and per domain the learner-first figures, in a group, a cohort, a programme or the
/// organisation. For curriculum members. Released once, at the round's release time; until then 409. A row about fewer than
/// `minimumLearners`, one where nearly all agree, and one that would reveal another are hidden and say why. Also as tables for a
/// spreadsheet and as a picture, by `Accept`: a stacked bar per competency. What is hidden is hidden in each.
#[place(get, path = "/reports/distribution", tag = "reports")]
pub async fn get_distribution(
    caller: Require<ReadReports>,
    state: State,
    query: Query<DistributionQuery>,
) -> Result<InForms<DistributionForms>, Problem<GetDistributionRefusal>> {
    let by = query.rater_kind();
    let released =
        service::report(&state, caller.actor(), query.asked(caller.actor())?, Kept::Distribution(by)).await?;
    Ok(InForms(DistributionForms::new(released, by.into(), query.table(), query.style())))
}

/// Get the figures of domains by group
///
/// The figures of each domain in a cohort, a programme or the organisation and in every cohort and group of it, side by side: what the distribution of each of
/// these slices says, and no more. For curriculum members; until the release 409. Differences between groups are no growth, and groups are
/// not ranked. Also as a table for a spreadsheet and as a picture, by `Accept`: a heat map with the share at a level of mastery as a number
/// in each cell.
#[place(get, path = "/reports/domains", tag = "reports")]
pub async fn get_domain_figures(
    caller: Require<ReadReports>,
    state: State,
    query: Query<DomainFiguresQuery>,
) -> Result<InForms<DomainForms>, Problem<GetDomainFiguresRefusal>> {
    let asked = query.asked(caller.actor())?;
    let released = service::distributions(&state, caller.actor(), asked).await?;
    Ok(InForms(DomainForms::new(asked, released, query.style())?))
}

/// Get practice coverage
///
/// What practice calls upon in a group, a cohort, a programme or the organisation, competency by competency, the least first: a gap in placements. Apart
/// from it stands what practice did call upon and learners do not master yet: a gap in teaching. For curriculum members. It says what
/// the released distribution says, and no more; until the release 409. Also as a table for a spreadsheet, by `Accept`.
#[place(get, path = "/reports/practice-coverage", tag = "reports")]
pub async fn get_practice_coverage(
    caller: Require<ReadReports>,
    state: State,
    query: Query<ReportQuery>,
) -> Result<InForms<PracticeForms>, Problem<GetPracticeCoverageRefusal>> {
    let wanted = Kept::Distribution(RaterKind::SelfScore);
    let released = service::report(&state, caller.actor(), query.asked(caller.actor())?, wanted).await?;
    Ok(InForms(PracticeForms::new(released, query.style())?))
}

/// Get growth of learners
///
/// What became of each competency since an earlier round, in a group, a cohort, a programme or the organisation, of the learners who submitted both
/// times. For curriculum members. Released with the round, once; until then 409, and 409 too where none of its learners took
/// part in an earlier one. Transitions stand apart: rated higher, the same, at the highest level already, lower; became or no longer
/// applicable; newly considered. A lower score may be insight. It says how many have another placement now. Where exact
/// numbers would tell too much they are rounded at random, to multiples of as little as can be, or
/// hidden, and it says so. Also as a table for a spreadsheet and as a picture, by `Accept`: for each competency which share rated
/// higher, the same or lower, and apart from that what practice called upon, then and now.
#[place(get, path = "/reports/growth", tag = "reports")]
pub async fn get_growth_report(
    caller: Require<ReadReports>,
    state: State,
    query: Query<GrowthReportQuery>,
) -> Result<InForms<GrowthForms>, Problem<GetGrowthReportRefusal>> {
    let wanted = Kept::Growth(query.since());
    let released = service::report(&state, caller.actor(), query.asked(caller.actor())?, wanted).await?;
    Ok(InForms(GrowthForms::new(released, query.style())))
}

/// Get gaps to coaches
///
/// How often learners and one kind of coach say the same of a competency, and who rates higher, in a group, a cohort, a programme or the organisation.
/// For curriculum members. Released with the round, once; until then 409, and 409 too where no coach of this kind rated anybody. Raters
/// stand beside each other and are never blended. Agreement coefficients come with at least 20 pairs, and raw agreement beside them.
/// A row that could give somebody away is rounded or hidden and says so. Also as a table for a spreadsheet, by `Accept`.
#[place(get, path = "/reports/gaps", tag = "reports")]
pub async fn get_gaps_report(
    caller: Require<ReadReports>,
    state: State,
    query: Query<GapsReportQuery>,
) -> Result<InForms<GapsForms>, Problem<GetGapsReportRefusal>> {
    let wanted = Kept::Gaps(query.rater_kind());
    let released = service::report(&state, caller.actor(), query.asked(caller.actor())?, wanted).await?;
    Ok(InForms(GapsForms::new(released, query.style())))
}

/// Get goals of learners
///
/// How many of the learners who submitted have a goal about each competency, in a group, a programme or the organisation. For curriculum
/// members. Only goals that a learner lets her coaches read count, planned, active or achieved, as they stood when the round was released; until then 409, and
/// 409 too of a round that was released before this report was made. A goal is a choice and no shortage: few goals are no verdict. A row
/// that could give somebody away is hidden and says so. Also as a table for a spreadsheet, by `Accept`.
#[place(get, path = "/reports/goals", tag = "reports")]
pub async fn get_goals_report(
    caller: Require<ReadReports>,
    state: State,
    query: Query<ReportQuery>,
) -> Result<InForms<GoalsForms>, Problem<GetGoalsReportRefusal>> {
    let released = service::report(&state, caller.actor(), query.asked(caller.actor())?, Kept::Goals).await?;
    Ok(InForms(GoalsForms::new(released, query.style())))
}

/// Get reasons of learners
///
/// Why learners do not apply a competency, as far as they say it, in a group, a programme or the organisation: not mastered, not at issue, or never thought of.
/// For curriculum members. The reasons of all levels count, and are no part of any figure of levels. Each number is told with chance in it and stands on its
/// own, from about five on. Until the release 409, and 409 too of a round that was released before this report was made. Also as a table for a
/// spreadsheet, by `Accept`.
#[place(get, path = "/reports/reasons", tag = "reports")]
pub async fn get_reasons_report(
    caller: Require<ReadReports>,
    state: State,
    query: Query<ReportQuery>,
) -> Result<InForms<ReasonsForms>, Problem<GetReasonsReportRefusal>> {
    let released = service::report(&state, caller.actor(), query.asked(caller.actor())?, Kept::Reasons).await?;
    Ok(InForms(ReasonsForms::new(released, query.style())))
}

/// Get practice coverage by type of workplace
///
/// What practice calls upon at each type of workplace, competency by competency, the least first, in a programme or the organisation: which placements do not let a
/// competency be practised. For curriculum members. Only types with enough learners are told of, and each number of answers is told with chance in it. Until the release
/// 409, and 409 too of a round that was released before this report was made. Also as a table for a spreadsheet, by `Accept`.
#[place(get, path = "/reports/workplace-types", tag = "reports")]
pub async fn get_workplaces_report(
    caller: Require<ReadReports>,
    state: State,
    query: Query<WorkplacesQuery>,
) -> Result<InForms<WorkplacesForms>, Problem<GetWorkplacesReportRefusal>> {
    let released = service::report(&state, caller.actor(), query.asked(caller.actor()), Kept::Workplaces).await?;
    Ok(InForms(WorkplacesForms::new(released, query.style())))
}

/// Get rounds side by side
///
/// The released distributions of a group, a programme or the organisation in all its rounds, the latest 20 at most, oldest first: per competency and
/// per domain what each round says, as it was released. For curriculum members. What is hidden in a distribution is hidden here, and what is
/// not released is not here. Rounds of other versions of the framework compare where a competency is declared to be the same one; a round on another
/// framework or scale is left out, and it says so. The learners are others each time: differences are no growth, which has a report of its own. Also as
/// tables for a spreadsheet, by `Accept`.
#[place(get, path = "/reports/series", tag = "reports")]
pub async fn get_series_report(
    caller: Require<ReadReports>,
    state: State,
    query: Query<SeriesQuery>,
) -> Result<InForms<SeriesForms>, Problem<GetSeriesReportRefusal>> {
    let asked = query.asked(caller.actor())?;
    let series = service::series::series(&state, caller.actor(), asked).await?;
    Ok(InForms(SeriesForms::new(series, query.table(), query.style())?))
}

/// Get qualification coverage
///
/// Per statement of a qualification (an elective unit, for instance): which competencies of the round's instrument have to do with it, by a
/// crosswalk, and what the released distribution says of each. For curriculum members. It is composed of that distribution alone: a row
/// that is hidden there is hidden here for the same reason, and until the release there is neither (409). Figures stand with single
/// competencies, never with a statement: there are no sums or means over several. A self-score is how learners see their own acting; it
/// proves nothing, and of a statement of knowledge it says nothing. Also as a table for a spreadsheet, by `Accept`.
#[place(get, path = "/reports/qualification-coverage", tag = "reports")]
pub async fn get_qualification_coverage(
    caller: Require<ReadReports>,
    state: State,
    query: Query<QualificationCoverageQuery>,
) -> Result<InForms<CoverageForms>, Problem<GetQualificationCoverageRefusal>> {
    let asked = query.asked(caller.actor())?;
    let covered = service::qualification_coverage(&state, caller.actor(), asked, query.crosswalk()).await?;
    Ok(InForms(CoverageForms::new(asked, covered, query.style())?))
}
