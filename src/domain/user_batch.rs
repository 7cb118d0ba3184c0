//! Many users at once, as a school's own system has them: what becomes of each row.

use super::{
    account::{Account, AccountChange, AccountStatus},
    clock::Timestamp,
    ids::{UserBatchId, UserId},
    organisation::UserKind,
    round::coded,
};

coded!(/// What became of a row.
    RowOutcome {
    /// A user was made of it.
    Created = "created",
    /// The user with its external id was changed.
    Updated = "updated",
    /// The user with its external id was that already.
    Unchanged = "unchanged",
    /// Nothing was done with it.
    Refused = "refused",
});

coded!(/// Why nothing was done with a row.
    RowReason {
    /// An earlier row has the same external id.
    Repeated = "repeated",
    /// Another user has the sign-in name.
    NameTaken = "nameTaken",
    /// It would change the account of who sends it.
    NotForOneself = "notForOneself",
});

/// A user as the school's system has her.
#[derive(Clone, Debug)]
pub struct Row {
    /// By which she is found.
    pub external_id: String,
    pub name: String,
    pub display_name: String,
    /// `None`: as it is; of somebody new, in use.
    pub status: Option<AccountStatus>,
}

/// What is to be done with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Create(Account),
    /// The account before and after.
    Update(Account, Account),
    Keep(UserId),
    Refuse(RowReason),
}

impl Step {
    /// What becomes of the row by it.
    pub fn outcome(&self) -> RowOutcome {
        match self {
            Self::Create(_) => RowOutcome::Created,
            Self::Update(..) => RowOutcome::Updated,
            Self::Keep(_) => RowOutcome::Unchanged,
            Self::Refuse(_) => RowOutcome::Refused,
        }
    }

    /// Whom it is about.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Create(account) | Self::Update(_, account) => Some(account.id),
            Self::Keep(user) => Some(*user),
            Self::Refuse(_) => None,
        }
    }

    /// Why nothing is done.
    pub fn reason(&self) -> Option<RowReason> {
        match self {
            Self::Refuse(reason) => Some(*reason),
            Self::Create(_) | Self::Update(..) | Self::Keep(_) => None,
        }
    }
}

/// What became of all rows, in their order, each with its external id.
#[derive(Clone, Debug)]
pub struct Batch {
    pub id: UserBatchId,
    pub is_dry_run: bool,
    pub rows: Vec<(String, Step)>,
}

/// What is to be done with these rows, one after the other, where these accounts are there: all with an external id or a name of the rows.
/// A user is found by her external id alone. Every row is accounted for. None changes one of `selves`.
pub fn plan(
    rows: Vec<Row>,
    mut there: Vec<Account>,
    selves: &[UserId],
    now: Timestamp,
    mut next_id: impl FnMut() -> UserId,
) -> Vec<(String, Step)> {
    let mut seen = std::collections::BTreeSet::new();
    let mut planned = Vec::new();
    for row in rows {
        let external_id = row.external_id.clone();
        let step = if seen.insert(external_id.clone()) {
            one(row, &there, selves, now, &mut next_id)
        } else {
            Step::Refuse(RowReason::Repeated)
        };
        if let Step::Create(account) | Step::Update(_, account) = &step {
            there.retain(|a| a.id != account.id);
            there.push(account.clone());
        }
        planned.push((external_id, step));
    }
    planned
}

fn one(row: Row, there: &[Account], selves: &[UserId], now: Timestamp, next_id: &mut impl FnMut() -> UserId) -> Step {
    let Row { external_id, name, display_name, status } = row;
    let found = there.iter().find(|a| a.external_id.as_deref() == Some(external_id.as_str()));
    let is_taken = there.iter().any(|a| a.name == name && found.is_none_or(|found| found.id != a.id));
    let Some(before) = found else {
        if is_taken {
            return Step::Refuse(RowReason::NameTaken);
        }
        let new = Account::new(next_id(), name, display_name, UserKind::Person, now);
        let disabled_at = (status == Some(AccountStatus::Disabled)).then_some(now);
        return Step::Create(Account { external_id: Some(external_id), disabled_at, ..new });
    };
    let change = AccountChange { name: Some(name), display_name: Some(display_name), external_id: None, status };
    match before.change(change, now) {
        None => Step::Keep(before.id),
        Some(_) if selves.contains(&before.id) => Step::Refuse(RowReason::NotForOneself),
        Some(_) if is_taken => Step::Refuse(RowReason::NameTaken),
        Some(after) => Step::Update(before.clone(), after),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

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

    fn row(external_id: &str, name: &str) -> Row {
        let (external_id, name) = (external_id.to_owned(), name.to_owned());
        Row { external_id, display_name: name.clone(), name, status: None }
    }

    fn outcomes(rows: Vec<Row>, there: Vec<Account>) -> Vec<(RowOutcome, Option<RowReason>)> {
        let mut number = 100;
        let next = || {
            number += 1;
            user(number)
        };
        let planned = plan(rows, there, &[user(9)], at(1), next);
        planned.iter().map(|(_, step)| (step.outcome(), step.reason())).collect()
    }

    #[test]
    fn every_row_is_accounted_for() {
        let there = vec![
            account(1, "noor", Some("1")),
            account(2, "sam", Some("2")),
            account(3, "bo", None),
            account(9, "admin", Some("9")),
        ];
        let rows = vec![
            row("1", "noor"),
            row("2", "samira"),
            row("3", "kim"),
            row("3", "kim"),
            row("4", "bo"),
            row("5", "kim"),
            row("9", "admin"),
            row("6", "sam"),
        ];
        let refused = |reason| (RowOutcome::Refused, Some(reason));
        assert_eq!(
            outcomes(rows, there),
            [
                (RowOutcome::Unchanged, None),
                (RowOutcome::Updated, None),
                (RowOutcome::Created, None),
                refused(RowReason::Repeated),
                refused(RowReason::NameTaken),
                refused(RowReason::NameTaken),
                (RowOutcome::Unchanged, None),
                // An earlier row gave up this name.
                (RowOutcome::Created, None),
            ]
        );
    }

    #[test]
    fn nobody_changes_her_own_account_by_a_row() {
        let there = vec![account(9, "admin", Some("9"))];
        let wanted = [(RowOutcome::Refused, Some(RowReason::NotForOneself))];
        assert_eq!(outcomes(vec![row("9", "elsewhere")], there), wanted);
    }
}
