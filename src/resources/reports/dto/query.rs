//! Which report is asked for, and how a table of it is written. What several queries have stands here once.

mod keys;

use serde::Deserialize;
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

use crate::{
    auth::principal::Actor,
    domain::{
        academic_year::AcademicYear,
        assessment::RaterKind,
        ids::{CrosswalkId, Id, ProgrammeId, RoundId},
        refusal::{InputError, Refusal},
        report::{Since, SliceOf},
    },
    failure::Failure,
    resources::reports::service::{Asked, series::AskedSeries},
    tabular::csv::Style,
};
pub use keys::DistributionTable;
use keys::{
    CoachKey, CrosswalkKey, DistributionKeys, Nothing, ProgrammeKey, ProgrammeKeys, RoundKey, SinceKey, SliceKeys,
    TableKeys, YearKey, refused,
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

/// Which report: a round, and one programme or the whole organisation.
#[derive(Clone, Debug, Deserialize)]
pub struct WorkplacesQuery {
    #[serde(flatten)]
    round: RoundKey,
    #[serde(flatten)]
    programme: ProgrammeKey,
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
impl IntoParams for WorkplacesQuery {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        [RoundKey::into_params(&place), ProgrammeKey::into_params(&place), TableKeys::into_params(&place)].concat()
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

impl WorkplacesQuery {
    /// The round and slice that are meant.
    pub fn asked(&self, actor: &Actor) -> Asked {
        let organisation = || SliceOf::Organisation(actor.tenant.organisation());
        let slice = self.programme.programme_id.map(ProgrammeId::new).map_or_else(organisation, SliceOf::Programme);
        Asked { round: RoundId::new(self.round.round_id), slice, within: None }
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
