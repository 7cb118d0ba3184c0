//! A round (meetmoment): when which groups score themselves on which instrument.

mod details;

pub use details::{RoundDetails, may_change};

use super::{
    clock::Timestamp,
    ids::{InstrumentId, OwnerId, RoundId},
    refusal::Refusal,
};

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it stands in JSON and in rows.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The one with this code.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use coded;

coded!(/// What a round is for.
    RoundKind {
    /// Before the learning starts.
    Baseline = "baseline",
    /// On the way.
    Interim = "interim",
    /// At the end.
    Final = "final",
    /// Looking back with what one knows now.
    Retrospective = "retrospective",
    /// Anything else.
    Other = "other",
});

coded!(/// When learner and coach may see each other's sheets.
    Disclosure {
    /// When the reader has submitted her own; at closing where she never does.
    AfterBothSubmitted = "afterBothSubmitted",
    /// The coach reads a submitted self-score; the learner reads the coach's when the coach discloses it.
    AfterCoachReleased = "afterCoachReleased",
    /// On submission.
    Open = "open",
});

coded!(/// Whether a self-score may be submitted with answers missing.
    Completeness {
    /// Every asked competency needs an answer.
    Complete = "complete",
    /// Blanks are allowed.
    Partial = "partial",
});

coded!(/// Where a round stands at some moment.
    Phase {
    /// Not open yet.
    Planned = "planned",
    /// Learners score themselves.
    Open = "open",
    /// Learners are done; late work through a reopening.
    Closed = "closed",
    /// Reports are out; answers stand.
    Released = "released",
});

/// A round and its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    pub id: RoundId,
    pub label: String,
    pub kind: RoundKind,
    pub instrument_owner: OwnerId,
    pub instrument: InstrumentId,
    pub disclosure: Disclosure,
    pub completeness: Completeness,
    /// Whether a learner's own earlier scores are hidden while she scores (anchoring).
    pub hides_earlier: bool,
    /// Codes of the domains in scope; `None`: all.
    pub domains: Option<Vec<String>>,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    /// At or after closing.
    pub releases_at: Timestamp,
    pub released_at: Option<Timestamp>,
    /// When it was written down who takes part; `None`: not yet.
    pub frozen_at: Option<Timestamp>,
    /// When those who have not submitted are reminded; `None`: not by itself.
    pub reminds_at: Option<Timestamp>,
    /// When that was done.
    pub reminded_at: Option<Timestamp>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The times of a round, which decide what may happen in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTimes {
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub releases_at: Timestamp,
}

impl Round {
    /// Its times.
    pub fn times(&self) -> RoundTimes {
        RoundTimes { opens_at: self.opens_at, closes_at: self.closes_at, releases_at: self.releases_at }
    }

    /// Names its state as it is shown at this moment: with every change of it, and with every phase it comes into, it is another.
    pub fn version(&self, now: Timestamp) -> i32 {
        let phase = match self.times().phase(now) {
            Phase::Planned => 0,
            Phase::Open => 1,
            Phase::Closed => 2,
            Phase::Released => 3,
        };
        self.revision.saturating_mul(4).saturating_add(phase)
    }

    /// Whether it has opened and nobody wrote down yet who takes part. Whoever needs to know that does so first, as of the opening.
    pub fn is_to_be_frozen(&self, now: Timestamp) -> bool {
        self.frozen_at.is_none() && self.opens_at <= now
    }

    /// This round, open from now on.
    ///
    /// # Errors
    /// [`Refusal::RoundNotPlanned`] where it is, or has been.
    pub fn open(self, now: Timestamp) -> Result<Self, Refusal> {
        match self.times().phase(now) {
            Phase::Planned => Ok(Self { opens_at: now, ..self }.next(now)),
            Phase::Open | Phase::Closed | Phase::Released => Err(Refusal::RoundNotPlanned),
        }
    }

    /// This round, closed from now on. A reminder that was still to come does not come any more.
    ///
    /// # Errors
    /// [`Refusal::RoundNotOpen`] or [`Refusal::RoundReleased`].
    pub fn close(self, now: Timestamp) -> Result<Self, Refusal> {
        self.times().accepts_work(now, None)?;
        let reminds_at = self.reminds_at.filter(|at| *at < now);
        Ok(Self { closes_at: now, reminds_at, ..self }.next(now))
    }

    fn next(self, now: Timestamp) -> Self {
        Self { revision: self.revision + 1, updated_at: now, ..self }
    }
}

impl RoundTimes {
    /// Where the round stands. It is open from `opens_at` until just before `closes_at`.
    pub fn phase(self, now: Timestamp) -> Phase {
        if now < self.opens_at {
            Phase::Planned
        } else if now < self.closes_at {
            Phase::Open
        } else if now < self.releases_at {
            Phase::Closed
        } else {
            Phase::Released
        }
    }

    /// Whether scores may be saved or submitted now, in an assessment last reopened at `reopened_at`.
    ///
    /// Closing is final but for a reopening after it, which counts until the release.
    ///
    /// # Errors
    /// [`Refusal::RoundNotOpen`] or [`Refusal::RoundReleased`].
    pub fn accepts_work(self, now: Timestamp, reopened_at: Option<Timestamp>) -> Result<(), Refusal> {
        match self.phase(now) {
            Phase::Open => Ok(()),
            Phase::Closed if reopened_at.is_some_and(|at| at >= self.closes_at) => Ok(()),
            Phase::Planned | Phase::Closed => Err(Refusal::RoundNotOpen),
            Phase::Released => Err(Refusal::RoundReleased),
        }
    }

    /// Whether it may be changed who takes part, and as what: until the reports are out.
    ///
    /// # Errors
    /// [`Refusal::RoundReleased`].
    pub fn accepts_participants(self, now: Timestamp) -> Result<(), Refusal> {
        match self.phase(now) {
            Phase::Planned | Phase::Open | Phase::Closed => Ok(()),
            Phase::Released => Err(Refusal::RoundReleased),
        }
    }
}
