//! The server itself: where it listens, what it is called, who may call it from a browser, its one secret.

use std::net::{Ipv4Addr, SocketAddr};

use super::Settings;

/// What stands in for a secret while developing. Production refuses it.
pub const DEVELOPMENT_SECRET: &str = "development secret, never for production";

/// The shortest secret that production takes, in bytes.
const SHORTEST_SECRET: usize = 32;

/// More than anybody has in front of one another.
const MOST_PROXIES: usize = 10;

/// How strict to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On one's own machine: a default secret will do.
    Development,
    /// Refuses to start with a default or missing secret, or without the address it is known by.
    Production,
}

/// The server's settings.
#[derive(Clone)]
pub struct ServerConfig {
    /// `mode`: `development` (usual) or `production`.
    pub mode: Mode,
    /// `listen`: address and port; usually `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// `public_url`: how clients know the service; also issuer and audience of its tokens. No trailing slash.
    pub public_url: String,
    /// `secret`: 32 bytes or more, from which all keys are derived. Never logged.
    pub secret: String,
    /// `other_secret`: the secret before or the next one, while one is exchanged for the other: its tokens are taken too. Never logged.
    pub other_secret: Option<String>,
    /// `allowed_origins`: web origins whose scripts may call, separated by commas; usually none.
    pub allowed_origins: Vec<String>,
    /// `trusted_proxies`: how many proxies in front add to `X-Forwarded-For`; usually none.
    pub trusted_proxies: usize,
}

impl std::fmt::Debug for ServerConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerConfig")
            .field("mode", &self.mode)
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .field("allowed_origins", &self.allowed_origins)
            .field("trusted_proxies", &self.trusted_proxies)
            .finish_non_exhaustive()
    }
}

impl ServerConfig {
    /// Reads this section.
    pub fn read(settings: &mut Settings) -> Self {
        let mode = settings.take("mode", Mode::Development, |text| match text {
            "development" => Ok(Mode::Development),
            "production" => Ok(Mode::Production),
            _ => Err("must be `development` or `production`".to_owned()),
        });
        let listen = settings.take("listen", SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), |text| {
            text.parse().map_err(|_| "must be an address and a port, like `127.0.0.1:8080`".to_owned())
        });
        let public_url = settings.take("public_url", String::new(), web_address);
        let secret = settings.text("secret", "");
        let other_secret = Some(settings.text("other_secret", "")).filter(|secret| !secret.is_empty());
        let allowed_origins = settings.take("allowed_origins", Vec::new(), |text| {
            text.split(',').map(str::trim).filter(|o| !o.is_empty()).map(web_address).collect()
        });
        let trusted_proxies = settings.take("trusted_proxies", 0, |text| match text.parse() {
            Ok(number @ 0..=MOST_PROXIES) => Ok(number),
            _ => Err(format!("must be a number from 0 to {MOST_PROXIES}")),
        });
        if mode == Mode::Production {
            let is_known = |secret: &str| secret.len() < SHORTEST_SECRET || secret == DEVELOPMENT_SECRET;
            if is_known(&secret) {
                settings.error("`secret` must be set in production, to 32 bytes or more that nobody knows");
            }
            if other_secret.as_deref().is_some_and(is_known) {
                settings.error("`other_secret` must have 32 bytes or more in production, and nobody may know it");
            }
            if public_url.is_empty() {
                settings.error("`public_url` must be set in production, to the address clients use");
            }
        }
        if other_secret.as_ref() == Some(&secret) {
            settings.error("`other_secret` must be another than `secret`");
        }
        let public_url = if public_url.is_empty() { format!("http://{listen}") } else { public_url };
        let secret = if secret.is_empty() { DEVELOPMENT_SECRET.to_owned() } else { secret };
        Self { mode, listen, public_url, secret, other_secret, allowed_origins, trusted_proxies }
    }
}

/// An origin: scheme, host and perhaps a port, nothing behind it.
fn web_address(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ', '@']) => Ok(text.to_owned()),
        _ => Err(format!("must be like `https://host`, without a path or a trailing slash, not `{text}`")),
    }
}
