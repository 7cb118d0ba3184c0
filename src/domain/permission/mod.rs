//! Who may do what with whose. One pure table per kind of thing.
//!
//! The right in a handler's signature says what a client may do at all; here stands what its user may do with *this* person's
//! data. What somebody may not know of is [`Verdict::Hidden`] (404), what she may see but not do is
//! [`Verdict::Forbidden`] (403).

mod assessment;
mod coaching;
mod feedback;
mod invitation;
mod learning_team;
mod placement;
mod report;
mod share;
mod standing;

pub use assessment::{AssessmentAction, AssessmentFacts, may};
pub use coaching::{CoachingAction, CoachingFacts, may_with_coaching};
pub use feedback::{FeedbackAction, may_with_feedback};
pub use invitation::{InvitationAction, InvitationFacts, may_with_invitation};
pub use learning_team::{TeamAction, TeamFacts, may_with_team};
pub use placement::{PlacementAction, may_with_placement};
pub use report::{ReportAction, may_read_report, may_read_some_report};
pub use share::may_with_share;
pub use standing::{Standing, may_read_memberships};

use super::refusal::Refusal;

/// The answer of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    /// May see it, may not do this.
    Forbidden,
    /// May not know that it exists.
    Hidden,
}

impl Verdict {
    /// Nothing, or the refusal that fits.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] or [`Refusal::NotFound`].
    pub fn or_refuse(self) -> Result<(), Refusal> {
        match self {
            Self::Allowed => Ok(()),
            Self::Forbidden => Err(Refusal::Forbidden),
            Self::Hidden => Err(Refusal::NotFound),
        }
    }
}

/// How the caller stands to a learner, at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The caller's account is in use.
    pub active: bool,
    /// She is the learner herself.
    pub is_learner: bool,
    /// She coaches the learner now, one by one or through a group.
    pub coaches: bool,
}
