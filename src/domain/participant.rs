//! A learner in a round: as what she takes part, how far she is, whether she need not.

use super::{
    clock::Timestamp,
    ids::{GroupId, RoundId, UserId},
    refusal::Refusal,
    round::{RoundTimes, coded},
};

coded!(/// Where a participant stands, as it is told.
    ParticipantState {
    /// Has not begun her self-score.
    NotStarted = "notStarted",
    /// Has begun it, or has it open again.
    Started = "started",
    /// Has submitted it.
    Submitted = "submitted",
    /// Need not take part.
    Exempted = "exempted",
});

/// How far a learner is with her self-score, exempted or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    NotStarted,
    Started,
    Submitted,
}

/// A learner in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub round: RoundId,
    pub learner: UserId,
    pub display_name: String,
    /// The group she counts for in this round.
    pub group: GroupId,
    pub profession: Option<String>,
    /// Why she need not take part, where she need not.
    pub exempted_reason: Option<String>,
    /// Why she was added later than the others, where she was.
    pub late_reason: Option<String>,
    pub joined_at: Timestamp,
    pub progress: Progress,
    /// She, or whoever asks, has begun a sheet about her, with her profession in it. Others' are not counted: a refusal would tell that
    /// there is one. They keep the profession that they were begun with.
    pub has_sheets: bool,
    /// Counts every change, from 1.
    pub revision: i32,
    pub updated_at: Timestamp,
}

/// What changes of a participant; `None`: it stays.
#[derive(Clone, Debug, Default)]
pub struct ParticipantChange {
    pub exempted_reason: Option<Option<String>>,
    pub profession: Option<Option<String>>,
}

impl Participant {
    /// Where she stands.
    pub fn state(&self) -> ParticipantState {
        if self.exempted_reason.is_some() {
            return ParticipantState::Exempted;
        }
        match self.progress {
            Progress::NotStarted => ParticipantState::NotStarted,
            Progress::Started => ParticipantState::Started,
            Progress::Submitted => ParticipantState::Submitted,
        }
    }

    /// Names her state as it is shown: with every change, and with every step of hers, it is another.
    pub fn version(&self) -> i32 {
        let state = match self.state() {
            ParticipantState::NotStarted => 0,
            ParticipantState::Started => 1,
            ParticipantState::Submitted => 2,
            ParticipantState::Exempted => 3,
        };
        self.revision.saturating_mul(4).saturating_add(state)
    }

    /// This participant, changed; `None` where nothing would be another.
    ///
    /// # Errors
    /// [`Refusal::RoundReleased`]. [`Refusal::HasSubmitted`] for an exemption of who has submitted: her answers
    /// would leave the reports without a trace in her own sheet. [`Refusal::HasStarted`] for another profession once it stands in
    /// a sheet.
    pub fn change(self, change: ParticipantChange, times: RoundTimes, now: Timestamp) -> Result<Option<Self>, Refusal> {
        times.accepts_participants(now)?;
        let exempted_reason = change.exempted_reason.unwrap_or_else(|| self.exempted_reason.clone());
        let profession = change.profession.unwrap_or_else(|| self.profession.clone());
        let is_exempted_now = self.exempted_reason.is_none() && exempted_reason.is_some();
        if is_exempted_now && self.progress == Progress::Submitted {
            return Err(Refusal::HasSubmitted);
        }
        if profession != self.profession && self.has_sheets {
            return Err(Refusal::HasStarted);
        }
        if exempted_reason == self.exempted_reason && profession == self.profession {
            return Ok(None);
        }
        Ok(Some(Self { exempted_reason, profession, revision: self.revision + 1, updated_at: now, ..self }))
    }
}
