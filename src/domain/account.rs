//! Accounts: users as administrators keep them.

use super::{clock::Timestamp, ids::UserId, organisation::UserKind, round::coded};

coded!(/// Whether an account is in use.
    AccountStatus {
    /// In use.
    Active = "active",
    /// Not in use: whoever it is gets nothing from the next request on. Nothing of hers ends or goes.
    Disabled = "disabled",
});

/// A user, with what administrators keep of her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: UserId,
    /// Sign-in name, unique in the organisation.
    pub name: String,
    pub display_name: String,
    pub kind: UserKind,
    /// Id in the school's own systems, unique in the organisation.
    pub external_id: Option<String>,
    /// Since when it is not in use; `None`: it is.
    pub disabled_at: Option<Timestamp>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What changes of an account; `None`: it stays.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    pub name: Option<String>,
    pub display_name: Option<String>,
    pub external_id: Option<Option<String>>,
    pub status: Option<AccountStatus>,
}

impl Account {
    /// A new one, in use.
    pub fn new(id: UserId, name: String, display_name: String, kind: UserKind, now: Timestamp) -> Self {
        let (external_id, disabled_at) = (None, None);
        Self { id, name, display_name, kind, external_id, disabled_at, revision: 1, created_at: now, updated_at: now }
    }

    /// Whether it is in use.
    pub fn status(&self) -> AccountStatus {
        if self.disabled_at.is_none() { AccountStatus::Active } else { AccountStatus::Disabled }
    }

    /// This account, changed; `None` where nothing would be another. When it went out of use stays as it was said first.
    #[must_use]
    pub fn change(&self, change: AccountChange, now: Timestamp) -> Option<Self> {
        let after = Self {
            name: change.name.unwrap_or_else(|| self.name.clone()),
            display_name: change.display_name.unwrap_or_else(|| self.display_name.clone()),
            external_id: change.external_id.unwrap_or_else(|| self.external_id.clone()),
            disabled_at: match change.status {
                None => self.disabled_at,
                Some(AccountStatus::Active) => None,
                Some(AccountStatus::Disabled) => Some(self.disabled_at.unwrap_or(now)),
            },
            ..self.clone()
        };
        (after != *self).then(|| Self { revision: self.revision + 1, updated_at: now, ..after })
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

    fn noor() -> Account {
        let id = UserId::new(Uuid::from_u128(1));
        Account::new(id, "noor".to_owned(), "Noor de Vries".to_owned(), UserKind::Person, at(0))
    }

    #[test]
    fn what_stays_as_it_is_is_no_change() {
        let same = AccountChange {
            name: Some("noor".to_owned()),
            external_id: Some(None),
            status: Some(AccountStatus::Active),
            ..AccountChange::default()
        };
        assert_eq!(noor().change(same, at(1)), None);
    }

    #[test]
    fn who_is_disabled_twice_is_so_since_the_first_time_and_may_come_back() {
        let status = |status| AccountChange { status: Some(status), ..AccountChange::default() };
        let disabled = noor().change(status(AccountStatus::Disabled), at(1)).unwrap();
        assert_eq!(
            (disabled.status(), disabled.disabled_at, disabled.revision),
            (AccountStatus::Disabled, Some(at(1)), 2)
        );
        assert_eq!(disabled.change(status(AccountStatus::Disabled), at(2)), None);
        let back = disabled.change(status(AccountStatus::Active), at(3)).unwrap();
        assert_eq!((back.disabled_at, back.revision, back.updated_at), (None, 3, at(3)));
    }
}
