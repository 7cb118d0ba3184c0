//! Who may do what with a reflection.

use super::{Relation, Verdict};

/// What can be done with a reflection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReflectionAction {
    Read,
    /// Write, share, take back.
    Write,
}

/// With whom an answer is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedWith {
    /// With the learner's coaches.
    pub coaches: bool,
    /// With a learning team in which both the learner and the caller are now.
    pub team: bool,
}

/// Whether the caller may do this with a learner's answer. It is hers alone until she shares it; then her coaches read it, or a learning
/// team, or both, whatever the round discloses of the scores.
pub fn may_with_reflection(action: ReflectionAction, relation: Relation, shared: SharedWith) -> Verdict {
    let Relation { active, is_learner, coaches } = relation;
    if !active || !(is_learner || (coaches && shared.coaches) || shared.team) {
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
    const OTHER: Relation = Relation { active: true, is_learner: false, coaches: false };

    #[test]
    fn an_answer_is_the_learners_alone_until_she_shares_it() {
        let verdicts = |relation, coaches, team| {
            [ReflectionAction::Read, ReflectionAction::Write]
                .map(|action| may_with_reflection(action, relation, SharedWith { coaches, team }))
        };
        let reads = [Verdict::Allowed, Verdict::Forbidden];
        for coaches in [false, true] {
            for team in [false, true] {
                assert_eq!(verdicts(LEARNER, coaches, team), [Verdict::Allowed; 2]);
                for relation in [LEARNER, COACH, OTHER] {
                    let gone = Relation { active: false, ..relation };
                    assert_eq!(verdicts(gone, coaches, team), [Verdict::Hidden; 2]);
                }
            }
            // What is shared with coaches is nothing to a teammate, and the other way round.
            assert_eq!(verdicts(OTHER, coaches, false), [Verdict::Hidden; 2]);
            assert_eq!(verdicts(OTHER, coaches, true), reads);
        }
        assert_eq!(verdicts(COACH, false, false), [Verdict::Hidden; 2]);
        assert_eq!(verdicts(COACH, true, false), reads);
    }

    #[test]
    fn the_questions_are_seen_by_who_may_read_something_of_it() {
        assert_eq!(may_see_questions(LEARNER, false, false), Verdict::Allowed);
        assert_eq!(may_see_questions(COACH, false, false), Verdict::Hidden);
        assert_eq!(may_see_questions(COACH, true, false), Verdict::Allowed);
        assert_eq!(may_see_questions(OTHER, true, false), Verdict::Hidden);
        assert_eq!(may_see_questions(OTHER, false, true), Verdict::Allowed);
        assert_eq!(may_see_questions(COACH, false, true), Verdict::Allowed);
        assert_eq!(may_see_questions(Relation { active: false, ..LEARNER }, true, true), Verdict::Hidden);
    }
}
