//! Operations: a route and its description, made from the same handler, so that they cannot differ.
//!
//! A handler carries `#[utoipa::path(put, path = "…", tag = "…")]` for its place, and its doc comment for its words. All the
//! rest, what it takes, needs, answers and refuses, comes from its signature through [`Describe`].

use std::{collections::BTreeMap, future::Future, pin::Pin};

use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, Route,
    dev::Payload,
    guard,
    http::Method,
    web::{self, ServiceConfig},
};
use utoipa::{
    __dev::Tags,
    openapi::{self, Components, path::HttpMethod},
};

use super::{
    code::Code,
    deprecation::Deprecation,
    describe::{Describe, DescribeAll, Draft, References},
    form::MediaTypes,
    problem::{self, Parts, Problem, ProblemDetails},
    query, schema,
};

/// All operations: their routes, and (when asked for) their contract.
pub struct Api {
    routes: BTreeMap<String, Vec<(Method, Route)>>,
    /// What the paths that are read answer in.
    media_types: Vec<(String, &'static [&'static str])>,
    contract: Option<Contract>,
}

/// What the operations say of themselves.
#[derive(Default)]
pub struct Contract {
    pub paths: openapi::path::Paths,
    /// What they refer to.
    pub components: Components,
}

impl Api {
    /// An empty collection that keeps routes only.
    pub fn routing() -> Self {
        Self { routes: BTreeMap::new(), media_types: Vec::new(), contract: None }
    }

    /// An empty collection that keeps the contract too.
    pub fn describing() -> Self {
        Self { contract: Some(Contract::default()), ..Self::routing() }
    }

    /// Adds an operation: the place that `utoipa::path` made for it, and its handler.
    #[expect(clippy::needless_pass_by_value, reason = "place and handler are handed over, as to actix's own `to`")]
    pub fn add<P, H, Args>(&mut self, _place: P, handler: H) -> &mut Self
    where
        P: utoipa::Path + for<'t> Tags<'t>,
        H: Handler<Args>,
        Args: FromRequest + DescribeAll + 'static,
        H::Output: Responder + Describe + 'static,
    {
        self.put::<P, H, Args>(&handler, None)
    }

    /// Adds an operation that will go, and says so in every answer.
    #[expect(clippy::needless_pass_by_value, reason = "place and handler are handed over, as to actix's own `to`")]
    pub fn add_deprecated<P, H, Args>(&mut self, _place: P, handler: H, deprecation: Deprecation) -> &mut Self
    where
        P: utoipa::Path + for<'t> Tags<'t>,
        H: Handler<Args>,
        Args: FromRequest + DescribeAll + 'static,
        H::Output: Responder + Describe + 'static,
    {
        self.put::<P, H, Args>(&handler, Some(deprecation))
    }

    fn put<P, H, Args>(&mut self, handler: &H, deprecation: Option<Deprecation>) -> &mut Self
    where
        P: utoipa::Path + for<'t> Tags<'t>,
        H: Handler<Args>,
        Args: FromRequest + DescribeAll + 'static,
        H::Output: Responder + Describe + 'static,
    {
        for method in P::methods() {
            if let Some(contract) = &mut self.contract {
                contract.add::<P, Args, H::Output>(&method, deprecation);
            }
            if method == HttpMethod::Get {
                self.media_types.push((P::path(), H::Output::MEDIA_TYPES));
            }
            let route = web::route();
            let route =
                if Args::READS_QUERY { route.to(handler.clone()) } else { route.to(WithoutQuery(handler.clone())) };
            let route = match deprecation {
                Some(deprecation) => deprecation.on(route),
                None => route,
            };
            self.routes.entry(P::path()).or_default().push((actix_method(&method), route));
        }
        self
    }

    /// What the operations say of themselves.
    pub fn contract(self) -> Contract {
        self.contract.unwrap_or_default()
    }

    /// Puts the routes under `/v1`: HEAD wherever GET is, and 405 with `Allow` for other methods on a known path.
    pub fn mount(self, prefix: &str, config: &mut ServiceConfig) {
        let mut media_types = MediaTypes::default();
        for (path, of_path) in self.media_types {
            media_types.add(format!("{prefix}{path}"), of_path);
        }
        config.app_data(media_types);
        // A scope for each first segment: that is a literal, which is only compared, and the patterns of one scope alone are tried.
        let mut scopes: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (path, routes) in self.routes {
            let segment = first_segment(&path);
            scopes.entry(segment.to_owned()).or_default().push((path[segment.len()..].to_owned(), routes));
        }
        for (segment, mut paths) in scopes {
            // Literal segments before variable ones, so that `/x/y` is not taken for `/x/{id}`.
            paths.sort_by_key(|(path, _)| path.replace('{', "~"));
            let scope = web::scope(&format!("{prefix}{segment}"));
            config
                .service(paths.into_iter().fold(scope, |scope, (path, routes)| scope.service(resource(&path, routes))));
        }
    }
}

/// What answers at one path.
fn resource(path: &str, routes: Vec<(Method, Route)>) -> Resource {
    let allow = allowed(routes.iter().map(|(method, _)| method));
    let resource = routes.into_iter().fold(web::resource(path), |resource, (method, route)| {
        resource.route(if method == Method::GET { route.guard(reading()) } else { route.method(method) })
    });
    only(resource, allow)
}

/// `/rounds` of `/rounds/{id}/release`.
fn first_segment(path: &str) -> &str {
    path.get(1..).and_then(|rest| rest.find('/')).map_or(path, |end| &path[..=end])
}

impl Contract {
    fn add<P, Args, Out>(&mut self, method: &HttpMethod, deprecation: Option<Deprecation>)
    where
        P: utoipa::Path + for<'t> Tags<'t>,
        Args: DescribeAll,
        Out: Describe,
    {
        let mut draft = Draft::default();
        Args::describe_all(&mut draft);
        Out::describe(&mut draft);
        if let Some(deprecation) = deprecation {
            draft.deprecated(deprecation);
        }
        draft.schemas(schema::named::<ProblemDetails>());
        let mut operation = P::operation();
        operation.operation_id = operation.operation_id.map(|id| camel_case(&id));
        operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
        let references = draft.finish(method, &P::path(), &mut operation);
        self.refer_to(references);
        let item = self.paths.paths.entry(P::path()).or_insert_with(|| openapi::path::PathItemBuilder::new().build());
        item.merge_operations(openapi::PathItem::new(method.clone(), operation));
    }

    fn refer_to(&mut self, References { components: more, inputs }: References) {
        for (name, schema) in more.schemas {
            self.components.schemas.entry(name).or_insert(schema);
        }
        self.components.schemas.extend(inputs);
        self.components.responses.extend(more.responses);
        self.components.parameters.extend(more.parameters);
        self.components.examples.extend(more.examples);
        self.components.headers.extend(more.headers);
    }
}

/// A handler that reads nothing behind the question mark: whatever stands there is refused, once all the rest is found right.
#[derive(Clone)]
struct WithoutQuery<H>(H);

impl<H: Handler<Args>, Args> Handler<Bare<Args>> for WithoutQuery<H> {
    type Output = H::Output;
    type Future = H::Future;

    fn call(&self, bare: Bare<Args>) -> Self::Future {
        self.0.call(bare.0)
    }
}

/// What a handler takes, from a request with nothing behind the question mark.
struct Bare<Args>(Args);

impl<Args: FromRequest + 'static> FromRequest for Bare<Args> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let args = Args::from_request(request, payload);
        let query = query::none(request.query_string());
        Box::pin(async move {
            let args = args.await.map_err(Into::into)?;
            query.map_err(|errors| Problem::<super::problem::Nothing>::new(Parts::invalid(errors)))?;
            Ok(Self(args))
        })
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

/// Adds something that is only read: GET and HEAD, and 405 for the rest. For what stands outside the contract of `/v1`.
pub fn readable<H, Args>(config: &mut ServiceConfig, path: &str, handler: H)
where
    H: Handler<Args>,
    Args: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    let resource = web::resource(path).route(web::route().guard(reading()).to(handler));
    config.service(only(resource, "GET, HEAD".to_owned()));
}

/// Adds something that is sent to, in a form of its own: POST, and 405 for the rest. For what stands outside the contract of `/v1`.
pub fn sendable<H, Args>(config: &mut ServiceConfig, path: &str, handler: H)
where
    H: Handler<Args>,
    Args: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    config.service(only(web::resource(path).route(web::post().to(handler)), "POST".to_owned()));
}

/// Adds something that is read, and sent to as a form: GET, HEAD and POST. For pages outside the contract of `/v1`.
pub fn form<R, ReadArgs, S, SentArgs>(config: &mut ServiceConfig, path: &str, read: R, sent: S)
where
    R: Handler<ReadArgs>,
    ReadArgs: FromRequest + 'static,
    R::Output: Responder + 'static,
    S: Handler<SentArgs>,
    SentArgs: FromRequest + 'static,
    S::Output: Responder + 'static,
{
    let resource = web::resource(path).route(web::route().guard(reading()).to(read)).route(web::post().to(sent));
    config.service(only(resource, "GET, HEAD, POST".to_owned()));
}

fn reading() -> impl guard::Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

/// Answers the methods that a resource has no route for.
fn only(resource: Resource, allow: String) -> Resource {
    resource.default_service(web::to(move || {
        let mut parts = Parts::new(Code::MethodNotAllowed);
        parts.headers.push(("Allow", allow.clone()));
        let answer: HttpResponse = problem::respond(&parts);
        std::future::ready(answer)
    }))
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
