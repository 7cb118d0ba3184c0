//! Growth of many learners, as it is kept and sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{HiddenReason, SliceView};
use crate::{
    choices,
    domain::{
        framework::Competency,
        ids::Id,
        language::Language,
        report::{Growth, GrowthRow, JointOutcome, Panel, Since},
    },
    http::schema::Example,
    resources::reports::words,
};

choices!(/// Since which earlier round.
    SinceView as GrowthSince {
    /// The last round before it in which enough of the same learners took part, or else any of them.
    Previous = "previous",
    /// The first baseline in which enough of them took part, where that is another.
    Baseline = "baseline",
});

impl From<SinceView> for Since {
    fn from(since: SinceView) -> Self {
        match since {
            SinceView::Previous => Self::Previous,
            SinceView::Baseline => Self::Baseline,
        }
    }
}

impl From<Since> for SinceView {
    fn from(since: Since) -> Self {
        match since {
            Since::Previous => Self::Previous,
            Since::Baseline => Self::Baseline,
        }
    }
}

/// What became of each competency since an earlier round, of the learners who submitted both times. Transitions, not a total: there is no
/// mean of them, and a lower score may be insight. Rows that could give somebody away, next to everything else that is released, are
/// hidden, or told in numbers rounded at random.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrowthReport {
    /// The round.
    pub round_id: Uuid,
    /// Since when.
    pub since: SinceView,
    /// The earlier round.
    pub since_round_id: Uuid,
    /// Whom it is about, as they belong in the later round.
    pub slice: SliceView,
    /// Instrument version of the round.
    pub instrument_id: Uuid,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Fewest learners a published row is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// Learners who submitted both times.
    pub n_matched: u32,
    /// Learners who submitted now and not then.
    pub n_new: u32,
    /// Of the matched: learners whose placement is another now. `null` where that would give somebody away.
    #[schema(required = true)]
    pub n_placement_changed: Option<u32>,
    /// Share of the matched whose placement is another now, 0 to 1. What practice calls upon depends on the placement.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_placement_changed: Option<f64>,
    /// One row per competency, in the instrument's order.
    pub rows: Vec<GrowthReportRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(required = true)]
    pub how_to_read: String,
}

/// One competency in one slice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrowthReportRow {
    /// Code of the competency.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Code of its domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: generic; else asked of this profession only. Each set keeps its own denominators.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// What is told of it.
    pub disclosure: GrowthDisclosure,
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// To multiples of what the numbers are rounded: up or down at random, the nearer the likelier. `null` where they are exact, or not told.
    #[schema(required = true, minimum = 3, maximum = 100)]
    #[serde(default)]
    pub rounded_to: Option<u32>,
    /// Learners who were asked it both times; `null` where nothing is told. The sum of the transitions, so of rounded numbers where they are.
    #[schema(required = true)]
    pub n_matched: Option<u32>,
    /// Of those: rated both times. The denominator of what follows.
    #[schema(required = true)]
    pub n_rated_twice: Option<u32>,
    /// Share of the rated twice that rose, 0 to 1; `null` where nobody was rated twice.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_raised: Option<f64>,
    /// How many made which transition; `null` where that is not told. Multiples of `roundedTo` where that is not `null`.
    #[schema(required = true)]
    pub transitions: Option<ReportedTransitions>,
}

choices!(/// What is told of growth in a competency.
    GrowthDisclosure {
    /// Every transition.
    Published = "published",
    /// Every transition, each number rounded at random to a multiple of `roundedTo`, because exact ones would tell too much.
    Rounded = "rounded",
    /// Nothing.
    Hidden = "hidden",
    /// What was asked then is not declared to be the same competency, or stood on another scale.
    NotComparable = "notComparable",
});

/// Learners by what became of a competency between the two rounds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportedTransitions {
    /// Rated both times, higher the second time.
    pub raised: u32,
    /// Rated the same both times, below the highest level.
    pub same: u32,
    /// Rated at the highest level both times: it cannot rise.
    pub at_ceiling: u32,
    /// Rated both times, lower the second time. It may be insight.
    pub lowered: u32,
    /// Not called upon first, rated now.
    pub became_applicable: u32,
    /// Rated first, not called upon now.
    pub no_longer_applicable: u32,
    /// Left open, or never thought of, first; answered now.
    pub newly_considered: u32,
    /// Not called upon, both times.
    pub not_called_upon: u32,
    /// Not answered now.
    pub not_comparable: u32,
}

impl GrowthReport {
    /// Growth on the round's instrument.
    pub fn of(growth: &Growth, panel: &Panel<'_>) -> Self {
        let instrument = panel.instrument();
        let share = |n: u32| (growth.n_matched > 0).then(|| f64::from(n) / f64::from(growth.n_matched));
        let changed = growth.placement_changed.ok();
        let rows = growth.rows.iter().zip(instrument.competencies()).map(|(row, c)| GrowthReportRow::of(row, c));
        Self {
            how_to_read: String::new(),
            round_id: growth.round.raw(),
            since: growth.since.into(),
            since_round_id: growth.since_round.raw(),
            slice: growth.slice.into(),
            instrument_id: instrument.id.raw(),
            released_at: panel.released_at,
            minimum_learners: panel.terms.minimum,
            n_matched: growth.n_matched,
            n_new: growth.n_new,
            n_placement_changed: changed,
            share_placement_changed: changed.and_then(share),
            rows: rows.collect(),
        }
    }
}

impl GrowthReportRow {
    fn of(row: &GrowthRow, c: &Competency) -> Self {
        let sum = |counts: &[u32]| counts.iter().sum::<u32>();
        let told = |counts: &[u32]| (Some(sum(counts)), Some(sum(&counts[..4])), Some(ReportedTransitions::of(counts)));
        let (disclosure, reason, (n_matched, n_rated_twice, transitions)) = match &row.outcome {
            None => (GrowthDisclosure::NotComparable, None, (None, None, None)),
            Some(JointOutcome::Hidden(reason)) => {
                (GrowthDisclosure::Hidden, Some((*reason).into()), (None, None, None))
            }
            Some(JointOutcome::All(counts)) => (GrowthDisclosure::Published, None, told(counts)),
            Some(JointOutcome::Rounded { counts, .. }) => (GrowthDisclosure::Rounded, None, told(counts)),
        };
        let raised = transitions.map(|t| t.raised);
        let rated = n_rated_twice.filter(|n| *n > 0);
        Self {
            code: c.code.clone(),
            domain: c.domain.clone(),
            profession: c.profession.clone(),
            disclosure,
            reason,
            rounded_to: row.outcome.as_ref().and_then(JointOutcome::rounded_to),
            n_matched,
            n_rated_twice,
            share_raised: raised.zip(rated).map(|(raised, rated)| f64::from(raised) / f64::from(rated)),
            transitions,
        }
    }
}

impl ReportedTransitions {
    /// In the order of `Transition::ALL`.
    fn of(counts: &[u32]) -> Self {
        let at = |place: usize| counts.get(place).copied().unwrap_or(0);
        Self {
            raised: at(0),
            same: at(1),
            at_ceiling: at(2),
            lowered: at(3),
            became_applicable: at(4),
            no_longer_applicable: at(5),
            newly_considered: at(6),
            not_called_upon: at(7),
            not_comparable: at(8),
        }
    }
}

impl Example for GrowthReport {
    fn example() -> Self {
        let row = |code: &str, disclosure, reason| GrowthReportRow {
            code: code.to_owned(),
            domain: "basishouding".to_owned(),
            profession: None,
            disclosure,
            reason,
            rounded_to: None,
            n_matched: None,
            n_rated_twice: None,
            share_raised: None,
            transitions: None,
        };
        let transitions = ReportedTransitions::of(&[9, 5, 2, 4, 1, 1, 0, 2, 0]);
        let told = GrowthReportRow {
            n_matched: Some(24),
            n_rated_twice: Some(20),
            share_raised: Some(0.45),
            transitions: Some(transitions),
            ..row("SO-BH-G-01", GrowthDisclosure::Published, None)
        };
        let rounded = GrowthReportRow {
            rounded_to: Some(3),
            n_matched: Some(24),
            n_rated_twice: Some(18),
            share_raised: Some(0.5),
            transitions: Some(ReportedTransitions::of(&[9, 6, 0, 3, 6, 0, 0, 0, 0])),
            ..row("SO-BH-G-02", GrowthDisclosure::Rounded, None)
        };
        Self {
            how_to_read: words::how_to_read_growth(Language::Dutch).to_owned(),
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            since: SinceView::Previous,
            since_round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a06),
            slice: SliceView::example(),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            released_at: DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default(),
            minimum_learners: 10,
            n_matched: 24,
            n_new: 2,
            n_placement_changed: Some(9),
            share_placement_changed: Some(9.0 / 24.0),
            rows: vec![told, rounded, row("SO-BH-G-03", GrowthDisclosure::Hidden, Some(HiddenReason::Complementary))],
        }
    }
}
