//! What stands in the queries of reports.

use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    auth::principal::Actor,
    choices,
    domain::{
        assessment::RaterKind,
        ids::{GroupId, Id, ProgrammeId},
        organisation::Cohort,
        refusal::{Fault, InputError, Refusal},
        report::SliceOf,
    },
    resources::reports::{
        dto::{ReportRaterKindView, gaps::CoachKindView, growth::SinceView},
        service::Within,
    },
    tabular::csv::{Decimal, Style},
};

/// Nothing more.
#[derive(Clone, Debug, Deserialize, IntoParams)]
pub struct Nothing {}

/// A round.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct RoundKey {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub(super) round_id: Uuid,
}

/// Which slice of it. Neither group nor programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct SliceKeys {
    /// Only this group. With `programmeId` too: if it is of that programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub(super) group_id: Option<Uuid>,
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub(super) programme_id: Option<Uuid>,
    /// With `programmeId`, which it needs: only the cohort that began the programme in this academic year. 2025 is 1 August 2025 to 31 July 2026. With
    /// `groupId` too: if the group is of it.
    #[param(minimum = 2000, maximum = 2100, example = 2025)]
    pub(super) cohort: Option<u16>,
}

/// No programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ProgrammeKeys {
    /// Only this programme and its groups.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub(super) programme_id: Option<Uuid>,
    /// With `programmeId`, which it needs: only the cohort that began the programme in this academic year, and its groups. 2025 is 1 August 2025 to 31
    /// July 2026.
    #[param(minimum = 2000, maximum = 2100, example = 2025)]
    pub(super) cohort: Option<u16>,
}

/// Without a programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ProgrammeKey {
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub(super) programme_id: Option<Uuid>,
}

/// How a table is written.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct TableKeys {
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    pub(super) byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    pub(super) decimal: Option<DecimalSign>,
}

/// What of a distribution.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DistributionKeys {
    /// Whose answers. Left out: the learners' own.
    #[param(inline, example = "self")]
    pub(super) rater_kind: Option<ReportRaterKindView>,
    /// Of CSV, which holds one table: which. Left out: the competencies.
    #[param(inline, example = "domains")]
    pub(super) table: Option<DistributionTable>,
}

/// Only of some time.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct YearKey {
    /// Only rounds that opened in this academic year: 1 August to 31 July, where the organisation is. Two years, of which the second follows the
    /// first. Left out: all.
    #[param(pattern = "^[1-9][0-9]{3}-[1-9][0-9]{3}$", example = "2026-2027")]
    pub(super) academic_year: Option<String>,
}

/// Along which crosswalk.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CrosswalkKey {
    /// The crosswalk, by the framework that the round's instrument asks (its `byFrameworkId`).
    #[param(example = "3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1a06")]
    pub(super) crosswalk_id: Uuid,
}

/// Since when.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SinceKey {
    /// Since which earlier round. Left out: `previous`.
    #[param(inline, example = "previous")]
    pub(super) since: Option<SinceView>,
}

/// Beside whom.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CoachKey {
    /// Which kind of coach. Left out: `studyCoach`.
    #[param(inline, example = "studyCoach")]
    pub(super) rater_kind: Option<CoachKindView>,
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

impl DistributionKeys {
    pub(super) fn rater_kind(&self) -> RaterKind {
        self.rater_kind.map_or(RaterKind::SelfScore, Into::into)
    }
}

impl SliceKeys {
    /// The slice that is meant, and what it has to be of where it is a group.
    pub(super) fn slice(&self, actor: &Actor) -> Result<(SliceOf, Option<Within>), InputError> {
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
pub(super) fn refused(wrong: InputError) -> Refusal {
    Refusal::InvalidInput(vec![wrong])
}

impl TableKeys {
    pub(super) fn style(&self) -> Style {
        let decimal = match self.decimal {
            Some(DecimalSign::Comma) => Decimal::Comma,
            Some(DecimalSign::Point) | None => Decimal::Point,
        };
        Style { decimal, byte_order_mark: self.byte_order_mark.unwrap_or(false) }
    }
}
