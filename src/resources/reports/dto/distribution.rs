//! How answers are distributed, as it is kept and sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::{
        self, KnownFormat, SchemaFormat,
        schema::{ArrayBuilder, ObjectBuilder, Type},
    },
};
use uuid::Uuid;

use super::{HiddenReason, ReportRaterKindView, RowDisclosure, SliceView};
use crate::{
    domain::{
        framework::Competency,
        ids::Id,
        instrument::Instrument,
        language::Language,
        report::{BlockRow, Distribution, Outcome, Row},
        statistics::{BlockFigures, Counts, Figures},
    },
    failure::Failure,
    http::schema::Example,
    resources::reports::words,
};

/// How the self-scores of a round are distributed, as released at the round's release time. Rows that could give somebody away
/// are hidden, all their states together, and say why.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DistributionReport {
    /// The round.
    pub round_id: Uuid,
    /// Whose answers: raters are never blended.
    #[serde(default = "of_learners")]
    pub rater_kind: ReportRaterKindView,
    /// Whom it is about.
    pub slice: SliceView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Fewest submitted learners a published row is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// Levels of the scale, in the order of `levelCounts` and `levelShares`.
    #[schema(schema_with = levels)]
    pub levels: Vec<u8>,
    /// One row per competency, in the instrument's order.
    pub rows: Vec<DistributionRow>,
    /// One row per domain, generic and specific apart.
    pub domains: Vec<DomainRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(required = true)]
    pub how_to_read: String,
}

/// What was kept before there were others.
fn of_learners() -> ReportRaterKindView {
    ReportRaterKindView::SelfScore
}

/// Levels of a scale, for the contract.
pub fn levels() -> openapi::schema::Array {
    let level = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(250));
    let level = level.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)));
    let says = "Levels of the scale, in the order of `levelCounts` and `levelShares`.";
    ArrayBuilder::new().items(level).description(Some(says)).build()
}

fn level_shares() -> openapi::schema::Array {
    let share = ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0)).maximum(Some(1));
    let says = "Per level, in the order of `levels`: the mean over learners of the share of asked statements at it.";
    ArrayBuilder::new().items(share).description(Some(says)).build()
}

/// One competency in one slice.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DistributionRow {
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
    /// With `atLeastNotCalledUpon`: at least this share said "not called upon". Wide enough to leave open what three of them said, so the
    /// smaller the group the lower it is: a multiple of 0.05 from 0.7 to 0.9.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub not_called_upon_at_least: Option<f64>,
    /// The figures; `null` where they are not published.
    #[schema(required = true)]
    pub figures: Option<FiguresView>,
}

/// What the answers to one competency say: the distribution first, the mean last.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = DistributionFigures)]
#[serde(rename_all = "camelCase")]
pub struct FiguresView {
    /// Submitted and asked.
    pub n_total: u32,
    /// Of those, with a level.
    pub n_answered: u32,
    /// Of those, "not called upon in my practice".
    pub n_not_called_upon: u32,
    /// Of those, with a level that counts.
    pub n_rated: u32,
    /// Learners at each level of the scale, in the order of `levels`.
    pub level_counts: Vec<u32>,
    /// Asked and left open.
    pub unanswered: u32,
    /// Of raters other than the learner: not observed.
    #[serde(default)]
    pub not_observed: u32,
    /// Share of the rated at a level of mastery, 0 to 1.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_proficient: Option<f64>,
    /// The middle rated level, the lower of two; `null` where nothing was rated.
    #[schema(required = true, minimum = 0, maximum = 250)]
    pub median_low: Option<u8>,
    /// The middle rated level, the higher of two; `null` where nothing was rated.
    #[schema(required = true, minimum = 0, maximum = 250)]
    pub median_high: Option<u8>,
    /// Share of the answered that was called upon: `nRated / nAnswered`.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub practice_coverage: Option<f64>,
    /// Mean of the rated levels. Secondary: levels are ordinal. `null` where nothing was rated, never 0.
    #[schema(required = true, minimum = 0, maximum = 250)]
    pub mean: Option<f64>,
}

/// One domain in one slice, generic or specific, learner first: each learner's own share before the mean over learners.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DomainRow {
    /// Code of the block of the instrument.
    #[schema(min_length = 1, max_length = 100)]
    pub block: String,
    /// Code of the domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: the generic set; else the set of this profession.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// Statements in it.
    pub n_statements: usize,
    /// Why there are no figures; `null` where there are.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// The figures; `null` where they are not published.
    #[schema(required = true)]
    pub figures: Option<DomainFiguresView>,
}

/// What the answers to a domain say: shares to a thousandth, the mean to a hundredth, so that no learner's own figures follow from the digits. Rounds
/// that were released before version 1.1.0 have more.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = DomainFigures)]
#[serde(rename_all = "camelCase")]
pub struct DomainFiguresView {
    /// Submitted and asked.
    pub n_learners: u32,
    /// Of those, with at least one rated statement.
    pub n_rated_learners: u32,
    /// Per level, in the order of `levels`: the mean over learners of the share of asked statements at it.
    #[schema(schema_with = level_shares)]
    pub level_shares: Vec<f64>,
    /// Likewise for what was left open.
    #[schema(minimum = 0, maximum = 1)]
    pub unanswered_share: f64,
    /// Mean over learners of the share of rated statements at a level of mastery.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_proficient: Option<f64>,
    /// Mean over learners of practice coverage.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub practice_coverage: Option<f64>,
    /// Mean over learners of their mean. Secondary.
    #[schema(required = true, minimum = 0, maximum = 250)]
    pub mean: Option<f64>,
}

impl DistributionReport {
    /// A distribution as it was kept, with how to read it.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn kept(document: &str, language: Language) -> Result<Self, Failure> {
        let unreadable = |e| Failure::Bug(format!("a released distribution cannot be read: {e}"));
        let kept: Self = serde_json::from_str(document).map_err(unreadable)?;
        Ok(Self { how_to_read: words::how_to_read_distribution(kept.rater_kind, language).to_owned(), ..kept })
    }

    /// A distribution on its instrument, as it is kept: in no language.
    pub fn of(d: &Distribution, instrument: &Instrument) -> Self {
        Self {
            round_id: d.round.raw(),
            rater_kind: d.rater_kind.into(),
            slice: d.slice.into(),
            instrument_id: d.instrument.raw(),
            released_at: d.released_at,
            minimum_learners: d.minimum,
            levels: instrument.scale.values(),
            rows: d.rows.iter().zip(instrument.competencies()).map(|(row, c)| DistributionRow::of(row, c)).collect(),
            domains: d.blocks.iter().map(|row| DomainRow::of(row, instrument)).collect(),
            how_to_read: String::new(),
        }
    }
}

impl DistributionRow {
    fn of(row: &Row, c: &Competency) -> Self {
        let (disclosure, reason, at_least, figures) = match &row.outcome {
            Outcome::Published { counts, figures } => {
                (RowDisclosure::Published, None, None, Some(FiguresView::of(counts, figures)))
            }
            Outcome::Band(share) => (RowDisclosure::AtLeastNotCalledUpon, None, Some(*share), None),
            Outcome::Hidden(reason) => (RowDisclosure::Hidden, Some((*reason).into()), None, None),
        };
        Self {
            code: c.code.clone(),
            domain: c.domain.clone(),
            profession: c.profession.clone(),
            disclosure,
            reason,
            not_called_upon_at_least: at_least,
            figures,
        }
    }
}

impl FiguresView {
    fn of(counts: &Counts, f: &Figures) -> Self {
        Self {
            n_total: f.n_total,
            n_answered: f.n_answered,
            n_not_called_upon: f.n_not_called_upon,
            n_rated: f.n_rated,
            level_counts: counts.levels.clone(),
            unanswered: counts.unanswered,
            not_observed: counts.not_observed,
            share_proficient: f.share_proficient,
            median_low: f.median_low,
            median_high: f.median_high,
            practice_coverage: f.practice_coverage,
            mean: f.mean,
        }
    }
}

impl DomainRow {
    fn of(row: &BlockRow, instrument: &Instrument) -> Self {
        let block = &instrument.parts.blocks[row.block];
        let (reason, figures) = match &row.outcome {
            Ok(figures) => (None, Some(figures.into())),
            Err(reason) => (Some((*reason).into()), None),
        };
        Self {
            block: block.code.clone(),
            domain: block.domain.clone(),
            profession: block.profession.clone(),
            n_statements: block.competencies.len(),
            reason,
            figures,
        }
    }
}

impl From<&BlockFigures> for DomainFiguresView {
    fn from(f: &BlockFigures) -> Self {
        Self {
            n_learners: f.n_learners,
            n_rated_learners: f.n_rated_learners,
            level_shares: f.level_shares.clone(),
            unanswered_share: f.unanswered_share,
            share_proficient: f.share_proficient,
            practice_coverage: f.practice_coverage,
            mean: f.mean,
        }
    }
}

impl Example for DistributionReport {
    fn example() -> Self {
        let row = |code: &str, disclosure, reason, at_least, figures| DistributionRow {
            code: code.to_owned(),
            domain: "basishouding".to_owned(),
            profession: None,
            disclosure,
            reason,
            not_called_upon_at_least: at_least,
            figures,
        };
        let figures = FiguresView {
            n_total: 24,
            n_answered: 24,
            n_not_called_upon: 4,
            n_rated: 20,
            level_counts: vec![4, 3, 5, 8, 4],
            unanswered: 0,
            not_observed: 0,
            share_proficient: Some(0.6),
            median_low: Some(3),
            median_high: Some(3),
            practice_coverage: Some(20.0 / 24.0),
            mean: Some(2.65),
        };
        Self {
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            rater_kind: ReportRaterKindView::SelfScore,
            slice: SliceView::example(),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            released_at: DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default(),
            minimum_learners: 10,
            levels: vec![0, 1, 2, 3, 4],
            rows: vec![
                row("SO-BH-G-01", RowDisclosure::Published, None, None, Some(figures)),
                row("SO-BH-G-02", RowDisclosure::Hidden, Some(HiddenReason::Dominance), None, None),
                row("SO-BH-G-03", RowDisclosure::AtLeastNotCalledUpon, None, Some(0.85), None),
            ],
            domains: vec![DomainRow {
                block: "basishouding-generiek".to_owned(),
                domain: "basishouding".to_owned(),
                profession: None,
                n_statements: 11,
                reason: Some(HiddenReason::Complementary),
                figures: None,
            }],
            how_to_read: words::how_to_read_distribution(ReportRaterKindView::SelfScore, Language::Dutch).to_owned(),
        }
    }
}
