//! Who may do what with an invitation.

use super::Verdict;

/// What can be done with an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationAction {
    Read,
    /// Take it back.
    Revoke,
    /// Begin to rate by it.
    Use,
}

/// How the caller stands to an invitation, at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvitationFacts {
    /// Her account is in use.
    pub active: bool,
    /// It is hers: she invites.
    pub is_learner: bool,
    /// She is the peer who is invited, and still in a learning team with who invites.
    pub is_peer: bool,
}

/// Whether the caller may do this with an invitation. Whom a learner asks is hers to know: no coach and no administrator sees it.
pub fn may_with_invitation(action: InvitationAction, facts: InvitationFacts) -> Verdict {
    let InvitationFacts { active, is_learner, is_peer } = facts;
    if !active || !(is_learner || is_peer) {
        return Verdict::Hidden;
    }
    let allowed = match action {
        InvitationAction::Read => true,
        InvitationAction::Revoke => is_learner,
        InvitationAction::Use => is_peer,
    };
    if allowed { Verdict::Allowed } else { Verdict::Forbidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_invites_takes_back_and_who_is_invited_uses() {
        let learner = InvitationFacts { active: true, is_learner: true, is_peer: false };
        let peer = InvitationFacts { active: true, is_learner: false, is_peer: true };
        assert_eq!(may_with_invitation(InvitationAction::Revoke, learner), Verdict::Allowed);
        assert_eq!(may_with_invitation(InvitationAction::Use, learner), Verdict::Forbidden);
        assert_eq!(may_with_invitation(InvitationAction::Use, peer), Verdict::Allowed);
        assert_eq!(may_with_invitation(InvitationAction::Revoke, peer), Verdict::Forbidden);
        for facts in
            [InvitationFacts { active: true, ..InvitationFacts::default() }, InvitationFacts { active: false, ..peer }]
        {
            assert_eq!(may_with_invitation(InvitationAction::Read, facts), Verdict::Hidden);
        }
    }
}
