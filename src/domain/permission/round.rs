//! Who may do what with a round, and with who takes part in it.

use super::{Relation, Standing, Verdict};
use crate::domain::{ids::ProgrammeId, organisation::Role};

/// How the caller stands to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupStanding {
    pub programme: ProgrammeId,
    /// There is a coaching of the whole group by her, now.
    pub coaches: bool,
}

/// What can be done with a learner in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParticipantAction {
    Read,
    Change,
}

/// Whether a group is the caller's to hold rounds for: she coaches all of it, or administers its programme.
pub fn may_use_group(standing: &Standing, group: GroupStanding) -> bool {
    let coaches = standing.has(Role::Coach) && group.coaches;
    coaches || standing.reaches(Role::Admin, Some(group.programme))
}

/// Whether the caller may make rounds at all.
pub fn may_make_rounds(standing: &Standing) -> Verdict {
    if standing.has(Role::Coach) || standing.has(Role::Admin) { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Whether the caller, who sees a round, may change it: all its groups are hers to use. A round without any is the
/// organisation's administrators'.
pub fn may_change_round(standing: &Standing, groups: &[GroupStanding]) -> Verdict {
    let all = !groups.is_empty() && groups.iter().all(|group| may_use_group(standing, *group));
    if all || standing.reaches(Role::Admin, None) { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Whether the caller, who sees a round, may do something in it for the groups that are hers: some of its groups are.
pub fn may_act_in_round(standing: &Standing, groups: &[GroupStanding]) -> Verdict {
    let some = groups.iter().any(|group| may_use_group(standing, *group));
    if some { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Whether the caller may do this with a learner in a round, whose group in it she may use or not. Nobody exempts herself.
pub fn may_with_participant(action: ParticipantAction, relation: Relation, uses_group: bool) -> Verdict {
    let Relation { active, is_learner, coaches } = relation;
    if !active || !(is_learner || coaches || uses_group) {
        return Verdict::Hidden;
    }
    let allowed = match action {
        ParticipantAction::Read => true,
        ParticipantAction::Change => uses_group && !is_learner,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    fn programme(n: u128) -> ProgrammeId {
        ProgrammeId::new(Uuid::from_u128(n))
    }

    fn group(n: u128, coaches: bool) -> GroupStanding {
        GroupStanding { programme: programme(n), coaches }
    }

    fn is(role: Role, limit: Option<ProgrammeId>) -> Standing {
        Standing { active: true, roles: vec![(role, limit)] }
    }

    #[test]
    fn a_coach_uses_the_groups_she_coaches_as_a_whole_and_an_administrator_those_her_role_reaches() {
        let coach = is(Role::Coach, None);
        assert!(may_use_group(&coach, group(1, true)));
        assert!(!may_use_group(&coach, group(1, false)));
        let admin = is(Role::Admin, Some(programme(1)));
        assert!(may_use_group(&admin, group(1, false)));
        assert!(!may_use_group(&admin, group(2, false)));
        assert!(!may_use_group(&is(Role::Curriculum, None), group(1, true)), "a coaching without the role is none");
    }

    #[test]
    fn a_round_of_several_groups_is_changed_by_who_may_use_all_of_them_and_acted_in_by_who_may_use_one() {
        let coach = is(Role::Coach, None);
        let groups = [group(1, true), group(1, false)];
        assert_eq!(may_change_round(&coach, &groups), Verdict::Forbidden);
        assert_eq!(may_act_in_round(&coach, &groups), Verdict::Allowed);
        assert_eq!(may_change_round(&coach, &groups[..1]), Verdict::Allowed);
        assert_eq!(may_act_in_round(&coach, &groups[1..]), Verdict::Forbidden);
        for (standing, verdict) in [(is(Role::Admin, None), Verdict::Allowed), (coach, Verdict::Forbidden)] {
            assert_eq!(may_change_round(&standing, &[]), verdict, "a round without groups");
        }
    }

    #[test]
    fn neither_a_curriculum_team_nor_a_learner_makes_rounds() {
        for (role, verdict) in [
            (Role::Learner, Verdict::Forbidden),
            (Role::Curriculum, Verdict::Forbidden),
            (Role::Coach, Verdict::Allowed),
            (Role::Admin, Verdict::Allowed),
        ] {
            assert_eq!(may_make_rounds(&is(role, None)), verdict);
            assert_eq!(may_make_rounds(&Standing { active: false, ..is(role, None) }), Verdict::Forbidden);
        }
    }

    #[test]
    fn a_participant_is_seen_by_herself_and_her_coaches_and_changed_by_who_uses_her_group() {
        let relation = |is_learner, coaches| Relation { active: true, is_learner, coaches };
        let may = |action, is_learner, coaches, uses| may_with_participant(action, relation(is_learner, coaches), uses);
        for (is_learner, coaches, uses, read, change) in [
            (true, false, false, Verdict::Allowed, Verdict::Forbidden),
            (true, false, true, Verdict::Allowed, Verdict::Forbidden),
            (false, true, false, Verdict::Allowed, Verdict::Forbidden),
            (false, false, true, Verdict::Allowed, Verdict::Allowed),
            (false, false, false, Verdict::Hidden, Verdict::Hidden),
        ] {
            assert_eq!(may(ParticipantAction::Read, is_learner, coaches, uses), read);
            assert_eq!(may(ParticipantAction::Change, is_learner, coaches, uses), change);
        }
        let gone = Relation { active: false, ..relation(true, true) };
        assert_eq!(may_with_participant(ParticipantAction::Read, gone, true), Verdict::Hidden);
    }
}
