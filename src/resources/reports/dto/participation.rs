//! Participation, as it is sent.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ReportRaterKindView, SliceView};
use crate::{
    domain::{
        assessment::RaterKind,
        ids::{Id, RoundId},
        language::Language,
        report::{Participation, SliceOf},
    },
    http::schema::Example,
    resources::reports::words,
};

/// How many take part in a round. Holds no answers, so it is told while the round runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipationReport {
    /// The round.
    pub round_id: Uuid,
    /// Whom it is about.
    pub slice: SliceView,
    /// Learners in the round, the exempted left out.
    pub n_expected: u32,
    /// Learners who are exempted.
    pub n_exempted: u32,
    /// Have started a self-score.
    pub n_started: u32,
    /// Have submitted it.
    pub n_submitted: u32,
    /// Submitted of expected, 0 to 1; `null` where nobody is expected.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub response_rate: Option<f64>,
    /// Who rated learners beside themselves: one row per kind of rater, in the same order always.
    pub by_rater_kind: Vec<RaterKindParticipation>,
    /// How to read this and how not, in plain language; show it with the figures.
    pub how_to_read: String,
}

/// About how many learners one kind of rater has submitted.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RaterKindParticipation {
    /// Kind of rater; never `self`, which stands apart.
    pub rater_kind: ReportRaterKindView,
    /// Of the expected: learners about whom somebody of this kind has submitted a sheet. Each counts once, however many did.
    pub n_submitted: u32,
    /// That of the expected, 0 to 1; `null` where nobody is expected.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share: Option<f64>,
}

impl ParticipationReport {
    /// The participation in this slice of this round.
    pub fn of(round: RoundId, slice: SliceOf, p: &Participation, language: Language) -> Self {
        Self {
            round_id: round.raw(),
            slice: slice.into(),
            n_expected: p.n_expected,
            n_exempted: p.n_exempted,
            n_started: p.n_started,
            n_submitted: p.n_submitted,
            response_rate: p.response_rate(),
            by_rater_kind: p.by_rater_kind.iter().map(|(kind, n)| RaterKindParticipation::of(p, *kind, *n)).collect(),
            how_to_read: words::how_to_read_participation(language).to_owned(),
        }
    }
}

impl RaterKindParticipation {
    fn of(all: &Participation, kind: RaterKind, n_submitted: u32) -> Self {
        Self { rater_kind: kind.into(), n_submitted, share: all.share(n_submitted) }
    }
}

impl Example for ParticipationReport {
    fn example() -> Self {
        let rated = |kind, n_submitted| RaterKindParticipation {
            rater_kind: kind,
            n_submitted,
            share: Some(f64::from(n_submitted) / 27.0),
        };
        Self {
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            slice: SliceView::example(),
            n_expected: 27,
            n_exempted: 1,
            n_started: 25,
            n_submitted: 18,
            response_rate: Some(18.0 / 27.0),
            by_rater_kind: vec![
                rated(ReportRaterKindView::StudyCoach, 16),
                rated(ReportRaterKindView::PracticeSupervisor, 9),
                rated(ReportRaterKindView::Peer, 0),
                rated(ReportRaterKindView::Guest, 4),
            ],
            how_to_read: words::how_to_read_participation(Language::Dutch).to_owned(),
        }
    }
}
