//! Every problem this service can answer with: its stable code, its status. The words are in [`super::words`].

use actix_web::http::StatusCode;

use crate::domain::refusal::Refusal;

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $slug:literal, $status:ident;)+) => {
        /// A kind of problem. Its code is the last part of the problem's `type`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$meta])* $variant),+ }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable, readable, never reused.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
            }

            /// The status it is answered with.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }
        }
    };
}

codes! {
    /// What was sent is not what the contract asks.
    InvalidInput = "invalid-input", BAD_REQUEST;
    /// The body is not JSON.
    MalformedJson = "malformed-json", BAD_REQUEST;
    /// No token, or none that is valid.
    Unauthenticated = "unauthenticated", UNAUTHORIZED;
    /// The token lacks the scope.
    InsufficientScope = "insufficient-scope", FORBIDDEN;
    /// May be seen, may not be done.
    Forbidden = "forbidden", FORBIDDEN;
    /// By this invitation nobody may begin or go on.
    InvitationNotInForce = "invitation-not-in-force", FORBIDDEN;
    /// About the caller herself.
    NotForOneself = "not-for-oneself", FORBIDDEN;
    /// There is no such thing for this caller.
    NotFound = "not-found", NOT_FOUND;
    /// The path exists, the method on it does not.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED;
    /// None of the accepted media types can be given.
    NotAcceptable = "not-acceptable", NOT_ACCEPTABLE;
    /// The body took too long to arrive.
    RequestTimeout = "request-timeout", REQUEST_TIMEOUT;
    /// Not a draft any more.
    NotADraft = "not-a-draft", CONFLICT;
    /// Not submitted.
    NotSubmitted = "not-submitted", CONFLICT;
    /// The conversation about it is recorded.
    AlreadyDiscussed = "already-discussed", CONFLICT;
    /// Not the learner's own.
    NotASelfScore = "not-a-self-score", CONFLICT;
    /// The learner is not kept from seeing it.
    NotHeldBack = "not-held-back", CONFLICT;
    /// The learner does not see yet what it is about.
    HiddenFromLearner = "hidden-from-learner", CONFLICT;
    /// Asked competencies lack an answer.
    SheetIncomplete = "sheet-incomplete", CONFLICT;
    /// The round takes no work now.
    RoundNotOpen = "round-not-open", CONFLICT;
    /// The round's reports are out.
    RoundReleased = "round-released", CONFLICT;
    /// Not in this round.
    NotAParticipant = "not-a-participant", CONFLICT;
    /// Exempted from this round.
    Exempted = "exempted", CONFLICT;
    /// There is one already.
    AssessmentExists = "assessment-exists", CONFLICT;
    /// Feedback that is shared.
    FeedbackNotADraft = "feedback-not-a-draft", CONFLICT;
    /// Feedback that is not waiting to be acknowledged.
    FeedbackNotShared = "feedback-not-shared", CONFLICT;
    /// A reflection that is shared.
    ReflectionShared = "reflection-shared", CONFLICT;
    /// A reflection that is not shared.
    ReflectionNotShared = "reflection-not-shared", CONFLICT;
    /// No way from this status to that one.
    GoalMoveNotPossible = "goal-move-not-possible", CONFLICT;
    /// A goal that is achieved or dropped.
    GoalClosed = "goal-closed", CONFLICT;
    /// Feedback that the learner does not read yet.
    FeedbackStillADraft = "feedback-still-a-draft", CONFLICT;
    /// Too early.
    ReportNotReleased = "report-not-released", CONFLICT;
    /// Released, without anything that the report could be about.
    NothingToReport = "nothing-to-report", CONFLICT;
    /// Not while she scores herself anew.
    EarlierHidden = "earlier-hidden", CONFLICT;
    /// Open, or past it.
    RoundNotPlanned = "round-not-planned", CONFLICT;
    /// It would begin with what is over.
    GroupsOutOfUse = "groups-out-of-use", CONFLICT;
    /// What stands fast by now.
    RoundFixed = "round-fixed", CONFLICT;
    /// In this round already.
    AlreadyAParticipant = "already-a-participant", CONFLICT;
    /// Something has been started about the learner.
    HasStarted = "has-started", CONFLICT;
    /// The learner has submitted.
    HasSubmitted = "has-submitted", CONFLICT;
    /// Shared with this team.
    AlreadyShared = "already-shared", CONFLICT;
    /// In this team, or in this role.
    AlreadyAMember = "already-a-member", CONFLICT;
    /// A client that everybody can read.
    KeepsNoSecret = "keeps-no-secret", CONFLICT;
    /// As many as a client can have.
    TooManyCredentials = "too-many-credentials", CONFLICT;
    /// Another has what no two have.
    AlreadyExists = "already-exists", CONFLICT;
    /// She is still a member.
    HasNotLeft = "has-not-left", CONFLICT;
    /// Carried out by now.
    ErasureBegun = "erasure-begun", CONFLICT;
    /// The first request with this key is still under way.
    IdempotencyInFlight = "idempotency-in-flight", CONFLICT;
    /// Somebody saved in between.
    StaleRevision = "stale-revision", PRECONDITION_FAILED;
    /// Too large a body.
    PayloadTooLarge = "payload-too-large", PAYLOAD_TOO_LARGE;
    /// Not a media type that is read here.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE;
    /// The key was used with another request.
    IdempotencyKeyReused = "idempotency-key-reused", UNPROCESSABLE_ENTITY;
    /// `If-Match` is missing.
    PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED;
    /// More than may be asked in a minute.
    TooManyRequests = "too-many-requests", TOO_MANY_REQUESTS;
    /// Our fault.
    Internal = "internal", INTERNAL_SERVER_ERROR;
    /// The database is away, for a moment.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE;
}

impl From<&Refusal> for Code {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::NotFound,
            Refusal::Forbidden => Self::Forbidden,
            Refusal::InvalidInput(_) => Self::InvalidInput,
            Refusal::NotADraft => Self::NotADraft,
            Refusal::NotSubmitted => Self::NotSubmitted,
            Refusal::AlreadyDiscussed => Self::AlreadyDiscussed,
            Refusal::NotASelfScore => Self::NotASelfScore,
            Refusal::NotHeldBack => Self::NotHeldBack,
            Refusal::HiddenFromLearner => Self::HiddenFromLearner,
            Refusal::SheetIncomplete { .. } => Self::SheetIncomplete,
            Refusal::StaleRevision => Self::StaleRevision,
            Refusal::RoundNotOpen => Self::RoundNotOpen,
            Refusal::RoundReleased => Self::RoundReleased,
            Refusal::NotAParticipant => Self::NotAParticipant,
            Refusal::Exempted => Self::Exempted,
            Refusal::AssessmentExists { .. } => Self::AssessmentExists,
            Refusal::FeedbackNotADraft => Self::FeedbackNotADraft,
            Refusal::FeedbackNotShared => Self::FeedbackNotShared,
            Refusal::ReflectionShared => Self::ReflectionShared,
            Refusal::ReflectionNotShared => Self::ReflectionNotShared,
            Refusal::GoalMoveNotPossible => Self::GoalMoveNotPossible,
            Refusal::GoalClosed => Self::GoalClosed,
            Refusal::FeedbackStillADraft => Self::FeedbackStillADraft,
            Refusal::ReportNotReleased => Self::ReportNotReleased,
            Refusal::NothingToReport => Self::NothingToReport,
            Refusal::EarlierHidden => Self::EarlierHidden,
            Refusal::RoundNotPlanned => Self::RoundNotPlanned,
            Refusal::GroupsOutOfUse { .. } => Self::GroupsOutOfUse,
            Refusal::RoundFixed { .. } => Self::RoundFixed,
            Refusal::AlreadyAParticipant => Self::AlreadyAParticipant,
            Refusal::HasStarted => Self::HasStarted,
            Refusal::HasSubmitted => Self::HasSubmitted,
            Refusal::AlreadyShared => Self::AlreadyShared,
            Refusal::AlreadyAMember => Self::AlreadyAMember,
            Refusal::InvitationNotInForce => Self::InvitationNotInForce,
            Refusal::NotForOneself => Self::NotForOneself,
            Refusal::KeepsNoSecret => Self::KeepsNoSecret,
            Refusal::TooManyCredentials => Self::TooManyCredentials,
            Refusal::HasNotLeft => Self::HasNotLeft,
            Refusal::ErasureBegun => Self::ErasureBegun,
            Refusal::AlreadyExists { .. } => Self::AlreadyExists,
        }
    }
}
