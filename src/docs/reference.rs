//! `/docs/reference`: the contract in Swagger UI.

use std::sync::Arc;

use actix_web::web::Bytes;
use utoipa_swagger_ui::Config;

use crate::http::{asset::Asset, edge::CONTRACT};

/// What Swagger UI may do: its own scripts, styles and drawings, and requests to this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The parts of the page, under `/docs/reference/`, and what they are.
const PARTS: [(&str, &str); 4] = [
    ("/docs/reference/swagger-ui.css", "text/css; charset=utf-8"),
    ("/docs/reference/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("/docs/reference/swagger-ui-standalone-preset.js", "text/javascript; charset=utf-8"),
    ("/docs/reference/swagger-initializer.js", "text/javascript; charset=utf-8"),
];

/// The page and its parts, each with its path.
pub fn all() -> Vec<(&'static str, Asset)> {
    // Its validator is on the internet, and not asked.
    let config = Arc::new(Config::from(CONTRACT).validator_url("none").use_base_layout());
    let page = Asset::new("text/html; charset=utf-8", include_str!("reference.html")).with_policy(POLICY);
    let parts = PARTS.into_iter().map(|(path, content_type)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let found = utoipa_swagger_ui::serve(name, Arc::clone(&config)).ok().flatten();
        let bytes = found.map_or_else(Bytes::new, |file| Bytes::from(file.bytes.into_owned()));
        (path, Asset::new(content_type, bytes))
    });
    [("/docs/reference", page)].into_iter().chain(parts).collect()
}
