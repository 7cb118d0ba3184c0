//! Which report is asked for, and how a table of it is written.

use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{ReportRaterKindView, gaps::CoachKindView, growth::SinceView};
use crate::{
    auth::principal::Actor,
    choices,
    domain::{
        assessment::RaterKind,
        ids::{GroupId, Id, ProgrammeId, RoundId},
        report::{Since, SliceOf},
    },
    resources::reports::service::Asked,
    tabular::csv::{Decimal, Style},
};

/// Which report: a round, and one slice of it. Neither group nor programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Uuid,
    /// Only this group. With `programmeId` too: if it is of that programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub group_id: Option<Uuid>,
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub programme_id: Option<Uuid>,
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    pub byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    pub decimal: Option<DecimalSign>,
}

/// Likewise, and which table of the distribution.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DistributionQuery {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Uuid,
    /// Only this group. With `programmeId` too: if it is of that programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub group_id: Option<Uuid>,
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub programme_id: Option<Uuid>,
    /// Whose answers. Left out: the learners' own.
    #[param(inline, example = "self")]
    pub rater_kind: Option<ReportRaterKindView>,
    /// Of CSV, which holds one table: which. Left out: the competencies.
    #[param(inline, example = "domains")]
    pub table: Option<DistributionTable>,
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    pub byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    pub decimal: Option<DecimalSign>,
}

/// Which report: a round, a crosswalk, and one slice of the round. Neither group nor programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct QualificationCoverageQuery {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Uuid,
    /// The crosswalk, by the framework that the round's instrument asks (its `byFrameworkId`).
    #[param(example = "3f1c9d5e-0c1b-5a6e-9a5d-2b7e8c4f1a06")]
    pub crosswalk_id: Uuid,
    /// Only this group. With `programmeId` too: if it is of that programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub group_id: Option<Uuid>,
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub programme_id: Option<Uuid>,
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    pub byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    pub decimal: Option<DecimalSign>,
}

/// Which report: a round, and the groups of one programme or of the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DomainFiguresQuery {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Uuid,
    /// Only this programme and its groups.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub programme_id: Option<Uuid>,
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    pub byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    pub decimal: Option<DecimalSign>,
}

/// Which report: a round, since when, and one slice of the round. Neither group nor programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct GrowthReportQuery {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Uuid,
    /// Since which earlier round. Left out: `previous`.
    #[param(inline, example = "previous")]
    pub since: Option<SinceView>,
    /// Only this group. With `programmeId` too: if it is of that programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub group_id: Option<Uuid>,
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub programme_id: Option<Uuid>,
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    pub byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    pub decimal: Option<DecimalSign>,
}

/// Which report: a round, a kind of coach, and one slice of the round. Neither group nor programme: the whole organisation.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct GapsReportQuery {
    /// The round.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a07")]
    pub round_id: Uuid,
    /// Which kind of coach. Left out: `studyCoach`.
    #[param(inline, example = "studyCoach")]
    pub rater_kind: Option<CoachKindView>,
    /// Only this group. With `programmeId` too: if it is of that programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a03")]
    pub group_id: Option<Uuid>,
    /// Only this programme.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a05")]
    pub programme_id: Option<Uuid>,
    /// Of CSV: whether it begins with a byte order mark, by which Excel knows that it is UTF-8. Left out: no.
    #[param(example = true)]
    pub byte_order_mark: Option<bool>,
    /// Of CSV: the sign before a fraction. Left out: a point.
    #[param(inline, example = "comma")]
    pub decimal: Option<DecimalSign>,
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

impl ReportQuery {
    /// The round and slice that are meant.
    pub fn asked(&self, actor: &Actor) -> Asked {
        asked(actor, self.round_id, self.group_id, self.programme_id)
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        style(self.byte_order_mark, self.decimal)
    }
}

impl DistributionQuery {
    /// Whose answers.
    pub fn rater_kind(&self) -> RaterKind {
        self.rater_kind.map_or(RaterKind::SelfScore, Into::into)
    }

    /// The round and slice that are meant.
    pub fn asked(&self, actor: &Actor) -> Asked {
        asked(actor, self.round_id, self.group_id, self.programme_id)
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        style(self.byte_order_mark, self.decimal)
    }
}

impl QualificationCoverageQuery {
    /// The round and slice that are meant.
    pub fn asked(&self, actor: &Actor) -> Asked {
        asked(actor, self.round_id, self.group_id, self.programme_id)
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        style(self.byte_order_mark, self.decimal)
    }
}

impl DomainFiguresQuery {
    /// The round and slice that are meant.
    pub fn asked(&self, actor: &Actor) -> Asked {
        asked(actor, self.round_id, None, self.programme_id)
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        style(self.byte_order_mark, self.decimal)
    }
}

impl GrowthReportQuery {
    /// The round and slice that are meant.
    pub fn asked(&self, actor: &Actor) -> Asked {
        asked(actor, self.round_id, self.group_id, self.programme_id)
    }

    /// Since which earlier round.
    pub fn since(&self) -> Since {
        self.since.map_or(Since::Previous, Into::into)
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        style(self.byte_order_mark, self.decimal)
    }
}

impl GapsReportQuery {
    /// The round and slice that are meant.
    pub fn asked(&self, actor: &Actor) -> Asked {
        asked(actor, self.round_id, self.group_id, self.programme_id)
    }

    /// Which kind of coach.
    pub fn rater_kind(&self) -> RaterKind {
        self.rater_kind.map_or(RaterKind::StudyCoach, Into::into)
    }

    /// How a table of it is written.
    pub fn style(&self) -> Style {
        style(self.byte_order_mark, self.decimal)
    }
}

fn asked(actor: &Actor, round: Uuid, group: Option<Uuid>, programme: Option<Uuid>) -> Asked {
    let programme = programme.map(ProgrammeId::new);
    let (slice, within) = match (group, programme) {
        (Some(group), within) => (SliceOf::Group(GroupId::new(group)), within),
        (None, Some(programme)) => (SliceOf::Programme(programme), None),
        (None, None) => (SliceOf::Organisation(actor.tenant.organisation()), None),
    };
    Asked { round: RoundId::new(round), slice, within }
}

fn style(byte_order_mark: Option<bool>, decimal: Option<DecimalSign>) -> Style {
    let decimal = match decimal {
        Some(DecimalSign::Comma) => Decimal::Comma,
        Some(DecimalSign::Point) | None => Decimal::Point,
    };
    Style { decimal, byte_order_mark: byte_order_mark.unwrap_or(false) }
}
