//! Which addresses are on the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far the server may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The public internet alone, over TLS.
    Public,
    /// This machine as well, without TLS too: for development and tests.
    AndThisMachine,
}

impl Reach {
    /// Whether it goes to this address.
    pub fn includes(self, address: IpAddr) -> bool {
        is_public(address) || (self == Self::AndThisMachine && address.is_loopback())
    }
}

/// Networks of IPv4 that are somebody's own, nobody's, or everybody's at once (the IANA registry of special-purpose addresses): the network, and how many bits
/// of it count.
const SPECIAL_4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Networks inside what IPv6 has given out that lead elsewhere: protocol assignments (Teredo, ORCHID and others), documentation, 6to4, more documentation.
const SPECIAL_6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Of IPv6 only what has been given out to anybody (`2000::/3`): so neither an address of IPv4 in another dress, nor one of this network.
const GIVEN_OUT_6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Whether this is an address that anybody on the internet means the same machine by.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let within =
                |(network, bits): &(Ipv4Addr, u32)| (address.to_bits() ^ network.to_bits()) >> (32 - bits) == 0;
            !SPECIAL_4.iter().any(within)
        }
        IpAddr::V6(address) => {
            let within =
                |(network, bits): &(Ipv6Addr, u32)| (address.to_bits() ^ network.to_bits()) >> (128 - bits) == 0;
            within(&GIVEN_OUT_6) && !SPECIAL_6.iter().any(within)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_the_public_internet_is() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "145.100.0.1",
            "2001:610::1",
            "2001:200::1",
            "2606:4700::1111",
            "2a00::1",
            "2003::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for own in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:1.1.1.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(!is_public(own.parse().unwrap()), "{own}");
        }
    }

    #[test]
    fn this_machine_is_within_reach_where_that_is_said_and_no_other_of_ours() {
        let reached = |reach: Reach, text: &str| reach.includes(text.parse().unwrap());
        for here in ["127.0.0.1", "127.8.8.8", "::1"] {
            assert!(reached(Reach::AndThisMachine, here) && !reached(Reach::Public, here), "{here}");
        }
        for near in ["10.0.0.1", "192.168.0.1", "::ffff:127.0.0.1", "fe80::1", "169.254.169.254"] {
            assert!(!reached(Reach::AndThisMachine, near), "{near}");
        }
    }
}
