//! What the log says of a request: which one, on which route, with which outcome. Never who, and nothing of what was sent: a query
//! may name a student number.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::{Span, field::Empty};
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// The span around a request.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let span = tracing::info_span!("request", request.id = Empty, http.method = %request.method(), http.route = Empty, http.status = Empty);
        // The route is looked for among all patterns: not for a log that says nothing of it.
        if !span.is_disabled() {
            if let Some(id) = request.extensions().get::<RequestId>() {
                span.record("request.id", tracing::field::display(id));
            }
            span.record("http.route", request.match_pattern().unwrap_or_default());
        }
        span
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(answer) => answer.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("http.status", status.as_u16());
    }
}
