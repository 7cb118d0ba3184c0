//! Who may do what with the conversation about a self-score. Whoever may read the assessment reads it; nobody else.

use super::{Relation, Verdict};

/// Whether somebody who reads a conversation may correct its record: the learner, because it is about her, and who recorded it. Another
/// coach of hers reads what she did not write.
pub fn may_correct_conversation(relation: Relation, is_recorder: bool) -> Verdict {
    if relation.is_learner || is_recorder { Verdict::Allowed } else { Verdict::Forbidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_of_who_recorded_it_corrects_nothing() {
        let colleague = Relation { active: true, is_learner: false, coaches: true };
        assert_eq!(may_correct_conversation(colleague, false), Verdict::Forbidden);
        assert_eq!(may_correct_conversation(colleague, true), Verdict::Allowed);
        let learner = Relation { active: true, is_learner: true, coaches: false };
        assert_eq!(may_correct_conversation(learner, false), Verdict::Allowed);
    }
}
