//! Which browser pages may call: those of the listed origins, and no other's; the contract may be read from anywhere.

use super::{get, has_what_every_answer_has};
use crate::support::{Answer, app::ORIGIN, cast::Cast};

const STRANGER: &str = "https://evil.example";

fn varies(answer: &Answer) -> bool {
    answer.headers.get_all("vary").any(|value| value.to_str().unwrap().to_lowercase().contains("origin"))
}

/// What lets a script read an answer.
fn granted(answer: &Answer) -> [&str; 2] {
    [answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials")]
}

#[actix_web::test]
async fn a_page_of_a_listed_origin_reads_answers_and_problems_alike() {
    let cast = Cast::start().await;
    for (path, status) in [("/v1/me", 200), ("/v1/nothing", 404), ("/v1/groups?limit=0", 400)] {
        let answer = get(&cast, path).header("Origin", ORIGIN).send().await.expect(status);
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN, "{path}");
        assert!(varies(&answer), "{path} {answer:?}");
        let exposed = answer.header("access-control-expose-headers").to_lowercase();
        for name in ["etag", "link", "location", "api-version", "retry-after", "x-request-id"] {
            assert!(exposed.contains(name), "{name} in {exposed}");
        }
        has_what_every_answer_has(&answer, path);
    }
    let anonymous = cast.app.call("GET", "/v1/me").header("Origin", ORIGIN).send().await.expect(401);
    assert_eq!(anonymous.header("access-control-allow-origin"), ORIGIN);
    let html = get(&cast, "/v1/me").header("Origin", ORIGIN).header("Accept", "text/html").send().await.expect(406);
    assert_eq!(html.header("access-control-allow-origin"), ORIGIN);
}

#[actix_web::test]
async fn a_page_of_another_origin_reads_nothing() {
    let cast = Cast::start().await;
    for origin in [STRANGER, "null", "https://app.example.evil", "http://app.example", "https://app.example:444"] {
        for path in ["/v1/me", "/v1/nothing", "/health/live", "/docs", "/.well-known/jwks.json"] {
            let answer = get(&cast, path).header("Origin", origin).send().await;
            assert_eq!(granted(&answer), ["", ""], "{origin} {path}");
            has_what_every_answer_has(&answer, path);
        }
    }
    let same = get(&cast, "/v1/me").send().await.expect(200);
    assert_eq!(granted(&same), ["", ""]);
    assert!(varies(&same), "a cache could give this to a page that may read it: {same:?}");
}

#[actix_web::test]
async fn the_contract_may_be_read_from_anywhere_and_nothing_else() {
    let cast = Cast::start().await;
    for origin in [STRANGER, ORIGIN, "null"] {
        for path in ["/v1/openapi.json", "/v1/openapi-3.0.json"] {
            let answer = cast.app.call("GET", path).header("Origin", origin).send().await.expect(200);
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{origin}");
            assert_eq!(answer.headers.get_all("access-control-allow-origin").count(), 1, "{origin}");
        }
    }
    let answer = cast.app.call("GET", "/v1/openapi.json").send().await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[actix_web::test]
async fn a_browser_that_asks_beforehand_is_told_what_it_may() {
    let cast = Cast::start().await;
    let ask = |origin: &str, method: &str, headers: &str| {
        let call = cast.app.call("OPTIONS", "/v1/assessments").header("Origin", origin);
        call.header("Access-Control-Request-Method", method).header("Access-Control-Request-Headers", headers)
    };
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let headers = "authorization, content-type, if-match, idempotency-key, accept-language";
        let answer = ask(ORIGIN, method, headers).send().await;
        assert!(matches!(answer.status, 200 | 204), "{answer:?}");
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
        assert!(answer.header("access-control-allow-methods").contains(method), "{answer:?}");
        let allowed = answer.header("access-control-allow-headers").to_lowercase();
        assert!(headers.split(", ").all(|header| allowed.contains(header)), "{allowed}");
        assert_eq!(answer.header("access-control-max-age"), "3600");
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            "",
            "tokens travel in a header; cookies are not ours"
        );
        assert!(varies(&answer));
        has_what_every_answer_has(&answer, "a preflight");
    }
    for (origin, method, headers) in [(STRANGER, "GET", "authorization"), ("null", "POST", "content-type")] {
        let answer = ask(origin, method, headers).send().await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin} {answer:?}");
        has_what_every_answer_has(&answer, "a preflight that is refused");
    }
}
