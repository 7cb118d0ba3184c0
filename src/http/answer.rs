//! What goes out: a handler's return type is its contract.
//!
//! [`Reply`] and [`Worded`] (200), [`Created`] (201), [`NoContent`] (204), [`Listing`](super::paging::Listing) (200, a page). Each describes
//! itself, so the contract cannot name another body or status than the one that is sent.

use std::marker::PhantomData;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, Responder,
    http::{
        Method, StatusCode,
        header::{CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderValue, LINK, LOCATION},
    },
    web::Bytes,
};
use serde::Serialize;
use utoipa::{ToSchema, openapi};

use super::{
    answer_header::AnswerHeader,
    describe::{Describe, Draft},
    language::Language,
    problem::{self, Problem, Refusals},
    revision,
    schema::{self, Example},
};
use crate::{db::idempotency::StoredAnswer, digest};

/// Something that can be answered with.
pub trait View: Serialize + ToSchema + Example + 'static {}
impl<T: Serialize + ToSchema + Example + 'static> View for T {}

/// A view as it is sent.
pub fn json<T: Serialize>(view: &T) -> String {
    serde_json::to_string(view).unwrap_or_else(|error| {
        tracing::error!(%error, "a view could not be written");
        String::from("null")
    })
}

/// 200 with a body, and a strong `ETag`: of the revision where there is one, else of the bytes.
pub struct Reply<T> {
    body: String,
    tag: Option<String>,
    link: Option<String>,
    of: PhantomData<fn() -> T>,
}

impl<T: View> Reply<T> {
    /// Answers with this view.
    pub fn new(view: &T) -> Self {
        Self::rendered(json(view))
    }

    /// Answers with a view that was rendered before.
    pub fn rendered(body: String) -> Self {
        Self { body, tag: None, link: None, of: PhantomData }
    }
}

impl<T> Reply<T> {
    /// With the tag of this revision.
    #[must_use]
    pub fn with_revision(self, revision: i32) -> Self {
        Self { tag: Some(revision::tag(revision)), ..self }
    }

    /// With the tag of this revision, shown with numbers beside it that are its reader's own.
    #[must_use]
    pub fn with_revision_beside(self, revision: i32, own: &[i64]) -> Self {
        Self { tag: Some(revision::tag_beside(revision, own)), ..self }
    }

    /// With this tag.
    #[must_use]
    pub fn with_tag(self, tag: &str) -> Self {
        Self { tag: Some(format!("\"{tag}\"")), ..self }
    }

    /// With a link to the next page.
    #[must_use]
    pub fn with_next(self, target: Option<&str>) -> Self {
        Self { link: target.map(|to| format!("<{to}>; rel=\"next\"")), ..self }
    }

    /// With the language its texts are in.
    #[must_use]
    pub fn in_language<L: Tongue>(self, language: L) -> Worded<T, L> {
        Worded { reply: self, language }
    }
}

impl<T> Responder for Reply<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let link = self.link;
        tagged(request, self.tag, self.body, |answer, status| {
            if status == StatusCode::OK {
                answer.insert_header((CONTENT_TYPE, "application/json"));
                if let Some(link) = link {
                    answer.insert_header((LINK, link));
                }
            }
        })
    }
}

/// 200 with this body under its tag, or 304 to who reads and has it already. `head` adds what else is in the head of it.
pub(super) fn tagged(
    request: &HttpRequest,
    tag: Option<String>,
    body: impl Into<Bytes>,
    head: impl FnOnce(&mut HttpResponseBuilder, StatusCode),
) -> HttpResponse {
    let body: Bytes = body.into();
    let tag = tag.unwrap_or_else(|| format!("\"{}\"", &digest::sha256(&body)[..24]));
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let unchanged = match revision::is_known(request, &tag) {
        Ok(known) => known && reading,
        Err(parts) if reading => return problem::respond(&parts),
        Err(_) => false,
    };
    let status = if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    answer.insert_header((ETAG, tag));
    head(&mut answer, status);
    if unchanged { answer.finish() } else { answer.body(body) }
}

impl<T: View> Describe for Reply<T> {
    fn describe(operation: &mut Draft) {
        operation.answers::<T>(200, &schema::says::<T>());
        operation.tagged();
    }
}

/// What says in which language the texts of an answer are, and who chose it.
pub trait Tongue {
    /// How the contract tells of it.
    const HEADER: AnswerHeader;
    /// The language (RFC 5646).
    fn tag(&self) -> &str;
}

/// Of a definition: its makers chose.
impl Tongue for String {
    const HEADER: AnswerHeader = AnswerHeader::TextLanguage;

    fn tag(&self) -> &str {
        self
    }
}

/// Of what is said with figures: the caller chooses.
impl Tongue for Language {
    const HEADER: AnswerHeader = AnswerHeader::ContentLanguage;

    fn tag(&self) -> &str {
        Language::tag(*self)
    }
}

/// A [`Reply`] whose texts are all in one language, which its `Content-Language` names.
pub struct Worded<T, L = String> {
    reply: Reply<T>,
    language: L,
}

impl<T, L: Tongue> Responder for Worded<T, L> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut answer = self.reply.respond_to(request);
        if answer.status() == StatusCode::OK
            && let Ok(language) = HeaderValue::from_str(self.language.tag())
        {
            answer.headers_mut().insert(CONTENT_LANGUAGE, language);
        }
        answer
    }
}

impl<T: View, L: Tongue> Describe for Worded<T, L> {
    fn describe(operation: &mut Draft) {
        Reply::<T>::describe(operation);
        operation.header(200, L::HEADER);
    }
}

/// 201 with the new thing, where it lives and its tag; or the very answer that was given to the same request before.
pub struct Created<T> {
    answer: StoredAnswer,
    of: PhantomData<fn() -> T>,
}

impl<T: View> Created<T> {
    /// The answer for a new thing at this place.
    pub fn answer(view: &T, location: &str, revision: i32) -> StoredAnswer {
        StoredAnswer { status: 201, location: Some(location.to_owned()), revision: Some(revision), body: json(view) }
    }
}

impl<T> From<StoredAnswer> for Created<T> {
    fn from(answer: StoredAnswer) -> Self {
        Self { answer, of: PhantomData }
    }
}

impl<T> Responder for Created<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        send(self.answer)
    }
}

impl<T: View> Describe for Created<T> {
    fn describe(operation: &mut Draft) {
        operation.answers::<T>(201, &format!("Created. {}", schema::says::<T>()));
        operation.header(201, AnswerHeader::Location);
        operation.header(201, AnswerHeader::ETag);
    }
}

/// 200 with the changed thing after an action on it; or the very answer that was given to the same request before.
pub struct Done<T> {
    answer: StoredAnswer,
    of: PhantomData<fn() -> T>,
}

impl<T: View> Done<T> {
    /// The answer after an action that led to this revision.
    pub fn answer(view: &T, revision: i32) -> StoredAnswer {
        StoredAnswer { status: 200, location: None, revision: Some(revision), body: json(view) }
    }
}

impl<T> From<StoredAnswer> for Done<T> {
    fn from(answer: StoredAnswer) -> Self {
        Self { answer, of: PhantomData }
    }
}

impl<T> Responder for Done<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        send(self.answer)
    }
}

impl<T: View> Describe for Done<T> {
    fn describe(operation: &mut Draft) {
        operation.answers::<T>(200, &format!("Done. {}", schema::says::<T>()));
        operation.header(200, AnswerHeader::ETag);
    }
}

/// 200 with what came of an action that leaves no state of its own to be read later, hence without a tag; or the very answer that was
/// given to the same request before.
pub struct Told<T> {
    answer: StoredAnswer,
    of: PhantomData<fn() -> T>,
}

impl<T: View> Told<T> {
    /// The answer after such an action.
    pub fn answer(view: &T) -> StoredAnswer {
        StoredAnswer { status: 200, location: None, revision: None, body: json(view) }
    }
}

impl<T> From<StoredAnswer> for Told<T> {
    fn from(answer: StoredAnswer) -> Self {
        Self { answer, of: PhantomData }
    }
}

impl<T> Responder for Told<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        send(self.answer)
    }
}

impl<T: View> Describe for Told<T> {
    fn describe(operation: &mut Draft) {
        operation.answers::<T>(200, &format!("Done. {}", schema::says::<T>()));
    }
}

/// What a PUT left there: 201 where it made it, 200 where it replaced it.
pub struct Put<T> {
    answer: StoredAnswer,
    of: PhantomData<fn() -> T>,
}

impl<T: View> Put<T> {
    /// The answer for what was made at this place.
    pub fn made(view: &T, location: &str, revision: i32) -> Self {
        Self { answer: Created::answer(view, location, revision), of: PhantomData }
    }

    /// The answer for what was replaced.
    pub fn replaced(view: &T, revision: i32) -> Self {
        Self { answer: Done::answer(view, revision), of: PhantomData }
    }
}

impl<T> Responder for Put<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        send(self.answer)
    }
}

impl<T: View> Describe for Put<T> {
    fn describe(operation: &mut Draft) {
        Created::<T>::describe(operation);
        operation.answers::<T>(200, &format!("Replaced. {}", schema::says::<T>()));
        operation.header(200, AnswerHeader::ETag);
    }
}

pub(super) fn send(stored: StoredAnswer) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK));
    if let Some(location) = stored.location {
        answer.insert_header((LOCATION, location));
    }
    if let Some(revision) = stored.revision {
        answer.insert_header((ETAG, revision::tag(revision)));
    }
    answer.insert_header((CONTENT_TYPE, "application/json")).body(stored.body)
}

/// 204: done, and nothing to say.
pub struct NoContent;

impl Responder for NoContent {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

impl Describe for NoContent {
    fn describe(operation: &mut Draft) {
        operation.empty(204, "Done.");
    }
}

impl<R: Describe, E: Refusals> Describe for Result<R, Problem<E>> {
    const MEDIA_TYPES: &'static [&'static str] = R::MEDIA_TYPES;

    fn describe(operation: &mut Draft) {
        R::describe(operation);
        for code in E::CODES {
            operation.refuses(*code);
        }
    }
}

impl Draft {
    /// Adds the answer of this status with this view as its body.
    pub fn answers<T: View>(&mut self, status: u16, description: &str) {
        self.schemas(schema::named::<T>());
        let content = openapi::ContentBuilder::new()
            .schema(Some(schema::reference::<T>()))
            .example(serde_json::to_value(T::example()).ok())
            .build();
        self.response(status, description, Some(("application/json", content)));
    }
}
