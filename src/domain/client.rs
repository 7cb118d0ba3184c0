//! Clients of the authorization server, as administrators keep them: of which kind, from which web pages, and how one shows who it is.

use super::round::coded;

/// Most credentials of one client: two while one is exchanged for the other, on two installations, and one to spare.
pub const MOST_CREDENTIALS: usize = 5;

coded!(/// What a client is.
    ClientSort {
    /// People sign in through it, where they can read it: in a browser, on a telephone. It keeps no secret.
    Public = "public",
    /// People sign in through it, and it runs on a server.
    Confidential = "confidential",
    /// A program that acts for itself.
    Service = "service",
});

coded!(/// With what a client shows who it is.
    CredentialKind {
    /// A secret that both sides know.
    Secret = "secret",
    /// A public key; the client signs with the other half (RFC 7523).
    PublicKey = "publicKey",
});

/// The origin of a web page: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WebOrigin(String);

impl WebOrigin {
    /// The origin in this text, as browsers send it: `https` with a host and perhaps a port; `http` on the machine itself.
    pub fn parse(text: &str) -> Option<Self> {
        let (host, secure) = match text.strip_prefix("https://") {
            Some(host) => (host, true),
            None => (text.strip_prefix("http://")?, false),
        };
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (host, None),
        };
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        let named = name == "[::1]" || (!name.is_empty() && name.len() <= 253 && name.chars().all(fits));
        let here = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        let plain = |port: &str| !port.starts_with('0') && port.parse::<u16>().is_ok();
        (named && (secure || here) && port.is_none_or(plain)).then(|| Self(text.to_owned()))
    }

    /// As browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_secure_or_on_the_machine_itself_and_has_nothing_behind_it() {
        for origin in [
            "https://app.example",
            "https://app.example:8443",
            "http://localhost:5173",
            "http://127.0.0.1",
            "http://[::1]:1",
        ] {
            assert_eq!(WebOrigin::parse(origin).map(|o| o.as_str().to_owned()), Some(origin.to_owned()));
        }
        for none in [
            "",
            "*",
            "null",
            "app.example",
            "http://app.example",
            "https://",
            "https://app.example/",
            "https://App.example",
            "https://a@b",
            "https://app.example:0",
            "https://app.example:65536",
            "https://app.example:",
            "https://*.example",
        ] {
            assert_eq!(WebOrigin::parse(none), None, "{none}");
        }
    }
}
