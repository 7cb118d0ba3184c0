//! From which address a request comes.

use std::net::IpAddr;

use actix_web::HttpRequest;

/// Where a request comes from, as far as the proxies in front can be believed: each adds whom it heard it from. Of IPv6 the network: one
/// household has all addresses in it.
pub fn address(request: &HttpRequest, proxies: usize) -> String {
    let lines = request.headers().get_all("X-Forwarded-For").filter_map(|value| value.to_str().ok());
    let told: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let of_proxy = proxies.checked_sub(1).and_then(|before| told.iter().rev().nth(before));
    let of_proxy = of_proxy.and_then(|text| text.parse().ok());
    match of_proxy.or_else(|| request.peer_addr().map(|peer| peer.ip())) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            address.to_ipv4_mapped().map_or_else(|| format!("{a:x}:{b:x}:{c:x}:{d:x}"), |address| address.to_string())
        }
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn an_address_is_what_the_last_proxy_that_is_believed_has_heard() {
        let request = TestRequest::default()
            .peer_addr("10.0.0.9:4000".parse().unwrap())
            .append_header(("X-Forwarded-For", "1.1.1.1, 2.2.2.2"))
            .append_header(("X-Forwarded-For", "3.3.3.3"))
            .to_http_request();
        for (proxies, wanted) in [(0, "10.0.0.9"), (1, "3.3.3.3"), (2, "2.2.2.2"), (3, "1.1.1.1"), (4, "10.0.0.9")] {
            assert_eq!(address(&request, proxies), wanted);
        }
        let of = |text: &str| {
            let header = ("X-Forwarded-For", text.to_owned());
            let request = TestRequest::default().peer_addr("10.0.0.9:4000".parse().unwrap()).append_header(header);
            address(&request.to_http_request(), 1)
        };
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:4.4.4.4"), "4.4.4.4");
        assert_eq!(of("nonsense"), "10.0.0.9");
    }
}
