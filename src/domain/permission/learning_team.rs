//! Who may do what with a learning team.

use super::Verdict;

/// What can be done with a learning team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamAction {
    /// Read it, and who is in it now.
    Read,
    /// Read what is shared with it.
    ReadShared,
    /// Read who was in it before.
    ReadPast,
    /// Change it, and who is in it.
    Write,
}

/// How the caller stands to a learning team, at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts, each independent of the others")]
pub struct TeamFacts {
    /// Her account is in use.
    pub active: bool,
    /// She administers the organisation.
    pub is_admin: bool,
    /// She is in it.
    pub is_member: bool,
    /// She coaches everybody who is in it, and somebody is.
    pub coaches_all: bool,
}

/// Whether the caller may do this with a learning team. Who coaches only some of it would see learners who are not hers.
pub fn may_with_team(action: TeamAction, facts: TeamFacts) -> Verdict {
    let TeamFacts { active, is_admin, is_member, coaches_all } = facts;
    if !active || !(is_admin || is_member || coaches_all) {
        return Verdict::Hidden;
    }
    let allowed = match action {
        TeamAction::Read => true,
        // Who keeps a team does not read what is shared in it.
        TeamAction::ReadShared => is_member,
        TeamAction::ReadPast | TeamAction::Write => is_admin || coaches_all,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_reads_her_team_and_who_coaches_all_of_it_keeps_it() {
        let member = TeamFacts { active: true, is_member: true, ..TeamFacts::default() };
        let coach = TeamFacts { active: true, coaches_all: true, ..TeamFacts::default() };
        assert_eq!(may_with_team(TeamAction::Read, member), Verdict::Allowed);
        assert_eq!(may_with_team(TeamAction::ReadShared, member), Verdict::Allowed);
        assert_eq!(may_with_team(TeamAction::ReadShared, coach), Verdict::Forbidden);
        assert_eq!(may_with_team(TeamAction::Write, member), Verdict::Forbidden);
        assert_eq!(may_with_team(TeamAction::ReadPast, member), Verdict::Forbidden);
        assert_eq!(may_with_team(TeamAction::Write, coach), Verdict::Allowed);
        assert_eq!(
            may_with_team(TeamAction::Read, TeamFacts { active: true, ..TeamFacts::default() }),
            Verdict::Hidden
        );
        assert_eq!(may_with_team(TeamAction::Read, TeamFacts { active: false, ..coach }), Verdict::Hidden);
    }
}
