//! A goal (leerdoel): what a learner wants to learn or do, and how. It is no part of a round: it lives on into the next.

use std::collections::HashSet;

use super::{
    clock::{Date, Timestamp},
    ids::{AssessmentId, CompetencyId, GoalEntryId, GoalId, UserId},
    refusal::Refusal,
    round::coded,
};

coded!(/// Whether something is to be learned or to be done.
    GoalKind {
    /// To learn what is not mastered yet.
    Learn = "learn",
    /// To do what is mastered and not applied yet.
    Do = "do",
});

coded!(/// Where a goal stands.
    GoalStatus {
    /// Not begun.
    Planned = "planned",
    /// Being worked on.
    Active = "active",
    /// Reached.
    Achieved = "achieved",
    /// Given up.
    Dropped = "dropped",
});

coded!(/// Who reads a goal beside its learner.
    Visibility {
    /// Nobody.
    Private = "private",
    /// Who coaches her.
    Coaches = "coaches",
});

impl GoalStatus {
    /// Whether it is still to be reached.
    pub fn is_open(self) -> bool {
        match self {
            Self::Planned | Self::Active => true,
            Self::Achieved | Self::Dropped => false,
        }
    }

    /// The move from this status to that one: a goal is begun, then reached or given up, and may be taken up again.
    ///
    /// # Errors
    /// [`Refusal::GoalMoveNotPossible`]: it is reached only by being worked on, and never unbegun.
    pub fn to(self, next: Self) -> Result<Self, Refusal> {
        let possible = match next {
            Self::Planned => false,
            Self::Active => true,
            Self::Achieved => self == Self::Active,
            Self::Dropped => self.is_open(),
        };
        if possible || self == next { Ok(next) } else { Err(Refusal::GoalMoveNotPossible) }
    }
}

/// What can be said and changed of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalDetails {
    pub kind: GoalKind,
    pub what: String,
    pub how: Option<String>,
    /// The day by which.
    pub due_on: Option<Date>,
    /// Of frameworks, not of an instrument, so that it lives on with another instrument. Each once.
    pub competencies: Vec<CompetencyId>,
    pub status: GoalStatus,
    pub visibility: Visibility,
}

impl GoalDetails {
    /// These details, every competency named once.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let mut seen = HashSet::new();
        self.competencies.retain(|id| seen.insert(*id));
        self
    }
}

/// The reflection that a goal comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub assessment: AssessmentId,
    /// The question, by its code.
    pub prompt: String,
}

/// A goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    pub id: GoalId,
    pub learner: UserId,
    pub details: GoalDetails,
    pub origin: Option<Origin>,
    /// Since when it has its status.
    pub status_at: Timestamp,
    /// The revision from which the coaches read it: what it was before stays the learner's own.
    pub coaches_from: Option<i32>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Goal {
    /// A goal that is new.
    pub fn new(id: GoalId, learner: UserId, details: GoalDetails, origin: Option<Origin>, now: Timestamp) -> Self {
        let coaches_from = match details.visibility {
            Visibility::Private => None,
            Visibility::Coaches => Some(1),
        };
        let details = details.tidied();
        Self {
            id,
            learner,
            details,
            origin,
            status_at: now,
            coaches_from,
            revision: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// This goal with other details.
    ///
    /// # Errors
    /// [`Refusal::GoalMoveNotPossible`].
    pub fn change(self, details: GoalDetails, now: Timestamp) -> Result<Self, Refusal> {
        let status = self.details.status.to(details.status)?;
        let status_at = if status == self.details.status { self.status_at } else { now };
        let revision = self.revision + 1;
        let coaches_from = match details.visibility {
            Visibility::Private => None,
            Visibility::Coaches => self.coaches_from.or(Some(revision)),
        };
        Ok(Self { details: details.tidied(), status_at, coaches_from, revision, updated_at: now, ..self })
    }

    /// Whether nobody but the learner reads it.
    pub fn is_private(&self) -> bool {
        self.details.visibility == Visibility::Private
    }

    /// Whether it was to be reached before today and is not.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.details.status.is_open() && self.details.due_on.is_some_and(|due| due < today)
    }
}

/// What is added to a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contribution {
    /// How it goes; the learner's.
    Progress { text: String },
    /// Something that shows it; the learner's. The address is never fetched.
    Evidence { title: String, url: String },
    /// What a coach says of it.
    Comment { text: String },
}

impl Contribution {
    /// The kind, as it stands in JSON and in rows.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Progress { .. } => "progress",
            Self::Evidence { .. } => "evidence",
            Self::Comment { .. } => "comment",
        }
    }

    /// Refuses a note of progress on what is not being worked towards. Evidence and comments may come afterwards.
    ///
    /// # Errors
    /// [`Refusal::GoalClosed`].
    pub fn check(&self, status: GoalStatus) -> Result<(), Refusal> {
        match self {
            Self::Progress { .. } if !status.is_open() => Err(Refusal::GoalClosed),
            Self::Progress { .. } | Self::Evidence { .. } | Self::Comment { .. } => Ok(()),
        }
    }
}

/// Something that was added to a goal. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalEntry {
    pub id: GoalEntryId,
    pub goal: GoalId,
    pub learner: UserId,
    pub author: UserId,
    pub contribution: Contribution,
    pub written_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn goal(status: GoalStatus) -> Goal {
        let details = GoalDetails {
            kind: GoalKind::Learn,
            what: "Doorvragen".to_owned(),
            how: None,
            due_on: Some(day("2026-11-02")),
            competencies: vec![],
            status,
            visibility: Visibility::Private,
        };
        Goal::new(GoalId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)), details, None, now())
    }

    #[test]
    fn a_goal_is_begun_then_reached_or_given_up_and_may_be_taken_up_again() {
        use GoalStatus::{Achieved, Active, Dropped, Planned};
        let possible = [
            (Planned, Active),
            (Planned, Dropped),
            (Active, Achieved),
            (Active, Dropped),
            (Achieved, Active),
            (Dropped, Active),
        ];
        for from in GoalStatus::ALL {
            for to in GoalStatus::ALL {
                assert_eq!(from.to(*to).is_ok(), from == to || possible.contains(&(*from, *to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_goal_is_overdue_the_day_after_and_only_while_it_is_open() {
        for status in GoalStatus::ALL {
            assert!(!goal(*status).is_overdue(day("2026-11-02")));
            assert_eq!(goal(*status).is_overdue(day("2026-11-03")), status.is_open(), "{status:?}");
        }
    }

    #[test]
    fn the_coaches_read_from_the_change_that_let_them_and_the_status_is_as_old_as_its_own_change() {
        let later = now() + chrono::TimeDelta::days(1);
        let private = goal(GoalStatus::Planned);
        let details = GoalDetails { visibility: Visibility::Coaches, ..private.details.clone() };
        let shown = private.change(details.clone(), later).unwrap();
        assert_eq!((shown.coaches_from, shown.status_at, shown.updated_at), (Some(2), now(), later));
        let begun = shown.change(GoalDetails { status: GoalStatus::Active, ..details.clone() }, later).unwrap();
        assert_eq!((begun.coaches_from, begun.status_at), (Some(2), later));
        let hidden =
            begun.change(GoalDetails { visibility: Visibility::Private, status: GoalStatus::Active, ..details }, later);
        assert_eq!(hidden.unwrap().coaches_from, None);
    }
}
