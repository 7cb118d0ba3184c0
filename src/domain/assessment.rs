//! An assessment: one rater fills in one instrument about one learner. Draft, submitted, discussed.

use super::{
    clock::Timestamp,
    ids::{AssessmentId, GroupId, InstrumentId, OwnerId, PlacementId, RoundId, UserId},
    instrument::Instrument,
    refusal::Refusal,
    round::{Completeness, Disclosure, RoundTimes, coded},
    sheet::{Blank, GivenSheet, Manner, RemarkChanges, Sheet},
};

coded!(/// Who rates. Never blended with one another.
    RaterKind {
    /// The learner about herself.
    SelfScore = "self",
    /// Study coach (slb'er).
    StudyCoach = "studyCoach",
    /// Practice supervisor (praktijkbegeleider).
    PracticeSupervisor = "practiceSupervisor",
    /// A fellow student.
    Peer = "peer",
    /// Somebody with a link.
    Guest = "guest",
});

impl RaterKind {
    /// What a blank means in this rater's sheet.
    pub fn blank(self) -> Blank {
        match self {
            Self::SelfScore => Blank::Unanswered,
            Self::StudyCoach | Self::PracticeSupervisor | Self::Peer | Self::Guest => Blank::NotObserved,
        }
    }
}

/// Where an assessment stands. Data lives in the state that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being filled in; only its rater reads it.
    Draft,
    /// Locked, and counted.
    Submitted { at: Timestamp },
    /// The conversation about it is recorded.
    Discussed { submitted_at: Timestamp, at: Timestamp },
}

impl State {
    /// As it stands in JSON and in rows.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted { .. } => "submitted",
            Self::Discussed { .. } => "discussed",
        }
    }

    /// Since when it is submitted.
    pub fn submitted_at(self) -> Option<Timestamp> {
        match self {
            Self::Draft => None,
            Self::Submitted { at } | Self::Discussed { submitted_at: at, .. } => Some(at),
        }
    }

    /// Since when it is discussed.
    pub fn discussed_at(self) -> Option<Timestamp> {
        match self {
            Self::Draft | Self::Submitted { .. } => None,
            Self::Discussed { at, .. } => Some(at),
        }
    }
}

/// An assessment. The instrument version, group, profession and placement are pinned at its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    pub id: AssessmentId,
    pub learner: UserId,
    pub rater: UserId,
    pub rater_kind: RaterKind,
    pub round: Option<RoundId>,
    pub instrument_owner: OwnerId,
    pub instrument: InstrumentId,
    pub group: Option<GroupId>,
    pub profession: Option<String>,
    pub placement: Option<PlacementId>,
    /// What an assessment of one's own is called.
    pub label: Option<String>,
    pub state: State,
    pub sheet: Sheet,
    /// Counts every change, from 1.
    pub revision: i32,
    pub started_at: Timestamp,
    pub saved_at: Timestamp,
    pub reopened_at: Option<Timestamp>,
    pub disclosed_at: Option<Timestamp>,
    /// When it was last reopened after its rater could see another's in the round. Never taken back: what she has seen she has seen.
    pub reopened_after_sight_at: Option<Timestamp>,
}

/// What the round of an assessment, if it has one, says about work in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundRules {
    pub times: RoundTimes,
    pub completeness: Completeness,
}

impl Assessment {
    /// This assessment with scores saved, and what changed about the remarks.
    ///
    /// # Errors
    /// [`Refusal::NotADraft`], [`Refusal::RoundNotOpen`], [`Refusal::RoundReleased`], or all that is wrong with the scores.
    pub fn save(
        self,
        instrument: &Instrument,
        rules: Option<RoundRules>,
        given: GivenSheet,
        manner: Manner,
        now: Timestamp,
    ) -> Result<(Self, RemarkChanges), Refusal> {
        self.must_be_draft()?;
        self.must_accept_work(rules, now)?;
        let (sheet, changes) = self.sheet.with(instrument, given, manner, self.rater_kind.blank())?;
        Ok((Self { sheet, ..self }.next(now), changes))
    }

    /// This assessment submitted.
    ///
    /// # Errors
    /// [`Refusal::NotADraft`], a round that takes no work, or [`Refusal::SheetIncomplete`] where the round (or the lack of
    /// one) wants every asked competency answered. Completeness binds the self-score only.
    pub fn submit(self, instrument: &Instrument, rules: Option<RoundRules>, now: Timestamp) -> Result<Self, Refusal> {
        self.must_be_draft()?;
        self.must_accept_work(rules, now)?;
        let may_be_partial = rules.is_some_and(|r| r.completeness == Completeness::Partial);
        let missing = self.sheet.missing(instrument);
        if !missing.is_empty() && !may_be_partial {
            return Err(Refusal::SheetIncomplete { missing });
        }
        Ok(Self { state: State::Submitted { at: now }, ..self }.next(now))
    }

    /// This assessment as a draft again; `after_sight`: its rater could by now see what another rater said.
    ///
    /// # Errors
    /// [`Refusal::NotSubmitted`]; [`Refusal::RoundReleased`] once the round's reports are out.
    pub fn reopen(self, rules: Option<RoundRules>, after_sight: bool, now: Timestamp) -> Result<Self, Refusal> {
        match self.state {
            State::Draft => return Err(Refusal::NotSubmitted),
            State::Submitted { .. } | State::Discussed { .. } => {}
        }
        if rules.is_some_and(|r| now >= r.times.releases_at) {
            return Err(Refusal::RoundReleased);
        }
        let reopened_after_sight_at = if after_sight { Some(now) } else { self.reopened_after_sight_at };
        // What is changed is not what was disclosed.
        let reopened = Self { state: State::Draft, reopened_at: Some(now), disclosed_at: None, ..self };
        Ok(Self { reopened_after_sight_at, ..reopened }.next(now))
    }

    /// This assessment of a coach, disclosed to the learner in a round that waits for that.
    ///
    /// # Errors
    /// [`Refusal::NotSubmitted`]; [`Refusal::NotHeldBack`] where nothing keeps the learner from seeing it.
    pub fn disclose(self, disclosure: Option<Disclosure>, now: Timestamp) -> Result<Self, Refusal> {
        if self.state == State::Draft {
            return Err(Refusal::NotSubmitted);
        }
        let is_coachs = matches!(self.rater_kind, RaterKind::StudyCoach | RaterKind::PracticeSupervisor);
        let waits = disclosure == Some(Disclosure::AfterCoachReleased) && is_coachs;
        if !waits || self.disclosed_at.is_some() {
            return Err(Refusal::NotHeldBack);
        }
        Ok(Self { disclosed_at: Some(now), ..self }.next(now))
    }

    /// This self-score of a learner, discussed: the conversation about it is recorded.
    ///
    /// # Errors
    /// [`Refusal::NotASelfScore`]; [`Refusal::NotSubmitted`]; [`Refusal::AlreadyDiscussed`] where this submission was.
    pub fn discuss(self, now: Timestamp) -> Result<Self, Refusal> {
        if self.rater_kind != RaterKind::SelfScore {
            return Err(Refusal::NotASelfScore);
        }
        match self.state {
            State::Draft => Err(Refusal::NotSubmitted),
            State::Submitted { at } => {
                Ok(Self { state: State::Discussed { submitted_at: at, at: now }, ..self }.next(now))
            }
            State::Discussed { .. } => Err(Refusal::AlreadyDiscussed),
        }
    }

    fn must_be_draft(&self) -> Result<(), Refusal> {
        match self.state {
            State::Draft => Ok(()),
            State::Submitted { .. } | State::Discussed { .. } => Err(Refusal::NotADraft),
        }
    }

    fn must_accept_work(&self, rules: Option<RoundRules>, now: Timestamp) -> Result<(), Refusal> {
        rules.map_or(Ok(()), |r| r.times.accepts_work(now, self.reopened_at))
    }

    fn next(self, now: Timestamp) -> Self {
        Self { revision: self.revision + 1, saved_at: now, ..self }
    }
}
