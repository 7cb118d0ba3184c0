//! Goals of many learners, as they are kept and sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{HiddenReason, PlainDisclosure, SliceView};
use crate::{
    domain::{
        framework::Competency,
        ids::Id,
        language::Language,
        report::{Goals, Panel, PlainOutcome},
    },
    http::schema::Example,
    resources::reports::words,
};

/// How many learners set themselves a goal, competency by competency, as it stood when the round was released. Only goals that a learner lets her
/// coaches read count, and none that she gave up. A goal is a choice and no shortage. Rows that could give somebody away are hidden and say why.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalsReport {
    /// The round.
    pub round_id: Uuid,
    /// Whom it is about.
    pub slice: SliceView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Fewest learners a published row is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// Learners who submitted.
    pub n_submitted: u32,
    /// One row per competency, in the instrument's order.
    pub rows: Vec<GoalsReportRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(required = true)]
    pub how_to_read: String,
}

/// One competency in one slice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalsReportRow {
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
    pub disclosure: PlainDisclosure,
    /// Why it is hidden; `null` where it is not. `dominance`: fewer than three have such a goal, or fewer than three have none.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// Learners who submitted and were asked it: the denominator. `null` where nothing is told.
    #[schema(required = true)]
    pub n_learners: Option<u32>,
    /// Of those: with at least one goal about it. `null` where that is not told.
    #[schema(required = true)]
    pub n_with_goal: Option<u32>,
    /// That of `nLearners`, 0 to 1.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_with_goal: Option<f64>,
}

impl GoalsReport {
    /// Goals on the round's instrument.
    pub fn of(goals: &Goals, panel: &Panel<'_>) -> Self {
        let instrument = panel.instrument();
        let rows = goals.rows.iter().zip(instrument.competencies());
        Self {
            how_to_read: String::new(),
            round_id: goals.round.raw(),
            slice: goals.slice.into(),
            instrument_id: instrument.id.raw(),
            released_at: panel.released_at,
            minimum_learners: panel.terms.minimum,
            n_submitted: goals.n_submitted,
            rows: rows.map(|(row, competency)| GoalsReportRow::of(row, competency)).collect(),
        }
    }
}

impl GoalsReportRow {
    fn of(outcome: &PlainOutcome, c: &Competency) -> Self {
        let row = Self {
            code: c.code.clone(),
            domain: c.domain.clone(),
            profession: c.profession.clone(),
            disclosure: PlainDisclosure::Hidden,
            reason: None,
            n_learners: None,
            n_with_goal: None,
            share_with_goal: None,
        };
        match outcome {
            Ok(counts) => row.told(counts.first().copied().unwrap_or(0), counts.iter().sum()),
            Err(reason) => Self { reason: Some((*reason).into()), ..row },
        }
    }

    fn told(self, n_with_goal: u32, n_learners: u32) -> Self {
        let share = (n_learners > 0).then(|| f64::from(n_with_goal) / f64::from(n_learners));
        Self {
            disclosure: PlainDisclosure::Published,
            n_learners: Some(n_learners),
            n_with_goal: Some(n_with_goal),
            share_with_goal: share,
            ..self
        }
    }
}

impl Example for GoalsReport {
    fn example() -> Self {
        let row = |code: &str, reason| GoalsReportRow {
            code: code.to_owned(),
            domain: "direct-naasten".to_owned(),
            profession: None,
            disclosure: PlainDisclosure::Hidden,
            reason,
            n_learners: None,
            n_with_goal: None,
            share_with_goal: None,
        };
        Self {
            how_to_read: words::how_to_read_goals(Language::Dutch).to_owned(),
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            slice: SliceView::example(),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            released_at: DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default(),
            minimum_learners: 10,
            n_submitted: 24,
            rows: vec![
                row("SO-DN-G-01", None).told(9, 24),
                row("SO-DN-G-02", Some(HiddenReason::Dominance)),
                row("SO-DN-G-03", Some(HiddenReason::Complementary)),
            ],
        }
    }
}
