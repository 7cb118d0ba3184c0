//! Who may do what with a goal.

use super::{Relation, Verdict};
use crate::domain::goal::{Contribution, Visibility};

/// What can be done with a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalAction {
    Read,
    Write,
    /// Add what only its learner adds: progress, evidence.
    Record,
    /// Add what only a coach adds.
    Comment,
}

impl GoalAction {
    /// What it is to add this.
    pub fn adding(contribution: &Contribution) -> Self {
        match contribution {
            Contribution::Progress { .. } | Contribution::Evidence { .. } => Self::Record,
            Contribution::Comment { .. } => Self::Comment,
        }
    }
}

/// Whether the caller may do this with a learner's goal: the learner, and her coaches where she lets them read it.
pub fn may_with_goal(action: GoalAction, relation: Relation, visibility: Visibility) -> Verdict {
    let Relation { active, is_learner, coaches } = relation;
    let shown = match visibility {
        Visibility::Private => false,
        Visibility::Coaches => coaches,
    };
    if !active || !(is_learner || shown) {
        return Verdict::Hidden;
    }
    let allowed = match action {
        GoalAction::Read => true,
        GoalAction::Write | GoalAction::Record => is_learner,
        GoalAction::Comment => !is_learner,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEARNER: Relation = Relation { active: true, is_learner: true, coaches: false };
    const COACH: Relation = Relation { active: true, is_learner: false, coaches: true };
    const ALL: [GoalAction; 4] = [GoalAction::Read, GoalAction::Write, GoalAction::Record, GoalAction::Comment];

    #[test]
    fn the_learner_writes_and_her_coach_comments_where_she_lets_her() {
        let verdicts = |relation, visibility| ALL.map(|action| may_with_goal(action, relation, visibility));
        for visibility in [Visibility::Private, Visibility::Coaches] {
            let own = verdicts(LEARNER, visibility);
            assert_eq!(own, [Verdict::Allowed, Verdict::Allowed, Verdict::Allowed, Verdict::Forbidden]);
            assert_eq!(verdicts(Relation { active: false, ..LEARNER }, visibility), [Verdict::Hidden; 4]);
            assert_eq!(verdicts(Relation { coaches: false, ..COACH }, visibility), [Verdict::Hidden; 4]);
        }
        assert_eq!(verdicts(COACH, Visibility::Private), [Verdict::Hidden; 4]);
        let coach = verdicts(COACH, Visibility::Coaches);
        assert_eq!(coach, [Verdict::Allowed, Verdict::Forbidden, Verdict::Forbidden, Verdict::Allowed]);
    }
}
