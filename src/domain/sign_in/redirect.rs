//! Where a client may be sent back to: an address it was registered with, to the letter.

/// Most characters of one.
const LONGEST: usize = 1_000;

/// An address that a browser may be sent to, with a code in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// The address in this text: `https`; `http` on the machine itself, for programs there; or a scheme of a program's own with a dot in it
    /// (RFC 8252). Without user, fragment, or characters that mean something elsewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}#;,*".contains(c);
        let (scheme, rest) = text.split_once(':')?;
        let right = text.len() <= LONGEST && text.chars().all(plain) && is_scheme(scheme);
        let host = rest.strip_prefix("//").map(host_of);
        let right = right
            && match scheme {
                "https" => host.is_some_and(is_host),
                "http" => host.is_some_and(|host| is_host(host) && is_this_machine(host)),
                _ => scheme.contains('.') && rest.starts_with('/') && host.is_none_or(str::is_empty),
            };
        right.then(|| Self(text.to_owned()))
    }

    /// As it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the address that a client asks to be sent back to: the same to the letter, but for the port on the machine itself, which a
    /// program there takes as it finds it free (RFC 8252, section 7.3).
    pub fn is(&self, asked: &str) -> bool {
        if self.0 == asked {
            return true;
        }
        let on_this_machine = |text: &str| {
            let rest = text.strip_prefix("http://")?;
            let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            let name = without_port(host);
            (name == "127.0.0.1" || name == "[::1]").then(|| (name.to_owned(), path.to_owned()))
        };
        let own = on_this_machine(&self.0);
        own.is_some() && Self::parse(asked).is_some() && own == on_this_machine(asked)
    }

    /// Its scheme, host and port, or its scheme alone: what a content security policy calls it. That has no word for an address of IPv6.
    pub fn source(&self) -> &str {
        if self.0.starts_with("http://[") {
            return "http:";
        }
        let authority = self.0.find("://").map(|at| at + 3).filter(|_| self.0.starts_with("http"));
        let end = match authority {
            Some(start) => self.0[start..].find(['/', '?']).map_or(self.0.len(), |end| start + end),
            None => self.0.find(':').map_or(self.0.len(), |at| at + 1),
        };
        &self.0[..end]
    }
}

fn is_scheme(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c);
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(fits)
}

fn host_of(rest: &str) -> &str {
    &rest[..rest.find(['/', '?']).unwrap_or(rest.len())]
}

fn is_host(host: &str) -> bool {
    let (name, port) = (without_port(host), &host[without_port(host).len()..]);
    let port = port.strip_prefix(':').unwrap_or("1");
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    let named = name == "[::1]" || (!name.is_empty() && name.chars().all(fits));
    named && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, _)) if !name.starts_with('[') || name.ends_with(']') => name,
        _ => host,
    }
}

fn is_this_machine(host: &str) -> bool {
    ["127.0.0.1", "[::1]", "localhost"].contains(&without_port(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_may_register() {
        for right in [
            "https://app.example/back",
            "https://app.example",
            "https://app.example:8443/back?from=samenspel",
            "http://127.0.0.1:3000/back",
            "http://[::1]/back",
            "http://localhost:5173/",
            "nl.example.app:/back",
        ] {
            assert!(RedirectUri::parse(right).is_some(), "{right}");
        }
        for wrong in [
            "",
            "/back",
            "http://app.example/back",
            "http://127.0.0.1.evil.example/",
            "https://",
            "https:///back",
            "https://app.example/#back",
            "https://somebody@app.example/",
            "https://app.example:0/",
            "https://app.example:99999/",
            "https://app.example/ back",
            "https://*.example/",
            "https://app.example;script-src",
            "HTTPS://app.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "nl.example.app:back",
            "nl.example.app://evil.example/",
        ] {
            assert!(RedirectUri::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn it_is_the_same_to_the_letter_but_for_a_port_on_the_machine_itself() {
        let is = |own: &str, asked: &str| RedirectUri::parse(own).unwrap().is(asked);
        assert!(is("https://app.example/back", "https://app.example/back"));
        assert!(is("http://127.0.0.1/back", "http://127.0.0.1:51004/back"));
        assert!(is("http://[::1]:1/back", "http://[::1]:2/back"));
        for (own, asked) in [
            ("https://app.example/back", "https://app.example/back/"),
            ("https://app.example/back", "https://app.example/back?x=1"),
            ("https://app.example/back", "https://app.example:443/back"),
            ("https://app.example/back", "https://app.example/BACK"),
            ("http://127.0.0.1/back", "http://127.0.0.1:51004/other"),
            ("http://127.0.0.1/back", "http://127.0.0.1:51004@evil.example/back"),
            ("http://127.0.0.1/back", "http://127.0.0.1:x/back"),
            ("http://127.0.0.1/back", "http://[::1]/back"),
            ("http://localhost/back", "http://localhost:3000/back"),
        ] {
            assert!(!is(own, asked), "{own} is not {asked}");
        }
    }

    #[test]
    fn a_policy_names_it_without_its_path() {
        let source = |text: &str| RedirectUri::parse(text).unwrap().source().to_owned();
        assert_eq!(source("https://app.example:8443/back?a=b"), "https://app.example:8443");
        assert_eq!(source("https://app.example"), "https://app.example");
        assert_eq!(source("http://127.0.0.1:53682/back"), "http://127.0.0.1:53682");
        assert_eq!(source("http://[::1]:53682/back"), "http:");
        assert_eq!(source("nl.example.app:/back"), "nl.example.app:");
    }
}
