//! Who may do what with coaching relations.

use super::Verdict;

/// What can be done with a coaching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoachingAction {
    Read,
    Write,
}

/// How the caller stands to a coaching, at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts, each independent of the others")]
pub struct CoachingFacts {
    /// Her account is in use.
    pub active: bool,
    /// She administers the organisation.
    pub is_admin: bool,
    /// She is the coach.
    pub is_coach: bool,
    /// She is coached: herself, or in the group.
    pub is_coached: bool,
}

/// Whether the caller may do this with a coaching, or make one. Administrators write; never one in which they coach
/// themselves, because it would open learners' work to them.
pub fn may_with_coaching(action: CoachingAction, facts: CoachingFacts) -> Verdict {
    let CoachingFacts { active, is_admin, is_coach, is_coached } = facts;
    if !active || !(is_admin || is_coach || is_coached) {
        return Verdict::Hidden;
    }
    let allowed = match action {
        CoachingAction::Read => true,
        CoachingAction::Write => is_admin && !is_coach,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_writes_any_coaching_but_her_own() {
        let facts = |is_admin, is_coach, is_coached| CoachingFacts { active: true, is_admin, is_coach, is_coached };
        let write = |facts| may_with_coaching(CoachingAction::Write, facts);
        assert_eq!(write(facts(true, false, false)), Verdict::Allowed);
        assert_eq!(write(facts(true, true, false)), Verdict::Forbidden);
        assert_eq!(write(facts(false, true, false)), Verdict::Forbidden);
        assert_eq!(write(facts(false, false, true)), Verdict::Forbidden);
        assert_eq!(write(facts(false, false, false)), Verdict::Hidden);
        assert_eq!(write(CoachingFacts { active: false, ..facts(true, false, false) }), Verdict::Hidden);
        assert_eq!(may_with_coaching(CoachingAction::Read, facts(false, false, true)), Verdict::Allowed);
    }
}
