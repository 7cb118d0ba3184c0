//! Who may do what with whose. One pure table per kind of thing.
//!
//! The right in a handler's signature says what a client may do at all; here stands what its user may do with *this* person's
//! data. What somebody may not know of is [`Verdict::Hidden`] (404), what she may see but not do is
//! [`Verdict::Forbidden`] (403).

mod assessment;
mod coaching;
mod conversation;
mod feedback;
mod goal;
mod invitation;
mod learning_team;
mod placement;
mod reflection;
mod report;
mod round;
mod share;
mod standing;

pub use assessment::{AssessmentAction, AssessmentFacts, may};
pub use coaching::{CoachingAction, CoachingFacts, may_with_coaching};
pub use conversation::may_correct_conversation;
pub use feedback::{FeedbackAction, may_with_feedback};
pub use goal::{GoalAction, may_with_goal};
pub use invitation::{InvitationAction, InvitationFacts, may_with_invitation};
pub use learning_team::{TeamAction, TeamFacts, may_with_team};
pub use placement::{PlacementAction, may_with_placement};
pub use reflection::{ReflectionAction, SharedWith, may_see_questions, may_with_reflection};
pub use report::{ReportAction, may_read_report, may_read_some_report};
pub use round::{
    GroupStanding, ParticipantAction, may_act_in_round, may_change_round, may_make_rounds, may_use_group,
    may_with_participant,
};
pub use share::may_with_share;
pub use standing::{Standing, may_administer, may_read_memberships, must_be_somebody_else};

use super::refusal::Refusal;

/// The answer of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    /// May see it, may not do this.
    Forbidden,
    /// May not know that it exists.
    Hidden,
    /// May know that it exists, and not what is in it while she scores herself anew.
    Withheld,
}

impl Verdict {
    /// Nothing, or the refusal that fits.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NotFound`] or [`Refusal::EarlierHidden`].
    pub fn or_refuse(self) -> Result<(), Refusal> {
        match self {
            Self::Allowed => Ok(()),
            Self::Forbidden => Err(Refusal::Forbidden),
            Self::Hidden => Err(Refusal::NotFound),
            Self::Withheld => Err(Refusal::EarlierHidden),
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
