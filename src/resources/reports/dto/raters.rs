//! Whose answers a report is of, as it is sent.

use crate::{choices, domain::assessment::RaterKind};

choices!(/// Whose answers a distribution is of.
    ReportRaterKindView as ReportRaterKind {
    /// The learners' own.
    SelfScore = "self",
    /// Of study coaches about them; a sheet per learner, the last where there are several.
    StudyCoach = "studyCoach",
    /// Likewise of practice supervisors.
    PracticeSupervisor = "practiceSupervisor",
    /// Likewise of peers.
    Peer = "peer",
    /// Likewise of guests.
    Guest = "guest",
});

impl From<RaterKind> for ReportRaterKindView {
    fn from(kind: RaterKind) -> Self {
        match kind {
            RaterKind::SelfScore => Self::SelfScore,
            RaterKind::StudyCoach => Self::StudyCoach,
            RaterKind::PracticeSupervisor => Self::PracticeSupervisor,
            RaterKind::Peer => Self::Peer,
            RaterKind::Guest => Self::Guest,
        }
    }
}

impl From<ReportRaterKindView> for RaterKind {
    fn from(kind: ReportRaterKindView) -> Self {
        match kind {
            ReportRaterKindView::SelfScore => Self::SelfScore,
            ReportRaterKindView::StudyCoach => Self::StudyCoach,
            ReportRaterKindView::PracticeSupervisor => Self::PracticeSupervisor,
            ReportRaterKindView::Peer => Self::Peer,
            ReportRaterKindView::Guest => Self::Guest,
        }
    }
}
