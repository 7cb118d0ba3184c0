//! Which state a caller has seen: `ETag`, `If-Match`.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::openapi::{self, path::ParameterIn};

use super::{
    code::Code,
    operation::{Describe, Draft},
    problem::{Parts, Problem},
};
use crate::domain::{
    refusal::{Fault, InputError},
    revision::Seen,
};

/// The strong entity tag of a revision.
pub fn tag(revision: i32) -> String {
    format!("\"{revision}\"")
}

/// The `If-Match` of a request; without it there is no writing over what exists.
pub struct IfMatch(Seen);

impl IfMatch {
    /// What the caller has seen.
    pub fn seen(self) -> Seen {
        self.0
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(match request.headers().get("if-match") {
            None => Err(Problem::of(Code::PreconditionRequired)),
            Some(header) => match header.to_str().ok().and_then(parse) {
                Some(seen) => Ok(Self(seen)),
                None => {
                    let says = "not a list of quoted entity tags, nor *".to_owned();
                    let error = InputError::at("/header/If-Match", Fault::Schema { says });
                    Err(Problem::new(Parts::invalid(vec![error])))
                }
            },
        })
    }
}

/// The tags of an `If-Match` (RFC 9110, section 13.1.1). A tag that is not one of ours, or a weak one, matches nothing.
fn parse(header: &str) -> Option<Seen> {
    if header.trim() == "*" {
        return Some(Seen::Whatever);
    }
    let mut revisions = Vec::new();
    for tag in header.split(',').map(str::trim) {
        let (weak, quoted) = tag.strip_prefix("W/").map_or((false, tag), |rest| (true, rest));
        let inside = quoted.strip_prefix('"')?.strip_suffix('"')?;
        if let (false, Ok(revision)) = (weak, inside.parse()) {
            revisions.push(revision);
        }
    }
    Some(Seen::OneOf(revisions))
}

/// Whether an `If-None-Match` names this tag (RFC 9110, section 13.1.2: weak comparison).
pub fn is_known(header: &str, tag: &str) -> bool {
    header.trim() == "*" || header.split(',').any(|t| t.trim().trim_start_matches("W/") == tag)
}

impl Describe for IfMatch {
    fn describe(operation: &mut Draft) {
        let parameter = openapi::path::ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(openapi::Required::True)
            .description(Some(
                "The `ETag` of the state you have seen. Missing: 428; somebody saved in between: 412. `*` overwrites whatever is there.",
            ))
            .schema(Some(openapi::ObjectBuilder::new().schema_type(openapi::schema::Type::String)))
            .example(Some(serde_json::json!("\"3\"")))
            .build();
        operation.parameter(parameter);
        operation.refuses(Code::InvalidInput);
        operation.refuses(Code::PreconditionRequired);
        operation.refuses(Code::StaleRevision);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_strong_tags_match() {
        assert_eq!(parse("\"3\""), Some(Seen::OneOf(vec![3])));
        assert_eq!(parse("\"3\", \"5\""), Some(Seen::OneOf(vec![3, 5])));
        assert_eq!(parse("W/\"3\""), Some(Seen::OneOf(vec![])));
        assert_eq!(parse("\"abc\""), Some(Seen::OneOf(vec![])));
        assert_eq!(parse("*"), Some(Seen::Whatever));
        assert_eq!(parse("3"), None);
        assert_eq!(parse(""), None);
    }
}
