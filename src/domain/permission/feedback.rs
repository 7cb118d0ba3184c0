//! Who may do what with a piece of feedback.

use super::{Relation, Verdict};
use crate::domain::feedback;

/// What can be done with a piece of feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackAction {
    Read,
    Write,
    Acknowledge,
}

/// Whether the caller may do this with a piece of feedback. Its author reads it as long as she coaches the learner; the learner
/// once it is shared.
pub fn may_with_feedback(
    action: FeedbackAction,
    relation: Relation,
    is_author: bool,
    state: feedback::State,
) -> Verdict {
    let Relation { active, is_learner, coaches } = relation;
    let is_author = is_author && coaches;
    let shared = match state {
        feedback::State::Draft => false,
        feedback::State::Shared { .. } | feedback::State::Acknowledged { .. } => true,
    };
    if !active || !(is_author || (is_learner && shared)) {
        return Verdict::Hidden;
    }
    let allowed = match action {
        FeedbackAction::Read => true,
        FeedbackAction::Write => is_author,
        FeedbackAction::Acknowledge => is_learner,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::clock::Timestamp;

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    #[test]
    fn drafts_of_feedback_are_invisible_to_the_learner() {
        let read = |author, learner, state| {
            let relation = Relation { active: true, is_learner: learner, coaches: author };
            may_with_feedback(FeedbackAction::Read, relation, author, state)
        };
        assert_eq!(read(false, true, feedback::State::Draft), Verdict::Hidden);
        assert_eq!(read(false, true, feedback::State::Shared { at: now() }), Verdict::Allowed);
        assert_eq!(read(true, false, feedback::State::Draft), Verdict::Allowed);
        assert_eq!(read(false, false, feedback::State::Shared { at: now() }), Verdict::Hidden);
    }
}
