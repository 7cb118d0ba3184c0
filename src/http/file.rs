//! What goes out as a file to keep, piece by piece: nobody holds all of it in memory.

use std::{borrow::Cow, pin::Pin, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::SizedStream,
    http::{
        Method,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG},
    },
    web::Bytes,
};
use futures_util::{Stream, stream};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        self, KnownFormat, SchemaFormat,
        schema::{ObjectBuilder, Type},
    },
};

use super::{
    answer_header::AnswerHeader,
    describe::{Describe, Draft},
    problem, revision, schema,
};
use crate::failure::Failure;

/// A piece of a file, by its number from 1; `None` behind the last.
pub type Piece = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, Failure>>>>;

/// 200 with a ZIP, and a strong `ETag` of its bytes.
pub struct ZipFile {
    /// How it is called where it is kept.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, by which it is known again.
    pub digest: String,
    /// Gives its pieces.
    pub pieces: Arc<dyn Fn(i32) -> Piece>,
}

const ZIP: &str = "application/zip";

impl ZipFile {
    fn bytes(&self) -> impl Stream<Item = Result<Bytes, Failure>> + use<> {
        let pieces = Arc::clone(&self.pieces);
        stream::unfold(1, move |number| {
            let piece = pieces(number);
            async move {
                match piece.await {
                    Ok(Some(bytes)) => Some((Ok(Bytes::from(bytes)), number + 1)),
                    Ok(None) => None,
                    Err(failure) => {
                        tracing::error!(error = %failure, "a file could not be sent to its end");
                        Some((Err(failure), i32::MAX))
                    }
                }
            }
        })
    }
}

impl PartialSchema for ZipFile {
    fn schema() -> openapi::RefOr<openapi::Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some("A ZIP file."))
            .into()
    }
}

impl ToSchema for ZipFile {
    fn name() -> Cow<'static, str> {
        "ZipFile".into()
    }
}

impl Responder for ZipFile {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let tag = format!("\"{}\"", &self.digest.chars().take(24).collect::<String>());
        let unchanged = match revision::is_known(request, &tag) {
            Ok(known) => known && matches!(*request.method(), Method::GET | Method::HEAD),
            Err(parts) => return problem::respond(&parts),
        };
        if unchanged {
            return HttpResponse::NotModified().insert_header((ETAG, tag)).finish();
        }
        let mut answer = HttpResponse::Ok();
        answer
            .insert_header((ETAG, tag))
            .insert_header((CONTENT_TYPE, ZIP))
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name)));
        answer.body(SizedStream::new(self.size, Box::pin(self.bytes())))
    }
}

impl Describe for ZipFile {
    const MEDIA_TYPES: &'static [&'static str] = &[ZIP];

    fn describe(operation: &mut Draft) {
        operation.schemas(schema::named::<Self>());
        let content = openapi::ContentBuilder::new().schema(Some(schema::reference::<Self>()));
        let content = content.example(Some("PK…".into())).build();
        operation.response(200, "The file.", Some((ZIP, content)));
        operation.header(200, AnswerHeader::ContentDisposition);
        operation.tagged();
    }
}
