//! Reports about many learners, over fixed slices of a round: who took part, what was answered, what changed since an earlier round, and how
//! what learners say of themselves differs from what others say of them.

mod approximate;
mod distribution;
mod gaps;
mod goals;
mod growth;
mod overlap;
mod panel;
mod plain;
mod reckoning;
mod released;
mod series;
mod slices;

pub use approximate::{Reasons, ReasonsRow, WorkplaceRow, Workplaces};
pub use distribution::{BlockRow, Distribution, Outcome, Row, distributions};
pub use gaps::{GAPS, Gaps, GapsRow};
pub use goals::Goals;
pub use growth::{Growth, GrowthRow, Since, TRANSITIONS};
pub use overlap::{ALL, HIDDEN, Joint, JointOutcome, Kept, Overlaps, Told, band_byte};
pub use panel::{Answers, Column, Member, Moment, Panel};

pub use plain::{PlainOutcome, plain};
pub use reckoning::Reckoning;
pub use released::Released;
pub use series::{LeftOut, ReadBy};
pub use slices::{Part, SliceOf, Slices};

use super::assessment::RaterKind;
use slices::Rows;

/// What a round and a slice of it are called, for who reads a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Label of the round.
    pub round: String,
    /// Name of the group, cohort, programme or organisation.
    pub slice: String,
    /// Where the school is.
    pub time_zone: String,
}

/// How many took part in one slice of one round. Holds no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Learners in the round, the exempted left out.
    pub n_expected: u32,
    pub n_exempted: u32,
    /// Have started a self-score.
    pub n_started: u32,
    /// Have submitted it.
    pub n_submitted: u32,
    /// Of the expected: about whom somebody of this kind submitted a sheet. Each is counted once, however many did.
    pub by_rater_kind: [(RaterKind, u32); OTHER_RATERS.len()],
}

/// Who rates a learner beside herself.
pub const OTHER_RATERS: [RaterKind; 4] =
    [RaterKind::StudyCoach, RaterKind::PracticeSupervisor, RaterKind::Peer, RaterKind::Guest];

impl Participation {
    /// Submitted of expected, 0 to 1; `None` where nobody is expected.
    pub fn response_rate(&self) -> Option<f64> {
        self.share(self.n_submitted)
    }

    /// So many of the expected, 0 to 1; `None` where nobody is expected.
    pub fn share(&self, learners: u32) -> Option<f64> {
        (self.n_expected > 0).then(|| f64::from(learners) / f64::from(self.n_expected))
    }
}
