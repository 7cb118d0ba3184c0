//! Practice coverage as it is sent: the released distribution, read for what practice calls upon and for what is not mastered yet.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DistributionReport, DistributionRow, HiddenReason, RowDisclosure, SliceView};
use crate::{
    domain::{language::Language, scale::Scale},
    http::schema::Example,
    resources::reports::words,
};

/// What practice calls upon, competency by competency, the least first; and apart from that what is called upon and not mastered yet. The
/// first is about placements, the second about teaching. It tells what the released distribution of the slice tells, and no more.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PracticeCoverageReport {
    /// The round.
    pub round_id: Uuid,
    /// Whom it is about.
    pub slice: SliceView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Fewest submitted learners a published row is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// One row per competency: what practice calls upon least comes first, what is hidden last.
    pub rows: Vec<PracticeCoverageRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    #[schema(min_length = 1, max_length = 1000)]
    pub how_to_read: String,
}

/// One competency in one slice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PracticeCoverageRow {
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
    pub disclosure: RowDisclosure,
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// Share of the answered that practice called upon, 0 to 1: `nRated / nAnswered`. `null` where it is not told.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub practice_coverage: Option<f64>,
    /// With `atLeastNotCalledUpon`: practice called upon it for at most this share.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub practice_coverage_at_most: Option<f64>,
    /// Learners who gave a level.
    #[schema(required = true)]
    pub n_answered: Option<u32>,
    /// Of those: "not called upon in my practice". A gap in placements.
    #[schema(required = true)]
    pub n_not_called_upon: Option<u32>,
    /// Of those: with a level that counts.
    #[schema(required = true)]
    pub n_rated: Option<u32>,
    /// Of the rated: below a level of mastery. A gap in teaching.
    #[schema(required = true)]
    pub n_below_mastery: Option<u32>,
    /// Share of the rated below a level of mastery, 0 to 1; `null` where nothing was rated.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_below_mastery: Option<f64>,
}

impl PracticeCoverageReport {
    /// What a distribution on this scale says of practice.
    pub fn of(distribution: DistributionReport, scale: &Scale, language: Language) -> Self {
        let levels = &distribution.levels;
        let mut rows: Vec<_> =
            distribution.rows.iter().map(|row| PracticeCoverageRow::of(row, levels, scale)).collect();
        let least = |row: &PracticeCoverageRow| row.practice_coverage.or(row.practice_coverage_at_most).unwrap_or(2.0);
        rows.sort_by(|a, b| least(a).total_cmp(&least(b)));
        Self {
            round_id: distribution.round_id,
            slice: distribution.slice,
            instrument_id: distribution.instrument_id,
            released_at: distribution.released_at,
            minimum_learners: distribution.minimum_learners,
            rows,
            how_to_read: words::how_to_read_practice_coverage(language).to_owned(),
        }
    }
}

impl PracticeCoverageRow {
    fn of(row: &DistributionRow, levels: &[u8], scale: &Scale) -> Self {
        let figures = row.figures.as_ref();
        let is_below = |value: u8| scale.levels().iter().any(|l| l.value == value && l.counts && !l.proficient);
        let below = figures.map(|f| {
            let of_levels = levels.iter().zip(&f.level_counts);
            of_levels.filter(|(value, _)| is_below(**value)).map(|(_, n)| n).sum::<u32>()
        });
        let rated = figures.map(|f| f.n_rated);
        let share = |below: u32, rated: u32| (rated > 0).then(|| f64::from(below) / f64::from(rated));
        Self {
            code: row.code.clone(),
            domain: row.domain.clone(),
            profession: row.profession.clone(),
            disclosure: row.disclosure,
            reason: row.reason,
            practice_coverage: figures.and_then(|f| f.practice_coverage),
            practice_coverage_at_most: row
                .not_called_upon_at_least
                .map(|share| ((1.0 - share) * 100.0).round() / 100.0),
            n_answered: figures.map(|f| f.n_answered),
            n_not_called_upon: figures.map(|f| f.n_not_called_upon),
            n_rated: rated,
            n_below_mastery: below,
            share_below_mastery: below.zip(rated).and_then(|(below, rated)| share(below, rated)),
        }
    }
}

impl Example for PracticeCoverageReport {
    fn example() -> Self {
        let row = |code: &str| PracticeCoverageRow {
            code: code.to_owned(),
            domain: "zorglandschap".to_owned(),
            profession: None,
            disclosure: RowDisclosure::Hidden,
            reason: None,
            practice_coverage: None,
            practice_coverage_at_most: None,
            n_answered: None,
            n_not_called_upon: None,
            n_rated: None,
            n_below_mastery: None,
            share_below_mastery: None,
        };
        let band = PracticeCoverageRow {
            disclosure: RowDisclosure::AtLeastNotCalledUpon,
            practice_coverage_at_most: Some(0.15),
            ..row("SO-ZL-G-08")
        };
        let told = PracticeCoverageRow {
            disclosure: RowDisclosure::Published,
            practice_coverage: Some(0.625),
            n_answered: Some(24),
            n_not_called_upon: Some(9),
            n_rated: Some(15),
            n_below_mastery: Some(6),
            share_below_mastery: Some(0.4),
            ..row("SO-ZL-G-03")
        };
        let hidden = PracticeCoverageRow { reason: Some(HiddenReason::TooFewLearners), ..row("SO-ZL-S-01") };
        Self {
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            slice: SliceView::example(),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            released_at: DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default(),
            minimum_learners: 10,
            rows: vec![band, told, hidden],
            how_to_read: words::how_to_read_practice_coverage(Language::Dutch).to_owned(),
        }
    }
}
