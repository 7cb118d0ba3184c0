//! Who may do what with a piece of feedback.

use super::{Relation, Verdict};
use crate::domain::feedback;

/// What can be done with a piece of feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackAction {
    Read,
    /// Write and share it, and give it another text.
    Write,
    Acknowledge,
    /// Say how far one has read, reply to it, agree on actions.
    Converse,
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
        FeedbackAction::Read | FeedbackAction::Converse => true,
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
    fn both_converse_and_each_does_her_own_part() {
        let shared = feedback::State::Shared { at: now() };
        let may = |action, author: bool| {
            let relation = Relation { active: true, is_learner: !author, coaches: author };
            may_with_feedback(action, relation, author, shared)
        };
        for author in [true, false] {
            assert_eq!(may(FeedbackAction::Converse, author), Verdict::Allowed);
        }
        assert_eq!(may(FeedbackAction::Write, false), Verdict::Forbidden);
        assert_eq!(may(FeedbackAction::Acknowledge, true), Verdict::Forbidden);
        // Another coach of the learner.
        let colleague = Relation { active: true, is_learner: false, coaches: true };
        assert_eq!(may_with_feedback(FeedbackAction::Converse, colleague, false, shared), Verdict::Hidden);
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
