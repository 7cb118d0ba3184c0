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
