//! What the caller is in her organisation, and what that alone decides.

use super::Verdict;
use crate::domain::{
    ids::{ProgrammeId, UserId},
    organisation::Role,
    refusal::Refusal,
};

/// What the caller is in her organisation, at this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Her account is in use.
    pub active: bool,
    /// Her roles, each with the programme it is limited to, if it is.
    pub roles: Vec<(Role, Option<ProgrammeId>)>,
}

impl Standing {
    /// Whether she holds this role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.active && self.roles.iter().any(|(r, _)| *r == role)
    }

    /// Whether she holds any role.
    pub fn is_member(&self) -> bool {
        self.active && !self.roles.is_empty()
    }

    /// Nothing, where she holds any role.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`].
    pub fn must_be_member(&self) -> Result<(), Refusal> {
        if self.is_member() { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// Whose rounds she sees: her own (`Some`) as a learner alone, all of the organisation's (`None`) as anything more.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] where she holds no role.
    pub fn sees_rounds_of(&self, herself: UserId) -> Result<Option<UserId>, Refusal> {
        self.must_be_member()?;
        let more = [Role::Coach, Role::Curriculum, Role::Admin].into_iter().any(|role| self.has(role));
        Ok((!more).then_some(herself))
    }

    /// Whether a role of hers reaches a slice: `None` is the whole organisation.
    pub fn reaches(&self, role: Role, programme: Option<ProgrammeId>) -> bool {
        self.active && self.roles.iter().any(|(r, limit)| *r == role && (limit.is_none() || *limit == programme))
    }
}

/// Whether the caller may read who is in a group of this programme: its administrators, and those who coach the whole group.
pub fn may_read_memberships(standing: &Standing, programme: ProgrammeId, coaches_group: bool) -> Verdict {
    let administers = standing.reaches(Role::Admin, Some(programme));
    let coaches = standing.has(Role::Coach) && coaches_group;
    if administers || coaches { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Whether the caller may keep users, memberships, programmes and groups: administrators of the whole organisation. Who administers one
/// programme could make her own of all the others by it.
pub fn may_administer(standing: &Standing) -> Verdict {
    if standing.reaches(Role::Admin, None) { Verdict::Allowed } else { Verdict::Forbidden }
}

/// Nothing, where an administrator changes somebody else than herself. Nobody gives herself a role, by any way: not of a coach or the curriculum team,
/// which would open learners' work or reports; not of a learner, which would let her into a learning team; and not her own role for longer.
/// Nor another name to sign in by, which would make room for hers on another account.
///
/// # Errors
/// [`Refusal::NotForOneself`].
pub fn must_be_somebody_else(herself: UserId, user: UserId) -> Result<(), Refusal> {
    if herself == user { Err(Refusal::NotForOneself) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_administers_the_whole_organisation_keeps_who_is_in_it() {
        use crate::domain::ids::Id;
        let programme = ProgrammeId::new(uuid::Uuid::from_u128(1));
        let verdict = |role, limit| may_administer(&Standing { active: true, roles: vec![(role, limit)] });
        assert_eq!(verdict(Role::Admin, None), Verdict::Allowed);
        for (role, limit) in [(Role::Admin, Some(programme)), (Role::Coach, None), (Role::Curriculum, None)] {
            assert_eq!(verdict(role, limit), Verdict::Forbidden, "{role:?}");
        }
        let disabled = Standing { active: false, roles: vec![(Role::Admin, None)] };
        assert_eq!(may_administer(&disabled), Verdict::Forbidden);
    }

    #[test]
    fn a_curriculum_member_of_a_programme_does_not_reach_the_organisation() {
        use crate::domain::ids::Id;
        let programme = |n| ProgrammeId::new(uuid::Uuid::from_u128(n));
        let standing = Standing { active: true, roles: vec![(Role::Curriculum, Some(programme(1)))] };
        assert!(standing.reaches(Role::Curriculum, Some(programme(1))));
        assert!(!standing.reaches(Role::Curriculum, Some(programme(2))));
        assert!(!standing.reaches(Role::Curriculum, None));
        let whole = Standing { active: true, roles: vec![(Role::Curriculum, None)] };
        assert!(whole.reaches(Role::Curriculum, None) && whole.reaches(Role::Curriculum, Some(programme(1))));
    }
}
