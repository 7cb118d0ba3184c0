//! Users as a school's own system has them.

use super::{Known, Row, RowError, RowFault, There};
use crate::domain::{
    account::{Account, AccountChange, AccountStatus},
    clock::Timestamp,
    ids::UserId,
    organisation::UserKind,
};

/// A user as the school's system has her.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// By which she is found, and by nothing else.
    pub external_id: String,
    pub name: String,
    pub display_name: String,
    /// `None`: as it is; of somebody new, in use.
    pub status: Option<AccountStatus>,
}

impl Known for Account {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.id
    }

    fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

impl Row for UserRow {
    type Of = Account;

    /// Who counts as who sends it.
    type Around = Vec<UserId>;

    const MANY: &'static str = "users";

    fn external_id(&self) -> &str {
        &self.external_id
    }

    fn becomes(
        &self,
        there: There<'_, Account>,
        selves: &Self::Around,
        now: Timestamp,
        next_id: impl FnOnce() -> UserId,
    ) -> Result<Option<Account>, Vec<RowError>> {
        let Self { external_id, name, display_name, status } = self.clone();
        let is_taken = there.another(|other| other.name == name);
        let after = if let Some(before) = there.found {
            let change =
                AccountChange { name: Some(name), display_name: Some(display_name), external_id: None, status };
            let Some(after) = before.change(change, now) else { return Ok(None) };
            if selves.contains(&before.id) {
                return Err(vec![RowError::whole(RowFault::NotForOneself)]);
            }
            after
        } else {
            let new = Account::new(next_id(), name, display_name, UserKind::Person, now);
            let disabled_at = (status == Some(AccountStatus::Disabled)).then_some(now);
            Account { external_id: Some(external_id), disabled_at, ..new }
        };
        if is_taken { Err(vec![RowError::at("name", RowFault::Taken)]) } else { Ok(Some(after)) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        batch::{RowOutcome, Step, plan},
        ids::Id,
    };

    fn at(second: i64) -> Timestamp {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn user(number: u128) -> UserId {
        UserId::new(Uuid::from_u128(number))
    }

    fn account(number: u128, name: &str, external_id: Option<&str>) -> Account {
        let new = Account::new(user(number), name.to_owned(), name.to_owned(), UserKind::Person, at(0));
        Account { external_id: external_id.map(str::to_owned), ..new }
    }

    fn row(external_id: &str, name: &str) -> UserRow {
        let (external_id, name) = (external_id.to_owned(), name.to_owned());
        UserRow { external_id, display_name: name.clone(), name, status: None }
    }

    fn outcomes(rows: &[UserRow], there: Vec<Account>) -> Vec<(RowOutcome, Vec<(String, RowFault)>)> {
        let mut number = 100;
        let next = || {
            number += 1;
            user(number)
        };
        let planned = plan(rows, there, &vec![user(9)], at(1), next);
        let errors = |step: &Step<Account>| step.errors().iter().map(|e| (e.pointer.clone(), e.fault)).collect();
        planned.iter().map(|(_, step)| (step.outcome(), errors(step))).collect()
    }

    fn refused(pointer: &str, fault: RowFault) -> (RowOutcome, Vec<(String, RowFault)>) {
        (RowOutcome::Refused, vec![(pointer.to_owned(), fault)])
    }

    #[test]
    fn every_row_is_accounted_for() {
        let there = vec![
            account(1, "noor", Some("1")),
            account(2, "sam", Some("2")),
            account(3, "bo", None),
            account(9, "admin", Some("9")),
        ];
        let rows = [
            row("1", "noor"),
            row("2", "samira"),
            row("3", "kim"),
            row("3", "kim"),
            row("4", "bo"),
            row("5", "kim"),
            row("9", "admin"),
            row("6", "sam"),
        ];
        assert_eq!(
            outcomes(&rows, there),
            [
                (RowOutcome::Unchanged, vec![]),
                (RowOutcome::Updated, vec![]),
                (RowOutcome::Created, vec![]),
                refused("/users/3/externalId", RowFault::Repeated),
                refused("/users/4/name", RowFault::Taken),
                refused("/users/5/name", RowFault::Taken),
                (RowOutcome::Unchanged, vec![]),
                // An earlier row gave up this name.
                (RowOutcome::Created, vec![]),
            ]
        );
    }

    #[test]
    fn nobody_changes_her_own_account_by_a_row() {
        let there = vec![account(9, "admin", Some("9"))];
        let wanted = [refused("/users/0", RowFault::NotForOneself)];
        assert_eq!(outcomes(&[row("9", "elsewhere")], there), wanted);
    }
}
