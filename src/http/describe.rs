//! What a handler's signature says of itself, gathered into the description of an operation.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::{
    self, Components,
    path::{HttpMethod, Parameter},
    request_body::RequestBody,
};

use super::{
    State, answer_header::AnswerHeader, code::Code, deprecation::Deprecation, form::JSON, query, refused::Refused,
    revision, schema::Named,
};
use crate::domain::refusal::InputError;

/// Something in a handler's signature that says what it means for the contract.
pub trait Describe {
    /// Whether it reads what stands behind the question mark.
    const READS_QUERY: bool = false;
    /// What it can answer in, if it is an answer; the ordinary form first.
    const MEDIA_TYPES: &'static [&'static str] = &[JSON];

    /// Adds to the description.
    fn describe(operation: &mut Draft);
}

impl Describe for State {
    fn describe(_operation: &mut Draft) {}
}

/// The extractors of a handler, one after the other.
pub trait DescribeAll {
    /// Whether one of them reads what stands behind the question mark.
    const READS_QUERY: bool;

    /// Lets each add to the description.
    fn describe_all(operation: &mut Draft);
}

macro_rules! describe_tuples {
    ($(($($name:ident),*);)+) => { $(
        impl<$($name: Describe),*> DescribeAll for ($($name,)*) {
            const READS_QUERY: bool = $($name::READS_QUERY ||)* false;

            fn describe_all(operation: &mut Draft) { $($name::describe(operation);)* let _ = operation; }
        }
    )+ };
}

describe_tuples! { (A); (A, B); (A, B, C); (A, B, C, D); (A, B, C, D, E); (A, B, C, D, E, F); (A, B, C, D, E, F, G); }

/// The description of an operation while it is being gathered.
#[derive(Default)]
pub struct Draft {
    parameters: Vec<openapi::RefOr<Parameter>>,
    /// What stands in braces in the path, each with an example.
    placeholders: Vec<(&'static str, &'static str)>,
    body: Option<RequestBody>,
    responses: BTreeMap<u16, Answer>,
    refusals: BTreeSet<Code>,
    /// An example of input that is refused.
    wrong: Vec<InputError>,
    scopes: Vec<&'static str>,
    tagged: bool,
    listed: bool,
    deprecation: Option<Deprecation>,
    /// What it refers to.
    refers_to: References,
}

/// What an operation refers to.
#[derive(Default)]
pub struct References {
    /// What is the same wherever it is referred to.
    pub components: Components,
    /// Schemas of what is sent, which say more than those of the same name in answers.
    pub inputs: Named,
}

/// One answer of an operation.
pub struct Answer {
    pub description: String,
    /// By media type.
    pub content: Vec<(String, openapi::Content)>,
    pub headers: Vec<AnswerHeader>,
}

impl Draft {
    /// Adds a parameter of this operation alone.
    pub fn parameter(&mut self, parameter: Parameter) {
        self.parameters.push(openapi::RefOr::T(parameter));
    }

    /// Adds a parameter that several operations have; it stands once, under this name.
    pub fn shared_parameter(&mut self, name: &str, parameter: Parameter) {
        self.parameters.push(refer("parameters", name));
        self.refers_to.components.parameters.insert(name.to_owned(), openapi::RefOr::T(parameter));
    }

    /// Says what can stand for this name in braces in the path.
    pub fn placeholder(&mut self, name: &'static str, example: &'static str) {
        self.placeholders.push((name, example));
    }

    /// Sets the body.
    pub fn body(&mut self, body: RequestBody) {
        self.body = Some(body);
    }

    /// Adds schemas of what is answered to the contract.
    pub fn schemas(&mut self, schemas: Named) {
        self.refers_to.components.schemas.extend(schemas);
    }

    /// Adds schemas of what is sent to the contract.
    pub fn input_schemas(&mut self, schemas: Named) {
        self.refers_to.inputs.extend(schemas);
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

    /// Says that this scope is needed; where it is said of several, that one of them is.
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

    /// Says that the operation will go.
    pub fn deprecated(&mut self, deprecation: Deprecation) {
        self.deprecation = Some(deprecation);
    }

    /// Adds an answer.
    pub fn response(&mut self, status: u16, description: &str, content: Option<(&str, openapi::Content)>) {
        let content = content.into_iter().map(|(media_type, content)| (media_type.to_owned(), content)).collect();
        let headers = AnswerHeader::OF_EVERY_ANSWER.to_vec();
        self.responses.insert(status, Answer { description: description.to_owned(), content, headers });
    }

    /// Says that an answer can have this form too.
    pub fn also(&mut self, status: u16, media_type: &str, content: openapi::Content) {
        if let Some(answer) = self.responses.get_mut(&status) {
            answer.content.push((media_type.to_owned(), content));
        }
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

    /// Completes the operation on this path, and gives what it refers to.
    pub fn finish(mut self, method: &HttpMethod, path: &str, operation: &mut openapi::path::Operation) -> References {
        self.complete(method);
        let path = &self
            .placeholders
            .iter()
            .fold(path.to_owned(), |path, (name, example)| path.replace(&format!("{{{name}}}"), example));
        let mut responses = openapi::ResponsesBuilder::new();
        for (status, answer) in std::mem::take(&mut self.responses) {
            let shared = (status == 304).then(|| "NotModified".to_owned());
            responses = responses.response(status.to_string(), self.place(answer, shared));
        }
        for (status, codes) in by_status(&self.refusals) {
            let wrong = std::mem::take(&mut self.wrong);
            let refused = Refused { codes: &codes, wrong: &wrong, path, patches: *method == HttpMethod::Patch };
            let examples = refused.examples().map(|(name, example)| (name, openapi::RefOr::T(example)));
            self.refers_to.components.examples.extend(examples);
            let response = self.place(refused.answer(), refused.shared_as());
            self.wrong = wrong;
            responses = responses.response(status.to_string(), response);
        }
        operation.responses = responses.build();
        operation.parameters = (!self.parameters.is_empty()).then_some(self.parameters);
        operation.request_body = self.body.map(openapi::RefOr::T);
        operation.security =
            Some(self.scopes.iter().map(|s| openapi::SecurityRequirement::new("accessToken", [*s])).collect());
        if let Some(deprecation) = &self.deprecation {
            deprecation.describe(operation);
        }
        self.refers_to
    }

    /// Adds what follows from the rest.
    fn complete(&mut self, method: &HttpMethod) {
        if self.tagged && *method == HttpMethod::Get {
            revision::describe_if_none_match(self);
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
        if self.body.is_none() {
            // The same key on the same path is then the same request.
            self.refusals.remove(&Code::IdempotencyKeyReused);
        }
        if self.scopes.is_empty() {
            // Nobody can lose sight of what is answered to anybody.
            self.refusals.remove(&Code::NotFound);
        }
        if !self.refuses_any_input() {
            self.refuses_input(query::none("colour=blue").err().unwrap_or_default());
        }
        for code in [Code::NotAcceptable, Code::TooManyRequests, Code::Internal, Code::Unavailable] {
            self.refuses(code);
        }
    }

    /// Puts an answer where it belongs: among the components where it has a name there, else into the operation itself. Those of
    /// a deprecated operation have headers of their own.
    fn place(&mut self, mut answer: Answer, shared_as: Option<String>) -> openapi::RefOr<openapi::Response> {
        if self.deprecation.is_some() {
            answer.headers.retain(|header| *header != AnswerHeader::Link);
            answer.headers.extend([AnswerHeader::Deprecation, AnswerHeader::Sunset, AnswerHeader::DeprecationLink]);
        }
        let shared_as = shared_as.filter(|_| self.deprecation.is_none());
        let mut response = openapi::ResponseBuilder::new().description(answer.description).build();
        for header in answer.headers {
            response.headers.insert(header.name().to_owned(), refer("headers", header.component()));
            self.refers_to
                .components
                .headers
                .insert(header.component().to_owned(), openapi::RefOr::T(header.describe()));
        }
        let content = answer.content.into_iter();
        response.content.extend(content.map(|(media_type, content)| (media_type, openapi::RefOr::T(content))));
        let Some(name) = shared_as else { return openapi::RefOr::T(response) };
        let reference = refer("responses", &name);
        self.refers_to.components.responses.insert(name, openapi::RefOr::T(response));
        reference
    }
}

/// A reference to a component.
fn refer<T>(kind: &str, name: &str) -> openapi::RefOr<T> {
    openapi::RefOr::Ref(openapi::Ref::new(format!("#/components/{kind}/{name}")))
}

fn by_status(refusals: &BTreeSet<Code>) -> BTreeMap<u16, Vec<Code>> {
    let mut statuses: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in refusals {
        statuses.entry(code.status().as_u16()).or_default().push(*code);
    }
    statuses
}
