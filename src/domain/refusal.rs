//! A refusal is a fact with a stable code: what the domain will not do, and why.
//!
//! `Refusal` (here) becomes `Failure` (service) becomes `Problem` (HTTP). Words for people are the last step's.

use std::fmt;

use super::ids::AssessmentId;

/// Why the domain says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing, or the caller may not know that there is.
    NotFound,
    /// The caller may see it, but not do this with it.
    Forbidden,
    /// What was sent breaks rules; all of them are listed.
    InvalidInput(Vec<InputError>),
    /// The assessment is no longer a draft.
    NotADraft,
    /// The assessment has not been submitted.
    NotSubmitted,
    /// The conversation about it is recorded.
    AlreadyDiscussed,
    /// It is not the learner's own.
    NotASelfScore,
    /// The learner is not kept from seeing it, or not any more.
    NotHeldBack,
    /// The learner may not see the sheet that this is about.
    HiddenFromLearner,
    /// These asked competencies (codes) have no level yet.
    SheetIncomplete { missing: Vec<String> },
    /// Somebody saved in between: the caller's revision is not the latest.
    StaleRevision,
    /// The round has not opened or has closed.
    RoundNotOpen,
    /// The round's reports are out: its answers stand.
    RoundReleased,
    /// The learner does not take part in this round.
    NotAParticipant,
    /// The learner is exempted from this round.
    Exempted,
    /// This rater has an assessment about this learner in this round already.
    AssessmentExists { existing: Option<AssessmentId> },
    /// The feedback is not a draft any more.
    FeedbackNotADraft,
    /// The feedback is not shared and unacknowledged.
    FeedbackNotShared,
    /// The reflection is shared with them already.
    ReflectionShared,
    /// The reflection is not shared with them.
    ReflectionNotShared,
    /// A goal does not come from its status to that one.
    GoalMoveNotPossible,
    /// The goal is achieved or dropped.
    GoalClosed,
    /// The feedback is a draft: the learner does not read it yet.
    FeedbackStillADraft,
    /// The round's reports have not been released yet.
    ReportNotReleased,
    /// The round is released, and there was nothing that this report could be about.
    NothingToReport,
    /// The caller is to score herself in another round without what she said earlier.
    EarlierHidden,
    /// The round is open, or has been.
    RoundNotPlanned,
    /// At these places of the round's list of groups is one that is out of use, or whose programme is.
    GroupsOutOfUse { places: Vec<usize> },
    /// These members (JSON names) of the round stand fast since it opened, closed or was released.
    RoundFixed { members: Vec<&'static str> },
    /// The learner takes part in this round.
    AlreadyAParticipant,
    /// An assessment about the learner has been started in this round.
    HasStarted,
    /// The learner has submitted in this round.
    HasSubmitted,
    /// It is shared with this learning team already.
    AlreadyShared,
    /// The learner is in this learning team already, or somebody has this role there in that time.
    AlreadyAMember,
    /// Nobody may begin, or go on, by this invitation; the reason is not told.
    InvitationNotInForce,
    /// It is about the caller herself, and somebody else's to do.
    NotForOneself,
    /// A public client has nothing to show who it is with.
    KeepsNoSecret,
    /// The client has as many credentials as one can have.
    TooManyCredentials,
    /// Somebody else than herself is erased only when she has left.
    HasNotLeft,
    /// The erasure has begun.
    ErasureBegun,
    /// Another has these (JSON names), which no two have.
    AlreadyExists { members: Vec<&'static str> },
}

/// One thing wrong with what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// Where, as a JSON pointer (RFC 6901) into the body; `/query/…`, `/path/…` and `/header/…` for the rest.
    pub pointer: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The instrument has no competency with this code.
    UnknownCompetency,
    /// The competency is not asked of this learner in this assessment.
    NotAsked,
    /// The level is not on the scale; these are.
    OffScale { levels: Vec<u8> },
    /// Not a whole number.
    NotALevel,
    /// Not one of the reasons.
    UnknownReason,
    /// A text was expected.
    NotAText,
    /// More characters than allowed.
    TooLong { most: usize },
    /// The same member stands twice in one object.
    DuplicateMember,
    /// Holds U+0000, which is no text.
    ControlCharacter,
    /// Refers to something that does not exist for the caller.
    UnknownReference,
    /// The end lies before the start.
    EndBeforeStart,
    /// The day has not come yet.
    InTheFuture,
    /// The moment is over.
    InThePast,
    /// The moment is not in the time in which the round is open.
    OutsidePeriod,
    /// Stands fast by now.
    Fixed,
    /// Asked, and not answered yet.
    Unanswered,
    /// Must be there, and is not.
    Missing,
    /// There is no such member here.
    UnknownMember,
    /// Of another JSON type than these.
    WrongType { wanted: String },
    /// Not of this form: `uuid`, `date`, `cursor`, …
    Malformed { form: String },
    /// Below this number.
    TooSmall { least: String },
    /// Above this number.
    TooLarge { most: String },
    /// Fewer characters than this.
    TooShort { least: usize },
    /// Fewer items than this.
    TooFew { least: usize },
    /// More items than this.
    TooMany { most: usize },
    /// Not one of these.
    NotAChoice { choices: Vec<String> },
    /// Belongs to another kind of question.
    NotOfThisPrompt,
    /// Is about the competencies of another framework than the round's instrument asks.
    OfAnotherFramework,
    /// Two years, of which the second is not the one after the first.
    NotConsecutive,
    /// Says something together with this other one only, which is not there.
    NeedsOther { other: String },
    /// Holds nothing at all, and must say something.
    SaysNothing,
    /// Another thing has it already, and it must be unique.
    Taken,
    /// Breaks the published schema in another way; the words are the schema's.
    Schema { says: String },
    /// Not JSON.
    NotJson { line: usize, column: usize },
}

impl InputError {
    /// An error at this place.
    pub fn at(pointer: impl Into<String>, fault: Fault) -> Self {
        Self { pointer: pointer.into(), fault }
    }

    /// An error at a member of an object, the member's name escaped as JSON pointers want it.
    pub fn at_member(object: &str, member: &str, fault: Fault) -> Self {
        Self { pointer: format!("{object}/{}", escape(member)), fault }
    }
}

/// A reference token of a JSON pointer (RFC 6901, section 3).
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

impl Fault {
    /// The stable code of this fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownCompetency => "unknown-competency",
            Self::NotAsked => "not-asked",
            Self::OffScale { .. } => "off-scale",
            Self::NotALevel => "not-a-level",
            Self::UnknownReason => "unknown-reason",
            Self::NotAText => "not-a-text",
            Self::TooLong { .. } => "too-long",
            Self::DuplicateMember => "duplicate-member",
            Self::ControlCharacter => "control-character",
            Self::UnknownReference => "unknown-reference",
            Self::EndBeforeStart => "end-before-start",
            Self::InTheFuture => "in-the-future",
            Self::InThePast => "in-the-past",
            Self::OutsidePeriod => "outside-period",
            Self::Fixed => "fixed",
            Self::Unanswered => "unanswered",
            Self::Missing => "missing",
            Self::UnknownMember => "unknown-member",
            Self::WrongType { .. } => "wrong-type",
            Self::Malformed { .. } => "malformed",
            Self::TooSmall { .. } => "too-small",
            Self::TooLarge { .. } => "too-large",
            Self::TooShort { .. } => "too-short",
            Self::TooFew { .. } => "too-few",
            Self::TooMany { .. } => "too-many",
            Self::NotAChoice { .. } => "not-a-choice",
            Self::NotOfThisPrompt => "not-of-this-prompt",
            Self::OfAnotherFramework => "of-another-framework",
            Self::NotConsecutive => "not-consecutive",
            Self::NeedsOther { .. } => "needs-other",
            Self::SaysNothing => "says-nothing",
            Self::Taken => "taken",
            Self::Schema { .. } => "schema",
            Self::NotJson { .. } => "not-json",
        }
    }

    /// Every code there is, for the contract and `docs/problems.md`.
    pub const CODES: &'static [&'static str] = &[
        "unknown-competency",
        "not-asked",
        "off-scale",
        "not-a-level",
        "unknown-reason",
        "not-a-text",
        "too-long",
        "duplicate-member",
        "control-character",
        "unknown-reference",
        "end-before-start",
        "in-the-future",
        "in-the-past",
        "outside-period",
        "fixed",
        "unanswered",
        "missing",
        "unknown-member",
        "wrong-type",
        "malformed",
        "too-small",
        "too-large",
        "too-short",
        "too-few",
        "too-many",
        "not-a-choice",
        "not-of-this-prompt",
        "of-another-framework",
        "not-consecutive",
        "needs-other",
        "says-nothing",
        "taken",
        "schema",
        "not-json",
    ];
}

/// A value that is not on the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffScale;

impl fmt::Display for OffScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value is not a level of this scale")
    }
}
