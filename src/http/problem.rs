//! Problem details (RFC 9457): the one shape of every error, the framework's own included.
//!
//! A handler answers with a [`Problem`]; the words, the language and the path are filled in at the [edge](super::edge), where
//! the request is known.

use std::{fmt, marker::PhantomData};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde::Serialize;
use utoipa::{ToSchema, openapi};

use super::{code::Code, language::Language, words};
use crate::{
    domain::refusal::{Fault, InputError, Refusal},
    failure::Failure,
};

/// Which refusals an operation can answer with, as part of its type.
pub trait Refusals: 'static {
    /// All of them; what the extractors can refuse comes from the signature and is not repeated here.
    const CODES: &'static [Code];
}

/// Declares the refusals of an operation: `refusals!(PutScoresRefusal = NotADraft, RoundNotOpen);`
#[macro_export]
macro_rules! refusals {
    ($(#[$meta:meta])* $name:ident = $($code:ident),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub enum $name {}

        impl $crate::http::problem::Refusals for $name {
            const CODES: &'static [$crate::http::code::Code] = &[$($crate::http::code::Code::$code),+];
        }
    };
}

refusals!(/// For operations that refuse nothing but what their extractors do.
    Nothing = Internal);

/// A problem, not yet put into words.
pub struct Problem<E = Nothing> {
    parts: Parts,
    of: PhantomData<fn() -> E>,
}

/// What a problem consists of before it is rendered.
#[derive(Clone, Debug)]
pub struct Parts {
    pub code: Code,
    pub errors: Vec<InputError>,
    /// Headers that go with it.
    pub headers: Vec<(&'static str, String)>,
}

impl Parts {
    /// A problem of this kind, with nothing to add.
    pub fn new(code: Code) -> Self {
        Self { code, errors: Vec::new(), headers: Vec::new() }
    }

    /// Input that is not valid, for these reasons.
    pub fn invalid(errors: Vec<InputError>) -> Self {
        Self { code: Code::InvalidInput, errors, headers: Vec::new() }
    }

    /// The problem as it is sent.
    pub fn render(&self, language: Language, instance: &str) -> ProblemDetails {
        let (title, detail) = words::of(self.code, language);
        let errors = self.errors.iter().map(|e| ProblemError {
            pointer: e.pointer.clone(),
            code: e.fault.code().to_owned(),
            detail: words::of_fault(&e.fault, language),
        });
        ProblemDetails {
            type_uri: format!("/problems/{}", self.code.slug()),
            title: title.to_owned(),
            status: self.code.status().as_u16(),
            detail: detail.to_owned(),
            instance: instance.to_owned(),
            errors: errors.collect(),
        }
    }
}

/// What went wrong (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemDetails {
    /// Kind of problem: a reference whose last part is its code. Stable; made for programs.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/problems/not-found")]
    pub type_uri: String,
    /// Short name of the kind, in the language of the answer.
    pub title: String,
    /// The status of this answer, again.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What it means and what to do, in the language of the answer.
    pub detail: String,
    /// The path that was asked for.
    #[schema(format = "uri-reference")]
    pub instance: String,
    /// Everything that is wrong with what was sent, all at once. Absent where it does not apply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<ProblemError>,
}

/// One thing that is wrong with what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemError {
    /// Where: a JSON pointer (RFC 6901) into the body, or `/query/…`, `/path/…`, `/header/…`.
    #[schema(format = "json-pointer", example = "/levels/SO-BH-G-01")]
    pub pointer: String,
    /// What, as a stable code made for programs.
    #[schema(schema_with = fault_code)]
    pub code: String,
    /// What, in words.
    pub detail: String,
}

fn fault_code() -> openapi::Object {
    openapi::ObjectBuilder::new()
        .schema_type(openapi::schema::Type::String)
        .enum_values(Some(Fault::CODES.iter().copied()))
        .description(Some("What, as a stable code made for programs."))
        .build()
}

impl<E> Problem<E> {
    /// A problem of these parts.
    pub fn new(parts: Parts) -> Self {
        Self { parts, of: PhantomData }
    }

    /// A problem of this kind.
    pub fn of(code: Code) -> Self {
        Self::new(Parts::new(code))
    }
}

/// What a failure of a service looks like from outside. What only the operator may know goes to the log here.
pub fn parts_of(failure: Failure) -> Parts {
    match failure {
        Failure::Refused(refusal) => {
            let code = Code::from(&refusal);
            let mut headers = Vec::new();
            if let Refusal::AssessmentExists { existing: Some(id) } = &refusal {
                headers.push(("Location", format!("/v1/assessments/{id}")));
            }
            let errors = match refusal {
                Refusal::InvalidInput(errors) => errors,
                Refusal::SheetIncomplete { missing } => {
                    missing.iter().map(|code| InputError::at_member("/levels", code, Fault::Unanswered)).collect()
                }
                Refusal::RoundFixed { members } => {
                    members.iter().map(|member| InputError::at_member("", member, Fault::Fixed)).collect()
                }
                Refusal::GroupsOutOfUse { places } => {
                    let group = |place: &usize| InputError::at(format!("/groupIds/{place}"), Fault::UnknownReference);
                    places.iter().map(group).collect()
                }
                Refusal::AlreadyExists { members } => {
                    members.iter().map(|member| InputError::at_member("", member, Fault::Taken)).collect()
                }
                Refusal::NotFound
                | Refusal::KeepsNoSecret
                | Refusal::TooManyCredentials
                | Refusal::NotForOneself
                | Refusal::HasNotLeft
                | Refusal::ErasureBegun
                | Refusal::Forbidden
                | Refusal::NotADraft
                | Refusal::NotSubmitted
                | Refusal::AlreadyDiscussed
                | Refusal::NotASelfScore
                | Refusal::NotHeldBack
                | Refusal::HiddenFromLearner
                | Refusal::StaleRevision
                | Refusal::RoundNotOpen
                | Refusal::RoundReleased
                | Refusal::NotAParticipant
                | Refusal::Exempted
                | Refusal::AssessmentExists { .. }
                | Refusal::FeedbackNotADraft
                | Refusal::FeedbackNotShared
                | Refusal::ReflectionShared
                | Refusal::ReflectionNotShared
                | Refusal::GoalMoveNotPossible
                | Refusal::GoalClosed
                | Refusal::FeedbackStillADraft
                | Refusal::ReportNotReleased
                | Refusal::NothingToReport
                | Refusal::EarlierHidden
                | Refusal::RoundNotPlanned
                | Refusal::AlreadyAParticipant
                | Refusal::HasStarted
                | Refusal::HasSubmitted
                | Refusal::AlreadyShared
                | Refusal::AlreadyAMember
                | Refusal::InvitationNotInForce => Vec::new(),
            };
            Parts { code, errors, headers }
        }
        Failure::Unavailable(says) => {
            tracing::error!(error = %says, "a request could not be done at present");
            Parts { headers: vec![("Retry-After", "2".to_owned())], ..Parts::new(Code::Unavailable) }
        }
        Failure::Database(error) => {
            tracing::error!(error = %error, "the database failed");
            Parts::new(Code::Internal)
        }
        Failure::Bug(says) => {
            tracing::error!(error = %says, "this should not happen");
            Parts::new(Code::Internal)
        }
        Failure::Overtaken => Parts::new(Code::StaleRevision),
        Failure::InFlight => {
            Parts { headers: vec![("Retry-After", "1".to_owned())], ..Parts::new(Code::IdempotencyInFlight) }
        }
        Failure::KeyReused => Parts::new(Code::IdempotencyKeyReused),
        Failure::NoLonger => Parts::new(Code::NotFound),
    }
}

impl<E: Refusals> From<Failure> for Problem<E> {
    fn from(failure: Failure) -> Self {
        let refused = matches!(failure, Failure::Refused(_));
        let parts = parts_of(failure);
        if refused && !E::CODES.contains(&parts.code) {
            // The contract would be silent about this answer: a fault of ours, which the tests turn into a failure.
            debug_assert!(false, "{} is not among the documented refusals {:?}", parts.code.slug(), E::CODES);
            tracing::error!(code = parts.code.slug(), "an undocumented refusal");
        }
        Self::new(parts)
    }
}

impl<E> fmt::Debug for Problem<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}

impl<E> fmt::Display for Problem<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parts.code.slug())
    }
}

impl<E> ResponseError for Problem<E> {
    fn status_code(&self) -> StatusCode {
        self.parts.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        respond(&self.parts)
    }
}

/// An answer that carries a problem to the edge, where it is put into words.
pub fn respond(parts: &Parts) -> HttpResponse {
    let mut answer = HttpResponse::build(parts.code.status());
    for (name, value) in &parts.headers {
        answer.insert_header((*name, value.as_str()));
    }
    let mut answer = answer.finish();
    answer.extensions_mut().insert(parts.clone());
    answer
}

impl<E> Problem<E> {
    /// What it consists of.
    pub fn into_parts(self) -> Parts {
        self.parts
    }
}
