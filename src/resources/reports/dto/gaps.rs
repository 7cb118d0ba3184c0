//! Gaps between learners and their coaches, as they are kept and sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{HiddenReason, SliceView};
use crate::{
    choices,
    domain::{
        assessment::RaterKind,
        framework::Competency,
        ids::Id,
        language::Language,
        report::{Gaps, GapsRow, JointOutcome, Panel},
    },
    http::schema::Example,
    resources::reports::words,
};

choices!(/// Kind of coach: one at a time, never blended.
    CoachKindView as ReportCoachKind {
    /// The study coach.
    StudyCoach = "studyCoach",
    /// The supervisor at the placement.
    PracticeSupervisor = "practiceSupervisor",
});

impl From<CoachKindView> for RaterKind {
    fn from(kind: CoachKindView) -> Self {
        match kind {
            CoachKindView::StudyCoach => Self::StudyCoach,
            CoachKindView::PracticeSupervisor => Self::PracticeSupervisor,
        }
    }
}

/// What learners say of themselves beside what one kind of coach says of them: self minus one coach, counted per competency. Where several
/// coaches of a kind rated a learner, the last who submitted. No mean over the two. Rows that could give somebody away, next to
/// everything else that is released, are hidden, or told in numbers rounded at random.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapsReport {
    /// The round.
    pub round_id: Uuid,
    /// Which kind of coach.
    pub rater_kind: CoachKindView,
    /// Whom it is about.
    pub slice: SliceView,
    /// Instrument version.
    pub instrument_id: Uuid,
    /// When it was released; it stays as it is.
    pub released_at: DateTime<Utc>,
    /// Fewest learners a published row is about.
    #[schema(minimum = 5)]
    pub minimum_learners: u32,
    /// Learners who submitted and were rated by a coach of this kind.
    pub n_pairs: u32,
    /// Learners who submitted and were not.
    pub n_unrated: u32,
    /// One row per competency, in the instrument's order.
    pub rows: Vec<GapsReportRow>,
    /// How to read this and how not, in plain language; show it with the figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(required = true)]
    pub how_to_read: String,
}

/// One competency in one slice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapsReportRow {
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
    pub disclosure: GapsDisclosure,
    /// Why it is hidden; `null` where it is not.
    #[schema(required = true)]
    pub reason: Option<HiddenReason>,
    /// To multiples of what the numbers are rounded: up or down at random, the nearer the likelier. `null` where they are exact, or not told.
    #[schema(required = true, minimum = 3, maximum = 100)]
    #[serde(default)]
    pub rounded_to: Option<u32>,
    /// The figures; `null` where they are not told.
    #[schema(required = true)]
    pub figures: Option<GapFigures>,
}

choices!(/// What is told of gaps on a competency.
    GapsDisclosure {
    /// All figures.
    Published = "published",
    /// All figures, made of numbers rounded at random to multiples of `roundedTo`, because exact ones would tell too much.
    Rounded = "rounded",
    /// Nothing.
    Hidden = "hidden",
});

/// How learners and coaches differ on one competency.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapFigures {
    /// Learners of whom there are both, and who were asked it.
    pub n_pairs: u32,
    /// Both rated it, and alike.
    pub agree: u32,
    /// Both say that practice does not call upon it.
    pub agree_not_called_upon: u32,
    /// The learner rated herself higher.
    pub self_higher: u32,
    /// The coach rated her higher.
    pub coach_higher: u32,
    /// One says that practice does not call upon it, the other rated it.
    pub applicability_differs: u32,
    /// One of the two left it open, or has not observed it.
    pub not_comparable: u32,
    /// Pairs in which both rated it: the denominator of `rawAgreement`.
    pub n_rated_pairs: u32,
    /// Share of those that agree to the level, 0 to 1; `null` without any.
    #[schema(required = true, minimum = 0, maximum = 1)]
    pub raw_agreement: Option<f64>,
    /// Weighted kappa (quadratic weights; Cohen, 1968), in tenths. `null` under 20 pairs that both rated, where it is undefined, and where it would
    /// give somebody away.
    #[schema(required = true, minimum = -1, maximum = 1)]
    pub weighted_kappa: Option<f64>,
}

impl GapsReport {
    /// Gaps on the round's instrument.
    pub fn of(gaps: &Gaps, panel: &Panel<'_>) -> Self {
        let instrument = panel.instrument();
        let rater_kind = match gaps.rater_kind {
            RaterKind::PracticeSupervisor => CoachKindView::PracticeSupervisor,
            RaterKind::SelfScore | RaterKind::StudyCoach | RaterKind::Peer | RaterKind::Guest => {
                CoachKindView::StudyCoach
            }
        };
        Self {
            how_to_read: String::new(),
            round_id: gaps.round.raw(),
            rater_kind,
            slice: gaps.slice.into(),
            instrument_id: instrument.id.raw(),
            released_at: panel.released_at,
            minimum_learners: panel.terms.minimum,
            n_pairs: gaps.n_pairs,
            n_unrated: gaps.n_unrated,
            rows: gaps.rows.iter().zip(instrument.competencies()).map(|(row, c)| GapsReportRow::of(row, c)).collect(),
        }
    }
}

impl GapsReportRow {
    fn of(row: &GapsRow, c: &Competency) -> Self {
        let (disclosure, reason, figures) = match &row.outcome {
            JointOutcome::All(counts) => (GapsDisclosure::Published, None, Some(GapFigures::of(counts, row.kappa))),
            JointOutcome::Rounded { counts, .. } => (GapsDisclosure::Rounded, None, Some(GapFigures::of(counts, None))),
            JointOutcome::Hidden(reason) => (GapsDisclosure::Hidden, Some((*reason).into()), None),
        };
        Self {
            code: c.code.clone(),
            domain: c.domain.clone(),
            profession: c.profession.clone(),
            disclosure,
            reason,
            rounded_to: row.outcome.rounded_to(),
            figures,
        }
    }
}

impl GapFigures {
    /// In the order in which the domain counts them.
    fn of(counts: &[u32], kappa: Option<i32>) -> Self {
        let at = |place: usize| counts.get(place).copied().unwrap_or(0);
        let n_rated_pairs = at(0) + at(2) + at(3);
        Self {
            n_pairs: counts.iter().sum(),
            agree: at(0),
            agree_not_called_upon: at(1),
            self_higher: at(2),
            coach_higher: at(3),
            applicability_differs: at(4),
            not_comparable: at(5),
            n_rated_pairs,
            raw_agreement: (n_rated_pairs > 0).then(|| f64::from(at(0)) / f64::from(n_rated_pairs)),
            weighted_kappa: kappa.map(|tenths| f64::from(tenths) / 10.0),
        }
    }
}

impl Example for GapsReport {
    fn example() -> Self {
        let row = |code: &str, disclosure, reason, figures| GapsReportRow {
            code: code.to_owned(),
            domain: "basishouding".to_owned(),
            profession: None,
            disclosure,
            reason,
            rounded_to: None,
            figures,
        };
        Self {
            how_to_read: words::how_to_read_gaps(Language::Dutch).to_owned(),
            round_id: Uuid::from_u128(0x0192_d3a0_7b1c_7e00_8a4f_3c1d_2e4f_5a07),
            rater_kind: CoachKindView::StudyCoach,
            slice: SliceView::example(),
            instrument_id: Uuid::from_u128(0x3f1c_9d5e_0c1b_5a6e_9a5d_2b7e_8c4f_1a05),
            released_at: DateTime::from_timestamp(1_795_939_200, 0).unwrap_or_default(),
            minimum_learners: 10,
            n_pairs: 24,
            n_unrated: 2,
            rows: vec![
                row("SO-BH-G-01", GapsDisclosure::Published, None, Some(GapFigures::of(&[9, 2, 4, 6, 2, 1], None))),
                row("SO-BH-G-02", GapsDisclosure::Published, None, Some(GapFigures::of(&[12, 0, 5, 5, 1, 1], Some(6)))),
                GapsReportRow {
                    rounded_to: Some(3),
                    ..row("SO-BH-G-04", GapsDisclosure::Rounded, None, Some(GapFigures::of(&[9, 0, 6, 6, 3, 0], None)))
                },
                row("SO-BH-G-03", GapsDisclosure::Hidden, Some(HiddenReason::Complementary), None),
            ],
        }
    }
}
