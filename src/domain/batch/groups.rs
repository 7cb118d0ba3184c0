//! Groups as a school's own system has them.

use super::{Known, Row, RowError, RowFault, There};
use crate::domain::{
    clock::Timestamp,
    ids::GroupId,
    organisation::{Group, Programme},
    school::GroupChange,
};

/// A group as the school's system has it.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// By which it is found.
    pub external_id: String,
    /// External id of its programme.
    pub programme: String,
    pub code: String,
    pub name: String,
    /// What is said of it beside these; what is left out stays.
    pub described: GroupChange,
}

impl Known for Group {
    type Id = GroupId;

    fn id(&self) -> GroupId {
        self.id
    }

    fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

impl Row for GroupRow {
    type Of = Group;

    /// The programmes that rows name.
    type Around = Vec<Programme>;

    const MANY: &'static str = "groups";

    fn external_id(&self) -> &str {
        &self.external_id
    }

    fn becomes(
        &self,
        there: There<'_, Group>,
        programmes: &Self::Around,
        now: Timestamp,
        next_id: impl FnOnce() -> GroupId,
    ) -> Result<Option<Group>, Vec<RowError>> {
        let Self { external_id, programme, code, name, described } = self.clone();
        // A group that is there stays in a programme that is over; a new one does not come into it.
        let programme = programmes
            .iter()
            .find(|known| known.external_id.as_ref() == Some(&programme))
            .filter(|known| there.found.is_some() || known.deactivated_at.is_none())
            .map(|known| known.id);
        let wrong = match (programme, there.found) {
            (None, _) => Some(RowFault::UnknownReference),
            (Some(programme), Some(before)) if before.programme != programme => Some(RowFault::Fixed),
            (Some(_), _) => None,
        };
        let mut errors: Vec<RowError> =
            wrong.map(|fault| RowError::at("programmeExternalId", fault)).into_iter().collect();
        errors.extend(there.another(|other| other.code == code).then(|| RowError::at("code", RowFault::Taken)));
        let Some(programme) = programme.filter(|_| errors.is_empty()) else { return Err(errors) };
        let described = GroupChange { external_id: Some(Some(external_id)), ..described };
        Ok(match there.found {
            Some(before) => before.change(GroupChange { code: Some(code), name: Some(name), ..described }, now),
            None => Some(Group::described(next_id(), programme, (code, name), described, now)),
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        batch::{RowOutcome, plan},
        ids::{Id, ProgrammeId},
        school::{ProgrammeChange, UseStatus},
    };

    fn at(second: i64) -> Timestamp {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn programme(number: u128, status: UseStatus) -> Programme {
        let told = ProgrammeChange {
            external_id: Some(Some(format!("P{number}"))),
            status: Some(status),
            ..ProgrammeChange::default()
        };
        let id = ProgrammeId::new(Uuid::from_u128(number));
        Programme::described(id, format!("p{number}"), "Opleiding".to_owned(), told, at(0))
    }

    fn row(external_id: &str, programme: &str, code: &str) -> GroupRow {
        let [external_id, programme, code] = [external_id, programme, code].map(str::to_owned);
        GroupRow { external_id, programme, name: code.clone(), code, described: GroupChange::default() }
    }

    #[test]
    fn a_group_stays_in_its_programme_and_a_new_one_comes_into_none_that_is_over() {
        let programmes = vec![programme(1, UseStatus::Active), programme(2, UseStatus::Inactive)];
        let group = |number: u128, external_id: &str, programme: u128| {
            let told = GroupChange { external_id: Some(Some(external_id.to_owned())), ..GroupChange::default() };
            let named = (format!("g{number}"), format!("g{number}"));
            let programme = ProgrammeId::new(Uuid::from_u128(programme));
            Group::described(GroupId::new(Uuid::from_u128(number)), programme, named, told, at(0))
        };
        let there = vec![group(10, "A", 1), group(11, "B", 2)];
        let rows = [
            row("A", "P2", "g10"),
            row("B", "P2", "g11"),
            row("C", "P2", "g10"),
            row("D", "P1", "g12"),
            row("E", "P9", "g13"),
        ];
        let mut number = 100;
        let planned = plan(&rows, there, &programmes, at(1), || {
            number += 1;
            GroupId::new(Uuid::from_u128(number))
        });
        let told: Vec<(RowOutcome, Vec<(&str, RowFault)>)> = planned
            .iter()
            .map(|(_, step)| (step.outcome(), step.errors().iter().map(|e| (&*e.pointer, e.fault)).collect()))
            .collect();
        let programme_of = "/groups/2/programmeExternalId";
        assert_eq!(
            told,
            [
                (RowOutcome::Refused, vec![("/groups/0/programmeExternalId", RowFault::Fixed)]),
                (RowOutcome::Unchanged, vec![]),
                (
                    RowOutcome::Refused,
                    vec![(programme_of, RowFault::UnknownReference), ("/groups/2/code", RowFault::Taken)]
                ),
                (RowOutcome::Created, vec![]),
                (RowOutcome::Refused, vec![("/groups/4/programmeExternalId", RowFault::UnknownReference)]),
            ]
        );
    }
}
