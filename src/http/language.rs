//! Dutch first; English where a client prefers it. One small negotiation (RFC 9110, section 12.5.4) for two languages.

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{ACCEPT_LANGUAGE, HeaderMap},
};

use super::describe::{Describe, Draft};
pub use crate::domain::language::Language;

impl Language {
    /// The language a request prefers; Dutch where it does not say.
    pub fn preferred(headers: &HeaderMap) -> Self {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let (dutch, english) = (weight(wanted, "nl"), weight(wanted, "en"));
        if english > dutch { Self::English } else { Self::Dutch }
    }
}

impl FromRequest for Language {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::preferred(request.headers())))
    }
}

/// Whoever does not say gets Dutch, so nothing is asked for.
impl Describe for Language {
    fn describe(_: &mut Draft) {}
}

/// How much a header wants a language, in thousandths; the most specific range decides.
fn weight(header: &str, tag: &str) -> u32 {
    let (mut exact, mut any) = (None, None);
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts.find_map(|p| p.strip_prefix("q=")).map_or(1000, thousandths);
        if name == "*" {
            any = Some(quality);
        } else if name == tag || name.strip_prefix(tag).is_some_and(|rest| rest.starts_with('-')) {
            exact = Some(exact.unwrap_or(0).max(quality));
        }
    }
    exact.or(any).unwrap_or(0)
}

/// A quality as it stands in a header, in thousandths.
pub(super) fn thousandths(quality: &str) -> u32 {
    let parsed = quality.parse::<f64>().unwrap_or(0.0).clamp(0.0, 1.0);
    (0..=1000).rev().find(|n| f64::from(*n) <= parsed * 1000.0 + 0.5).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn dutch_unless_english_is_preferred() {
        for (header, wanted) in [
            ("", Language::Dutch),
            ("en", Language::English),
            ("en-GB, nl;q=0.5", Language::English),
            ("nl-BE, en;q=0.9", Language::Dutch),
            ("de, en;q=0.1", Language::English),
            ("*", Language::Dutch),
            ("fr", Language::Dutch),
            ("en;q=0", Language::Dutch),
            ("nl;q=0.2, en;q=0.25", Language::English),
            ("en;q=abc", Language::Dutch),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(header).unwrap());
            assert_eq!(Language::preferred(&headers), wanted, "{header}");
        }
    }
}
