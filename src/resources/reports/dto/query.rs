//! Which report is asked for, and how a table of it is written. What several queries have stands here once.

use serde::Deserialize;
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};
use uuid::Uuid;

use super::{ReportRaterKindView, gaps::CoachKindView, growth::SinceView};
use crate::{
    auth::principal::Actor,
    choices,
    domain::{
        academic_year::AcademicYear,
        assessment::RaterKind,
        ids::{CrosswalkId, GroupId, Id, ProgrammeId, RoundId},
        organisation::Cohort,
        refusal::{Fault, InputError, Refusal},
        report::{Since, SliceOf},
    },
    failure::Failure,
    resources::reports::service::{Asked, Within, series::AskedSeries},
    tabular::csv::{Decimal, Style},
};

/// A report about one slice of a round; behind the round stands what else this report wants to know, and behind the slice more of it.
#[derive(Clone, Debug, Deserialize)]
pub struct SliceQuery<Which = Nothing, More = Nothing> {
    #[serde(flatten)]
    round: RoundKey,
    #[serde(flatten)]
    which: Which,
    #[serde(flatten)]
    slice: SliceKeys,
    #[serde(flatten)]
    more: More,
    #[serde(flatten)]
    table: TableKeys,
}

/// Which report: a round, and one slice of it.
pub type ReportQuery = SliceQuery;

/// Likewise: whose answers, and which table of the distribution.
pub type DistributionQuery = SliceQuery<Nothing, DistributionKeys>;

/// Likewise: a crosswalk.
pub type QualificationCoverageQuery = SliceQuery<CrosswalkKey>;

/// Likewise: since when.
pub type GrowthReportQuery = SliceQuery<SinceKey>;

/// Likewise: a kind of coach.
pub type GapsReportQuery = SliceQuery<CoachKey>;

/// Which report: a round, and the groups of one programme, of a cohort of it, or of the whole organisation.
#[derive(Clone, Debug, Deserialize)]
pub struct DomainFiguresQuery {
    #[serde(flatten)]
    round: RoundKey,
    #[serde(flatten)]
    programme: ProgrammeKeys,
    #[serde(flatten)]
    table: TableKeys,
}

/// Which rounds side by side: all of one slice.
#[derive(Clone, Debug, Deserialize)]
pub struct SeriesQuery {
    #[serde(flatten)]
    slice: SliceKeys,
    #[serde(flatten)]
    of: DistributionKeys,
    #[serde(flatten)]
    year: YearKey,
    #[serde(flatten)]
    table: TableKeys,
}

/// Nothing more.
#[derive(Clone, Debug, Deserialize, IntoParams)]
pub struct Nothing {}

/// A round.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct RoundKey {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    round_id: Uuid,
}

/// Which slice of it. Neither group nor programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct SliceKeys {
    /// Only this group. With `programmeId` too: if it is of that programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    group_id: Option<Uuid>,
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    programme_id: Option<Uuid>,
    /// With `programmeId`, which it needs: only the cohort that began the programme in this academic year. 2025 is 1 August 2025 to 31 July 2026. With
    /// `groupId` too: if the group is of it.
    #[param(minimum = 2000, maximum = 2100, example = 2025)]
    cohort: Option<u16>,
}

/// No programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ProgrammeKeys {
    /// Only this programme and its groups.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    programme_id: Option<Uuid>,
    /// With `programmeId`, which it needs: only the cohort that began the programme in this academic year, and its groups. 2025 is 1 August 2025 to 31
    /// July 2026.
    #[param(minimum = 2000, maximum = 2100, example = 2025)]
    cohort: Option<u16>,
}

/// How a table is written.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct TableKeys {
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    decimal: Option<DecimalSign>,
}

/// What of a distribution.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DistributionKeys {
    /// Whose answers. Left out: the learners' own.
    #[param(inline, example = "self")]
    rater_kind: Option<ReportRaterKindView>,
    /// Of CSV, which holds one table: which. Left out: the competencies.
    #[param(inline, example = "domains")]
    table: Option<DistributionTable>,
}

/// Only of some time.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct YearKey {
    /// Only rounds that opened in this academic year: 1 August to 31 July, where the organisation is. Two years, of which the second follows the
    /// first. Left out: all.
    #[param(pattern = "^[1-9][0-9]{3}-[1-9][0-9]{3}$", example = "2026-2027")]
    academic_year: Option<String>,
}

/// Along which crosswalk.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CrosswalkKey {
    /// The crosswalk, by the framework that the round's instrument asks (its `byFrameworkId`).
    #[param(example = "3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1a06")]
    crosswalk_id: Uuid,
}

/// Since when.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SinceKey {
    /// Since which earlier round. Left out: `previous`.
    #[param(inline, example = "previous")]
    since: Option<SinceView>,
}

/// Beside whom.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CoachKey {
    /// Which kind of coach. Left out: `studyCoach`.
    #[param(inline, example = "studyCoach")]
    rater_kind: Option<CoachKindView>,
}

choices!(/// The sign before a fraction.
    DecimalSign {
    /// A point; commas stand between the fields.
    Point = "point",
    /// A comma, as in Dutch; semicolons stand between the fields.
    Comma = "comma",
});

choices!(/// A table of the distribution.
    DistributionTable {
    /// A row per competency.
    Competencies = "competencies",
    /// A row per domain, generic and specific apart.
    Domains = "domains",
});

/// The parameters of a struct that is made of others, as `serde(flatten)` reads them. `IntoParams` cannot be derived for such a one: it would
/// take each for a single parameter.
impl<Which: IntoParams, More: IntoParams> IntoParams for SliceQuery<Which, More> {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        [
            RoundKey::into_params(&place),
            Which::into_params(&place),
            SliceKeys::into_params(&place),
            More::into_params(&place),
            TableKeys::into_params(&place),
        ]
        .concat()
    }
}

/// Likewise.
impl IntoParams for DomainFiguresQuery {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        [RoundKey::into_params(&place), ProgrammeKeys::into_params(&place), TableKeys::into_params(&place)].concat()
    }
}

/// Likewise.
impl IntoParams for SeriesQuery {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        [
            SliceKeys::into_params(&place),
            DistributionKeys::into_params(&place),
            YearKey::into_params(&place),
            TableKeys::into_params(&place),
        ]
        .concat()
    }
}

impl<Which, More> SliceQuery<Which, More> {
    /// The round and slice that are meant.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] where a cohort is not said to be of a programme.
    pub fn asked(&self, actor: &Actor) -> Result<Asked, Failure> {
        let (slice, within) = self.slice.slice(actor).map_err(refused)?;
        Ok(Asked { round: RoundId::new(self.round.round_id), slice, within })
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        self.table.style()
    }
}

impl DistributionQuery {
    /// Whose answers.
    pub fn rater_kind(&self) -> RaterKind {
        self.more.rater_kind()
    }

    /// Which table of it, where only one can be told.
    pub fn table(&self) -> Option<DistributionTable> {
        self.more.table
    }
}

impl QualificationCoverageQuery {
    /// Along which crosswalk.
    pub fn crosswalk(&self) -> CrosswalkId {
        CrosswalkId::new(self.which.crosswalk_id)
    }
}

impl GrowthReportQuery {
    /// Since which earlier round.
    pub fn since(&self) -> Since {
        self.which.since.map_or(Since::Previous, Into::into)
    }
}

impl GapsReportQuery {
    /// Which kind of coach.
    pub fn rater_kind(&self) -> RaterKind {
        self.which.rater_kind.map_or(RaterKind::StudyCoach, Into::into)
    }
}

impl DomainFiguresQuery {
    /// The round and slice that are meant.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] where a cohort is not said to be of a programme.
    pub fn asked(&self, actor: &Actor) -> Result<Asked, Failure> {
        let ProgrammeKeys { programme_id, cohort } = self.programme;
        let (slice, within) = SliceKeys { group_id: None, programme_id, cohort }.slice(actor).map_err(refused)?;
        Ok(Asked { round: RoundId::new(self.round.round_id), slice, within })
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        self.table.style()
    }
}

impl SeriesQuery {
    /// The rounds that are meant.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] where the two years do not follow each other, or a cohort is not said to be of a programme.
    pub fn asked(&self, actor: &Actor) -> Result<AskedSeries, Failure> {
        let read =
            |text: &String| AcademicYear::parse(text).map_err(|fault| InputError::at("/query/academicYear", fault));
        match (self.slice.slice(actor), self.year.academic_year.as_ref().map(read).transpose()) {
            (Ok((slice, within)), Ok(year)) => {
                Ok(AskedSeries { slice, within, rater_kind: self.of.rater_kind(), year })
            }
            (slice, year) => Err(Refusal::InvalidInput(slice.err().into_iter().chain(year.err()).collect()).into()),
        }
    }

    /// Which table of it, where only one can be told.
    pub fn table(&self) -> Option<DistributionTable> {
        self.of.table
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        self.table.style()
    }
}

impl DistributionKeys {
    fn rater_kind(&self) -> RaterKind {
        self.rater_kind.map_or(RaterKind::SelfScore, Into::into)
    }
}

impl SliceKeys {
    /// The slice that is meant, and what it has to be of where it is a group.
    fn slice(&self, actor: &Actor) -> Result<(SliceOf, Option<Within>), InputError> {
        let programme = self.programme_id.map(ProgrammeId::new);
        // The schema lets no other year through.
        let cohort = self.cohort.and_then(|year| Cohort::of(i32::from(year)));
        let group = self.group_id.map(|group| SliceOf::Group(GroupId::new(group)));
        Ok(match (group, programme, cohort) {
            // There is no cohort across programmes.
            (_, None, Some(_)) => {
                let fault = Fault::NeedsOther { other: "programmeId".to_owned() };
                return Err(InputError::at("/query/cohort", fault));
            }
            (Some(group), programme, cohort) => (group, programme.map(|programme| Within { programme, cohort })),
            (None, Some(programme), Some(year)) => (SliceOf::Cohort { programme, year }, None),
            (None, Some(programme), None) => (SliceOf::Programme(programme), None),
            (None, None, None) => (SliceOf::Organisation(actor.tenant.organisation()), None),
        })
    }
}

/// What is wrong with one key only.
fn refused(wrong: InputError) -> Refusal {
    Refusal::InvalidInput(vec![wrong])
}

impl TableKeys {
    fn style(&self) -> Style {
        let decimal = match self.decimal {
            Some(DecimalSign::Comma) => Decimal::Comma,
            Some(DecimalSign::Point) | None => Decimal::Point,
        };
        Style { decimal, byte_order_mark: self.byte_order_mark.unwrap_or(false) }
    }
}
