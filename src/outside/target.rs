//! An address that the server may ask: what can be said of it before its name is resolved.

use url::{Host, Url};

use super::address::Reach;

/// Most characters of one.
const LONGEST: usize = 2_000;

/// An address that may be asked, if its name resolves to what may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// The address in this text: `https`, or `http` to this machine where that is within reach; without a user, and without a fragment.
    /// Every way of writing an address of IPv4 (`0x7f.1`, `2130706433`) is read as that address.
    pub fn parse(text: &str, reach: Reach) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST)?;
        let is_here = match url.host()? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        let may_be_reached = match url.host()? {
            // What it resolves to is looked at when it is asked. A name that only means something here is none.
            Host::Domain(name) => is_here && reach == Reach::AndThisMachine || name.trim_end_matches('.').contains('.'),
            Host::Ipv4(address) => reach.includes(address.into()),
            Host::Ipv6(address) => reach.includes(address.into()),
        };
        let scheme_is_right = match url.scheme() {
            "https" => true,
            "http" => is_here && reach == Reach::AndThisMachine,
            _ => false,
        };
        let names_nobody = url.username().is_empty() && url.password().is_none() && !authority(text).contains('@');
        (may_be_reached && scheme_is_right && names_nobody && url.fragment().is_none()).then_some(Self(url))
    }

    /// As it is asked.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// What stands between the scheme and the path, however that is written.
fn authority(text: &str) -> &str {
    let rest = text.split_once(':').map_or("", |(_, rest)| rest).trim_start_matches(['/', '\\']);
    rest.split(['/', '\\', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_asked() {
        for right in [
            "https://school.example/hook?a=b",
            "https://school.example/@hook?to=a@b.example",
            "https://school.example:8443",
            "https://1.1.1.1/",
            "https://[2606:4700::1111]/",
        ] {
            assert!(Target::parse(right, Reach::Public).is_some(), "{right}");
        }
        for wrong in [
            "",
            "/hook",
            "ftp://school.example/",
            "file:///etc/passwd",
            "http://school.example/",
            "https://somebody@school.example/",
            "https://somebody:secret@school.example/",
            "https://@school.example/",
            "https:\\\\somebody@school.example/",
            "https://school.example/#there",
            "https://localhost/",
            "https://intranet/",
            "https://metadata",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f.0.0.1/",
            "https://0177.0.0.1/",
            "https://2130706433/",
            "https://0/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://１２７.０.０.１/",
            "http://127.0.0.1/",
        ] {
            assert!(Target::parse(wrong, Reach::Public).is_none(), "{wrong}");
        }
        assert!(Target::parse(&format!("https://school.example/{}", "x".repeat(LONGEST)), Reach::Public).is_none());
    }

    #[test]
    fn this_machine_may_be_asked_without_tls_where_that_is_said() {
        for right in [
            "http://127.0.0.1:4000/x",
            "http://localhost/",
            "http://[::1]:4000/",
            "https://127.0.0.1/",
            "https://school.example/",
        ] {
            assert!(Target::parse(right, Reach::AndThisMachine).is_some(), "{right}");
        }
        for wrong in [
            "http://school.example/",
            "http://10.0.0.1/",
            "https://10.0.0.1/",
            "http://intranet/",
            "http://localhost.example/",
        ] {
            assert!(Target::parse(wrong, Reach::AndThisMachine).is_none(), "{wrong}");
        }
    }
}
