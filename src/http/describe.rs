//! What a handler's signature says of itself, gathered into the description of an operation.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::{
    self,
    path::{HttpMethod, Parameter},
    request_body::RequestBody,
};

use super::{
    State,
    code::Code,
    language::Language,
    path::EXAMPLE_ID,
    problem::{self, Parts, ProblemDetails},
    revision,
    schema::{self, Named},
    strict_json, words,
};
use crate::{
    domain::refusal::{InputError, Refusal},
    failure::Failure,
};

/// Something in a handler's signature that says what it means for the contract.
pub trait Describe {
    /// Adds to the description.
    fn describe(operation: &mut Draft);
}

impl Describe for State {
    fn describe(_operation: &mut Draft) {}
}

/// The extractors of a handler, one after the other.
pub trait DescribeAll {
    /// Lets each add to the description.
    fn describe_all(operation: &mut Draft);
}

macro_rules! describe_tuples {
    ($(($($name:ident),*);)+) => { $(
        impl<$($name: Describe),*> DescribeAll for ($($name,)*) {
            fn describe_all(operation: &mut Draft) { $($name::describe(operation);)* let _ = operation; }
        }
    )+ };
}

describe_tuples! { (A); (A, B); (A, B, C); (A, B, C, D); (A, B, C, D, E); (A, B, C, D, E, F); (A, B, C, D, E, F, G); }

/// The description of an operation while it is being gathered.
#[derive(Default)]
pub struct Draft {
    parameters: Vec<Parameter>,
    body: Option<RequestBody>,
    responses: BTreeMap<u16, Answer>,
    refusals: BTreeSet<Code>,
    /// An example of input that is refused.
    wrong: Vec<InputError>,
    scopes: Vec<&'static str>,
    schemas: Named,
    tagged: bool,
    listed: bool,
}

struct Answer {
    description: String,
    content: Option<(String, openapi::Content)>,
    headers: Vec<AnswerHeader>,
}

/// A header of an answer.
#[derive(Clone, Copy, Debug)]
pub enum AnswerHeader {
    AcceptPatch,
    ApiVersion,
    ContentLanguage,
    ETag,
    Link,
    Location,
    RetryAfter,
    WwwAuthenticate,
}

impl AnswerHeader {
    fn name(self) -> &'static str {
        match self {
            Self::AcceptPatch => "Accept-Patch",
            Self::ApiVersion => "API-Version",
            Self::ContentLanguage => "Content-Language",
            Self::ETag => "ETag",
            Self::Link => "Link",
            Self::Location => "Location",
            Self::RetryAfter => "Retry-After",
            Self::WwwAuthenticate => "WWW-Authenticate",
        }
    }

    fn says(self) -> &'static str {
        match self {
            Self::AcceptPatch => "The media type that a patch has here (RFC 5789).",
            Self::ApiVersion => "The full version of this API.",
            Self::ContentLanguage => "Language of the words in this answer.",
            Self::ETag => "Strong tag of this state, for `If-Match` and `If-None-Match`.",
            Self::Link => "The next page, with `rel=\"next\"`; absent on the last (RFC 8288).",
            Self::Location => "Where the new thing is; with 409, the one that is there already.",
            Self::RetryAfter => "Seconds to wait before trying again.",
            Self::WwwAuthenticate => "How to authenticate (RFC 6750, RFC 9728).",
        }
    }

    fn describe(self) -> openapi::Header {
        let text = openapi::ObjectBuilder::new().schema_type(openapi::schema::Type::String);
        let schema = match self {
            Self::ApiVersion => text.pattern(Some(r"^\d+\.\d+\.\d+$")),
            Self::ETag => text.pattern(Some(revision::TAG)),
            Self::ContentLanguage => text.enum_values(Some(["nl", "en"])),
            Self::Location => text.format(Some(openapi::SchemaFormat::Custom("uri-reference".to_owned()))),
            Self::RetryAfter => text.schema_type(openapi::schema::Type::Integer).minimum(Some(1)),
            Self::AcceptPatch | Self::Link | Self::WwwAuthenticate => text,
        };
        openapi::HeaderBuilder::new().schema(Some(schema)).description(Some(self.says())).build()
    }
}

impl Draft {
    /// Adds a parameter.
    pub fn parameter(&mut self, parameter: Parameter) {
        self.parameters.push(parameter);
    }

    /// Sets the body.
    pub fn body(&mut self, body: RequestBody) {
        self.body = Some(body);
    }

    /// Adds schemas to the contract.
    pub fn schemas(&mut self, schemas: Named) {
        self.schemas.extend(schemas);
    }

    /// Says that this can be refused.
    pub fn refuses(&mut self, code: Code) {
        self.refusals.insert(code);
    }

    /// Says that input can be refused, for instance because of this.
    pub fn refuses_input(&mut self, wrong: Vec<InputError>) {
        self.refuses(Code::InvalidInput);
        self.wrong = wrong;
    }

    /// Whether it is known by now that input can be refused.
    pub fn refuses_any_input(&self) -> bool {
        self.refusals.contains(&Code::InvalidInput)
    }

    /// Says that this scope is needed.
    pub fn needs(&mut self, scope: &'static str) {
        self.scopes.push(scope);
    }

    /// Says that the answer carries an `ETag`.
    pub fn tagged(&mut self) {
        self.tagged = true;
    }

    /// Says that the answer is a page of a list.
    pub fn listed(&mut self) {
        self.listed = true;
    }

    /// Adds an answer.
    pub fn response(&mut self, status: u16, description: &str, content: Option<(&str, openapi::Content)>) {
        let content = content.map(|(media_type, content)| (media_type.to_owned(), content));
        let headers = vec![AnswerHeader::ApiVersion];
        self.responses.insert(status, Answer { description: description.to_owned(), content, headers });
    }

    /// Adds an answer without a body.
    pub fn empty(&mut self, status: u16, description: &str) {
        self.response(status, description, None);
    }

    /// Adds a header to an answer.
    pub fn header(&mut self, status: u16, header: AnswerHeader) {
        if let Some(answer) = self.responses.get_mut(&status) {
            answer.headers.push(header);
        }
    }

    /// Completes the operation on this path, and gives the schemas it brings along.
    pub fn finish(mut self, method: &HttpMethod, path: &str, operation: &mut openapi::path::Operation) -> Named {
        if self.tagged && *method == HttpMethod::Get {
            revision::describe_if_none_match(&mut self);
            self.empty(304, "What you have is what there is.");
        }
        if self.tagged {
            for status in [200, 304] {
                self.header(status, AnswerHeader::ETag);
            }
        }
        if self.listed {
            self.header(200, AnswerHeader::Link);
        }
        for code in [Code::NotAcceptable, Code::Internal, Code::Unavailable] {
            self.refuses(code);
        }
        let instance = format!("/v1{}", path.replace("{id}", EXAMPLE_ID));
        let patches = *method == HttpMethod::Patch;
        for (status, codes) in by_status(&self.refusals) {
            let answer = self.refusal(status, &codes, &instance, patches);
            self.responses.insert(status, answer);
        }
        let mut responses = openapi::ResponsesBuilder::new();
        for (status, answer) in self.responses {
            responses = responses.response(status.to_string(), render(answer));
        }
        operation.responses = responses.build();
        operation.parameters =
            (!self.parameters.is_empty()).then(|| self.parameters.into_iter().map(openapi::RefOr::T).collect());
        operation.request_body = self.body.map(openapi::RefOr::T);
        operation.security =
            Some(self.scopes.iter().map(|s| openapi::SecurityRequirement::new("accessToken", [*s])).collect());
        self.schemas
    }

    /// The answer of one error status: which problems it can be, each with an example made from the real thing.
    fn refusal(&self, status: u16, codes: &[Code], instance: &str, patches: bool) -> Answer {
        let title = |code: &Code| format!("`{}`: {}.", code.slug(), words::of(*code, Language::English).0);
        let mut content = openapi::ContentBuilder::new().schema(Some(schema::reference::<ProblemDetails>()));
        for code in codes {
            let value = self.parts(*code).render(Language::English, instance);
            let value = serde_json::to_value(value).unwrap_or_default();
            let example = openapi::example::ExampleBuilder::new().summary(code.slug()).value(Some(value)).build();
            content = content.examples_from_iter([(code.slug(), openapi::RefOr::T(example))]);
        }
        let mut headers = vec![AnswerHeader::ApiVersion, AnswerHeader::ContentLanguage];
        if matches!(status, 401) || codes.contains(&Code::InsufficientScope) {
            headers.push(AnswerHeader::WwwAuthenticate);
        }
        if patches && codes.contains(&Code::UnsupportedMediaType) {
            headers.push(AnswerHeader::AcceptPatch);
        }
        if codes.contains(&Code::AssessmentExists) {
            headers.push(AnswerHeader::Location);
        }
        if codes.iter().any(|c| matches!(c, Code::Unavailable | Code::IdempotencyInFlight)) {
            headers.push(AnswerHeader::RetryAfter);
        }
        Answer {
            description: codes.iter().map(title).collect::<Vec<_>>().join("\n\n"),
            content: Some(("application/problem+json".to_owned(), content.build())),
            headers,
        }
    }

    /// An example of this problem, as the code that refuses makes it.
    fn parts(&self, code: Code) -> Parts {
        if code == Code::InvalidInput {
            Parts::invalid(self.wrong.clone())
        } else if code == Code::MalformedJson {
            let error = strict_json::read(b"{\"levels\": {").err();
            Parts { errors: error.into_iter().collect(), ..Parts::new(code) }
        } else if code == Code::SheetIncomplete {
            let missing = vec!["SO-BH-G-02".to_owned(), "SO-ZL-S-01".to_owned()];
            problem::parts_of(Failure::Refused(Refusal::SheetIncomplete { missing }))
        } else {
            Parts::new(code)
        }
    }
}

fn render(answer: Answer) -> openapi::Response {
    let mut response = openapi::ResponseBuilder::new().description(answer.description);
    for header in answer.headers {
        response = response.header(header.name(), header.describe());
    }
    if let Some((media_type, content)) = answer.content {
        response = response.content(media_type, content);
    }
    response.build()
}

fn by_status(refusals: &BTreeSet<Code>) -> BTreeMap<u16, Vec<Code>> {
    let mut statuses: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in refusals {
        statuses.entry(code.status().as_u16()).or_default().push(*code);
    }
    statuses
}
