//! Operations: a route and its description, made from the same handler, so that they cannot differ.
//!
//! A handler carries `#[utoipa::path(put, path = "…", tag = "…")]` for its place, and its doc comment for its words. All the
//! rest, what it takes, needs, answers and refuses, comes from its signature through [`Describe`].

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{
    FromRequest, Handler, HttpResponse, Responder, Route, guard,
    http::Method,
    web::{self, ServiceConfig},
};
use serde_json::json;
use utoipa::openapi::{
    self,
    path::{HttpMethod, Parameter, ParameterIn},
    request_body::RequestBody,
};

use super::{
    State,
    code::Code,
    language::Language,
    problem::{self, Parts, ProblemDetails},
    schema::{self, Named},
};

/// The description of an operation while it is being gathered.
#[derive(Default)]
pub struct Draft {
    parameters: Vec<Parameter>,
    body: Option<RequestBody>,
    responses: BTreeMap<u16, Answer>,
    refusals: BTreeSet<Code>,
    scopes: Vec<&'static str>,
    schemas: Named,
    tagged: bool,
    listed: bool,
}

struct Answer {
    description: String,
    content: Option<(String, openapi::Content)>,
    headers: Vec<(String, String)>,
}

/// Something in a handler's signature that says what it means for the contract.
pub trait Describe {
    /// Adds to the description.
    fn describe(operation: &mut Draft);
}

impl Describe for State {
    fn describe(_operation: &mut Draft) {}
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
        self.responses.insert(status, Answer { description: description.to_owned(), content, headers: Vec::new() });
    }

    /// Adds an answer without a body.
    pub fn empty(&mut self, status: u16, description: &str) {
        self.response(status, description, None);
    }

    /// Adds a header to an answer.
    pub fn header(&mut self, status: u16, name: &str, description: &str) {
        if let Some(answer) = self.responses.get_mut(&status) {
            answer.headers.push((name.to_owned(), description.to_owned()));
        }
    }

    fn finish(mut self, method: &HttpMethod, operation: &mut openapi::path::Operation) -> Named {
        if self.tagged && *method == HttpMethod::Get {
            self.parameters.push(if_none_match());
            self.empty(304, "What you have is what there is.");
        }
        if self.tagged {
            for status in [200, 304] {
                self.header(status, "ETag", "Strong tag of this state.");
            }
        }
        if self.listed {
            self.header(200, "Link", "The next page, with `rel=\"next\"`; absent on the last (RFC 8288).");
        }
        for code in [Code::NotAcceptable, Code::Internal, Code::Unavailable] {
            self.refuses(code);
        }
        let mut responses = openapi::ResponsesBuilder::new();
        for (status, answer) in self.responses {
            responses = responses.response(status.to_string(), render(answer));
        }
        for (status, codes) in by_status(&self.refusals) {
            responses = responses.response(status.to_string(), refusal(status, &codes, operation));
        }
        operation.responses = responses.build();
        operation.parameters =
            (!self.parameters.is_empty()).then(|| self.parameters.into_iter().map(openapi::RefOr::T).collect());
        operation.request_body = self.body.map(openapi::RefOr::T);
        operation.security =
            Some(self.scopes.iter().map(|s| openapi::SecurityRequirement::new("accessToken", [*s])).collect());
        self.schemas
    }
}

fn if_none_match() -> Parameter {
    openapi::path::ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .description(Some("The `ETag` of what you have; 304 where it is still what there is."))
        .schema(Some(openapi::ObjectBuilder::new().schema_type(openapi::schema::Type::String)))
        .example(Some(json!("\"3\"")))
        .build()
}

fn header(description: &str) -> openapi::Header {
    openapi::HeaderBuilder::new()
        .schema(Some(openapi::ObjectBuilder::new().schema_type(openapi::schema::Type::String)))
        .description(Some(description))
        .build()
}

fn with_version(response: openapi::ResponseBuilder) -> openapi::ResponseBuilder {
    response.header("API-Version", header("The full version of this API."))
}

fn render(answer: Answer) -> openapi::Response {
    let mut response = with_version(openapi::ResponseBuilder::new().description(answer.description));
    for (name, description) in &answer.headers {
        response = response.header(name, header(description));
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

/// The answer of one error status: which problems it can be, each with an example made from the real thing.
fn refusal(status: u16, codes: &[Code], operation: &openapi::path::Operation) -> openapi::Response {
    let instance = format!("/v1/{}", operation.tags.as_ref().and_then(|t| t.first()).cloned().unwrap_or_default());
    let names: Vec<String> = codes.iter().map(|c| format!("`{}`", c.slug())).collect();
    let mut content = openapi::ContentBuilder::new().schema(Some(schema::reference::<ProblemDetails>()));
    for code in codes {
        let value = serde_json::to_value(Parts::new(*code).render(Language::English, &instance)).unwrap_or_default();
        let example = openapi::example::ExampleBuilder::new().summary(code.slug()).value(Some(value)).build();
        content = content.examples_from_iter([(code.slug(), openapi::RefOr::T(example))]);
    }
    let mut response = with_version(openapi::ResponseBuilder::new().description(names.join(", ")))
        .content("application/problem+json", content.build());
    if status == 401 {
        response = response.header("WWW-Authenticate", header("How to authenticate (RFC 6750, RFC 9728)."));
    }
    if codes.iter().any(|c| matches!(c, Code::Unavailable | Code::IdempotencyInFlight)) {
        response = response.header("Retry-After", header("Seconds to wait before trying again."));
    }
    response.build()
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

/// All operations: their routes, and (when asked for) their contract.
pub struct Api {
    routes: BTreeMap<String, Vec<(Method, Route)>>,
    contract: Option<Contract>,
}

/// What the operations say of themselves.
#[derive(Default)]
pub struct Contract {
    pub paths: openapi::path::Paths,
    pub schemas: BTreeMap<String, openapi::RefOr<openapi::Schema>>,
}

impl Api {
    /// An empty collection that keeps routes only.
    pub fn routing() -> Self {
        Self { routes: BTreeMap::new(), contract: None }
    }

    /// An empty collection that keeps the contract too.
    pub fn describing() -> Self {
        Self { routes: BTreeMap::new(), contract: Some(Contract::default()) }
    }

    /// Adds an operation: the place that `utoipa::path` made for it, and its handler.
    pub fn add<P, H, Args>(&mut self, _place: P, handler: H) -> &mut Self
    where
        P: utoipa::Path,
        H: Handler<Args>,
        Args: FromRequest + DescribeAll + 'static,
        H::Output: Responder + Describe + 'static,
    {
        for method in P::methods() {
            if let Some(contract) = &mut self.contract {
                contract.add::<P, Args, H::Output>(&method);
            }
            let routes = self.routes.entry(P::path()).or_default();
            routes.push((actix_method(&method), web::route().to(handler.clone())));
        }
        self
    }

    /// What the operations say of themselves.
    pub fn contract(self) -> Contract {
        self.contract.unwrap_or_default()
    }

    /// Puts the routes under `/v1`: HEAD wherever GET is, and 405 with `Allow` for other methods on a known path.
    pub fn mount(self, prefix: &str, config: &mut ServiceConfig) {
        // Literal segments before variable ones, so that `/x/y` is not taken for `/x/{id}`.
        let mut paths: Vec<_> = self.routes.into_iter().collect();
        paths.sort_by_key(|(path, _)| path.replace('{', "~"));
        for (path, routes) in paths {
            let mut resource = web::resource(format!("{prefix}{path}"));
            let allow = allowed(routes.iter().map(|(method, _)| method));
            for (method, route) in routes {
                let route = if method == Method::GET {
                    route.guard(guard::Any(guard::Get()).or(guard::Head()))
                } else {
                    route.method(method)
                };
                resource = resource.route(route);
            }
            config.service(resource.default_service(web::to(move || {
                let mut parts = Parts::new(Code::MethodNotAllowed);
                parts.headers.push(("Allow", allow.clone()));
                let answer: HttpResponse = problem::respond(&parts);
                std::future::ready(answer)
            })));
        }
    }
}

impl Contract {
    fn add<P: utoipa::Path, Args: DescribeAll, Out: Describe>(&mut self, method: &HttpMethod) {
        let mut draft = Draft::default();
        Args::describe_all(&mut draft);
        Out::describe(&mut draft);
        draft.schemas(schema::named::<ProblemDetails>());
        let mut operation = P::operation();
        operation.operation_id = operation.operation_id.map(|id| camel_case(&id));
        let schemas = draft.finish(method, &mut operation);
        self.schemas.extend(schemas);
        let item = self.paths.paths.entry(P::path()).or_insert_with(|| openapi::path::PathItemBuilder::new().build());
        item.merge_operations(openapi::PathItem::new(method.clone(), operation));
    }
}

/// `put_scores` as it stands in the contract: `putScores`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut id, word| {
        let mut letters = word.chars();
        id.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        id.push_str(letters.as_str());
        id
    })
}

fn actix_method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

/// The `Allow` of a path with these methods.
fn allowed<'a>(methods: impl Iterator<Item = &'a Method>) -> String {
    let mut names: Vec<&str> = methods.map(Method::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.sort_unstable();
    names.join(", ")
}
