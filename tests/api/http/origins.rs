//! Which browser pages may call: those of the listed origins, and no other's; the contract may be read from anywhere.

use std::collections::BTreeSet;

use super::{get, has_what_every_answer_has, ordinary};
use crate::support::{
    Answer, Call,
    app::ORIGIN,
    cast::Cast,
    contract::{Ask, Operation, filled, operations},
};

const STRANGER: &str = "https://evil.example";

fn varies(answer: &Answer) -> bool {
    answer.headers.get_all("vary").any(|value| value.to_str().unwrap().to_lowercase().contains("origin"))
}

/// What lets a script read an answer.
fn granted(answer: &Answer) -> [&str; 2] {
    [answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials")]
}

/// The names in a header that lists some, in lower case.
fn listed(answer: &Answer, header: &str) -> BTreeSet<String> {
    answer.header(header).split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}

/// Every header that an answer of some operation can have, in lower case.
fn documented_headers() -> BTreeSet<String> {
    let responses = operations();
    let responses = responses.iter().flat_map(Operation::responses);
    let headers = responses.filter_map(|(_, response)| response["headers"].as_object());
    headers.flat_map(serde_json::Map::keys).map(|name| name.to_lowercase()).collect()
}

/// Asks well, without a token where one is needed, for HTML, of nothing, and with a query that nobody reads.
fn calls(cast: &Cast, operation: &Operation, ask: &Ask) -> Vec<(u16, Call)> {
    let other = Ask { query: "colour=blue".to_owned(), ..ask.clone() };
    let mut calls = vec![
        (406, ordinary(cast, operation, ask).header("Accept", "application/xml")),
        (400, ordinary(cast, operation, &other)),
    ];
    if !operation.is_open() {
        calls.push((401, operation.call(&cast.app, ask)));
    }
    if operation.has_id() {
        let nothing = Ask { id: uuid::Uuid::nil().to_string(), ..ask.clone() };
        calls.push((404, ordinary(cast, operation, &nothing)));
    }
    if operation.media_type.is_some() {
        calls.push((413, ordinary(cast, operation, ask).bytes(vec![b' '; 2 << 20])));
    }
    let made = if operation.method == "POST" { 201 } else { 204 };
    let fine = [made, 202, 204].into_iter().find(|status| operation.statuses.contains(status)).unwrap_or(200);
    calls.push((fine, ordinary(cast, operation, ask)));
    calls
}

#[actix_web::test]
async fn a_page_of_a_listed_origin_reads_every_answer_of_every_operation_and_all_in_its_head() {
    let cast = Cast::start().await;
    let wanted = documented_headers();
    assert!(wanted.len() > 6, "{wanted:?}");
    for operation in operations() {
        let ask = cast.ask(&operation.id).await;
        for (status, call) in calls(&cast, &operation, &ask) {
            let answer = call.header("Origin", ORIGIN).send().await.expect(status);
            assert_eq!(granted(&answer), [ORIGIN, ""], "{} {status}", operation.id);
            assert!(varies(&answer), "{} {answer:?}", operation.id);
            let exposed = listed(&answer, "access-control-expose-headers");
            let hidden: Vec<_> = wanted.difference(&exposed).collect();
            assert!(hidden.is_empty(), "{} {status}: a page cannot read {hidden:?}", operation.id);
            for name in ["deprecation", "sunset", "x-request-id"] {
                assert!(exposed.contains(name), "{name} in {exposed:?}");
            }
        }
    }
    let nothing = get(&cast, "/v1/nothing").header("Origin", ORIGIN).send().await.expect(404);
    assert_eq!(granted(&nothing), [ORIGIN, ""]);
}

#[actix_web::test]
async fn a_page_of_another_origin_reads_no_answer_of_any_operation() {
    let cast = Cast::start().await;
    for operation in operations() {
        let ask = cast.ask(&operation.id).await;
        for (status, call) in calls(&cast, &operation, &ask) {
            let answer = call.header("Origin", STRANGER).send().await.expect(status);
            assert_eq!(granted(&answer), ["", ""], "{} {status}", operation.id);
            assert!(varies(&answer), "{} {answer:?}", operation.id);
        }
    }
}

/// Asks beforehand, as a browser does, whether a page of this origin may call this.
fn preflight(cast: &Cast, origin: &str, operation: &Operation, headers: &str) -> Call {
    let path = filled(&operation.path, &Ask { id: uuid::Uuid::nil().to_string(), ..Ask::default() });
    let call = cast.app.call("OPTIONS", &path).header("Origin", origin);
    call.header("Access-Control-Request-Method", &operation.method).header("Access-Control-Request-Headers", headers)
}

#[actix_web::test]
async fn a_browser_is_told_beforehand_that_a_listed_page_may_send_all_that_an_operation_takes() {
    let cast = Cast::start().await;
    for operation in operations() {
        let own = operation.headers.keys().map(|name| name.to_lowercase());
        let body = operation.media_type.iter().map(|_| "content-type".to_owned());
        let always = ["accept", "accept-language", "authorization"].map(str::to_owned);
        let headers: BTreeSet<String> = own.chain(body).chain(always).collect();
        let asked: Vec<&str> = headers.iter().map(String::as_str).collect();
        let answer = preflight(&cast, ORIGIN, &operation, &asked.join(",")).send().await;
        assert!(matches!(answer.status, 200 | 204), "{} {answer:?}", operation.id);
        assert_eq!(granted(&answer), [ORIGIN, ""], "{}", operation.id);
        let methods = listed(&answer, "access-control-allow-methods");
        assert!(methods.contains(&operation.method.to_lowercase()), "{} {methods:?}", operation.id);
        let allowed = listed(&answer, "access-control-allow-headers");
        assert!(allowed.is_superset(&headers), "{} {allowed:?}", operation.id);
        assert!(varies(&answer), "{} {answer:?}", operation.id);
        has_what_every_answer_has(&answer, "a preflight");

        for (origin, headers) in [(STRANGER, asked.join(",")), (ORIGIN, "x-secret".to_owned())] {
            let answer = preflight(&cast, origin, &operation, &headers).send().await;
            let may =
                granted(&answer)[0] == origin && listed(&answer, "access-control-allow-headers").contains("x-secret");
            assert!(!may && granted(&answer)[0] != STRANGER, "{} {origin} {answer:?}", operation.id);
            has_what_every_answer_has(&answer, "a preflight that is refused");
        }
    }
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
