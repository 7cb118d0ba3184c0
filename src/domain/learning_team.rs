//! A learning team (leerteam): fellow students who may show one another their work. Never a row of a report.

use super::{
    clock::Timestamp,
    coaching::ends_before,
    ids::{LearningTeamId, TeamMemberId, UserId},
    refusal::Refusal,
};

/// A learning team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearningTeam {
    pub id: LearningTeamId,
    pub name: String,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl LearningTeam {
    /// This team under another name.
    #[must_use]
    pub fn called(self, name: String, now: Timestamp) -> Self {
        Self { name, revision: self.revision + 1, updated_at: now, ..self }
    }
}

/// Who is in a learning team, from when until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: TeamMemberId,
    pub team: LearningTeamId,
    pub learner: UserId,
    pub display_name: String,
    pub starts_at: Timestamp,
    /// In the team up to, not including, this moment; `None`: no end known.
    pub ends_at: Option<Timestamp>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub updated_at: Timestamp,
}

impl Member {
    /// Whether she is in the team at this moment.
    pub fn is_present(&self, now: Timestamp) -> bool {
        self.starts_at <= now && self.ends_at.is_none_or(|end| now < end)
    }

    /// This member with another end, or with none.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] at `/endsAt` for an end before the start.
    pub fn ending(self, ends_at: Option<Timestamp>, now: Timestamp) -> Result<Self, Refusal> {
        if let Some(error) = ends_before(self.starts_at, ends_at) {
            return Err(Refusal::InvalidInput(vec![error]));
        }
        Ok(Self { ends_at, revision: self.revision + 1, updated_at: now, ..self })
    }
}
