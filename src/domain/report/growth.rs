//! Growth of many learners: what became of a competency between an earlier round and this one. Of matched learners only, who submitted both times, and of
//! matched competencies only, which are the same one in both.

use super::{JointOutcome, SliceOf};
use crate::domain::{
    growth::{self, Transition},
    ids::RoundId,
    privacy::{Reason, exchange::ABSENT},
    report::panel::Codes,
    round::coded,
    scale::Scale,
};

coded!(/// Which earlier round growth is measured from.
    Since {
    /// The last one before this in which enough of the learners took part, or else any.
    Previous = "previous",
    /// The first baseline in which enough of them took part.
    Baseline = "baseline",
});

/// What changed in one slice since an earlier round.
#[derive(Clone, Debug)]
pub struct Growth {
    pub slice: SliceOf,
    pub round: RoundId,
    pub since: Since,
    pub since_round: RoundId,
    /// Submitted both times.
    pub n_matched: u32,
    /// Submitted now, and not then.
    pub n_new: u32,
    /// Of the matched: whose placement is another now. Or why that is not told.
    pub placement_changed: Result<u32, Reason>,
    /// One per competency of this round's instrument, in its order.
    pub rows: Vec<GrowthRow>,
}

/// One competency in one slice.
#[derive(Clone, Debug)]
pub struct GrowthRow {
    pub position: usize,
    /// `None`: what was asked then cannot be compared with what is asked now.
    pub outcome: Option<JointOutcome>,
}

/// How many transitions there are.
pub const TRANSITIONS: usize = Transition::ALL.len();

/// The number of the transition between two codes.
pub(super) fn category(scale: &Scale, before: u8, after: u8) -> Option<usize> {
    if before == ABSENT || after == ABSENT {
        return None;
    }
    let codes = Codes::of(scale);
    let moment = |code: u8| {
        let (score, reason) = codes.score(scale, code);
        growth::Moment::new(crate::domain::comparison::Said::of(scale, score), score, reason)
    };
    let counting = scale.levels().iter().filter(|level| level.counts).count();
    let transition = Transition::between(moment(before), moment(after), counting.saturating_sub(1));
    Transition::ALL.iter().position(|known| *known == transition)
}
