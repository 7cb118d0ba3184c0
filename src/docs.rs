//! `/docs`: the contract as pages, offline. Everything it needs is in the binary.

use std::sync::{Arc, LazyLock};

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use utoipa_swagger_ui::Config;

use crate::http::{code::Code, operation::readable, problem};

static SWAGGER: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::from("/v1/openapi.json")));

/// The page itself; its parts are under `/docs/`.
const PAGE: &str = include_str!("docs/index.html");

/// The routes of the documentation.
pub fn routes(config: &mut ServiceConfig) {
    readable(config, "/docs", page);
    readable(config, "/docs/{file}", part);
}

async fn page() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(PAGE)
}

async fn part(file: web::Path<String>) -> HttpResponse {
    match utoipa_swagger_ui::serve(&file, Arc::clone(&SWAGGER)) {
        Ok(Some(found)) => HttpResponse::Ok().content_type(found.content_type).body(found.bytes.into_owned()),
        Ok(None) | Err(_) => problem::respond(&problem::Parts::new(Code::NotFound)),
    }
}
