//! What somebody is signed in with: she sees it, and ends it from elsewhere.

use chrono::TimeDelta;
use samenspel::resources::sign_in::service;
use serde_json::{Value, json};

use super::{Scene, Tokens, is_denied, parameter, register};
use crate::support::{Person, School};

impl Scene {
    async fn list(&self, person: &Person) -> Vec<Value> {
        let listed = person.get(&self.app, "/v1/sign-ins").send().await.expect(200).json();
        listed["items"].as_array().unwrap().clone()
    }

    /// Noor with the tokens of a sign-in that may see to sign-ins.
    async fn signed_in(&self) -> (Person, Tokens) {
        let scopes = "personal-data:read personal-data:write school:read";
        let entered = self.enter(&self.request_with("scope", Some(scopes)), "noor", super::PASSWORD).await.expect(303);
        let tokens = Tokens::of(&self.redeem(&parameter(&entered, "code").unwrap()).await);
        (Person { token: tokens.access.clone(), ..self.noor.again(&self.app) }, tokens)
    }
}

#[actix_web::test]
async fn she_sees_her_own_while_they_hold_and_which_of_them_she_asks_with() {
    let scene = Scene::set().await;
    assert_eq!(scene.list(&scene.noor).await, Vec::<Value>::new());
    // Of this one no client has fetched a token.
    scene.code().await;
    let tokens = scene.tokens().await;
    scene.app.later(TimeDelta::minutes(5));
    let (there, _) = scene.signed_in().await;
    let since = scene.app.state.clock.now();
    let listed = scene.list(&there).await;
    let told = |member: &str| listed.iter().map(|one| one[member].clone()).collect::<Vec<_>>();
    assert_eq!(told("clientName"), ["Werkplaats", "Werkplaats"]);
    assert_eq!(
        told("scopes"),
        [
            json!(["school:read", "assessments:read"]),
            json!(["school:read", "personal-data:read", "personal-data:write"]),
        ]
    );
    assert_eq!(told("isCurrent"), [false, true]);
    let at = |moment: chrono::DateTime<chrono::Utc>| serde_json::to_value(moment).unwrap();
    assert_eq!(told("signedInAt"), [at(since - TimeDelta::minutes(5)), at(since)]);
    assert_eq!(told("lastUsedAt"), told("signedInAt"));

    scene.app.later(TimeDelta::minutes(5));
    let fresh = Tokens::of(&scene.refresh(&tokens.refresh).await);
    let one = format!("/v1/sign-ins/{}", listed[0]["id"].as_str().unwrap());
    let (seen, again) = (there.get(&scene.app, &one).send().await.expect(200), scene.noor.get(&scene.app, &one));
    assert_eq!(seen.json()["lastUsedAt"], at(since + TimeDelta::minutes(5)));
    assert_eq!(again.header("If-None-Match", &seen.etag()).send().await.status, 304, "the same to any token of hers");
    let by_itself = Person { token: fresh.access, ..there.again(&scene.app) };
    by_itself.get(&scene.app, "/v1/sign-ins").send().await.is_problem(403, "insufficient-scope");

    for other in ["sam", "coach"] {
        let other = scene.school.learner(&scene.app, other).await;
        assert_eq!(scene.list(&other).await.len(), 0);
        other.get(&scene.app, &one).send().await.is_problem(404, "not-found");
        other.call(&scene.app, "DELETE", &one).if_match("*").send().await.is_problem(404, "not-found");
    }
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let stranger = School::found(&scene.app, "elsewhere").await.administrator(&scene.app, "stranger").await;
    for person in [admin, stranger] {
        assert_eq!(scene.list(&person).await.len(), 0);
        person.get(&scene.app, &one).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn one_that_nobody_used_for_too_long_is_none_any_more() {
    let scene = Scene::set().await;
    scene.tokens().await;
    scene.app.later(TimeDelta::days(7) - TimeDelta::seconds(1));
    let noor = scene.noor.again(&scene.app);
    assert_eq!(scene.list(&noor).await.len(), 1);
    scene.app.later(TimeDelta::seconds(1));
    assert_eq!(scene.list(&noor).await.len(), 0, "its refresh token has expired");
}

#[actix_web::test]
async fn ending_one_from_elsewhere_refuses_its_tokens_on_every_server_and_no_others() {
    let scene = Scene::set().await;
    let other = scene.app.restarted().await;
    let lost = scene.tokens().await;
    let (here, mine) = scene.signed_in().await;
    let id = scene.list(&here).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/sign-ins/{id}");
    let delete = |tag: &str| here.call(&scene.app, "DELETE", &path).if_match(tag).send();
    here.call(&scene.app, "DELETE", &path).send().await.is_problem(428, "precondition-required");
    delete("\"2\"").await.is_problem(412, "stale-revision");
    assert_eq!(scene.status_with(&lost.access).await, 200);
    let tag = here.get(&scene.app, &path).send().await.expect(200).etag();
    delete(&tag).await.expect(204);
    assert_eq!(scene.status_with(&lost.access).await, 401);
    service::learn_revoked(&other.state).await.unwrap();
    assert_eq!(other.call("GET", "/v1/me").bearer(&lost.access).send().await.status, 401);
    is_denied(&scene.refresh(&lost.refresh).await, "invalid_grant");
    delete("*").await.is_problem(404, "not-found");
    assert_eq!(scene.list(&here).await.len(), 1);
    assert_eq!(scene.status_with(&mine.access).await, 200);
    let line = here.again(&scene.app).get(&scene.app, "/v1/audit-events").send().await.expect(200).json();
    let line = line["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&line["action"], &line["targetId"]), (&json!("signIn.ended"), &json!(id)));

    // The one that she asks with, too.
    let id = scene.list(&here).await[0]["id"].as_str().unwrap().to_owned();
    here.call(&scene.app, "DELETE", &format!("/v1/sign-ins/{id}")).if_match("*").send().await.expect(204);
    here.get(&scene.app, "/v1/sign-ins").send().await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn what_a_client_may_not_ask_any_more_is_no_scope_of_a_sign_in() {
    let scene = Scene::set().await;
    let client = register(&scene.app, &scene.school, "Enger", |new| {
        new.scopes = samenspel::auth::right::Scopes::parse("school:read assessments:read");
    });
    let scene = Scene { client: client.await.name.text(), ..scene };
    scene.tokens().await;
    let admin = scene.school.administrator(&scene.app, "admin").await;
    let clients = admin.get(&scene.app, "/v1/clients").send().await.expect(200).json();
    let narrow = clients["items"].as_array().unwrap().iter().find(|one| one["name"] == "Enger").unwrap();
    let path = format!("/v1/clients/{}", narrow["id"].as_str().unwrap());
    let patch = json!({ "scopes": ["school:read"] });
    admin.call(&scene.app, "PATCH", &path).if_match("*").patch(&patch).send().await.expect(200);
    assert_eq!(scene.list(&scene.noor).await[0]["scopes"], json!(["school:read"]));
}
