//! What a client must know of the authorization server (RFC 8414).

use actix_web::HttpResponse;
use serde_json::json;

use super::{AUTHORIZE, REVOKE, TOKEN};
use crate::{auth::right::Scopes, http::State};

/// The document.
pub async fn metadata(state: State) -> HttpResponse {
    let at = |path: &str| format!("{}{path}", state.public_url);
    let by = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"];
    let signed_with = ["EdDSA", "ES256", "RS256", "PS256"];
    let scopes = Scopes::grantable().codes();
    HttpResponse::Ok().json(json!({
        "issuer": state.public_url,
        "authorization_endpoint": at(AUTHORIZE),
        "token_endpoint": at(TOKEN),
        "revocation_endpoint": at(REVOKE),
        "jwks_uri": at("/.well-known/jwks.json"),
        "scopes_supported": scopes.split(' ').collect::<Vec<_>>(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": by,
        "token_endpoint_auth_signing_alg_values_supported": signed_with,
        "revocation_endpoint_auth_methods_supported": by,
        "revocation_endpoint_auth_signing_alg_values_supported": signed_with,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "protected_resources": [state.public_url],
        "ui_locales_supported": ["nl", "en"],
        "service_documentation": at("/docs"),
    }))
}
