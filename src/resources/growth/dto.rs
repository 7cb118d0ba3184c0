//! Growth as it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{series::Series, words::how_to_read};
use crate::{
    choices,
    domain::{
        assessment::Assessment, growth::Transition, ids::Id, instrument::Instrument, language::Language, score::Score,
    },
    http::schema::Example,
    resources::comparison::dto::{ComparedScore, ScoreStateView},
};

/// What to measure from.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct GrowthQuery {
    /// The earlier assessment to measure from, by the same rater. Left out: the one before.
    #[param(example = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a08")]
    pub since_id: Option<Uuid>,
}

/// What became of one rater's scores about a learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Growth {
    /// Whom it is about.
    pub learner_id: Uuid,
    /// The rater's submitted assessments about her, oldest first, up to the one that was asked for.
    pub moments: Vec<GrowthMoment>,
    /// The assessment measured from; `null` where there is no earlier one.
    #[schema(required = true)]
    pub since_id: Option<Uuid>,
    /// The assessment that was asked for.
    pub until_id: Uuid,
    /// Whether the placement is another than then; `null` where it is not known. What practice calls upon depends on it.
    #[schema(required = true)]
    pub placement_changed: Option<bool>,
    /// A row per competency that was asked at some moment, in the instrument's order.
    pub rows: Vec<GrowthRow>,
    /// Per domain, generic and specific apart: how many competencies made which transition. Empty without an earlier assessment.
    pub domains: Vec<DomainGrowth>,
    /// How to read this and how not, to show with it: a lower score may be insight (response shift). Dutch, or English where
    /// `Accept-Language` prefers it.
    #[schema(min_length = 1, max_length = 1000)]
    pub how_to_read: String,
}

/// One of the assessments.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrowthMoment {
    /// The assessment.
    pub assessment_id: Uuid,
    /// Its round; `null`: on one's own.
    #[schema(required = true)]
    pub round_id: Option<Uuid>,
    /// Instrument version. Scores on another scale, or in a framework version whose competency is not declared to be the same, are not
    /// comparable and show as not asked.
    pub instrument_id: Uuid,
    /// The placement it is about.
    #[schema(required = true)]
    pub placement_id: Option<Uuid>,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
}

/// One competency.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrowthRow {
    /// Code of the competency.
    #[schema(min_length = 1, max_length = 100)]
    pub code: String,
    /// Code of its domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: generic; else asked of this profession only.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// What each moment says, in the order of `moments`.
    pub scores: Vec<ComparedScore>,
    /// What became of it since then; `null` without an earlier assessment.
    #[schema(required = true)]
    pub transition: Option<TransitionView>,
    /// Steps on the scale among the levels that count, up or down; `null` unless it was rated both times.
    #[schema(required = true, minimum = -250, maximum = 250)]
    pub steps: Option<i32>,
}

choices!(/// What became of a competency between two assessments.
    TransitionView as Transition {
    /// Rated both times, higher the second time.
    Raised = "raised",
    /// Rated the same both times, below the highest level.
    Same = "same",
    /// Rated at the highest level both times: it cannot rise.
    AtCeiling = "atCeiling",
    /// Rated both times, lower the second time. It may be insight.
    Lowered = "lowered",
    /// Not called upon first, rated now.
    BecameApplicable = "becameApplicable",
    /// Rated first, not called upon now.
    NoLongerApplicable = "noLongerApplicable",
    /// Left open, or never thought of, first; answered now.
    NewlyConsidered = "newlyConsidered",
    /// Not called upon, both times.
    NotCalledUpon = "notCalledUpon",
    /// Not asked in one of the two, or not answered now.
    NotComparable = "notComparable",
});

/// How many competencies of one domain made which transition.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DomainGrowth {
    /// Code of the domain.
    #[schema(min_length = 1, max_length = 100)]
    pub domain: String,
    /// `null`: the generic competencies; else those of this profession.
    #[schema(required = true, min_length = 1, max_length = 100)]
    pub profession: Option<String>,
    /// How many made each transition.
    pub transitions: TransitionCounts,
}

/// How many competencies made each transition.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransitionCounts {
    /// Rated both times, higher the second time.
    pub raised: usize,
    /// Rated the same both times, below the highest level.
    pub same: usize,
    /// Rated at the highest level both times.
    pub at_ceiling: usize,
    /// Rated both times, lower the second time.
    pub lowered: usize,
    /// Not called upon first, rated now.
    pub became_applicable: usize,
    /// Rated first, not called upon now.
    pub no_longer_applicable: usize,
    /// Left open, or never thought of, first; answered now.
    pub newly_considered: usize,
    /// Not called upon, both times.
    pub not_called_upon: usize,
    /// Not asked in one of the two, or not answered now.
    pub not_comparable: usize,
}

impl Growth {
    /// The growth in this series, told in this language.
    pub fn of(series: &Series, language: Language) -> Self {
        let last = series.last().map(|(a, instrument)| (a, &**instrument));
        let rows = last.map(|(_, instrument)| rows(series, instrument)).unwrap_or_default();
        let domains = if series.since.is_some() { domains(&rows) } else { Vec::new() };
        Self {
            learner_id: last.map(|(a, _)| a.learner.raw()).unwrap_or_default(),
            moments: series.moments.iter().map(|(a, _)| GrowthMoment::of(a)).collect(),
            since_id: series.since.and_then(|at| series.moments.get(at)).map(|(a, _)| a.id.raw()),
            until_id: last.map(|(a, _)| a.id.raw()).unwrap_or_default(),
            placement_changed: series.placement_changed(),
            rows,
            domains,
            how_to_read: how_to_read(language).to_owned(),
        }
    }
}

fn rows(series: &Series, instrument: &Instrument) -> Vec<GrowthRow> {
    let all = instrument.competencies().map(|competency| {
        let scores: Vec<Score> = (0..series.moments.len()).map(|at| series.score(at, competency)).collect();
        (competency, scores)
    });
    let asked = all.filter(|(_, scores)| scores.iter().any(|score| *score != Score::NotAsked));
    let row = asked.map(|(competency, scores)| {
        let change = series.change(competency);
        GrowthRow {
            code: competency.code.clone(),
            domain: competency.domain.clone(),
            profession: competency.profession.clone(),
            scores: scores.into_iter().map(|score| ComparedScore::of(&instrument.scale, score)).collect(),
            transition: change.map(|c| c.transition.into()),
            steps: change.and_then(|c| c.steps),
        }
    });
    row.collect()
}

fn domains(rows: &[GrowthRow]) -> Vec<DomainGrowth> {
    let mut domains: Vec<DomainGrowth> = Vec::new();
    for row in rows {
        let at = domains.iter().position(|d| d.domain == row.domain && d.profession == row.profession);
        let at = at.unwrap_or_else(|| {
            let (domain, profession) = (row.domain.clone(), row.profession.clone());
            domains.push(DomainGrowth { domain, profession, transitions: TransitionCounts::default() });
            domains.len() - 1
        });
        if let Some(transition) = row.transition {
            *domains[at].transitions.of(transition) += 1;
        }
    }
    domains
}

impl TransitionCounts {
    fn of(&mut self, transition: TransitionView) -> &mut usize {
        match transition {
            TransitionView::Raised => &mut self.raised,
            TransitionView::Same => &mut self.same,
            TransitionView::AtCeiling => &mut self.at_ceiling,
            TransitionView::Lowered => &mut self.lowered,
            TransitionView::BecameApplicable => &mut self.became_applicable,
            TransitionView::NoLongerApplicable => &mut self.no_longer_applicable,
            TransitionView::NewlyConsidered => &mut self.newly_considered,
            TransitionView::NotCalledUpon => &mut self.not_called_upon,
            TransitionView::NotComparable => &mut self.not_comparable,
        }
    }
}

impl GrowthMoment {
    /// An assessment as one of several.
    pub fn of(a: &Assessment) -> Self {
        Self {
            assessment_id: a.id.raw(),
            round_id: a.round.map(Id::raw),
            instrument_id: a.instrument.raw(),
            placement_id: a.placement.map(Id::raw),
            submitted_at: a.state.submitted_at().unwrap_or(a.saved_at),
        }
    }
}

impl From<Transition> for TransitionView {
    fn from(transition: Transition) -> Self {
        match transition {
            Transition::Raised => Self::Raised,
            Transition::Same => Self::Same,
            Transition::AtCeiling => Self::AtCeiling,
            Transition::Lowered => Self::Lowered,
            Transition::BecameApplicable => Self::BecameApplicable,
            Transition::NoLongerApplicable => Self::NoLongerApplicable,
            Transition::NewlyConsidered => Self::NewlyConsidered,
            Transition::NotCalledUpon => Self::NotCalledUpon,
            Transition::NotComparable => Self::NotComparable,
        }
    }
}

impl Example for Growth {
    fn example() -> Self {
        let id = |last: u128| Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a00 + last);
        let moment = |assessment: u128, round: u128, at: i64| GrowthMoment {
            assessment_id: id(assessment),
            round_id: Some(id(round)),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            placement_id: Some(id(6)),
            submitted_at: DateTime::from_timestamp(at, 0).unwrap_or_default(),
        };
        let rated = |level| ComparedScore { state: ScoreStateView::Rated, level: Some(level) };
        Self {
            learner_id: id(2),
            moments: vec![moment(8, 7, 1_793_692_800), moment(12, 11, 1_801_555_200)],
            since_id: Some(id(8)),
            until_id: id(12),
            placement_changed: Some(false),
            rows: vec![GrowthRow {
                code: "SO-BH-G-01".to_owned(),
                domain: "basishouding".to_owned(),
                profession: None,
                scores: vec![rated(2), rated(3)],
                transition: Some(TransitionView::Raised),
                steps: Some(1),
            }],
            domains: vec![DomainGrowth {
                domain: "basishouding".to_owned(),
                profession: None,
                transitions: TransitionCounts {
                    raised: 4,
                    same: 5,
                    lowered: 1,
                    became_applicable: 1,
                    ..Default::default()
                },
            }],
            how_to_read: how_to_read(Language::Dutch).to_owned(),
        }
    }
}
