//! Who may do what with a reflection.

use super::{Relation, Verdict};

/// What can be done with a reflection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReflectionAction {
    Read,
    /// Write, share, take back.
    Write,
}

/// Whether the caller may do this with a learner's answer. It is hers alone until she shares it; then her coaches read it, whatever
/// the round discloses of the scores.
pub fn may_with_reflection(action: ReflectionAction, relation: Relation, with_coaches: bool) -> Verdict {
    let Relation { active, is_learner, coaches } = relation;
    if !active || !(is_learner || (coaches && with_coaches)) {
        return Verdict::Hidden;
    }
    match action {
        ReflectionAction::Read => Verdict::Allowed,
        ReflectionAction::Write if is_learner => Verdict::Allowed,
        ReflectionAction::Write => Verdict::Forbidden,
    }
}

/// Whether the caller may see which questions a learner has with her self-score: the learner, a coach who may read the scores, and who may
/// read an answer.
pub fn may_see_questions(relation: Relation, reads_scores: bool, reads_an_answer: bool) -> Verdict {
    // A learning team that a sheet is shared with reads its scores, and no question besides.
    let coach_reads = relation.coaches && reads_scores;
    let sees = relation.active && (relation.is_learner || coach_reads || reads_an_answer);
    if sees { Verdict::Allowed } else { Verdict::Hidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEARNER: Relation = Relation { active: true, is_learner: true, coaches: false };
    const COACH: Relation = Relation { active: true, is_learner: false, coaches: true };
    const STRANGER: Relation = Relation { active: true, is_learner: false, coaches: false };

    #[test]
    fn an_answer_is_the_learners_alone_until_she_shares_it() {
        let verdicts = |relation, shared| {
            [ReflectionAction::Read, ReflectionAction::Write]
                .map(|action| may_with_reflection(action, relation, shared))
        };
        for shared in [false, true] {
            assert_eq!(verdicts(LEARNER, shared), [Verdict::Allowed; 2]);
            assert_eq!(verdicts(STRANGER, shared), [Verdict::Hidden; 2]);
            assert_eq!(verdicts(Relation { active: false, ..LEARNER }, shared), [Verdict::Hidden; 2]);
        }
        assert_eq!(verdicts(COACH, false), [Verdict::Hidden; 2]);
        assert_eq!(verdicts(COACH, true), [Verdict::Allowed, Verdict::Forbidden]);
        assert_eq!(verdicts(Relation { active: false, ..COACH }, true), [Verdict::Hidden; 2]);
    }

    #[test]
    fn the_questions_are_seen_by_who_may_read_something_of_it() {
        assert_eq!(may_see_questions(LEARNER, false, false), Verdict::Allowed);
        assert_eq!(may_see_questions(COACH, false, false), Verdict::Hidden);
        assert_eq!(may_see_questions(COACH, true, false), Verdict::Allowed);
        assert_eq!(may_see_questions(STRANGER, true, false), Verdict::Hidden);
        assert_eq!(may_see_questions(COACH, false, true), Verdict::Allowed);
        assert_eq!(may_see_questions(Relation { active: false, ..LEARNER }, true, true), Verdict::Hidden);
    }
}
