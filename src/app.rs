//! The application: middleware in the order in which a request meets it, and the routes. Built the same for the server, the
//! tests and the contract.

use std::{sync::LazyLock, time::Duration};

use actix_cors::Cors;
use actix_web::{
    App, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    http::header::CACHE_CONTROL,
    middleware::{Compress, from_fn},
    web::{self, Data, PayloadConfig, ServiceConfig},
};
use tracing_actix_web::TracingLogger;

use crate::{
    auth::right::Scope,
    docs,
    http::{
        State,
        answer_header::AnswerHeader,
        asset::Asset,
        body::LARGEST_BODY,
        caller,
        code::Code,
        edge,
        operation::{Api, readable},
        problem, revision,
    },
    oauth, openapi, resources,
    telemetry::RequestSpan,
};

/// The application on this state, for browsers on these origins.
pub fn build(
    state: State,
    allowed_origins: &[String],
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let calling = Data::clone(&state);
    App::new()
        .app_data(state)
        .app_data(PayloadConfig::new(LARGEST_BODY))
        .configure(routes)
        .default_service(web::to(nothing_here))
        // Written from the inside out: the last one meets a request first.
        .wrap(from_fn(edge::acceptable))
        .wrap(from_fn(caller::counted))
        .wrap(cors(allowed_origins, calling))
        .wrap(from_fn(edge::edge))
        .wrap(Compress::default())
        .wrap(from_fn(revision::tag_packed))
        .wrap(TracingLogger::<RequestSpan>::new())
}

fn routes(config: &mut ServiceConfig) {
    let mut api = Api::routing();
    resources::operations(&mut api);
    api.mount("/v1", config);
    readable(config, edge::CONTRACT, contract);
    readable(config, edge::CONTRACT_IN_3_0, contract_in_3_0);
    readable(config, "/.well-known/jwks.json", jwks);
    readable(config, "/.well-known/oauth-protected-resource", protected_resource);
    readable(config, "/health/live", live);
    readable(config, "/health/ready", ready);
    oauth::routes(config);
    docs::routes(config);
}

/// Browsers may call from the operator's list, and from a client's own pages with its own tokens, with any of our headers; nobody else's scripts may.
fn cors(allowed_origins: &[String], state: State) -> Cors {
    let cors = Cors::default()
        .block_on_origin_mismatch(false)
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "authorization",
            "content-type",
            "accept",
            "accept-language",
            "if-match",
            "if-none-match",
            "idempotency-key",
        ])
        .expose_headers(AnswerHeader::ALL.map(AnswerHeader::name))
        .expose_headers(["X-Request-Id"])
        .max_age(3600);
    let cors = allowed_origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin));
    cors.allowed_origin_fn(move |origin, head| {
        let client = caller::verified(&state, head.headers()).and_then(|principal| principal.client);
        origin.to_str().is_ok_and(|origin| state.origins.allow(origin, client))
    })
}

async fn nothing_here() -> HttpResponse {
    problem::respond(&problem::Parts::new(Code::NotFound))
}

/// The contract; [`edge`] lets it be read from anywhere.
async fn contract(request: HttpRequest) -> HttpResponse {
    static CONTRACT: LazyLock<Asset> = LazyLock::new(|| Asset::new("application/json", openapi::v1_json()));
    CONTRACT.answer(&request)
}

async fn contract_in_3_0(request: HttpRequest) -> HttpResponse {
    static CONTRACT: LazyLock<Asset> = LazyLock::new(|| Asset::new("application/json", openapi::v1_in_3_0_json()));
    CONTRACT.answer(&request)
}

async fn jwks(state: State) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(state.tokens.jwks())
}

/// What a client must know before it asks for a token (RFC 9728).
async fn protected_resource(state: State) -> HttpResponse {
    let scopes: Vec<&str> = Scope::ALL.iter().map(|s| s.code()).collect();
    HttpResponse::Ok().json(serde_json::json!({
        "resource": state.public_url,
        "authorization_servers": [state.public_url],
        "jwks_uri": format!("{}/.well-known/jwks.json", state.public_url),
        "scopes_supported": scopes,
        "bearer_methods_supported": ["header"],
        "resource_documentation": format!("{}/docs", state.public_url),
    }))
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "live" }))
}

/// Ready when the database answers within a second.
async fn ready(state: State) -> HttpResponse<BoxBody> {
    let ping = tokio::time::timeout(Duration::from_secs(1), state.db.ping()).await;
    if matches!(ping, Ok(Ok(()))) {
        HttpResponse::Ok().json(serde_json::json!({ "status": "ready" }))
    } else {
        let headers = vec![("Retry-After", "2".to_owned())];
        problem::respond(&problem::Parts { headers, ..problem::Parts::new(Code::Unavailable) })
    }
}
