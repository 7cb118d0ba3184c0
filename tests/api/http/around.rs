//! Paths and methods that are not there, and what is there beside the operations: health, keys, contract, documentation.

use std::collections::{BTreeMap, BTreeSet};

use super::{get, has_what_every_answer_has, ordinary};
use crate::support::{
    TestApp,
    cast::Cast,
    contract::{Ask, Operation, filled, operations},
};

/// What is served beside the operations.
const BESIDE: [&str; 12] = [
    "/health/live",
    "/health/ready",
    "/.well-known/jwks.json",
    "/.well-known/oauth-protected-resource",
    "/.well-known/oauth-authorization-server",
    "/oauth2/style.css",
    "/v1/openapi.json",
    "/v1/openapi-3.0.json",
    "/docs",
    "/docs/getting-started",
    "/problems",
    "/problems/not-found",
];

/// The methods of every path of the contract, with what to put in the path.
async fn paths(cast: &Cast) -> BTreeMap<String, (BTreeSet<String>, Ask)> {
    let mut paths: BTreeMap<String, (BTreeSet<String>, Ask)> = BTreeMap::new();
    for operation in operations() {
        let (methods, ask) = paths.entry(operation.path.clone()).or_default();
        methods.insert(operation.method.clone());
        *ask = cast.ask(&operation.id).await;
    }
    paths
}

#[actix_web::test]
async fn a_path_with_a_slash_behind_it_is_another_path_and_nothing_is_there() {
    let cast = Cast::start().await;
    for (path, (methods, ask)) in paths(&cast).await {
        for method in methods {
            let path = format!("{}/", filled(&path, &ask));
            let answer = cast.learner().call(&cast.app, &method, &path).send().await.is_problem(404, "not-found");
            has_what_every_answer_has(&answer, &path);
            assert_eq!(answer.json()["instance"], path);
        }
    }
    for path in BESIDE {
        let answer = cast.app.call("GET", &format!("{path}/")).send().await;
        answer.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn a_path_that_does_not_exist_is_told_so_in_the_one_form_there_is() {
    let cast = Cast::start().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v2/me",
        "/v1/nonsense",
        "/v1/me/nonsense",
        "/v1/ME",
        "/v1//me",
        "/nonsense",
        "/docs/a/b",
        "/v1/%00",
        "/v1/me%20",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let answer = cast.learner().call(&cast.app, method, path).send().await;
            has_what_every_answer_has(&answer.is_problem(404, "not-found"), path);
        }
    }
    for path in [
        "/docs/nonsense",
        "/docs/..%2f",
        "/docs/index.html%00",
        "/docs/reference/nonsense.js",
        "/problems/nonsense",
        "/problems/not-found%20",
    ] {
        cast.app.call("GET", path).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn a_method_that_a_path_does_not_have_is_told_which_it_has() {
    let cast = Cast::start().await;
    for (path, (methods, ask)) in paths(&cast).await {
        let head = methods.contains("GET").then(|| "HEAD".to_owned());
        let allowed: BTreeSet<String> = methods.iter().cloned().chain(head).collect();
        let path = filled(&path, &ask);
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "NONSENSE"] {
            if allowed.contains(method) {
                continue;
            }
            let answer = cast.learner().call(&cast.app, method, &path).send().await;
            let answer = answer.is_problem(405, "method-not-allowed");
            has_what_every_answer_has(&answer, &path);
            let told: BTreeSet<String> = answer.header("allow").split(", ").map(str::to_owned).collect();
            assert_eq!(told, allowed, "{method} {path}");
        }
    }
    for path in BESIDE {
        for method in ["POST", "PUT", "DELETE"] {
            let answer = cast.app.call(method, path).send().await.is_problem(405, "method-not-allowed");
            has_what_every_answer_has(&answer, path);
            assert_eq!(answer.header("allow"), "GET, HEAD", "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn where_get_is_head_is_too_with_the_same_head() {
    let cast = Cast::start().await;
    for operation in operations().into_iter().filter(Operation::reads) {
        let ask = cast.ask(&operation.id).await;
        let get = ordinary(&cast, &operation, &ask).send().await.expect(200);
        let asker = crate::support::asks::asker(&operation.id);
        let head =
            cast.person(asker).unwrap().call(&cast.app, "HEAD", &operation.target(&ask)).send().await.expect(200);
        has_what_every_answer_has(&head, &operation.id);
        for name in ["etag", "content-type", "content-language", "link"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {}", operation.id);
        }
    }
    for path in BESIDE {
        let get = cast.app.call("GET", path).send().await.expect(200);
        let head = cast.app.call("HEAD", path).send().await.expect(200);
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
}

#[actix_web::test]
async fn an_operator_sees_that_the_service_lives_and_is_ready() {
    let app = TestApp::start().await;
    for (path, status) in [("/health/live", "live"), ("/health/ready", "ready")] {
        let answer = app.call("GET", path).send().await.expect(200);
        has_what_every_answer_has(&answer, path);
        assert_eq!(answer.json()["status"], status);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[actix_web::test]
async fn a_service_whose_database_is_away_lives_and_is_not_ready() {
    let app = TestApp::start().await;
    for connection in [app.state.db.reader(), app.state.db.writer()] {
        connection.close().await.unwrap();
    }
    app.call("GET", "/health/live").send().await.expect(200);
    let answer = app.call("GET", "/health/ready").send().await.is_problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "2");
    has_what_every_answer_has(&answer, "not ready");
}

#[actix_web::test]
async fn who_checks_a_token_finds_the_public_keys_and_nothing_private() {
    let cast = Cast::start().await;
    let answer = cast.app.call("GET", "/.well-known/jwks.json").send().await.expect(200);
    has_what_every_answer_has(&answer, "jwks");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let keys = answer.json()["keys"].as_array().unwrap().clone();
    assert!(!keys.is_empty());
    for key in &keys {
        assert_eq!(
            (key["kty"].as_str(), key["crv"].as_str(), key["use"].as_str()),
            (Some("OKP"), Some("Ed25519"), Some("sig"))
        );
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "{private}");
        }
    }
    let header = jsonwebtoken::decode_header(&cast.learner().token).unwrap();
    assert!(
        keys.iter().any(|key| key["kid"].as_str() == header.kid.as_deref()),
        "the key of a token is not among them"
    );
}

#[actix_web::test]
async fn a_reader_finds_the_contract_and_its_pages_without_a_token() {
    let app = TestApp::start().await;
    for (path, text) in [
        ("/v1/openapi.json", samenspel::openapi::v1_json()),
        ("/v1/openapi-3.0.json", samenspel::openapi::v1_in_3_0_json()),
    ] {
        let contract = app.call("GET", path).send().await.expect(200);
        has_what_every_answer_has(&contract, path);
        assert_eq!(contract.header("content-type"), "application/json");
        assert_eq!(contract.json()["info"]["version"], contract.header("api-version"));
        assert_eq!(contract.text, text);
        let again = app.call("GET", path).header("If-None-Match", &contract.etag()).send().await.expect(304);
        has_what_every_answer_has(&again, path);
        assert_eq!((again.text.as_str(), again.header("access-control-allow-origin")), ("", "*"));
    }
}

#[actix_web::test]
async fn a_client_may_name_its_own_accept_header_beside_the_operations() {
    let cast = Cast::start().await;
    for path in ["/health/live", "/docs", "/problems/not-found", "/.well-known/jwks.json"] {
        for accept in ["text/html", "application/json", "image/png"] {
            get(&cast, path).header("Accept", accept).send().await.expect(200);
        }
    }
}
