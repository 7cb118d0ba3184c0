//! Qualification coverage as it is sent: a crosswalk, with what the released distribution says of each competency in it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DistributionReport, HiddenReason, RowDisclosure, SliceView};
use crate::{
    choices,
    domain::{
        crosswalk::{AlignedSet, Alignment, SelfScoreValue, Statement},
        ids::Id,
        language::Language,
    },
    failure::Failure,
    http::schema::Example,
    resources::{
        crosswalks::dto::{AlignmentStatusView, AlignmentTypeView, AlignmentView, CrosswalkSummary},
        frameworks::dto::CompetencyKindView,
        reports::{
            service::{Asked, Covered},
            words,
        },
    },
};

/// Which competencies have to do with each statement of a qualification, and what the released distribution of a slice says of them. Of the
/// statements themselves it says nothing: there is no figure over several competencies.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QualificationCoverageReport {
    /// The round.
    pub round_id: Uuid,
    /// The crosswalk.
    pub crosswalk_id: Uuid,
    /// Name of the qualification whose statements these are.
    pub qualification_title: String,
    /// Whom it is about.
    pub slice: SliceView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// When the distribution was released.
    pub released_at: DateTime<Utc>,
    /// Fewest submitted learners a published row is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// How to read this and how not, in plain language; show it with the figures.
    pub how_to_read: String,
    /// Every statement, in printed order.
    pub statements: Vec<StatementCoverage>,
}

/// A statement of a qualification, and what has to do with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatementCoverage {
    /// Id of the statement, a competency of its framework.
    pub statement_id: Uuid,
    /// Its code; unique within its framework.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// What it describes.
    pub kind: CompetencyKindView,
    /// Official wording.
    pub text: String,
    /// What a self-score says of a statement of this kind.
    pub self_score_is: SelfScoreValueView,
    /// What is aligned with it: the generic competencies first, those of each profession apart. Empty where nothing is.
    pub sets: Vec<CoverageSet>,
    /// Why nothing is aligned with it; `null` where something is.
    #[schema(required = true)]
    pub uncovered_because: Option<String>,
}

choices!(/// What a self-score on aligned competencies says of a statement.
    SelfScoreValueView as SelfScoreValue {
    /// How learners see their own acting; no proof of it.
    OwnView = "ownView",
    /// Nothing: it tells of acting, and the statement is about knowing.
    NoEvidence = "noEvidence",
});

/// What is aligned with a statement and asked of the same learners. Each set keeps its own denominators.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageSet {
    /// `null`: the generic competencies; else those asked of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// Competencies that are aligned.
    pub n_aligned: usize,
    /// Of those, with published figures.
    pub n_published: usize,
    /// Each of them.
    pub alignments: Vec<AlignmentCoverage>,
}

/// A competency that is aligned with a statement, and what is told of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlignmentCoverage {
    /// The alignment.
    pub alignment_id: Uuid,
    /// The competency.
    pub competency_id: Uuid,
    /// Code of the competency.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Official wording of the competency.
    pub text: String,
    /// `null`: generic; else asked of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// How it stands to the statement.
    pub r#type: AlignmentTypeView,
    /// Why, in a sentence.
    pub rationale: String,
    /// How firm the alignment is.
    pub status: AlignmentStatusView,
    /// What is told of its row, here as in the distribution.
    pub disclosure: RowDisclosure,
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// With `atLeastNotCalledUpon`: at least this share said "not called upon".
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub not_called_upon_at_least: Option<f64>,
    /// The figures; `null` where they are not published.
    #[schema(required = true)]
    pub figures: Option<AlignmentFigures>,
}

/// What the answers to one competency say, as in the distribution, in short.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlignmentFigures {
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
    /// Share of the rated at a level of mastery, as the learners see themselves, 0 to 1.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub share_proficient: Option<f64>,
}

/// A distribution as it was kept, however long ago: the part of it that is told here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    instrument_id: Uuid,
    minimum_learners: u32,
    rows: Vec<KeptRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptRow {
    code: String,
    disclosure: RowDisclosure,
    reason: Option<HiddenReason>,
    not_called_upon_at_least: Option<f64>,
    figures: Option<AlignmentFigures>,
}

/// Rows by the codes of their competencies.
type Rows = HashMap<String, KeptRow>;

impl QualificationCoverageReport {
    /// What a released distribution says along a crosswalk.
    ///
    /// # Errors
    /// A bug, where what was kept is no distribution.
    pub fn of(asked: Asked, covered: &Covered, language: Language) -> Result<Self, Failure> {
        let unreadable = |e| Failure::Bug(format!("a released distribution cannot be read: {e}"));
        let kept: Kept = serde_json::from_str(&covered.released.document).map_err(unreadable)?;
        let rows: Rows = kept.rows.into_iter().map(|row| (row.code.clone(), row)).collect();
        Ok(Self {
            round_id: asked.round.raw(),
            crosswalk_id: covered.crosswalk.id.raw(),
            qualification_title: covered.crosswalk.of.title.clone(),
            slice: asked.slice.into(),
            instrument_id: kept.instrument_id,
            released_at: covered.released.released_at,
            minimum_learners: kept.minimum_learners,
            how_to_read: words::how_to_read_coverage(language).to_owned(),
            statements: covered.crosswalk.statements().iter().map(|s| StatementCoverage::of(s, &rows)).collect(),
        })
    }
}

impl StatementCoverage {
    fn of(s: &Statement, rows: &Rows) -> Self {
        Self {
            statement_id: s.competency.id.raw(),
            code: s.competency.code.clone(),
            kind: s.competency.kind.into(),
            text: s.competency.text.clone(),
            self_score_is: SelfScoreValue::of(s.competency.kind).into(),
            sets: s.sets().iter().map(|set| CoverageSet::of(set, rows)).collect(),
            uncovered_because: s.uncovered_because().map(str::to_owned),
        }
    }
}

impl CoverageSet {
    fn of(set: &AlignedSet<'_>, rows: &Rows) -> Self {
        let alignments: Vec<AlignmentCoverage> =
            set.alignments.iter().map(|a| AlignmentCoverage::of(a, rows.get(&a.competency.code))).collect();
        Self {
            profession: set.profession.map(str::to_owned),
            n_aligned: alignments.len(),
            n_published: alignments.iter().filter(|a| a.figures.is_some()).count(),
            alignments,
        }
    }
}

impl AlignmentCoverage {
    /// An alignment, with the row of its competency. The instrument may leave a competency of its framework out: nobody was asked it.
    fn of(a: &Alignment, row: Option<&KeptRow>) -> Self {
        Self {
            alignment_id: a.id.raw(),
            competency_id: a.competency.id.raw(),
            code: a.competency.code.clone(),
            text: a.competency.text.clone(),
            profession: a.competency.profession.clone(),
            r#type: a.kind.into(),
            rationale: a.rationale.clone(),
            status: a.status.into(),
            disclosure: row.map_or(RowDisclosure::Hidden, |row| row.disclosure),
            reason: row.map_or(Some(HiddenReason::NobodyAsked), |row| row.reason),
            not_called_upon_at_least: row.and_then(|row| row.not_called_upon_at_least),
            figures: row.and_then(|row| row.figures.clone()),
        }
    }
}

impl From<SelfScoreValue> for SelfScoreValueView {
    fn from(value: SelfScoreValue) -> Self {
        match value {
            SelfScoreValue::OwnView => Self::OwnView,
            SelfScoreValue::NoEvidence => Self::NoEvidence,
        }
    }
}

impl Example for QualificationCoverageReport {
    fn example() -> Self {
        let distribution = DistributionReport::example();
        let alignment = AlignmentView::example();
        let figures = AlignmentFigures {
            n_total: 24,
            n_answered: 24,
            n_not_called_upon: 4,
            n_rated: 20,
            practice_coverage: Some(20.0 / 24.0),
            share_proficient: Some(0.6),
        };
        let aligned = AlignmentCoverage {
            alignment_id: alignment.id,
            competency_id: alignment.competency_id,
            code: alignment.competency_code,
            text: "Heeft oog en aandacht voor jonge mantelzorgers.".to_owned(),
            profession: None,
            r#type: alignment.r#type,
            rationale: alignment.rationale,
            status: alignment.status,
            disclosure: RowDisclosure::Published,
            reason: None,
            not_called_upon_at_least: None,
            figures: Some(figures),
        };
        let statement = |code: &str, kind, text: &str, self_score_is, sets, because: Option<&str>| StatementCoverage {
            statement_id: alignment.statement_id,
            code: code.to_owned(),
            kind,
            text: text.to_owned(),
            self_score_is,
            sets,
            uncovered_because: because.map(str::to_owned),
        };
        Self {
            round_id: distribution.round_id,
            crosswalk_id: CrosswalkSummary::example().id,
            qualification_title: "D1: Samenwerken met informele zorgverleners".to_owned(),
            slice: distribution.slice,
            instrument_id: distribution.instrument_id,
            released_at: distribution.released_at,
            minimum_learners: distribution.minimum_learners,
            how_to_read: words::how_to_read_coverage(Language::Dutch).to_owned(),
            statements: vec![
                statement(
                    &alignment.statement_code,
                    CompetencyKindView::Knowledge,
                    "heeft kennis van kenmerken van jonge mantelzorgers (<24 jaar) en specifieke risico's van deze groep",
                    SelfScoreValueView::NoEvidence,
                    vec![CoverageSet { profession: None, n_aligned: 1, n_published: 1, alignments: vec![aligned] }],
                    None,
                ),
                StatementCoverage {
                    statement_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a0b),
                    ..statement(
                        "D1-K1-V-04",
                        CompetencyKindView::Skill,
                        "kan complimenten geven en successen vieren",
                        SelfScoreValueView::OwnView,
                        vec![],
                        Some("Geen stelling gaat over complimenten geven of successen vieren."),
                    )
                },
            ],
        }
    }
}
