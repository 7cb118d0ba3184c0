//! What goes out in the form that the caller prefers: as JSON, as a table for a spreadsheet, as a picture. One operation, one thing that
//! is told, several media types.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, Responder,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{self, KnownFormat, SchemaFormat, schema::Type},
};

use super::{
    accept,
    answer::{Reply, View, tagged},
    answer_header::AnswerHeader,
    code::Code,
    describe::{Describe, Draft},
    form::{JSON, PICTURE},
    language::Language,
    problem::{self, Parts},
    schema,
};

/// A table, as text.
pub const CSV: &str = "text/csv";
/// Tables, as a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A picture.
pub const SVG: &str = "image/svg+xml";

/// Something that can be answered as JSON and in other forms, in the language that the caller prefers.
pub trait Forms: 'static {
    /// What it is as JSON.
    type Json: View;

    /// In what it can be answered, [`JSON`] first.
    const MEDIA_TYPES: &'static [&'static str];

    /// It as JSON, and a tag where it has one of its own.
    fn json(&self, language: Language) -> (String, Option<String>);

    /// It in another of its forms.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn other(&self, media_type: &str, language: Language) -> Result<Vec<u8>, String>;

    /// What a file of it is called, without the ending.
    fn file_name(&self, language: Language) -> String;

    /// What it looks like in another of its forms, for the contract.
    fn example(media_type: &str) -> &'static str;
}

/// 200 with something in the form that the caller prefers, each with a strong `ETag` of its own.
pub struct InForms<F>(pub F);

impl<F: Forms> Responder for InForms<F> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let language = Language::preferred(request.headers());
        let Some(media_type) = accept::preferred(request.headers(), F::MEDIA_TYPES) else {
            return problem::respond(&Parts::new(Code::NotAcceptable));
        };
        if media_type == JSON {
            let (body, tag) = self.0.json(language);
            let tag = tag.map(|tag| format!("\"{tag}-{}\"", language.tag()));
            return tagged(request, tag, body, |answer, status| head(answer, status, JSON, language));
        }
        match self.0.other(media_type, language) {
            Ok(body) => tagged(request, None, body, |answer, status| {
                head(answer, status, sent_as(media_type), language);
                match ending(media_type) {
                    None => {
                        answer.insert_header((CONTENT_SECURITY_POLICY, PICTURE));
                    }
                    Some(ending) if status == StatusCode::OK => {
                        let name = self.0.file_name(language);
                        answer
                            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")));
                    }
                    Some(_) => {}
                }
            }),
            Err(error) => {
                tracing::error!(%error, media_type, "a report could not be written");
                problem::respond(&Parts::new(Code::Internal))
            }
        }
    }
}

/// What stands above it in every form.
fn head(answer: &mut HttpResponseBuilder, status: StatusCode, content_type: &str, language: Language) {
    answer.append_header((VARY, "Accept, Accept-Language"));
    if status == StatusCode::OK {
        answer.insert_header((CONTENT_TYPE, content_type)).insert_header((CONTENT_LANGUAGE, language.tag()));
    }
}

/// A media type as it is sent.
fn sent_as(media_type: &str) -> &str {
    if media_type == CSV { "text/csv; charset=utf-8" } else { media_type }
}

/// How the name of a file of it ends; nothing for what is looked at where it is.
fn ending(media_type: &str) -> Option<&'static str> {
    match media_type {
        CSV => Some("csv"),
        XLSX => Some("xlsx"),
        _ => None,
    }
}

impl<F: Forms> Describe for InForms<F> {
    const MEDIA_TYPES: &'static [&'static str] = F::MEDIA_TYPES;

    fn describe(operation: &mut Draft) {
        Reply::<F::Json>::describe(operation);
        for media_type in F::MEDIA_TYPES.iter().filter(|media_type| **media_type != JSON) {
            let content = openapi::ContentBuilder::new().schema(Some(schema_of(media_type, operation)));
            operation.also(200, media_type, content.example(Some(F::example(media_type).into())).build());
        }
        operation.header(200, AnswerHeader::ContentLanguage);
        if F::MEDIA_TYPES.iter().any(|media_type| ending(media_type).is_some()) {
            operation.header(200, AnswerHeader::ContentDisposition);
        }
    }
}

/// Names a form in the contract: what can be said of it stands there once.
macro_rules! named {
    ($($name:ident as $called:literal = $schema:ident;)+) => { $(
        struct $name;

        impl PartialSchema for $name {
            fn schema() -> openapi::RefOr<openapi::Schema> {
                $schema().into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                $called.into()
            }
        }
    )+ };
}

named! {
    Table as "ReportTable" = table;
    Workbook as "ReportWorkbook" = workbook;
    Picture as "ReportPicture" = picture;
}

fn text() -> openapi::schema::ObjectBuilder {
    openapi::ObjectBuilder::new().schema_type(Type::String)
}

fn table() -> openapi::schema::ObjectBuilder {
    text().description(Some(
        "A table (RFC 4180, UTF-8). Its first line names the columns, in the language of `Content-Language`; there may come to be more of them. \
         A field that is hidden is empty, and another column of the row says why.",
    ))
}

fn workbook() -> openapi::schema::ObjectBuilder {
    let says = "A workbook (XLSX): a sheet for each table, and one that says how to read them. It holds no formulas.";
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).description(Some(says))
}

fn picture() -> openapi::schema::ObjectBuilder {
    text().description(Some("A picture (SVG). It loads nothing, and its description holds every figure in words."))
}

/// Adds what can be said of a form, and gives the reference to it.
fn schema_of(media_type: &str, operation: &mut Draft) -> openapi::RefOr<openapi::Schema> {
    match media_type {
        CSV => named::<Table>(operation),
        XLSX => named::<Workbook>(operation),
        _ => named::<Picture>(operation),
    }
}

fn named<T: ToSchema>(operation: &mut Draft) -> openapi::RefOr<openapi::Schema> {
    operation.schemas(schema::named::<T>());
    schema::reference::<T>()
}
