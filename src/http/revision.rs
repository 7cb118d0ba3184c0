//! Which state a caller has seen: `ETag`, `If-Match`.

use std::{
    future::{Ready, ready},
    sync::LazyLock,
};

use actix_web::{
    FromRequest, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header::{CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH},
    middleware::Next,
};
use jsonschema::Validator;
use serde_json::{Value, json};
use utoipa::openapi::{self, path::ParameterIn};

use super::{
    code::Code,
    describe::{Describe, Draft},
    problem::{Parts, Problem},
    schema,
};
use crate::domain::{
    refusal::{Fault, InputError},
    revision::{Expected, Seen},
};

/// One strong entity tag, as a pattern (RFC 9110, section 8.8.3; ours hold no comma).
pub const TAG: &str = r#"^"[ !#-+\--~]*"$"#;

/// What `If-Match` and `If-None-Match` may hold, as a pattern: `*`, or tags with commas between them.
const TAGS: &str = r#"^(\*|(W/)?"[ !#-+\--~]*"([ \t]*,[ \t]*(W/)?"[ !#-+\--~]*")*)$"#;

/// What `If-None-Match` may hold where something is made, as a pattern: that there is nothing yet.
const NOTHING: &str = r"^\*$";

/// Tells whether a text is one of those: the schema that is published.
static FORM: LazyLock<Validator> = LazyLock::new(|| schema::compile(&json!({ "type": "string", "pattern": TAGS })));

/// The strong entity tag of a revision.
pub fn tag(revision: i32) -> String {
    format!("\"{revision}\"")
}

/// The tag of a revision that is shown with something beside it that is its reader's own: what she has not read yet. Other bytes, so
/// another strong tag, for the same state. Where all of it is 0 there is nothing beside it.
pub fn tag_beside(revision: i32, own: &[i64]) -> String {
    if own.iter().all(|number| *number == 0) {
        return tag(revision);
    }
    let own: Vec<String> = own.iter().map(ToString::to_string).collect();
    format!("\"{revision}.{}\"", own.join("."))
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
        ready(match list(request.headers(), &IF_MATCH) {
            None => Err(Problem::of(Code::PreconditionRequired)),
            Some(tags) => match parse(&tags) {
                Some(seen) => Ok(Self(seen)),
                None => Err(Problem::new(Parts::invalid(vec![no_tags("If-Match")]))),
            },
        })
    }
}

/// An `If-Match` that may be left out: whoever sends it acts on what she has seen, or not at all.
pub struct IfMatchGiven(Seen);

impl IfMatchGiven {
    /// What the caller has seen; whatever there is, where she does not say.
    pub fn seen(self) -> Seen {
        self.0
    }
}

impl FromRequest for IfMatchGiven {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !request.headers().contains_key("if-match") {
            return ready(Ok(Self(Seen::Whatever)));
        }
        ready(IfMatch::from_request(request, payload).into_inner().map(|given| Self(given.seen())))
    }
}

/// The `If-Match` or the `If-None-Match: *` of a PUT that makes a thing or replaces it; without either there is no writing.
pub struct IfMatchOrNew(Expected);

impl IfMatchOrNew {
    /// What the caller says there is.
    pub fn expected(self) -> Expected {
        self.0
    }
}

impl FromRequest for IfMatchOrNew {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let malformed = |name: &str| Err(Problem::new(Parts::invalid(vec![no_tags(name)])));
        let (tags, nothing) = (list(request.headers(), &IF_MATCH), list(request.headers(), &IF_NONE_MATCH));
        ready(match (tags.as_deref().map(parse), nothing) {
            (Some(None), _) => malformed("If-Match"),
            (_, Some(other)) if other.trim() != "*" => malformed("If-None-Match"),
            (None, None) => Err(Problem::of(Code::PreconditionRequired)),
            // There cannot be something and nothing.
            (Some(Some(_)), Some(_)) => Err(Problem::of(Code::StaleRevision)),
            (Some(Some(seen)), None) => Ok(Self(Expected::Something(seen))),
            (None, Some(_)) => Ok(Self(Expected::Nothing)),
        })
    }
}

/// A header whose value is a list; several lines of it are one list (RFC 9110, section 5.3). What is no text is no list of ours.
fn list(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(name).map(|line| line.to_str().unwrap_or_default()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The tags of an `If-Match` (RFC 9110, section 13.1.1). A tag that is not one of ours, or a weak one, matches nothing.
fn parse(header: &str) -> Option<Seen> {
    if !FORM.is_valid(&Value::from(header.trim())) {
        return None;
    }
    if header.trim() == "*" {
        return Some(Seen::Whatever);
    }
    let mut revisions = Vec::new();
    for tag in header.split(',').map(str::trim) {
        let (weak, quoted) = tag.strip_prefix("W/").map_or((false, tag), |rest| (true, rest));
        let inside = quoted.strip_prefix('"')?.strip_suffix('"')?;
        let plain = inside.strip_suffix(PACKED).unwrap_or(inside);
        let number = plain.split_once('.').map_or(plain, |(number, _)| number);
        if let (false, Ok(revision)) = (weak, number.parse()) {
            revisions.push(revision);
        }
    }
    Some(Seen::OneOf(revisions))
}

fn no_tags(header: &str) -> InputError {
    InputError::at_member("/header", header, Fault::Malformed { form: "entity-tag".to_owned() })
}

/// Whether the `If-None-Match` of a request names this tag (RFC 9110, section 13.1.2: weak comparison).
///
/// # Errors
/// Where it is no list of tags.
pub fn is_known(request: &HttpRequest, tag: &str) -> Result<bool, Parts> {
    let Some(given) = list(request.headers(), &IF_NONE_MATCH) else { return Ok(false) };
    if parse(&given).is_none() {
        return Err(Parts::invalid(vec![no_tags("If-None-Match")]));
    }
    let names = |text: &str| {
        let text = text.trim().trim_start_matches("W/");
        text == tag || text == packed(tag)
    };
    Ok(given.trim() == "*" || given.split(',').any(names))
}

/// What the tag of a packed answer ends in: other bytes, so another strong tag, for the same state (RFC 9110, section 8.8.3.3).
const PACKED: &str = "-gzip";

/// The tag of the same state, packed.
fn packed(tag: &str) -> String {
    format!("{}{PACKED}\"", tag.trim_end_matches('"'))
}

/// Gives a packed answer the tag of a packed answer; so too the 304 for who has it packed.
pub async fn tag_packed(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let known = list(request.headers(), &IF_NONE_MATCH);
    let mut answer = next.call(request).await?;
    let is_packed = answer.headers().contains_key(CONTENT_ENCODING);
    let tag = answer.headers().get(ETAG).and_then(|v| v.to_str().ok()).map(packed);
    let Some(tag) = tag.filter(|tag| is_packed || known.is_some_and(|known| known.contains(tag.as_str()))) else {
        return Ok(answer);
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(ETAG, tag);
    }
    Ok(answer)
}

fn parameter(name: &str) -> openapi::path::ParameterBuilder {
    patterned(name, TAGS, "\"3\"")
}

fn patterned(name: &str, pattern: &str, example: &str) -> openapi::path::ParameterBuilder {
    let schema = openapi::ObjectBuilder::new().schema_type(openapi::schema::Type::String).pattern(Some(pattern));
    openapi::path::ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .schema(Some(schema))
        .example(Some(serde_json::json!(example)))
}

/// Says that a read may name what its caller has.
pub fn describe_if_none_match(operation: &mut Draft) {
    let says = "The `ETag` of what you have; 304 where it is still what there is.";
    operation.shared_parameter("IfNoneMatch", parameter("If-None-Match").description(Some(says)).build());
    if !operation.refuses_any_input() {
        operation.refuses_input(vec![no_tags("If-None-Match")]);
    }
}

impl Describe for IfMatch {
    fn describe(operation: &mut Draft) {
        let says = "The `ETag` of the state you have seen. Missing: 428; somebody saved in between: 412. `*` overwrites whatever \
                    is there.";
        let parameter = parameter("If-Match").required(openapi::Required::True).description(Some(says));
        operation.shared_parameter("IfMatch", parameter.build());
        operation.refuses_input(vec![no_tags("If-Match")]);
        operation.refuses(Code::PreconditionRequired);
        operation.refuses(Code::StaleRevision);
    }
}

impl Describe for IfMatchGiven {
    fn describe(operation: &mut Draft) {
        let says =
            "The `ETag` of the state you have seen. Somebody changed it in between: 412. Left out: whatever is there.";
        operation.shared_parameter("IfMatchGiven", parameter("If-Match").description(Some(says)).build());
        operation.refuses_input(vec![no_tags("If-Match")]);
        operation.refuses(Code::StaleRevision);
    }
}

impl Describe for IfMatchOrNew {
    fn describe(operation: &mut Draft) {
        let says = "To replace: the `ETag` of the state you have seen. Without this and `If-None-Match`: 428; somebody saved in \
                    between, or there is nothing to replace: 412. `*` overwrites whatever is there.";
        operation.shared_parameter("IfMatchToReplace", parameter("If-Match").description(Some(says)).build());
        let says = "To make what is not there yet: `*`. There is something: 412.";
        let to_make = patterned("If-None-Match", NOTHING, "*").description(Some(says));
        operation.shared_parameter("IfNoneMatchToMake", to_make.build());
        operation.refuses_input(vec![no_tags("If-Match")]);
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
        assert_eq!(parse("\"3-gzip\""), Some(Seen::OneOf(vec![3])));
        assert_eq!(parse("\"3.1.2\", \"4.0.1-gzip\""), Some(Seen::OneOf(vec![3, 4])));
        assert_eq!(parse("W/\"3\""), Some(Seen::OneOf(vec![])));
        assert_eq!(parse("\"abc\""), Some(Seen::OneOf(vec![])));
        assert_eq!(parse("\"3\"\t,\t\"5\""), Some(Seen::OneOf(vec![3, 5])));
        assert_eq!(parse("*"), Some(Seen::Whatever));
        for none in ["3", "", "\"", "\"a\"b\"", "\"a\tb\"", "\"3\",", "\"3\",,\"5\"", "**", "W/*"] {
            assert_eq!(parse(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_beside_a_state_changes_the_tag_and_nothing_beside_it_does_not() {
        assert_eq!(tag_beside(3, &[0, 0]), tag(3));
        assert_eq!(tag_beside(3, &[1, 0]), "\"3.1.0\"");
        assert_ne!(tag_beside(3, &[1, 0]), tag_beside(3, &[0, 1]));
    }
}
