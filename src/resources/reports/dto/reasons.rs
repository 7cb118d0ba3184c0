//! Reasons of many learners, as they are kept and sent.

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
        privacy,
        report::{Panel, Reasons, ReasonsRow},
    },
    http::schema::Example,
    resources::reports::words,
};

/// Why learners do not apply a competency, as far as they say it: not mastered, not at issue, or never thought of. The reasons of all levels count, and are no
/// part of any figure of levels. Each number of a reason is told with chance in it: mostly within two learners of what it is, so that nobody is given away.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReasonsReport {
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
    pub rows: Vec<ReasonsReportRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(required = true)]
    pub how_to_read: String,
}

/// One competency in one slice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReasonsReportRow {
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
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// Learners who submitted and were asked it: the denominator, to the last one. `null` where nothing is told.
    #[schema(required = true)]
    pub n_learners: Option<u32>,
    /// Of those, about so many: not mastered. `null`: fewer than about five, or not told.
    #[schema(required = true)]
    pub n_about_not_mastered: Option<u32>,
    /// Of those, about so many: not at issue here. `null`: fewer than about five, or not told.
    #[schema(required = true)]
    pub n_about_not_at_issue: Option<u32>,
    /// Of those, about so many: never thought of. `null`: fewer than about five, or not told.
    #[schema(required = true)]
    pub n_about_not_thought_of: Option<u32>,
}

impl ReasonsReport {
    /// Reasons on the round's instrument.
    pub fn of(reasons: &Reasons, panel: &Panel<'_>) -> Self {
        let instrument = panel.instrument();
        let rows = reasons.rows.iter().zip(instrument.competencies());
        Self {
            how_to_read: String::new(),
            round_id: reasons.round.raw(),
            slice: reasons.slice.into(),
            instrument_id: instrument.id.raw(),
            released_at: panel.released_at,
            minimum_learners: panel.terms.minimum,
            n_submitted: reasons.n_submitted,
            rows: rows.map(|(row, competency)| ReasonsReportRow::of(*row, competency)).collect(),
        }
    }
}

impl ReasonsReportRow {
    fn of(outcome: Result<ReasonsRow, privacy::Reason>, c: &Competency) -> Self {
        let told = outcome.ok();
        let [not_mastered, not_at_issue, not_thought_of] = told.map_or([None; 3], |row| row.about);
        Self {
            code: c.code.clone(),
            domain: c.domain.clone(),
            profession: c.profession.clone(),
            disclosure: PlainDisclosure::of(told.is_some()),
            reason: outcome.err().map(Into::into),
            n_learners: told.map(|row| row.n_learners),
            n_about_not_mastered: not_mastered,
            n_about_not_at_issue: not_at_issue,
            n_about_not_thought_of: not_thought_of,
        }
    }
}

impl Example for ReasonsReport {
    fn example() -> Self {
        let hidden = ReasonsReportRow {
            code: "SO-DN-S-02".to_owned(),
            domain: "direct-naasten".to_owned(),
            profession: Some("sociaal-werker".to_owned()),
            disclosure: PlainDisclosure::Hidden,
            reason: Some(HiddenReason::TooFewLearners),
            n_learners: None,
            n_about_not_mastered: None,
            n_about_not_at_issue: None,
            n_about_not_thought_of: None,
        };
        let told = ReasonsReportRow {
            code: "SO-DN-G-01".to_owned(),
            profession: None,
            disclosure: PlainDisclosure::Published,
            reason: None,
            n_learners: Some(24),
            n_about_not_thought_of: Some(7),
            ..hidden.clone()
        };
        Self {
            how_to_read: words::how_to_read_reasons(Language::Dutch).to_owned(),
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            slice: SliceView::example(),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            released_at: DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default(),
            minimum_learners: 10,
            n_submitted: 24,
            rows: vec![told, hidden],
        }
    }
}
