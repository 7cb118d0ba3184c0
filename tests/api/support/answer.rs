//! An answer, and what can be said of it.

use actix_web::http::header::HeaderMap;
use serde_json::Value;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// The same where it is no text.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e} in {}", self.text))
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// Its headers, in order, without the two that no two answers have in common: the number of the request, and what is left to the caller.
    pub fn head(&self) -> Vec<(String, String)> {
        let pairs = self.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let mut head: Vec<_> = pairs.filter(|(name, _)| name != "x-request-id" && name != "ratelimit").collect();
        head.sort();
        head
    }

    /// The `ETag`.
    #[track_caller]
    pub fn etag(&self) -> String {
        let tag = self.header("etag").to_owned();
        assert!(!tag.is_empty(), "no ETag in {self:?}");
        tag
    }

    /// The `id` in the body.
    #[track_caller]
    pub fn id(&self) -> String {
        self.json()["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.text)).to_owned()
    }

    /// Says that the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Says that it is this problem, in full.
    #[track_caller]
    #[expect(clippy::wrong_self_convention, reason = "stands at the end of a sentence, and hands the answer on")]
    pub fn is_problem(self, status: u16, code: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{code}"), "{}", self.text);
        assert_eq!(problem["status"], status);
        for member in ["title", "detail", "instance"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} in {}", self.text);
        }
        self
    }

    /// The `pointer code` of each error of a problem, sorted.
    #[track_caller]
    pub fn errors(&self) -> Vec<String> {
        let problem = self.json();
        let text = |error: &Value, member: &str| error[member].as_str().unwrap_or_default().to_owned();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let mut told: Vec<String> =
            errors.iter().map(|e| format!("{} {}", text(e, "pointer"), text(e, "code"))).collect();
        told.sort();
        told
    }
}

/// Says that this is that number, but for the last digits of a fraction.
#[track_caller]
pub fn is_near(value: &Value, wanted: f64) {
    let got = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((got - wanted).abs() < 1e-9, "{got} is not {wanted}");
}

/// An answer in short, for whoever reads that it is not right.
pub fn says(answer: &Answer) -> String {
    let text: String = answer.text.chars().take(1_000).collect();
    format!("{} {text}", answer.status)
}
