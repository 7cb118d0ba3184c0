//! Operations that will go: they say so in the contract, and in every answer (RFC 9745, RFC 8594, RFC 8288).

use actix_web::{
    Route,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue, LINK},
    middleware::{Next, from_fn},
};
use chrono::{DateTime, Utc};
use utoipa::openapi;

/// That an operation will go: since when that is known, when it may stop answering, where more is told.
#[derive(Clone, Copy, Debug)]
pub struct Deprecation {
    /// Since when it is deprecated.
    pub since: DateTime<Utc>,
    /// When it may stop answering: at least six months later.
    pub sunset: DateTime<Utc>,
    /// A page for people: what to do.
    pub more: &'static str,
    /// The operation's path in the API that takes its place, if there is one.
    pub successor: Option<&'static str>,
}

impl Deprecation {
    /// Marks the operation in the contract, and says when it goes.
    pub fn describe(&self, operation: &mut openapi::path::Operation) {
        operation.deprecated = Some(openapi::Deprecated::True);
        let instead = self.successor.map(|path| format!(" Use `{path}` instead.")).unwrap_or_default();
        let says = format!(
            "**Deprecated** since {}; may stop answering on {}.{instead} See <{}>.",
            self.since.format("%Y-%m-%d"),
            self.sunset.format("%Y-%m-%d"),
            self.more
        );
        let before = operation.description.take().map(|text| format!("{text}\n\n")).unwrap_or_default();
        operation.description = Some(format!("{before}{says}"));
    }

    /// A route whose every answer says so, refusals included.
    pub fn on(self, route: Route) -> Route {
        route.wrap(from_fn(move |request, next| self.tell(request, next)))
    }

    async fn tell(
        self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
        let mut answer = next.call(request).await?;
        for (name, value) in self.headers() {
            if let Ok(value) = HeaderValue::from_str(&value) {
                answer.headers_mut().append(name, value);
            }
        }
        Ok(answer)
    }

    fn headers(&self) -> Vec<(HeaderName, String)> {
        let mut headers = vec![
            (HeaderName::from_static("deprecation"), format!("@{}", self.since.timestamp())),
            (HeaderName::from_static("sunset"), self.sunset.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
            (LINK, format!("<{}>; rel=\"deprecation\"; type=\"text/html\"", self.more)),
        ];
        headers.extend(self.successor.map(|to| (LINK, format!("<{to}>; rel=\"successor-version\""))));
        headers
    }
}
