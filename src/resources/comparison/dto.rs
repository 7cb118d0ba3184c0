//! A comparison as it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::service::SideBySide;
use crate::{
    choices,
    domain::{
        assessment::Assessment,
        comparison::{Agreement, Gap, Said, steps},
        ids::Id,
        scale::Scale,
        score::Score,
    },
    http::schema::Example,
    resources::assessments::dto::RaterKindView,
};

/// What to compare with.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ComparisonQuery {
    /// The assessment that the learner's own is measured against: one coach's, among the columns.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a08")]
    pub against_id: Option<Uuid>,
}

/// Raters side by side.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Whom it is about.
    pub learner_id: Uuid,
    /// Instrument version that all of them filled in.
    pub instrument_id: Uuid,
    /// A column per rater; the assessment that was asked for stands first.
    pub columns: Vec<ComparisonColumn>,
    /// A row per competency that somebody was asked, in the instrument's order.
    pub rows: Vec<ComparisonRow>,
    /// The learner's own score against one coach's; `null` where none was named.
    #[schema(required = true)]
    pub against: Option<GapSummary>,
}

/// One rater's column.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonColumn {
    /// The assessment in it.
    pub assessment_id: Uuid,
    /// Who filled it in.
    pub rater_id: Uuid,
    /// As what.
    pub rater_kind: RaterKindView,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
}

/// One competency.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonRow {
    /// Code of the competency.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Code of its domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: generic; else asked of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// What each column says, in the order of `columns`.
    pub scores: Vec<ComparedScore>,
    /// How the learner's own score stands to the coach's; `null` where none was named.
    #[schema(required = true)]
    pub gap: Option<GapView>,
    /// Steps on the scale, among the levels that count, from the coach's level to the learner's own: above 0 she rates herself higher.
    /// `null` unless both rated.
    #[schema(required = true, minimum = -250, maximum = 250)]
    pub steps: Option<i32>,
}

/// What one rater said of one competency.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedScore {
    /// Its state.
    pub state: ScoreStateView,
    /// The level; `null` where there is none.
    #[schema(required = true, minimum = 0, maximum = 250)]
    pub level: Option<u8>,
}

choices!(/// What a score says, or does not say.
    ScoreStateView as ScoreState {
    /// A level that counts.
    Rated = "rated",
    /// Not called upon in practice: an answer, and not a low one.
    NotCalledUpon = "notCalledUpon",
    /// Asked, and left open.
    Unanswered = "unanswered",
    /// Asked, and not seen by this rater.
    NotObserved = "notObserved",
    /// Not asked in this assessment.
    NotAsked = "notAsked",
});

choices!(/// How the learner's own score stands to one coach's.
    GapView as Gap {
    /// The same level, or both say that it is not called upon.
    Agree = "agree",
    /// She rates herself higher.
    SelfHigher = "selfHigher",
    /// The coach rates her higher.
    CoachHigher = "coachHigher",
    /// One says that it is not called upon, the other rated it.
    ApplicabilityDiffers = "applicabilityDiffers",
    /// One of them says nothing.
    NotComparable = "notComparable",
});

/// The learner's own scores against one coach's.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapSummary {
    /// The learner's own assessment.
    pub self_id: Uuid,
    /// The coach's.
    pub coach_id: Uuid,
    /// Per domain, generic and specific apart, in the instrument's order.
    pub domains: Vec<DomainGaps>,
    /// Competencies that both rated.
    pub n_pairs: usize,
    /// Share of those at the same level, 0 to 1; `null` where there are none.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub raw_agreement: Option<f64>,
    /// Kappa with quadratic weights (Cohen 1968), -1 to 1; `null` from fewer than 20 pairs, and where it is not defined because all levels
    /// are the same.
    #[schema(required = true, minimum = -1, maximum = 1)]
    pub weighted_kappa: Option<f64>,
}

/// How many competencies of one domain stand how.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DomainGaps {
    /// Code of the domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: the generic competencies; else those of this profession.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// The same level, or both not called upon.
    pub agree: usize,
    /// She rates herself higher.
    pub self_higher: usize,
    /// The coach rates her higher.
    pub coach_higher: usize,
    /// One says that it is not called upon.
    pub applicability_differs: usize,
    /// One of them says nothing.
    pub not_comparable: usize,
}

impl Comparison {
    /// The comparison of these sheets.
    pub fn of(side: &SideBySide) -> Self {
        let instrument = &*side.instrument;
        let scores: Vec<Vec<Score>> = side.sheets.iter().map(|a| a.sheet.scores().collect()).collect();
        let said = |column: usize, place: usize| Said::of(&instrument.scale, scores[column][place]);
        let rows: Vec<ComparisonRow> = instrument
            .competencies()
            .enumerate()
            .filter(|(place, _)| scores.iter().any(|column| column[*place] != Score::NotAsked))
            .map(|(place, competency)| {
                let pair = side.pair.map(|(own, other)| (said(own, place), said(other, place)));
                ComparisonRow {
                    code: competency.code.clone(),
                    domain: competency.domain.clone(),
                    profession: competency.profession.clone(),
                    scores: scores.iter().map(|column| ComparedScore::of(&instrument.scale, column[place])).collect(),
                    gap: pair.map(|(own, other)| Gap::between(own, other).into()),
                    steps: pair.and_then(|(own, other)| steps(own, other)),
                }
            })
            .collect();
        let against = side.pair.map(|(own, other)| GapSummary::of(side, (own, other), &rows, said));
        Self {
            learner_id: side.sheets[0].learner.raw(),
            instrument_id: instrument.id.raw(),
            columns: side.sheets.iter().map(ComparisonColumn::of).collect(),
            rows,
            against,
        }
    }
}

impl ComparisonColumn {
    fn of(a: &Assessment) -> Self {
        Self {
            assessment_id: a.id.raw(),
            rater_id: a.rater.raw(),
            rater_kind: a.rater_kind.into(),
            submitted_at: a.state.submitted_at().unwrap_or(a.saved_at),
        }
    }
}

impl ComparedScore {
    /// What this score says, on this scale.
    pub fn of(scale: &Scale, score: Score) -> Self {
        let state = match score {
            Score::Level(_) => match Said::of(scale, score) {
                Said::NotCalledUpon => ScoreStateView::NotCalledUpon,
                Said::Rated(_) | Said::Nothing => ScoreStateView::Rated,
            },
            Score::Unanswered => ScoreStateView::Unanswered,
            Score::NotObserved => ScoreStateView::NotObserved,
            Score::NotAsked => ScoreStateView::NotAsked,
        };
        let level = match score {
            Score::Level(level) => Some(level),
            Score::Unanswered | Score::NotObserved | Score::NotAsked => None,
        };
        Self { state, level }
    }
}

impl GapSummary {
    fn of(
        side: &SideBySide,
        (own, other): (usize, usize),
        rows: &[ComparisonRow],
        said: impl Fn(usize, usize) -> Said,
    ) -> Self {
        let levels = side.instrument.scale.levels().iter().filter(|l| l.counts).count();
        let pairs = (0..side.instrument.len()).map(|place| (said(own, place), said(other, place)));
        let agreement = Agreement::of(pairs, levels);
        let mut domains: Vec<DomainGaps> = Vec::new();
        for row in rows {
            let at = domains.iter().position(|d| d.domain == row.domain && d.profession == row.profession);
            let at = at.unwrap_or_else(|| {
                domains.push(DomainGaps::none(row));
                domains.len() - 1
            });
            domains[at].add(row.gap);
        }
        Self {
            self_id: side.sheets[own].id.raw(),
            coach_id: side.sheets[other].id.raw(),
            domains,
            n_pairs: agreement.n_pairs,
            raw_agreement: agreement.raw,
            weighted_kappa: agreement.kappa,
        }
    }
}

impl DomainGaps {
    fn none(row: &ComparisonRow) -> Self {
        Self {
            domain: row.domain.clone(),
            profession: row.profession.clone(),
            agree: 0,
            self_higher: 0,
            coach_higher: 0,
            applicability_differs: 0,
            not_comparable: 0,
        }
    }

    fn add(&mut self, gap: Option<GapView>) {
        let count = match gap {
            Some(GapView::Agree) => &mut self.agree,
            Some(GapView::SelfHigher) => &mut self.self_higher,
            Some(GapView::CoachHigher) => &mut self.coach_higher,
            Some(GapView::ApplicabilityDiffers) => &mut self.applicability_differs,
            Some(GapView::NotComparable) | None => &mut self.not_comparable,
        };
        *count += 1;
    }
}

impl From<Gap> for GapView {
    fn from(gap: Gap) -> Self {
        match gap {
            Gap::Agree => Self::Agree,
            Gap::SelfHigher => Self::SelfHigher,
            Gap::CoachHigher => Self::CoachHigher,
            Gap::ApplicabilityDiffers => Self::ApplicabilityDiffers,
            Gap::NotComparable => Self::NotComparable,
        }
    }
}

impl Example for Comparison {
    fn example() -> Self {
        let at = DateTime::from_timestamp(1_793_692_800, 0).unwrap_or_default();
        let id = |last: u128| Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + last);
        let column = |assessment: u128, rater: u128, rater_kind| ComparisonColumn {
            assessment_id: id(assessment),
            rater_id: id(rater),
            rater_kind,
            submitted_at: at,
        };
        let rated = |level| ComparedScore { state: ScoreStateView::Rated, level: Some(level) };
        Self {
            learner_id: id(2),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            columns: vec![column(8, 2, RaterKindView::SelfScore), column(9, 10, RaterKindView::StudyCoach)],
            rows: vec![ComparisonRow {
                code: "SO-BH-G-01".to_owned(),
                domain: "basishouding".to_owned(),
                profession: None,
                scores: vec![rated(3), rated(2)],
                gap: Some(GapView::SelfHigher),
                steps: Some(1),
            }],
            against: Some(GapSummary {
                self_id: id(8),
                coach_id: id(9),
                domains: vec![DomainGaps {
                    domain: "basishouding".to_owned(),
                    profession: None,
                    agree: 6,
                    self_higher: 3,
                    coach_higher: 1,
                    applicability_differs: 1,
                    not_comparable: 0,
                }],
                n_pairs: 48,
                raw_agreement: Some(0.625),
                weighted_kappa: Some(0.58),
            }),
        }
    }
}
