//! What goes out in another form than JSON: a picture, a page to print. The type of the answer is its contract here too: media type,
//! language, what it may load.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    dev::ServiceRequest,
    http::{
        StatusCode,
        header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
};
use utoipa::{ToSchema, openapi};

use super::{
    answer::tagged,
    answer_header::AnswerHeader,
    describe::{Describe, Draft},
    language::Language,
    schema,
};

/// The form of all answers that have none of their own.
pub const JSON: &str = "application/json";

/// The policy of a picture: it loads nothing, and nobody frames it.
pub const PICTURE: &str = "default-src 'none'; frame-ancestors 'none'";

/// Something that is answered in a form of its own, in the language that the caller prefers.
pub trait Form: ToSchema + 'static {
    /// What it is, as the contract names it.
    const MEDIA_TYPE: &'static str;
    /// The same, as it is sent.
    const CONTENT_TYPE: &'static str;

    /// What it may load, and who may frame it.
    fn policy() -> &'static str;

    /// One, for the contract.
    fn example() -> &'static str;

    /// The whole of it, in this language.
    fn render(&self, language: Language) -> String;
}

/// 200 with something in a form of its own, and a strong `ETag` of its bytes.
pub struct Rendered<F>(pub F);

impl<F: Form> Responder for Rendered<F> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let language = Language::preferred(request.headers());
        tagged(request, None, self.0.render(language), |answer, status| {
            answer.insert_header((CONTENT_SECURITY_POLICY, F::policy()));
            if status == StatusCode::OK {
                answer.insert_header((CONTENT_TYPE, F::CONTENT_TYPE)).insert_header((CONTENT_LANGUAGE, language.tag()));
            }
        })
    }
}

impl<F: Form> Describe for Rendered<F> {
    const MEDIA_TYPES: &'static [&'static str] = &[F::MEDIA_TYPE];

    fn describe(operation: &mut Draft) {
        operation.schemas(schema::named::<F>());
        let content = openapi::ContentBuilder::new().schema(Some(schema::reference::<F>()));
        let content = content.example(Some(F::example().into())).build();
        operation.response(200, &schema::says::<F>(), Some((F::MEDIA_TYPE, content)));
        operation.header(200, AnswerHeader::ContentLanguage);
        operation.tagged();
    }
}

/// The media types of the operations that answer in another form than JSON, by the patterns of their paths.
#[derive(Clone, Debug, Default)]
pub struct MediaTypes(BTreeMap<String, &'static [&'static str]>);

impl MediaTypes {
    /// Adds an operation on the paths of this pattern.
    pub fn add(&mut self, pattern: String, media_types: &'static [&'static str]) {
        if media_types != [JSON] {
            self.0.insert(pattern, media_types);
        }
    }

    /// In what a request can be answered, the ordinary form first.
    pub fn of(request: &ServiceRequest) -> &'static [&'static str] {
        let known = request.app_data::<Self>().zip(request.match_pattern());
        known.and_then(|(it, pattern)| it.0.get(&pattern).copied()).unwrap_or(&[JSON])
    }
}
