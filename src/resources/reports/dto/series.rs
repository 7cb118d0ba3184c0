//! Rounds side by side, as they are sent: what the released distribution of each says, and no more.

mod compose;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DistributionReport, DistributionRow, DomainRow, HiddenReason, ReportRaterKindView, SliceView};
use crate::{
    choices,
    domain::language::Language,
    http::schema::Example,
    resources::{reports::words, rounds::dto::RoundKindView},
};

/// What was released of one slice in all its rounds, side by side. Each point is as it was released: what is hidden there is hidden here, and a
/// band is the same band. The learners are others each time; what became of the same learners is told by growth.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesReport {
    /// Whom it is about.
    pub slice: SliceView,
    /// Whose answers: raters are never blended.
    pub rater_kind: ReportRaterKindView,
    /// The academic year that it is limited to; `null`: all.
    #[schema(required = true, pattern = "^[0-9]{4}-[0-9]{4}$")]
    pub academic_year: Option<String>,
    /// Instrument version of the latest of these rounds: its competencies and domains are the rows. `null` where there is no round.
    #[schema(required = true)]
    pub instrument_id: Option<Uuid>,
    /// The rounds, oldest first.
    #[schema(max_items = 20)]
    pub rounds: Vec<ReportedRound>,
    /// Rounds of which nothing can be laid beside the latest, oldest first.
    #[schema(max_items = 20)]
    pub left_out: Vec<OmittedRound>,
    /// Whether there were more before these: at most 20 are told, the latest.
    pub has_earlier: bool,
    /// One row per competency, in the instrument's order.
    pub rows: Vec<SeriesRow>,
    /// One row per domain, generic and specific apart.
    pub domains: Vec<SeriesDomainRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    pub how_to_read: String,
}

/// A round that stands beside others.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportedRound {
    /// The round.
    pub round_id: Uuid,
    /// What it is called.
    pub label: String,
    /// What it is for.
    pub kind: RoundKindView,
    /// The academic year in which it opened: 1 August to 31 July, where the organisation is.
    #[schema(pattern = "^[0-9]{4}-[0-9]{4}$")]
    pub academic_year: String,
    /// When it opened.
    pub opens_at: DateTime<Utc>,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// Fewest submitted learners a published row of it is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
}

/// A round that does not compare.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OmittedRound {
    /// The round.
    pub round_id: Uuid,
    /// What it is called.
    pub label: String,
    /// The academic year in which it opened.
    #[schema(pattern = "^[0-9]{4}-[0-9]{4}$")]
    pub academic_year: String,
    /// Why nothing of it stands here.
    pub reason: OmittedBecause,
}

choices!(/// Why nothing of a round is laid beside another.
    OmittedBecause {
    /// It asked about another framework.
    AnotherFramework = "anotherFramework",
    /// It asked on another scale.
    AnotherScale = "anotherScale",
});

/// One competency, round by round.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesRow {
    /// Code of the competency on the latest round's instrument.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Code of its domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: generic; else asked of this profession only. Each set keeps its own denominators.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// One per round, in the order of `rounds`.
    #[schema(max_items = 20)]
    pub points: Vec<SeriesPoint>,
}

/// One competency in one round.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesPoint {
    /// What is told of it.
    pub disclosure: SeriesDisclosure,
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// With `atLeastNotCalledUpon`: at least this share said "not called upon".
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub not_called_upon_at_least: Option<f64>,
    /// The figures, as they were released; `null` where they are not told.
    #[schema(required = true)]
    pub figures: Option<SeriesFigures>,
}

choices!(/// What is told of a competency or a domain in one round.
    SeriesDisclosure {
    /// Its figures.
    Published = "published",
    /// Only that nearly everybody said "not called upon".
    AtLeastNotCalledUpon = "atLeastNotCalledUpon",
    /// Nothing.
    Hidden = "hidden",
    /// What that round asked is not declared to be the same, or it did not ask it at all.
    NotComparable = "notComparable",
});

/// What was answered about one competency in one round.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesFigures {
    /// Submitted and asked.
    pub n_total: u32,
    /// Of those, with a level.
    pub n_answered: u32,
    /// Of those, "not called upon in my practice".
    pub n_not_called_upon: u32,
    /// Of those, with a level that counts.
    pub n_rated: u32,
    /// Share of the answered that was called upon: `nRated / nAnswered`.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub practice_coverage: Option<f64>,
    /// Share of the rated at a level of mastery, 0 to 1.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_proficient: Option<f64>,
    /// The middle rated level, the lower of two; `null` where nothing was rated.
    #[schema(required = true, minimum = 0, maximum = 250)]
    pub median_low: Option<u8>,
    /// The middle rated level, the higher of two; `null` where nothing was rated.
    #[schema(required = true, minimum = 0, maximum = 250)]
    pub median_high: Option<u8>,
}

/// One domain, round by round.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesDomainRow {
    /// Code of the block of the latest round's instrument.
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
    /// One per round, in the order of `rounds`. Compared only where the very same competencies make up the domain.
    #[schema(max_items = 20)]
    pub points: Vec<SeriesDomainPoint>,
}

/// One domain in one round.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesDomainPoint {
    /// What is told of it; there are no bands of domains.
    pub disclosure: SeriesDisclosure,
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// The figures, as they were released; `null` where they are not told.
    #[schema(required = true)]
    pub figures: Option<SeriesDomainFigures>,
}

/// What was answered about a domain in one round, learner first.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesDomainFigures {
    /// Submitted and asked.
    pub n_learners: u32,
    /// Of those, with at least one rated statement.
    pub n_rated_learners: u32,
    /// Mean over learners of practice coverage.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub practice_coverage: Option<f64>,
    /// Mean over learners of the share of rated statements at a level of mastery.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_proficient: Option<f64>,
}

impl Example for SeriesReport {
    fn example() -> Self {
        let distribution = DistributionReport::example();
        let round = |n: u128, label: &str, kind, year: &str, opened: i64| ReportedRound {
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + n),
            label: label.to_owned(),
            kind,
            academic_year: year.to_owned(),
            opens_at: DateTime::from_timestamp(opened, 0).unwrap_or_default(),
            released_at: DateTime::from_timestamp(opened + 21 * 86_400, 0).unwrap_or_default(),
            instrument_id: distribution.instrument_id,
            minimum_learners: 10,
        };
        let points = |row: &DistributionRow| {
            let hidden = SeriesPoint {
                disclosure: SeriesDisclosure::Hidden,
                reason: Some(HiddenReason::TooFewLearners),
                ..SeriesPoint::none()
            };
            vec![hidden, SeriesPoint::of(row)]
        };
        let row = |row: &DistributionRow| SeriesRow {
            code: row.code.clone(),
            domain: row.domain.clone(),
            profession: None,
            points: points(row),
        };
        let domain = |row: &DomainRow| SeriesDomainRow {
            block: row.block.clone(),
            domain: row.domain.clone(),
            profession: None,
            n_statements: row.n_statements,
            points: vec![SeriesDomainPoint::of(row), SeriesDomainPoint::of(row)],
        };
        Self {
            slice: distribution.slice.clone(),
            rater_kind: ReportRaterKindView::SelfScore,
            academic_year: None,
            instrument_id: Some(distribution.instrument_id),
            rounds: vec![
                round(6, "Eindmeting", RoundKindView::Final, "2025-2026", 1_779_090_400),
                round(7, "Eindmeting", RoundKindView::Final, "2026-2027", 1_810_626_400),
            ],
            left_out: vec![OmittedRound {
                round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a05),
                label: "Proefmeting".to_owned(),
                academic_year: "2024-2025".to_owned(),
                reason: OmittedBecause::AnotherScale,
            }],
            has_earlier: false,
            rows: distribution.rows.iter().map(row).collect(),
            domains: distribution.domains.iter().map(domain).collect(),
            how_to_read: words::how_to_read_series(Language::Dutch).to_owned(),
        }
    }
}
