//! Rounds as they are sent.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    choices,
    domain::{
        clock::Timestamp,
        ids::{GroupId, Id},
        round::{Completeness, Disclosure, Phase, Round, RoundKind},
    },
    http::schema::Example,
};

/// A round (meetmoment).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Round)]
#[serde(rename_all = "camelCase")]
pub struct RoundView {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub label: String,
    /// What it is for.
    pub kind: RoundKindView,
    /// Where it stands at present.
    pub phase: PhaseView,
    /// Instrument version it uses.
    pub instrument_id: Uuid,
    /// Groups that take part; who is in them was frozen when the round opened.
    pub group_ids: Vec<Uuid>,
    /// Codes of the domains in scope; `null`: all.
    #[schema(required = true)]
    pub domains: Option<Vec<String>>,
    /// When learner and coach may see each other's sheets.
    pub disclosure: DisclosureView,
    /// Whether a self-score may be submitted with answers missing.
    pub completeness: CompletenessView,
    /// From when scores can be given.
    pub opens_at: DateTime<Utc>,
    /// Until when.
    pub closes_at: DateTime<Utc>,
    /// When the reports come out.
    pub releases_at: DateTime<Utc>,
    /// When they came out; `null`: not yet.
    #[schema(required = true)]
    pub released_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

choices!(/// What a round is for.
    RoundKindView as RoundKind {
    /// Before the learning starts.
    Baseline = "baseline",
    /// On the way.
    Interim = "interim",
    /// At the end.
    Final = "final",
    /// Looking back with what one knows now.
    Retrospective = "retrospective",
    /// Anything else.
    Other = "other",
});

choices!(/// Where a round stands.
    PhaseView as RoundPhase {
    /// Not open yet.
    Planned = "planned",
    /// Scores can be given.
    Open = "open",
    /// Closed; late work only through a reopening.
    Closed = "closed",
    /// Reports are out, answers stand.
    Released = "released",
});

choices!(/// When learner and coach may see each other's sheets.
    DisclosureView as RoundDisclosure {
    /// When the reader has submitted her own; at closing where she never does.
    AfterBothSubmitted = "afterBothSubmitted",
    /// The learner reads the coach's when the coach discloses it.
    AfterCoachReleased = "afterCoachReleased",
    /// On submission.
    Open = "open",
});

choices!(/// Whether a self-score may be submitted with answers missing.
    CompletenessView as Completeness {
    /// Every asked competency needs an answer.
    Complete = "complete",
    /// Blanks are allowed.
    Partial = "partial",
});

impl RoundView {
    /// A round as it stands at this moment.
    pub fn of(round: &Round, groups: &[GroupId], now: Timestamp) -> Self {
        Self {
            id: round.id.raw(),
            label: round.label.clone(),
            kind: match round.kind {
                RoundKind::Baseline => RoundKindView::Baseline,
                RoundKind::Interim => RoundKindView::Interim,
                RoundKind::Final => RoundKindView::Final,
                RoundKind::Retrospective => RoundKindView::Retrospective,
                RoundKind::Other => RoundKindView::Other,
            },
            phase: match round.times().phase(now) {
                Phase::Planned => PhaseView::Planned,
                Phase::Open => PhaseView::Open,
                Phase::Closed => PhaseView::Closed,
                Phase::Released => PhaseView::Released,
            },
            instrument_id: round.instrument.raw(),
            group_ids: groups.iter().map(|g| g.raw()).collect(),
            domains: round.domains.clone(),
            disclosure: match round.disclosure {
                Disclosure::AfterBothSubmitted => DisclosureView::AfterBothSubmitted,
                Disclosure::AfterCoachReleased => DisclosureView::AfterCoachReleased,
                Disclosure::Open => DisclosureView::Open,
            },
            completeness: match round.completeness {
                Completeness::Complete => CompletenessView::Complete,
                Completeness::Partial => CompletenessView::Partial,
            },
            opens_at: round.opens_at,
            closes_at: round.closes_at,
            releases_at: round.releases_at,
            released_at: round.released_at,
            updated_at: round.updated_at,
        }
    }
}

impl Example for RoundView {
    fn example() -> Self {
        let opens_at = DateTime::from_timestamp(1_793_520_000, 0).unwrap_or_default();
        Self {
            id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            label: "Tussenmeting najaar".to_owned(),
            kind: RoundKindView::Interim,
            phase: PhaseView::Open,
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            group_ids: vec![Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a03)],
            domains: None,
            disclosure: DisclosureView::AfterBothSubmitted,
            completeness: CompletenessView::Complete,
            opens_at,
            closes_at: opens_at + TimeDelta::days(21),
            releases_at: opens_at + TimeDelta::days(28),
            released_at: None,
            updated_at: opens_at,
        }
    }
}
