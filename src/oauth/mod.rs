//! The authorization server (OAuth 2.1): the page where people sign in, and what clients ask for tokens. Not a part of `/v1`: other standards say what is sent
//! here, and how errors look.

mod authorize;
mod elsewhere;
mod forgotten;
mod journey;
mod metadata;
mod page;
mod parameters;
mod password;
mod token;

use actix_web::web::ServiceConfig;

use crate::http::operation::{form, readable, sendable};

/// Where people sign in.
const AUTHORIZE: &str = "/oauth2/authorize";
/// Where a client gets tokens.
pub const TOKEN: &str = "/oauth2/token";
/// Where a client gives a token back (RFC 7009).
const REVOKE: &str = "/oauth2/revoke";
/// The way to the provider of somebody's organisation, from the page where people sign in.
const ELSEWHERE: &str = "/oauth2/elsewhere";
/// Where a provider sends people back to: each organisation has an address of its own, so that no provider can pass for another's.
const CALLBACK: &str = "/oauth2/callback/{organisation}";
/// Where somebody says that she forgot her password.
const FORGOTTEN: &str = "/oauth2/forgotten";
/// Where somebody chooses a password, by a link.
const PASSWORD: &str = "/oauth2/password/{link}";
/// The one style sheet of the pages.
const STYLE: &str = "/oauth2/style.css";

/// The routes of the authorization server.
pub fn routes(config: &mut ServiceConfig) {
    form(config, AUTHORIZE, authorize::ask, authorize::answer);
    readable(config, ELSEWHERE, elsewhere::depart);
    readable(config, CALLBACK, elsewhere::arrive);
    form(config, FORGOTTEN, forgotten::ask, forgotten::note);
    form(config, PASSWORD, password::open, password::choose);
    sendable(config, TOKEN, token::token);
    sendable(config, REVOKE, token::revoke);
    readable(config, STYLE, page::style);
    readable(config, "/.well-known/oauth-authorization-server", metadata::metadata);
}
