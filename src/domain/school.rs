//! Programmes and groups as administrators keep them: what is told of them beside their names, and how that changes.

use super::{
    clock::Timestamp,
    ids::{GroupId, ProgrammeId},
    organisation::{Cohort, Group, Programme},
    round::coded,
};

coded!(/// How a group learns.
    LearningRoute {
    /// School-based (beroepsopleidende leerweg).
    Bol = "bol",
    /// Work-based (beroepsbegeleidende leerweg).
    Bbl = "bbl",
    /// Full-time higher education.
    FullTime = "fullTime",
    /// Part-time higher education.
    PartTime = "partTime",
});

coded!(/// Whether a programme or a group is in use.
    UseStatus {
    /// In use.
    Active = "active",
    /// Nothing new is put into it: no group into a programme, no learner into a group, and no round begins with it. What is in it goes on.
    Inactive = "inactive",
});

impl UseStatus {
    /// Of what went out of use then, or did not.
    pub fn since(deactivated_at: Option<Timestamp>) -> Self {
        if deactivated_at.is_none() { Self::Active } else { Self::Inactive }
    }

    /// Since when it is out of use, where this is said of it now. What was out of use before stays so since then.
    fn moved(change: Option<Self>, before: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        match change {
            None => before,
            Some(Self::Active) => None,
            Some(Self::Inactive) => Some(before.unwrap_or(now)),
        }
    }
}

/// In which year of the programme a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StudyYear(u8);

impl StudyYear {
    /// The first.
    pub const FIRST: u8 = 1;

    /// The last that is told.
    pub const LAST: u8 = 10;

    /// This year; `None` where there is none.
    pub fn of(year: i32) -> Option<Self> {
        u8::try_from(year).ok().filter(|year| (Self::FIRST..=Self::LAST).contains(year)).map(Self)
    }

    /// Its number, from 1.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// What changes of a programme; `None`: it stays.
#[derive(Clone, Debug, Default)]
pub struct ProgrammeChange {
    pub code: Option<String>,
    pub name: Option<String>,
    pub crebo_code: Option<Option<String>>,
    pub croho_code: Option<Option<String>>,
    pub rio_code: Option<Option<String>>,
    pub external_id: Option<Option<String>>,
    pub status: Option<UseStatus>,
}

impl Programme {
    /// A new one, in use.
    pub fn new(id: ProgrammeId, code: String, name: String, now: Timestamp) -> Self {
        let (crebo_code, croho_code, rio_code) = (None, None, None);
        let (external_id, deactivated_at, revision, updated_at) = (None, None, 1, now);
        Self { id, code, name, crebo_code, croho_code, rio_code, external_id, deactivated_at, revision, updated_at }
    }

    /// A new one of which this is said.
    pub fn described(id: ProgrammeId, code: String, name: String, described: ProgrammeChange, now: Timestamp) -> Self {
        let new = Self::new(id, code, name, now);
        Self { revision: new.revision, ..new.change(described, now).unwrap_or(new) }
    }

    /// This programme, changed; `None` where nothing would be another.
    #[must_use]
    pub fn change(&self, change: ProgrammeChange, now: Timestamp) -> Option<Self> {
        let after = Self {
            code: change.code.unwrap_or_else(|| self.code.clone()),
            name: change.name.unwrap_or_else(|| self.name.clone()),
            crebo_code: change.crebo_code.unwrap_or_else(|| self.crebo_code.clone()),
            croho_code: change.croho_code.unwrap_or_else(|| self.croho_code.clone()),
            rio_code: change.rio_code.unwrap_or_else(|| self.rio_code.clone()),
            external_id: change.external_id.unwrap_or_else(|| self.external_id.clone()),
            deactivated_at: UseStatus::moved(change.status, self.deactivated_at, now),
            ..self.clone()
        };
        (after != *self).then(|| Self { revision: self.revision + 1, updated_at: now, ..after })
    }
}

/// What changes of a group; `None`: it stays. Its programme does not change: rounds and reports count by it.
#[derive(Clone, Debug, Default)]
pub struct GroupChange {
    pub code: Option<String>,
    pub name: Option<String>,
    pub cohort: Option<Option<Cohort>>,
    pub study_year: Option<Option<StudyYear>>,
    pub learning_route: Option<Option<LearningRoute>>,
    pub external_id: Option<Option<String>>,
    pub status: Option<UseStatus>,
}

impl Group {
    /// A new one, in use, of no cohort yet.
    pub fn new(id: GroupId, programme: ProgrammeId, code: String, name: String, now: Timestamp) -> Self {
        let (cohort, study_year, learning_route) = (None, None, None);
        let (external_id, deactivated_at, revision, updated_at) = (None, None, 1, now);
        Self {
            id,
            programme,
            code,
            name,
            cohort,
            study_year,
            learning_route,
            external_id,
            deactivated_at,
            revision,
            updated_at,
        }
    }

    /// A new one of this code and name, of which this is said.
    pub fn described(
        id: GroupId,
        programme: ProgrammeId,
        (code, name): (String, String),
        described: GroupChange,
        now: Timestamp,
    ) -> Self {
        let new = Self::new(id, programme, code, name, now);
        Self { revision: new.revision, ..new.change(described, now).unwrap_or(new) }
    }

    /// This group, changed; `None` where nothing would be another. Rounds that have opened keep the cohort they began with.
    #[must_use]
    pub fn change(&self, change: GroupChange, now: Timestamp) -> Option<Self> {
        let after = Self {
            code: change.code.unwrap_or_else(|| self.code.clone()),
            name: change.name.unwrap_or_else(|| self.name.clone()),
            cohort: change.cohort.unwrap_or(self.cohort),
            study_year: change.study_year.unwrap_or(self.study_year),
            learning_route: change.learning_route.unwrap_or(self.learning_route),
            external_id: change.external_id.unwrap_or_else(|| self.external_id.clone()),
            deactivated_at: UseStatus::moved(change.status, self.deactivated_at, now),
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

    #[test]
    fn what_goes_out_of_use_says_since_when_and_may_come_back() {
        let status = |status| GroupChange { status: Some(status), ..GroupChange::default() };
        let programme = ProgrammeId::new(Uuid::from_u128(1));
        let group = Group::new(GroupId::new(Uuid::from_u128(2)), programme, "2A".to_owned(), "2A".to_owned(), at(0));
        assert_eq!(group.change(status(UseStatus::Active), at(1)), None);
        let over = group.change(status(UseStatus::Inactive), at(1)).unwrap();
        assert_eq!((over.deactivated_at, over.revision), (Some(at(1)), 2));
        assert_eq!(over.change(status(UseStatus::Inactive), at(2)), None);
        assert_eq!(over.change(status(UseStatus::Active), at(3)).unwrap().deactivated_at, None);
    }

    #[test]
    fn a_study_year_is_one_to_ten() {
        assert_eq!(
            [0, 1, 10, 11, -1].map(|year| StudyYear::of(year).map(StudyYear::number)),
            [None, Some(1), Some(10), None, None]
        );
    }
}
