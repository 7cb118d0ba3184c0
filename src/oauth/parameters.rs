//! Parameters as OAuth sends them: a form, in a query or a body.

use std::{collections::BTreeMap, time::Duration};

use actix_web::{
    HttpRequest,
    http::header::CONTENT_TYPE,
    web::{Bytes, Payload},
};

/// Most bytes of a form.
const LARGEST: usize = 16 << 10;

/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was sent, each by its name.
#[derive(Clone, Debug, Default)]
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Those in this text; `None` where one stands twice (RFC 6749, section 3.1) or holds U+0000, which is no text.
    pub fn parse(form: &[u8]) -> Option<Self> {
        let mut all = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(form) {
            // One without a value is one that was left out.
            let twice = !value.is_empty() && all.insert(name.into_owned(), value.clone().into_owned()).is_some();
            if twice || value.contains('\0') {
                return None;
            }
        }
        Some(Self(all))
    }

    /// Those in the body of this request; `None` where it is no form, or one too large.
    pub async fn of_body(request: &HttpRequest, payload: Payload) -> Option<Self> {
        let content_type = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return None;
        }
        let body: Bytes = tokio::time::timeout(PATIENCE, payload.to_bytes_limited(LARGEST)).await.ok()?.ok()?.ok()?;
        Self::parse(&body)
    }

    /// The value of one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of one, taken out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// All of them, each with its name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// With another value for one.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut all = self.0.clone();
        all.insert(name.to_owned(), value.to_owned());
        Self(all)
    }

    /// Those with one of these names.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(name, _)| names.contains(&name.as_str()))
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect(),
        )
    }

    /// As a query.
    pub fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_everything_once() {
        let read = |form: &str| Parameters::parse(form.as_bytes());
        let form = read("scope=school%3Aread+goals%3Aread&state=&code=a%26b").unwrap();
        assert_eq!((form.get("scope"), form.get("state")), (Some("school:read goals:read"), None));
        assert_eq!(form.with("state", "x y").query(), "code=a%26b&scope=school%3Aread+goals%3Aread&state=x+y");
        for wrong in ["a=1&a=1", "a=1&b=2&a=3", "a=%00"] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }
}
