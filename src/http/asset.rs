//! What is the same for everybody until the next version of the program: pages, style sheets, the contract.

use std::sync::OnceLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG},
    },
    web::Bytes,
};

use super::{problem, revision};
use crate::digest;

/// Fixed bytes, with a strong `ETag` of their own.
pub struct Asset {
    content_type: &'static str,
    policy: Option<&'static str>,
    bytes: Bytes,
    tag: OnceLock<String>,
}

impl Asset {
    /// These bytes, of this media type.
    pub fn new(content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self { content_type, policy: None, bytes: bytes.into(), tag: OnceLock::new() }
    }

    /// With a content security policy of its own, instead of the one that every answer has.
    #[must_use]
    pub fn with_policy(self, policy: &'static str) -> Self {
        Self { policy: Some(policy), ..self }
    }

    /// The answer to this GET or HEAD: 304 to who has it already. A client may keep it, and asks before it uses it again.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let tag = self.tag.get_or_init(|| format!("\"{}\"", &digest::sha256(&self.bytes)[..24]));
        let unchanged = match revision::is_known(request, tag) {
            Ok(known) => known,
            Err(parts) => return problem::respond(&parts),
        };
        let mut answer = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        answer.insert_header((ETAG, tag.as_str())).insert_header((CACHE_CONTROL, "no-cache"));
        if let Some(policy) = self.policy {
            answer.insert_header((CONTENT_SECURITY_POLICY, policy));
        }
        if unchanged {
            return answer.finish();
        }
        answer.insert_header((CONTENT_TYPE, self.content_type)).body(self.bytes.clone())
    }
}
