//! The headers of answers, as they stand in the contract: each once, among the components.

use utoipa::openapi;

use super::revision;

/// A header of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerHeader {
    AcceptPatch,
    ApiVersion,
    /// Under which name to keep what is a file.
    ContentDisposition,
    /// The language of a problem's words, which the caller chooses.
    ContentLanguage,
    /// The language of a definition's texts, which its makers chose.
    TextLanguage,
    Deprecation,
    ETag,
    /// The link to the next page of a list.
    Link,
    /// The link to what is to be known of a deprecated operation.
    DeprecationLink,
    Location,
    /// What is left to the caller.
    RateLimit,
    /// How much there is.
    RateLimitPolicy,
    RetryAfter,
    Sunset,
    WwwAuthenticate,
}

impl AnswerHeader {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::AcceptPatch,
        Self::ApiVersion,
        Self::ContentDisposition,
        Self::ContentLanguage,
        Self::TextLanguage,
        Self::Deprecation,
        Self::ETag,
        Self::Link,
        Self::DeprecationLink,
        Self::Location,
        Self::RateLimit,
        Self::RateLimitPolicy,
        Self::RetryAfter,
        Self::Sunset,
        Self::WwwAuthenticate,
    ];

    /// Those of every answer, whatever it says.
    pub const OF_EVERY_ANSWER: [Self; 3] = [Self::ApiVersion, Self::RateLimit, Self::RateLimitPolicy];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::AcceptPatch => "Accept-Patch",
            Self::ApiVersion => "API-Version",
            Self::ContentDisposition => "Content-Disposition",
            Self::ContentLanguage | Self::TextLanguage => "Content-Language",
            Self::Deprecation => "Deprecation",
            Self::ETag => "ETag",
            Self::Link | Self::DeprecationLink => "Link",
            Self::Location => "Location",
            Self::RateLimit => "RateLimit",
            Self::RateLimitPolicy => "RateLimit-Policy",
            Self::RetryAfter => "Retry-After",
            Self::Sunset => "Sunset",
            Self::WwwAuthenticate => "WWW-Authenticate",
        }
    }

    /// Its name among the components.
    pub fn component(self) -> &'static str {
        match self {
            Self::AcceptPatch => "AcceptPatch",
            Self::ApiVersion => "ApiVersion",
            Self::ContentDisposition => "ContentDisposition",
            Self::ContentLanguage => "ContentLanguage",
            Self::TextLanguage => "TextLanguage",
            Self::Deprecation => "Deprecation",
            Self::ETag => "ETag",
            Self::Link => "NextPage",
            Self::DeprecationLink => "DeprecationLink",
            Self::Location => "Location",
            Self::RateLimit => "RateLimit",
            Self::RateLimitPolicy => "RateLimitPolicy",
            Self::RetryAfter => "RetryAfter",
            Self::Sunset => "Sunset",
            Self::WwwAuthenticate => "WwwAuthenticate",
        }
    }

    fn says(self) -> &'static str {
        match self {
            Self::AcceptPatch => "The media type that a patch has here (RFC 5789).",
            Self::ApiVersion => "The full version of this API.",
            Self::ContentDisposition => {
                "Under which name to keep a table or workbook (RFC 6266); absent in other forms."
            }
            Self::ContentLanguage => "Language of the words in this answer.",
            Self::TextLanguage => {
                "Language of the texts in this answer, which `Accept-Language` does not change (RFC 5646)."
            }
            Self::Deprecation => "Since when this operation is deprecated: `@` and seconds since 1970 (RFC 9745).",
            Self::ETag => "Strong tag of this state, for `If-Match` and `If-None-Match`.",
            Self::Link => "The next page, with `rel=\"next\"`; absent on the last (RFC 8288).",
            Self::DeprecationLink => {
                "What is to be known of the deprecation, with `rel=\"deprecation\"`, and what takes its place, with \
                 `rel=\"successor-version\"`; in a list also the next page (RFC 8288)."
            }
            Self::Location => "Where the new thing is; with 409, the one that is there already.",
            Self::RateLimit => {
                "What is left to this caller: `r` requests now. In `t` seconds all of them are there again; of a refusal (429), one \
                 (draft-ietf-httpapi-ratelimit-headers-10). Absent where requests are not counted."
            }
            Self::RateLimitPolicy => {
                "How much this caller may ask: `q` requests in `w` seconds; `\"caller\"`, a user through a client, or \
                 `\"address\"`, without a valid token (draft-ietf-httpapi-ratelimit-headers-10). Absent where requests are not counted."
            }
            Self::RetryAfter => "Seconds to wait before trying again.",
            Self::Sunset => "When this operation may stop answering (RFC 8594).",
            Self::WwwAuthenticate => "How to authenticate (RFC 6750, RFC 9728).",
        }
    }

    /// Its description.
    pub fn describe(self) -> openapi::Header {
        let text = openapi::ObjectBuilder::new().schema_type(openapi::schema::Type::String);
        let schema = match self {
            Self::ApiVersion => text.pattern(Some(r"^\d+\.\d+\.\d+$")),
            Self::Deprecation => text.pattern(Some(r"^@\d+$")),
            Self::ETag => text.pattern(Some(revision::TAG)),
            Self::ContentLanguage => text.enum_values(Some(["nl", "en"])),
            Self::Location => text.format(Some(openapi::SchemaFormat::Custom("uri-reference".to_owned()))),
            Self::RateLimit => text.pattern(Some(r#"^"(caller|address)";r=\d+;t=\d+$"#)),
            Self::RateLimitPolicy => text.pattern(Some(r#"^"(caller|address)";q=\d+;w=\d+$"#)),
            Self::RetryAfter => text.schema_type(openapi::schema::Type::Integer).minimum(Some(1)),
            Self::TextLanguage => text.pattern(Some("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")),
            Self::AcceptPatch
            | Self::ContentDisposition
            | Self::Link
            | Self::DeprecationLink
            | Self::Sunset
            | Self::WwwAuthenticate => text,
        };
        let header = openapi::HeaderBuilder::new().schema(Some(schema)).description(Some(self.says()));
        // The library's header has no `required`.
        let required = self.is_always_there().then(|| openapi::extensions::Extensions::from_iter([("required", true)]));
        header.extensions(required).build()
    }

    /// Whether it is on every answer that documents it.
    fn is_always_there(self) -> bool {
        match self {
            Self::AcceptPatch
            | Self::ApiVersion
            | Self::ContentLanguage
            | Self::Deprecation
            | Self::DeprecationLink
            | Self::ETag
            | Self::Sunset
            | Self::TextLanguage => true,
            Self::ContentDisposition
            | Self::Link
            | Self::Location
            | Self::RateLimit
            | Self::RateLimitPolicy
            | Self::RetryAfter
            | Self::WwwAuthenticate => false,
        }
    }
}
