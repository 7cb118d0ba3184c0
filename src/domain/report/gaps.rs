//! What many learners say of themselves beside what their coaches say of them: self minus one coach, per learner and competency. No mean
//! over the two, and one kind of coach at a time.

use super::{JointOutcome, SliceOf};
use crate::domain::{
    assessment::RaterKind,
    comparison::{Agreement, Gap, Said},
    ids::RoundId,
    privacy::exchange::ABSENT,
    report::panel::Codes,
    scale::Scale,
};

/// The gaps in one slice, to one kind of coach.
#[derive(Clone, Debug)]
pub struct Gaps {
    pub slice: SliceOf,
    pub round: RoundId,
    pub rater_kind: RaterKind,
    /// Learners of whom there are both.
    pub n_pairs: u32,
    /// Submitted, and not rated by this kind of coach.
    pub n_unrated: u32,
    /// One per competency, in the instrument's order.
    pub rows: Vec<GapsRow>,
}

/// One competency in one slice.
#[derive(Clone, Debug)]
pub struct GapsRow {
    pub position: usize,
    pub outcome: JointOutcome,
    /// Weighted kappa in tenths, from 20 pairs that rated on; `None` where it is undefined, or would tell too much.
    pub kappa: Option<i32>,
}

/// How pairs are counted: both rated alike, both not called upon, self higher, coach higher, applicability differs, not comparable.
pub const GAPS: usize = 6;

/// The number under which two codes count.
pub(super) fn category(scale: &Scale, own: u8, coach: u8) -> Option<usize> {
    let (own, coach) = (said(scale, own)?, said(scale, coach)?);
    Some(match Gap::between(own, coach) {
        Gap::Agree if own == Said::NotCalledUpon => 1,
        Gap::Agree => 0,
        Gap::SelfHigher => 2,
        Gap::CoachHigher => 3,
        Gap::ApplicabilityDiffers => 4,
        Gap::NotComparable => 5,
    })
}

/// The number of the cell of two rated codes, learner by coach.
pub(super) fn cell(scale: &Scale, own: u8, coach: u8) -> Option<usize> {
    match (said(scale, own)?, said(scale, coach)?) {
        (Said::Rated(own), Said::Rated(coach)) => Some(own * rated_levels(scale) + coach),
        (Said::Rated(_) | Said::NotCalledUpon | Said::Nothing, _) => None,
    }
}

/// How many levels count.
pub(super) fn rated_levels(scale: &Scale) -> usize {
    scale.levels().iter().filter(|level| level.counts).count()
}

/// Kappa of these cells in tenths; outside its range where it is undefined.
pub(super) fn kappa(cells: &[u32]) -> i32 {
    let levels = cells.len().isqrt();
    let pairs = cells.iter().enumerate().flat_map(|(at, n)| {
        let pair = (Said::Rated(at / levels), Said::Rated(at % levels));
        std::iter::repeat_n(pair, *n as usize)
    });
    match Agreement::of(pairs, levels).kappa {
        #[expect(clippy::cast_possible_truncation, reason = "between -10 and 10")]
        Some(kappa) => (kappa * 10.0).round() as i32,
        None => UNDEFINED,
    }
}

/// No kappa.
pub(super) const UNDEFINED: i32 = i32::MIN;

fn said(scale: &Scale, code: u8) -> Option<Said> {
    (code != ABSENT).then(|| Said::of(scale, Codes::of(scale).score(scale, code).0))
}
