//! An operation that will go says so, in the contract and in every answer. None does yet, so two are marked here.

use actix_web::{
    App,
    middleware::from_fn,
    test::{TestRequest, call_service, init_service},
};
use chrono::{TimeZone, Utc};
use samenspel::{
    http::{caller, deprecation::Deprecation, operation::Api},
    resources::scales::routes,
};
use serde_json::Value;

use crate::support::{TestApp, cast::Cast, contract::operations};

use super::ordinary;

/// The last second of a year; the page and the place that tell more.
fn leaving() -> Deprecation {
    Deprecation {
        since: Utc.with_ymd_and_hms(2027, 1, 1, 0, 0, 0).unwrap(),
        sunset: Utc.with_ymd_and_hms(2027, 12, 31, 23, 59, 59).unwrap(),
        more: "/docs/versions",
        successor: Some("/v1/instruments"),
    }
}

/// Two operations that will go, and one that stays.
fn marked(mut api: Api) -> Api {
    api.add_deprecated(routes::__path_list_scales, routes::list_scales, leaving());
    api.add(routes::__path_get_scale, routes::get_scale);
    api
}

#[actix_web::test]
async fn every_answer_of_a_deprecated_operation_tells_since_when_until_when_and_where_to_go() {
    let app = TestApp::start().await;
    let cast = Cast::start().await;
    let service = App::new()
        .app_data(app.state.clone())
        .configure(|config| marked(Api::routing()).mount("/v1", config))
        .wrap(from_fn(caller::counted));
    let service = init_service(service).await;
    let token = app.token(cast.school.organisation, cast.learner().user);
    for (query, token, status) in [
        ("?limit=1", token.as_str(), 200),
        ("", token.as_str(), 200),
        ("?colour=blue", token.as_str(), 400),
        ("", "x", 401),
    ] {
        let request = TestRequest::get().uri(&format!("/v1/scales{query}"));
        let request = request.insert_header(("Authorization", format!("Bearer {token}"))).to_request();
        let answer = call_service(&service, request).await;
        assert_eq!(answer.status(), status, "{query}");
        let all = |name: &str| -> Vec<&str> { answer.headers().get_all(name).map(|v| v.to_str().unwrap()).collect() };
        assert_eq!(all("deprecation"), ["@1798761600"]);
        assert_eq!(all("sunset"), ["Fri, 31 Dec 2027 23:59:59 GMT"]);
        let links = all("link").join(", ");
        assert!(links.contains("</docs/versions>; rel=\"deprecation\"; type=\"text/html\""), "{links}");
        assert!(links.contains("</v1/instruments>; rel=\"successor-version\""), "{links}");
    }
    let request = TestRequest::get().uri("/v1/scales/0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a6b").to_request();
    let stays = call_service(&service, request).await;
    assert!(!stays.headers().contains_key("deprecation") && !stays.headers().contains_key("sunset"));
}

#[actix_web::test]
async fn the_contract_marks_it_and_documents_the_headers_on_each_status() {
    let contract = marked(Api::describing()).contract();
    let paths = serde_json::to_value(&contract.paths).unwrap();
    let components = serde_json::to_value(&contract.components).unwrap();
    let leaves = &paths["/scales"]["get"];
    assert_eq!(leaves["deprecated"], true);
    let says = leaves["description"].as_str().unwrap();
    assert!(says.contains("**Deprecated** since 2027-01-01; may stop answering on 2027-12-31."), "{says}");
    assert!(says.contains("`/v1/instruments`"), "{says}");
    let header = |name: &str, of: &Value| {
        let at = of["headers"][name]["$ref"].as_str().unwrap_or_else(|| panic!("no {name}: {of}")).to_owned();
        assert!(components["headers"][at.rsplit('/').next().unwrap()].is_object(), "{at}");
    };
    let responses = leaves["responses"].as_object().unwrap();
    assert!(responses.len() > 5);
    for response in responses.values() {
        for name in ["Deprecation", "Sunset", "Link", "API-Version"] {
            header(name, response);
        }
    }
    assert_eq!(paths["/scales/{id}"]["get"].get("deprecated"), None);
    assert!(paths["/scales/{id}"]["get"]["responses"]["200"]["headers"].get("Sunset").is_none());
}

#[actix_web::test]
async fn what_the_contract_marks_says_so_when_called_and_the_rest_does_not() {
    let cast = Cast::start().await;
    for operation in operations() {
        let ask = cast.ask(&operation.id).await;
        let answer = ordinary(&cast, &operation, &ask).send().await;
        for header in ["deprecation", "sunset"] {
            assert_eq!(answer.headers.contains_key(header), operation.deprecated, "{} {header}", operation.id);
        }
    }
}
