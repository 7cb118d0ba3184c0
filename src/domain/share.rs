//! A share: a learner lets a learning team read a submitted self-score, until she takes it back.

use super::{
    clock::Timestamp,
    ids::{AssessmentId, LearningTeamId, ShareId, UserId},
};

/// A self-score that a learning team may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub id: ShareId,
    pub assessment: AssessmentId,
    pub learner: UserId,
    pub team: LearningTeamId,
    pub shared_at: Timestamp,
    /// When it was taken back; `None`: it holds.
    pub revoked_at: Option<Timestamp>,
    /// Counts every change, from 1.
    pub revision: i32,
}

impl Share {
    /// This share taken back; unchanged where it was already.
    #[must_use]
    pub fn revoked(self, now: Timestamp) -> Self {
        match self.revoked_at {
            Some(_) => self,
            None => Self { revoked_at: Some(now), revision: self.revision + 1, ..self },
        }
    }
}
