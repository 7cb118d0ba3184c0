//! From which web pages scripts may read what they are answered: a client's own, with its own tokens.

use samenspel::{domain::sign_in::redirect::RedirectUri, jobs, resources::clients::service};
use serde_json::json;

use super::Office;
use crate::support::TestApp;

const PORTAL: &str = "https://portaal.example";
const OTHER: &str = "https://ander.example";

/// Which origin may read the answer to this.
async fn readable(app: &TestApp, method: &str, origin: &str, token: Option<&str>) -> String {
    let call = app.call(method, "/v1/me").header("Origin", origin);
    let call = match token {
        Some(token) => call.bearer(token),
        None => call.header("Access-Control-Request-Method", "GET"),
    };
    call.send().await.header("access-control-allow-origin").to_owned()
}

#[actix_web::test]
async fn a_client_is_called_from_its_own_pages_and_a_change_counts_on_every_server() {
    let office = Office::open().await;
    let (app, school) = (&office.app, &office.school);
    for origin in [PORTAL, OTHER] {
        assert_eq!(readable(app, "OPTIONS", origin, None).await, "");
    }
    let mut tokens = Vec::new();
    let mut paths = Vec::new();
    for origin in [PORTAL, OTHER] {
        let back = format!("{origin}/terug");
        assert!(RedirectUri::parse(&back).is_some());
        let body = json!({ "kind": "public", "name": origin, "redirectUris": [back], "origins": [origin], "scopes": ["school:read"] });
        let made = office.make("/v1/clients", &body).await;
        let (id, now) = (app.state.ids.next_raw(), app.state.clock.now());
        let (organisation, user) = (school.organisation, office.administrator.user);
        let client = made["oauthClientId"].as_str().unwrap();
        tokens.push(app.state.tokens.mint(organisation, user, client, "school:read", id, now).unwrap());
        paths.push(format!("/v1/clients/{}", made["id"].as_str().unwrap()));
    }
    let elsewhere = app.restarted().await;
    assert_eq!(readable(&elsewhere, "OPTIONS", PORTAL, None).await, "");
    jobs::once(&elsewhere.state).await;
    for server in [app, &elsewhere] {
        assert_eq!(readable(server, "OPTIONS", PORTAL, None).await, PORTAL);
        assert_eq!(readable(server, "GET", PORTAL, Some(&tokens[0])).await, PORTAL);
        assert_eq!(readable(server, "GET", OTHER, Some(&tokens[0])).await, "", "a token of another client's");
        assert_eq!(readable(server, "GET", "https://evil.example", Some(&tokens[0])).await, "");
    }
    office.change(&paths[0], &json!({ "origins": [] })).await.expect(200);
    assert_eq!(readable(app, "OPTIONS", PORTAL, None).await, "");
    office.change(&paths[1], &json!({ "status": "disabled" })).await.expect(200);
    assert_eq!(readable(app, "OPTIONS", OTHER, None).await, "");
    service::learn_origins(&elsewhere.state).await.unwrap();
    assert_eq!(readable(&elsewhere, "OPTIONS", PORTAL, None).await, "");
}
