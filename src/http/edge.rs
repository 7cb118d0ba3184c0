//! The outermost layer: what every answer has, whoever made it.
//!
//! Request id, `API-Version`, security headers; problems are put into words here, where the request is known, and the
//! framework's own errors become problems too.

use actix_web::{
    HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderName, HeaderValue},
    },
    middleware::Next,
};
use tracing_actix_web::RequestId;

use super::{
    accept,
    code::Code,
    form::MediaTypes,
    language::Language,
    problem::{Parts, respond},
};

/// What every answer has.
pub async fn edge(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let language = Language::preferred(request.headers());
    let path = request.path().to_owned();
    let id = request.extensions().get::<RequestId>().map(ToString::to_string);
    let answer = next.call(request).await?.map_into_boxed_body();
    let (request, answer) = answer.into_parts();
    let mut answer = in_words(answer, language, &path);
    let bearer = answer.status() == StatusCode::UNAUTHORIZED;
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        if !headers.contains_key(name) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    if CONTRACTS.contains(&path.as_str()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    if bearer && !headers.contains_key("www-authenticate") {
        headers.insert(HeaderName::from_static("www-authenticate"), HeaderValue::from_static("Bearer"));
    }
    Ok(ServiceResponse::new(request, answer))
}

/// Where the contract is.
pub const CONTRACT: &str = "/v1/openapi.json";
/// Where it is for tools that read no OpenAPI 3.1.
pub const CONTRACT_IN_3_0: &str = "/v1/openapi-3.0.json";

/// What scripts of any origin may read.
const CONTRACTS: [&str; 2] = [CONTRACT, CONTRACT_IN_3_0];

const ALWAYS: [(&str, &str); 7] = [
    ("api-version", crate::openapi::VERSION),
    ("cache-control", "no-store"),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Marks an answer that says in its own way what is wrong: a page for a person, or an error in the form of another standard.
#[derive(Clone, Copy, Debug)]
pub struct OwnWords;

/// Puts a problem into words; makes one of an error that is none yet.
fn in_words(answer: HttpResponse<BoxBody>, language: Language, path: &str) -> HttpResponse<BoxBody> {
    let status = answer.status();
    if answer.extensions().get::<OwnWords>().is_some() {
        return answer;
    }
    let parts = answer.extensions().get::<Parts>().cloned();
    let Some(parts) = parts.or_else(|| of_status(status).map(Parts::new)) else { return answer };
    let body = super::answer::json(&parts.render(language, path));
    let mut answer = answer.set_body(BoxBody::new(body));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(HeaderName::from_static("content-language"), HeaderValue::from_static(language.tag()));
    answer
}

/// The problem for an error of the framework's own.
fn of_status(status: StatusCode) -> Option<Code> {
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    Some(match status {
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::Forbidden,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => Code::RequestTimeout,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        status if status.is_client_error() => Code::InvalidInput,
        _ => Code::Internal,
    })
}

/// Refuses a client that does not take the form in which an operation answers. Inside the layer for other origins, so that their
/// scripts can read why.
pub async fn acceptable(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if is_acceptable(&request) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    Ok(request.into_response(respond(&Parts::new(Code::NotAcceptable))).map_into_boxed_body())
}

/// Whether the client takes one of the forms in which the operation answers. Outside `/v1` each route gives what it has.
fn is_acceptable(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    // Most take anything: for them nothing is looked up.
    !request.path().starts_with("/v1/")
        || accept::takes_anything(headers)
        || accept::preferred(headers, MediaTypes::of(request)).is_some()
}
