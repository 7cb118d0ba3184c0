//! API clients: made, changed and disabled by administrators; what they show who they are with; from which web pages they call.

mod keys;
mod pages;
mod service;
mod signed;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use samenspel::resources::sign_in::service as sign_in;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::support::{Answer, Person, School, TestApp};

/// A school with an administrator.
struct Office {
    app: TestApp,
    school: School,
    administrator: Person,
}

impl Office {
    async fn open() -> Self {
        let (app, school) = School::start().await;
        let administrator = school.administrator(&app, "administrator").await;
        Self { app, school, administrator }
    }

    async fn make(&self, path: &str, body: &Value) -> Value {
        self.administrator.call(&self.app, "POST", path).json(body).send().await.expect(201).json()
    }

    async fn change(&self, path: &str, to: &Value) -> Answer {
        self.administrator.call(&self.app, "PATCH", path).if_match("*").patch(to).send().await
    }

    /// A machine client with these scopes.
    async fn machine(&self, name: &str, scopes: &[&str]) -> Machine {
        let made = self.make("/v1/clients", &json!({ "kind": "service", "name": name, "scopes": scopes })).await;
        let text = |member: &str| made[member].as_str().unwrap().to_owned();
        let id = text("id");
        Machine { path: format!("/v1/clients/{id}"), client_id: text("oauthClientId"), account: text("serviceUserId") }
    }

    /// A new secret of it, and its id.
    async fn secret(&self, machine: &Machine) -> (String, String) {
        let made = self.make(&format!("{}/credentials", machine.path), &json!({ "kind": "secret" })).await;
        (made["secret"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
    }

    /// What it is answered that shows this secret.
    async fn ask(&self, machine: &Machine, secret: &str) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode(format!("{}:{secret}", machine.client_id)));
        let call = self.app.call("POST", "/oauth2/token").header("Authorization", &basic);
        call.form(&[("grant_type", "client_credentials")]).send().await
    }

    /// A token for it.
    async fn token(&self, machine: &Machine, secret: &str) -> String {
        self.ask(machine, secret).await.expect(200).json()["access_token"].as_str().unwrap().to_owned()
    }

    /// What a request with this token is answered.
    async fn with(&self, token: &str) -> u16 {
        self.app.call("GET", "/v1/me").bearer(token).send().await.status
    }

    /// As it is now, told under a token that has not expired.
    async fn read(&self, machine: &Machine) -> Value {
        let token = self.app.token(self.administrator.organisation, self.administrator.user);
        self.app.call("GET", &machine.path).bearer(&token).send().await.expect(200).json()
    }

    /// Makes its account an administrator, of a programme if one is named.
    async fn appoint(&self, machine: &Machine, programme: Option<uuid::Uuid>) {
        let membership = json!({ "userId": machine.account, "role": "admin", "programmeId": programme });
        self.make("/v1/memberships", &membership).await;
    }
}

struct Machine {
    path: String,
    client_id: String,
    account: String,
}

#[actix_web::test]
async fn a_secret_is_told_once_and_kept_as_a_digest() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["school:read"]).await;
    let path = format!("{}/credentials", machine.path);
    let post = async || {
        let call = office.administrator.call(&office.app, "POST", &path).header("Idempotency-Key", "\"one\"");
        call.json(&json!({ "kind": "secret", "expiresInDays": 30 })).send().await.expect(201)
    };
    let (first, again) = (post().await, post().await);
    assert_eq!(first.text, again.text, "who lost the answer asks again under the same key");
    let secret = first.json()["secret"].as_str().unwrap().to_owned();
    assert!(secret.len() >= 43);
    let read = office.read(&machine).await;
    assert_eq!(read["credentials"].as_array().unwrap().len(), 1);
    assert_eq!(read["credentials"][0]["createdById"], office.administrator.id());
    assert!(!read.to_string().contains(&secret));
    let db = office.app.state.db.reader();
    let rows = entity::client_credential::Entity::find().all(db).await.unwrap();
    assert!(rows.iter().all(|row| row.digest.as_deref().is_some_and(|digest| digest.len() == 64 && digest != secret)));
    let kept = entity::idempotency_key::Entity::find().all(db).await.unwrap();
    assert!(kept.iter().all(|row| !format!("{row:?}").contains(&secret)));

    let token = office.token(&machine, &secret).await;
    assert_eq!(office.with(&token).await, 200);
    office.app.later(TimeDelta::days(30));
    assert_eq!(office.ask(&machine, &secret).await.status, 401, "its days are over");
}

#[actix_web::test]
async fn one_secret_is_exchanged_for_another_without_a_pause() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["school:read"]).await;
    assert_eq!(office.ask(&machine, "nonsense").await.status, 401);
    let (old, of_old) = office.secret(&machine).await;
    let (new, _) = office.secret(&machine).await;
    let tokens = [office.token(&machine, &old).await, office.token(&machine, &new).await];
    let elsewhere = office.app.restarted().await;
    for token in &tokens {
        elsewhere.call("GET", "/v1/me").bearer(token).send().await.expect(200);
    }
    let delete = async || {
        let path = format!("{}/credentials/{of_old}", machine.path);
        office.administrator.call(&office.app, "DELETE", &path).if_match("*").send().await
    };
    delete().await.expect(204);
    delete().await.is_problem(404, "not-found");
    // Nobody knows which token came by which secret.
    for token in &tokens {
        assert_eq!(office.with(token).await, 401);
    }
    sign_in::learn_revoked(&elsewhere.state).await.unwrap();
    for token in &tokens {
        elsewhere.call("GET", "/v1/me").bearer(token).send().await.expect(401);
    }
    assert_eq!(office.ask(&machine, &old).await.status, 401);
    office.app.later(TimeDelta::seconds(1));
    assert_eq!(office.with(&office.token(&machine, &new).await).await, 200);
}

#[actix_web::test]
async fn a_client_that_is_disabled_gets_nothing_until_it_is_enabled() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["school:read", "users:read"]).await;
    let (secret, _) = office.secret(&machine).await;
    let token = office.token(&machine, &secret).await;
    let disabled = office.change(&machine.path, &json!({ "status": "disabled" })).await.expect(200).json();
    assert!(disabled["disabledAt"].is_string());
    assert_eq!((office.with(&token).await, office.ask(&machine, &secret).await.status), (401, 401));
    let listed = async |status: &str| {
        let path = format!("/v1/clients?status={status}");
        let list = office.administrator.get(&office.app, &path).send().await.expect(200).json();
        list["items"].as_array().unwrap().len()
    };
    assert_eq!((listed("active").await, listed("disabled").await), (0, 1));
    office.change(&machine.path, &json!({ "status": "active" })).await.expect(200);
    assert_eq!(office.with(&token).await, 401, "what was refused stays so");
    office.app.later(TimeDelta::seconds(1));
    let token = office.token(&machine, &secret).await;
    assert_eq!(office.with(&token).await, 200);

    // With fewer scopes the tokens that have more are refused.
    office.change(&machine.path, &json!({ "scopes": ["school:read"] })).await.expect(200);
    assert_eq!(office.with(&token).await, 401);
    office.app.later(TimeDelta::seconds(1));
    let answer = office.ask(&machine, &secret).await.expect(200).json();
    assert_eq!(answer["scope"], "school:read");
    office.change(&machine.path, &json!({ "scopes": ["school:read", "goals:read"] })).await.expect(200);
    assert_eq!(office.with(answer["access_token"].as_str().unwrap()).await, 200);
}

#[actix_web::test]
async fn it_is_told_when_a_client_was_last_used() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["school:read"]).await;
    let (secret, _) = office.secret(&machine).await;
    let used = async || {
        let read = office.read(&machine).await;
        (read["lastUsedAt"].clone(), read["credentials"][0]["lastUsedAt"].clone())
    };
    assert_eq!(used().await, (Value::Null, Value::Null));
    office.ask(&machine, "nonsense").await.expect(401);
    assert_eq!(used().await, (Value::Null, Value::Null), "it has not shown who it is");
    office.token(&machine, &secret).await;
    let first = used().await;
    assert!(first.0.is_string() && first.0 == first.1);
    office.app.later(TimeDelta::minutes(59));
    office.token(&machine, &secret).await;
    assert_eq!(used().await, first, "to within an hour");
    office.app.later(TimeDelta::minutes(1));
    office.token(&machine, &secret).await;
    assert_ne!(used().await, first);
}

#[actix_web::test]
async fn each_kind_of_client_is_made_as_it_is() {
    let office = Office::open().await;
    let back = json!(["https://app.example/terug"]);
    for (body, is_right) in [
        (json!({ "kind": "public", "redirectUris": back, "origins": ["https://app.example"] }), true),
        (json!({ "kind": "public", "redirectUris": ["nl.example.app:/terug"] }), true),
        (json!({ "kind": "public" }), false),
        (json!({ "kind": "public", "redirectUris": ["http://app.example/terug"] }), false),
        (json!({ "kind": "public", "redirectUris": ["https://app.example/terug#hier"] }), false),
        (json!({ "kind": "public", "redirectUris": back, "origins": ["*"] }), false),
        (json!({ "kind": "public", "redirectUris": back, "origins": ["https://app.example/"] }), false),
        (json!({ "kind": "confidential", "redirectUris": back }), true),
        (json!({ "kind": "confidential", "redirectUris": [] }), false),
        (json!({ "kind": "service" }), true),
        (json!({ "kind": "service", "redirectUris": back }), false),
        (json!({ "kind": "robot" }), false),
    ] {
        let mut body = body;
        body["name"] = json!(format!("Client {}", office.app.state.ids.next_raw()));
        body["scopes"] = json!(["school:read"]);
        let answer = office.administrator.call(&office.app, "POST", "/v1/clients").json(&body).send().await;
        if !is_right {
            answer.is_problem(400, "invalid-input");
            continue;
        }
        let made = answer.expect(201).json();
        assert_eq!((made["kind"].clone(), made["credentials"].clone()), (body["kind"].clone(), json!([])));
        assert_eq!(made["serviceUserId"].is_string(), body["kind"] == "service");
    }
    let guest = json!({ "kind": "service", "name": "Gast", "scopes": ["guest"] });
    let answer = office.administrator.call(&office.app, "POST", "/v1/clients").json(&guest).send().await;
    assert_eq!(answer.errors(), ["/scopes/0 not-a-choice"], "what an invitation alone gives");
}

#[actix_web::test]
async fn what_is_done_with_clients_is_in_the_trail() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["school:read"]).await;
    let (_, credential) = office.secret(&machine).await;
    office.change(&machine.path, &json!({ "name": "Roosters" })).await.expect(200);
    office.change(&machine.path, &json!({ "name": "Roosters" })).await.expect(200);
    office.change(&machine.path, &json!({ "status": "disabled" })).await.expect(200);
    office.change(&machine.path, &json!({ "status": "active" })).await.expect(200);
    let path = format!("{}/credentials/{credential}", machine.path);
    office.administrator.call(&office.app, "DELETE", &path).if_match("*").send().await.expect(204);
    let rows = entity::audit_event::Entity::find().all(office.app.state.db.reader()).await.unwrap();
    let mut told: Vec<_> =
        rows.iter().filter(|row| row.target_kind == "client").map(|row| row.action.as_str()).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "client-credential.created",
            "client-credential.deleted",
            "client.changed",
            "client.disabled",
            "client.enabled",
            "client.registered"
        ]
    );
    assert!(rows.iter().all(|row| row.actor_id.to_string() == office.administrator.id()));
}
