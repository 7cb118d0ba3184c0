//! What a caller sends: read within limits, checked against its own published schema, every error told at once.

use std::{future::Future, pin::Pin, time::Duration};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header::CONTENT_TYPE},
    web::Bytes,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::{ToSchema, openapi};
use validator::Validate;

use super::{
    code::Code,
    describe::{Describe, Draft},
    problem::{Parts, Problem},
    schema::{self, Example},
    strict_json,
};
use crate::{
    digest,
    domain::refusal::{Fault, InputError},
};

/// The largest body that is read, in bytes: seventy notes of the longest kind fit.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// How long a body may take to arrive.
const SLOWEST_BODY: Duration = Duration::from_secs(15);

/// Something that can be sent.
///
/// Its shape and ranges stand in its schema alone, which is also what checks them; `Validate` holds what a schema cannot say,
/// such as one member depending on another.
pub trait Input: DeserializeOwned + Serialize + ToSchema + Example + Validate + 'static {
    /// Whether errors at this pointer are left to the service, which tells them together with its own.
    fn defers(_pointer: &str) -> bool {
        false
    }

    /// What can be read of a body whose shape is wrong, so that the service can add what it finds to the errors, which then go
    /// with it in [`Body::into_parts`]; `None`: they are told at once.
    fn salvage(_broken: Value) -> Option<Value> {
        None
    }

    /// An example, for the contract, of what can be wrong with it: told by its own schema.
    fn example_errors() -> Vec<InputError> {
        schema::faults(&schema::validator::<Self>(), &serde_json::json!({ "colour": "blue" }), "")
    }
}

/// A JSON body.
pub struct Body<T> {
    value: T,
    deferred: Vec<InputError>,
    digest: String,
}

impl<T> Body<T> {
    /// What was sent.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// What was sent, and the errors that were left to the service.
    pub fn into_parts(self) -> (T, Vec<InputError>) {
        (self.value, self.deferred)
    }

    /// SHA-256 of the body, in hexadecimal: tells whether a repeated request is the same.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// A JSON merge patch (RFC 7396): what is left out stays, `null` takes away where the schema allows it.
pub struct MergePatch<T>(Body<T>);

impl<T> MergePatch<T> {
    /// What was sent.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }

    /// What was sent, and the errors that were left to the service.
    pub fn into_parts(self) -> (T, Vec<InputError>) {
        self.0.into_parts()
    }
}

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<T: Input> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = content_type(request) == JSON;
        read(request, payload, typed)
    }
}

impl<T: Input> FromRequest for MergePatch<T> {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = content_type(request) == MERGE_PATCH;
        let reading = read::<T>(request, payload, typed);
        Box::pin(
            async move { reading.await.map(Self).map_err(|problem| problem.accepting("Accept-Patch", MERGE_PATCH)) },
        )
    }
}

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

impl Problem {
    /// An unsupported media type says which one is.
    fn accepting(self, header: &'static str, media_type: &str) -> Self {
        let mut parts = self.into_parts();
        if parts.code == Code::UnsupportedMediaType {
            parts.headers.push((header, media_type.to_owned()));
        }
        Self::new(parts)
    }
}

/// The media type of a request, in lower case and without parameters. A charset other than UTF-8 is another type.
fn content_type(request: &HttpRequest) -> String {
    let given = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(|part| part.trim().to_ascii_lowercase());
    let media_type = parts.next().unwrap_or_default();
    let utf8 = parts.all(|p| p.strip_prefix("charset=").is_none_or(|c| c.trim_matches('"') == "utf-8"));
    if utf8 { media_type } else { String::new() }
}

fn read<T: Input>(request: &HttpRequest, payload: &mut Payload, typed: bool) -> Reading<Body<T>> {
    let announced = request.headers().get("content-length").and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    let reading = Bytes::from_request(request, payload);
    Box::pin(async move {
        if !typed {
            return Err(Problem::of(Code::UnsupportedMediaType));
        }
        if announced.is_some_and(|length| length > LARGEST_BODY) {
            return Err(Problem::of(Code::PayloadTooLarge));
        }
        let arrived = tokio::time::timeout(SLOWEST_BODY, reading).await;
        let bytes = arrived.map_err(|_| Problem::of(Code::RequestTimeout))?.map_err(|error| {
            let too_large = error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE;
            Problem::of(if too_large { Code::PayloadTooLarge } else { Code::MalformedJson })
        })?;
        parse(&bytes).map_err(Problem::new)
    })
}

fn parse<T: Input>(bytes: &[u8]) -> Result<Body<T>, Parts> {
    let (value, strict) =
        strict_json::read(bytes).map_err(|error| Parts { errors: vec![error], ..Parts::new(Code::MalformedJson) })?;
    let (mut deferred, mut errors): (Vec<_>, Vec<_>) = strict.into_iter().partition(|e| T::defers(&e.pointer));
    let broken = schema::faults(&schema::validator::<T>(), &value, "");
    schema::add(&mut errors, broken.into_iter().filter(|e| !T::defers(&e.pointer)));
    let value = if errors.is_empty() { Some(value) } else { T::salvage(value) };
    let Some(value) = value else { return Err(Parts::invalid(errors)) };
    deferred.extend(errors);
    let digest = digest::sha256(bytes);
    let value: T = serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = format!("/{}", error.path().to_string().replace('.', "/"));
        Parts::invalid(vec![InputError::at(pointer, Fault::Schema { says: error.inner().to_string() })])
    })?;
    value.validate().map_err(|errors| Parts::invalid(told(&errors)))?;
    Ok(Body { value, deferred, digest })
}

/// What `validator` found, as our own errors: a rule about several members says at which one it is told.
fn told(errors: &validator::ValidationErrors) -> Vec<InputError> {
    let each = errors.field_errors();
    let mut all: Vec<InputError> = each
        .iter()
        .flat_map(|(field, errors)| errors.iter().map(move |e| (field, e)))
        .map(|(field, error)| {
            let at = error.params.get("pointer").and_then(|v| v.as_str()).map(str::to_owned);
            let fault = match error.code.as_ref() {
                "end-before-start" => Fault::EndBeforeStart,
                code => Fault::Schema { says: code.to_owned() },
            };
            InputError::at(at.unwrap_or_else(|| format!("/{field}")), fault)
        })
        .collect();
    all.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    all
}

fn describe<T: Input>(operation: &mut Draft, media_type: &str) {
    operation.input_schemas(schema::named_input::<T>());
    let content = openapi::ContentBuilder::new()
        .schema(Some(schema::reference::<T>()))
        .example(serde_json::to_value(T::example()).ok())
        .build();
    let body = openapi::request_body::RequestBodyBuilder::new()
        .description(Some(schema::says::<T>()))
        .content(media_type, content)
        .required(Some(openapi::Required::True))
        .build();
    operation.body(body);
    operation.refuses_input(T::example_errors());
    for code in [Code::MalformedJson, Code::PayloadTooLarge, Code::UnsupportedMediaType, Code::RequestTimeout] {
        operation.refuses(code);
    }
}

impl<T: Input> Describe for Body<T> {
    fn describe(operation: &mut Draft) {
        describe::<T>(operation, JSON);
    }
}

impl<T: Input> Describe for MergePatch<T> {
    fn describe(operation: &mut Draft) {
        describe::<T>(operation, MERGE_PATCH);
    }
}
