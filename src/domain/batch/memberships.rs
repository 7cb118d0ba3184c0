//! Memberships as a school's own system has them.

use super::{Known, Row, RowError, RowFault, There, stays};
use crate::domain::{
    clock::Timestamp,
    coaching::ends_before,
    ids::{MembershipId, UserId},
    membership::MembershipChange,
    organisation::{Group, Membership, Programme, Role, UserKind},
};

/// Somebody whom rows name, guests left out.
#[derive(Clone, Debug)]
pub struct Party {
    pub id: UserId,
    pub external_id: String,
    pub display_name: String,
    pub kind: UserKind,
    /// The roles she has now.
    pub is_coach: bool,
    pub is_learner: bool,
}

/// The one of these with this external id.
pub fn named<'a>(people: &'a [Party], external_id: &str) -> Option<&'a Party> {
    people.iter().find(|party| party.external_id == external_id)
}

/// A membership as the school's system has it.
#[derive(Clone, Debug)]
pub struct MembershipRow {
    /// By which it is found.
    pub external_id: String,
    /// External id of whose it is.
    pub user: String,
    pub role: Role,
    /// External id of the group that a learner is in.
    pub group: Option<String>,
    /// External id of the programme it is limited to.
    pub programme: Option<String>,
    /// From when on; `None`: as it is, or of a new one now.
    pub starts_at: Option<Timestamp>,
    /// What is said of it beside these; what is left out stays.
    pub described: MembershipChange,
}

/// What memberships refer to, and who may not get any.
#[derive(Clone, Debug)]
pub struct Around {
    pub people: Vec<Party>,
    pub groups: Vec<Group>,
    pub programmes: Vec<Programme>,
    /// Who counts as who sends the rows.
    pub selves: Vec<UserId>,
}

impl Known for Membership {
    type Id = MembershipId;

    fn id(&self) -> MembershipId {
        self.id
    }

    fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

impl Row for MembershipRow {
    type Of = Membership;
    type Around = Around;

    const MANY: &'static str = "memberships";

    fn external_id(&self) -> &str {
        &self.external_id
    }

    fn becomes(
        &self,
        there: There<'_, Membership>,
        around: &Around,
        now: Timestamp,
        next_id: impl FnOnce() -> MembershipId,
    ) -> Result<Option<Membership>, Vec<RowError>> {
        let as_sent = self.as_sent(around, there.found.is_none(), now, next_id)?;
        let after = match there.found {
            None => as_sent,
            Some(before) => match self.changed(before, &as_sent, now)? {
                None => return Ok(None),
                Some(after) => after,
            },
        };
        if let Some(error) = ends_before(after.starts_at, after.ends_at) {
            return Err(vec![RowError { pointer: error.pointer, fault: RowFault::EndBeforeStart }]);
        }
        if around.selves.contains(&after.user) {
            return Err(vec![RowError::whole(RowFault::NotForOneself)]);
        }
        let outlasts = there.found.is_none_or(|before| after.outlasts(before));
        if outlasts && there.another(|other| after.overlaps(other)) {
            return Err(vec![RowError::whole(RowFault::AlreadyAMember)]);
        }
        Ok(Some(after))
    }
}

impl MembershipRow {
    /// What it would be if it were new. A machine client is an administrator or nothing; what is over takes nobody new.
    fn as_sent(
        &self,
        around: &Around,
        is_new: bool,
        now: Timestamp,
        next_id: impl FnOnce() -> MembershipId,
    ) -> Result<Membership, Vec<RowError>> {
        let user = named(&around.people, &self.user)
            .filter(|party| !is_new || party.kind == UserKind::Person || self.role == Role::Admin);
        let in_use = |since: Option<Timestamp>| !is_new || since.is_none();
        let group = self.group.as_deref().map(|named| {
            let found = around.groups.iter().find(|group| group.external_id.as_deref() == Some(named));
            found.filter(|group| in_use(group.deactivated_at)).map(|group| group.id)
        });
        let programme = self.programme.as_deref().map(|named| {
            let found = around.programmes.iter().find(|programme| programme.external_id.as_deref() == Some(named));
            found.filter(|programme| in_use(programme.deactivated_at)).map(|programme| programme.id)
        });
        let unknown =
            |member: &str, is_unknown: bool| is_unknown.then(|| RowError::at(member, RowFault::UnknownReference));
        let mut errors: Vec<RowError> = unknown("userExternalId", user.is_none()).into_iter().collect();
        errors.extend(unknown("groupExternalId", group == Some(None)));
        errors.extend(unknown("programmeExternalId", programme == Some(None)));
        let Some(user) = user.filter(|_| errors.is_empty()) else { return Err(errors) };
        Ok(Membership {
            id: next_id(),
            user: user.id,
            display_name: user.display_name.clone(),
            role: self.role,
            group: group.flatten(),
            programme: programme.flatten(),
            profession: self.described.profession.clone().flatten(),
            starts_at: self.starts_at.unwrap_or(now),
            ends_at: self.described.ends_at.flatten(),
            external_id: Some(self.external_id.clone()),
            revision: 1,
            updated_at: now,
        })
    }

    /// What becomes of the one that is there. Whose it is, as what, where and since when does not change: that one ends, and another begins.
    fn changed(
        &self,
        before: &Membership,
        sent: &Membership,
        now: Timestamp,
    ) -> Result<Option<Membership>, Vec<RowError>> {
        stays(&[
            ("userExternalId", before.user != sent.user),
            ("role", before.role != sent.role),
            ("groupExternalId", before.group != sent.group),
            ("programmeExternalId", before.programme != sent.programme),
            ("startsAt", self.starts_at.is_some_and(|start| start != before.starts_at)),
        ])?;
        // The role is the same, so that all that can be wrong is the end.
        before.change(self.described.clone(), now).map_err(|_| vec![RowError::at("endsAt", RowFault::EndBeforeStart)])
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        batch::{RowOutcome, plan},
        ids::{GroupId, Id, ProgrammeId},
        school::GroupChange,
    };

    fn at(second: i64) -> Timestamp {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn party(number: u128, kind: UserKind) -> Party {
        Party {
            id: UserId::new(Uuid::from_u128(number)),
            external_id: format!("U{number}"),
            display_name: "Noor".to_owned(),
            kind,
            is_coach: false,
            is_learner: false,
        }
    }

    fn around() -> Around {
        let programme = ProgrammeId::new(Uuid::from_u128(50));
        let told = GroupChange { external_id: Some(Some("G1".to_owned())), ..GroupChange::default() };
        let named = ("2A".to_owned(), "2A".to_owned());
        let group = Group::described(GroupId::new(Uuid::from_u128(51)), programme, named, told, at(0));
        let people = vec![party(1, UserKind::Person), party(2, UserKind::Service), party(9, UserKind::Person)];
        Around { people, groups: vec![group], programmes: vec![], selves: vec![UserId::new(Uuid::from_u128(9))] }
    }

    fn row(external_id: &str, user: &str, role: Role, group: Option<&str>) -> MembershipRow {
        MembershipRow {
            external_id: external_id.to_owned(),
            user: user.to_owned(),
            role,
            group: group.map(str::to_owned),
            programme: None,
            starts_at: None,
            described: MembershipChange::default(),
        }
    }

    fn told(rows: &[MembershipRow], there: Vec<Membership>) -> Vec<(RowOutcome, Vec<(String, RowFault)>)> {
        let mut number = 100;
        let planned = plan(rows, there, &around(), at(10), || {
            number += 1;
            MembershipId::new(Uuid::from_u128(number))
        });
        let errors = |errors: &[RowError]| errors.iter().map(|e| (e.pointer.clone(), e.fault)).collect();
        planned.iter().map(|(_, step)| (step.outcome(), errors(step.errors()))).collect()
    }

    fn refused(errors: &[(&str, RowFault)]) -> (RowOutcome, Vec<(String, RowFault)>) {
        (RowOutcome::Refused, errors.iter().map(|(pointer, fault)| ((*pointer).to_owned(), *fault)).collect())
    }

    #[test]
    fn nobody_gets_a_role_for_herself_nor_a_machine_one_of_a_person() {
        let ending = MembershipRow {
            described: MembershipChange { ends_at: Some(Some(at(5))), ..MembershipChange::default() },
            ..row("M4", "U1", Role::Coach, None)
        };
        let rows = [
            row("M1", "U9", Role::Coach, None),
            row("M2", "U2", Role::Curriculum, None),
            row("M3", "U2", Role::Admin, None),
            ending,
            row("M5", "U7", Role::Learner, Some("G2")),
        ];
        assert_eq!(
            told(&rows, vec![]),
            [
                refused(&[("/memberships/0", RowFault::NotForOneself)]),
                refused(&[("/memberships/1/userExternalId", RowFault::UnknownReference)]),
                (RowOutcome::Created, vec![]),
                refused(&[("/memberships/3/endsAt", RowFault::EndBeforeStart)]),
                refused(&[
                    ("/memberships/4/userExternalId", RowFault::UnknownReference),
                    ("/memberships/4/groupExternalId", RowFault::UnknownReference),
                ]),
            ]
        );
    }

    #[test]
    fn a_membership_that_is_there_ends_or_lasts_and_does_not_become_another() {
        let before = row("M1", "U1", Role::Learner, Some("G1"));
        let before = before.as_sent(&around(), true, at(5), || MembershipId::new(Uuid::from_u128(70))).unwrap();
        let until = |end: Option<i64>, row: MembershipRow| MembershipRow {
            described: MembershipChange { ends_at: Some(end.map(at)), ..MembershipChange::default() },
            ..row
        };
        let same = row("M1", "U1", Role::Learner, Some("G1"));
        assert_eq!(told(std::slice::from_ref(&same), vec![before.clone()]), [(RowOutcome::Unchanged, vec![])]);
        let another = row("M1", "U1", Role::Coach, None);
        let fixed =
            refused(&[("/memberships/0/role", RowFault::Fixed), ("/memberships/0/groupExternalId", RowFault::Fixed)]);
        assert_eq!(told(&[another], vec![before.clone()]), [fixed]);
        let again = MembershipRow { external_id: "M2".to_owned(), ..same.clone() };
        let rows = [again.clone(), until(Some(8), same), MembershipRow { external_id: "M3".to_owned(), ..again }];
        assert_eq!(
            told(&rows, vec![before]),
            [
                refused(&[("/memberships/0", RowFault::AlreadyAMember)]),
                (RowOutcome::Updated, vec![]),
                (RowOutcome::Created, vec![]),
            ]
        );
    }
}
