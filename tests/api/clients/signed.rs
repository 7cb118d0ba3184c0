//! Clients that show who they are with what they sign (`private_key_jwt`, RFC 7523).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::{
    Machine, Office,
    keys::{self, Pair},
};
use crate::support::Answer;

const ISSUER: &str = "https://samenspel.example";

impl Office {
    /// A machine client with this key.
    async fn signing(&self, pair: &Pair) -> Machine {
        let machine = self.machine("Rooster", &["school:read"]).await;
        let path = format!("{}/credentials", machine.path);
        let made = self.make(&path, &json!({ "kind": "publicKey", "publicKey": pair.public })).await;
        assert!(made["secret"].is_null() && made["keyId"].is_string());
        machine
    }

    fn claims(&self, machine: &Machine) -> Value {
        json!({
            "iss": machine.client_id, "sub": machine.client_id, "aud": ISSUER,
            "exp": (self.app.state.clock.now() + TimeDelta::minutes(2)).timestamp(),
            "jti": self.app.state.ids.next_raw(),
        })
    }

    async fn show(&self, assertion: &str) -> Answer {
        let call = self.app.call("POST", "/oauth2/token").form(&[
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ]);
        call.send().await
    }
}

fn sign(pair: &Pair, claims: &Value) -> String {
    jsonwebtoken::encode(&Header::new(pair.algorithm), claims, &pair.signing).unwrap()
}

#[actix_web::test]
async fn a_client_signs_with_any_of_the_kinds_of_keys() {
    let office = Office::open().await;
    for (at, pair) in [keys::ed25519("een"), keys::p256(), keys::rsa(Algorithm::RS256), keys::rsa(Algorithm::PS256)]
        .iter()
        .enumerate()
    {
        let machine = office.signing(pair).await;
        for audience in [json!(ISSUER), json!(format!("{ISSUER}/oauth2/token")), json!([ISSUER])] {
            let mut claims = office.claims(&machine);
            claims["aud"] = audience;
            let answer = office.show(&sign(pair, &claims)).await.expect(200).json();
            assert_eq!(office.with(answer["access_token"].as_str().unwrap()).await, 200, "{at}");
        }
        // Its name is another's to have.
        office.change(&machine.path, &json!({ "name": format!("Rooster {at}") })).await.expect(200);
    }
}

#[actix_web::test]
async fn an_assertion_is_good_once_and_on_every_server() {
    let office = Office::open().await;
    let pair = keys::ed25519("een");
    let machine = office.signing(&pair).await;
    let claims = office.claims(&machine);
    let assertion = sign(&pair, &claims);
    office.show(&assertion).await.expect(200);
    office.show(&assertion).await.expect(401);
    let elsewhere = Office { app: office.app.restarted().await, ..office };
    elsewhere.show(&assertion).await.expect(401);
    samenspel::jobs::once(&elsewhere.app.state).await;
    elsewhere.show(&assertion).await.expect(401);
    elsewhere.app.later(TimeDelta::minutes(2));
    elsewhere.show(&assertion).await.expect(401);
}

#[actix_web::test]
async fn what_is_not_signed_by_the_client_for_us_and_for_now_shows_nothing() {
    let office = Office::open().await;
    let (pair, other) = (keys::ed25519("een"), keys::ed25519("ander"));
    let machine = office.signing(&pair).await;
    let now = office.app.state.clock.now();
    let another = office.machine("Ander", &["school:read"]).await;
    let changes: [(&str, Value); 12] = [
        ("aud", json!("https://elsewhere.example")),
        ("aud", json!([ISSUER, "https://elsewhere.example"])),
        ("aud", json!([])),
        ("iss", json!("somebody")),
        ("sub", json!(another.client_id)),
        ("iss", json!(another.client_id)),
        ("exp", json!(now.timestamp())),
        ("exp", json!((now + TimeDelta::minutes(6)).timestamp())),
        ("jti", json!("")),
        ("jti", json!("x".repeat(201))),
        ("jti", Value::Null),
        ("exp", json!("soon")),
    ];
    for (claim, value) in changes {
        let mut claims = office.claims(&machine);
        claims[claim] = value.clone();
        assert_eq!(office.show(&sign(&pair, &claims)).await.status, 401, "{claim} {value}");
    }
    let claims = office.claims(&machine);
    office.show(&sign(&other, &claims)).await.expect(401);
    let unsigned = |header: Value| {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", part(&header), part(&claims))
    };
    office.show(&unsigned(json!({ "alg": "none" }))).await.expect(401);
    let secret = EncodingKey::from_secret(pair.public["x"].as_str().unwrap().as_bytes());
    let symmetric = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &secret).unwrap();
    office.show(&symmetric).await.expect(401);
    let named = Header { kid: Some("another".to_owned()), ..Header::new(Algorithm::EdDSA) };
    office.show(&jsonwebtoken::encode(&named, &claims, &pair.signing).unwrap()).await.expect(401);
    for nonsense in ["", "x", "a.b.c", "e30.e30.e30"] {
        assert!([400, 401].contains(&office.show(nonsense).await.status), "{nonsense}");
    }
    // A secret beside it is one way too many.
    let both = office.app.call("POST", "/oauth2/token").form(&[
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &sign(&pair, &claims)),
        ("client_secret", "x"),
    ]);
    both.send().await.expect(400);
    office.show(&sign(&pair, &claims)).await.expect(200);
}

#[actix_web::test]
async fn a_key_that_is_none_or_half_of_one_too_many_is_not_taken() {
    let office = Office::open().await;
    let machine = office.machine("Rooster", &["school:read"]).await;
    let path = format!("{}/credentials", machine.path);
    let with = |mut key: Value, member: &str, value: Value| {
        key[member] = value;
        key
    };
    for key in [
        json!({}),
        json!({ "kty": "oct", "k": "c2VjcmV0" }),
        with(keys::ed25519("een").public, "d", json!("AAAA")),
        with(keys::ed25519("een").public, "x", json!("AAAA")),
        with(keys::p256().public, "crv", json!("P-384")),
        with(keys::rsa(Algorithm::RS256).public, "n", json!("AQAB")),
        with(keys::rsa(Algorithm::RS256).public, "e", json!("Aw")),
    ] {
        let body = json!({ "kind": "publicKey", "publicKey": key });
        let answer = office.administrator.call(&office.app, "POST", &path).json(&body).send().await;
        answer.is_problem(400, "invalid-input");
    }
}
