//! Signing in through a client: the page, the code, the tokens, their rotation and their end.

mod clients;
mod elsewhere;
mod ending;
mod forgotten;
mod held;
mod links;
mod page;
mod tokens;
mod tries;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use samenspel::{
    auth::right::Scopes,
    domain::sign_in::{ClientKind, redirect::RedirectUri},
    resources::{
        clients::service::operator::{self, NewClient, Registered},
        sign_in::service::accounts::{self, Set},
    },
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::support::{Answer, Call, Person, School, TestApp};

const PASSWORD: &str = "vijf groene fietsen";
const BACK: &str = "https://app.example/back";
const VERIFIER: &str = "een-geheim-dat-alleen-het-programma-zelf-kent-0123456789";

/// A school with a learner who has a password, and a client.
struct Scene {
    app: TestApp,
    school: School,
    noor: Person,
    client: String,
}

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// The value of a parameter in the address that a browser is sent to.
fn parameter(answer: &Answer, name: &str) -> Option<String> {
    let (_, query) = answer.header("location").split_once('?')?;
    let mut all = form_urlencoded::parse(query.as_bytes());
    all.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

impl Scene {
    async fn set() -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "noor").await;
        let client = register(&app, &school, "Werkplaats", |_| {}).await.name.text();
        let scene = Self { app, school, noor, client };
        assert_eq!(scene.give_password("noor", PASSWORD).await, Set::Done);
        scene
    }

    async fn give_password(&self, name: &str, password: &str) -> Set {
        let set = accounts::set_password(&self.app.state, self.school.organisation, name, password.to_owned());
        set.await.unwrap()
    }

    /// What a client sends people with.
    fn request(&self) -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.client.clone()),
            ("redirect_uri", BACK.to_owned()),
            ("scope", "school:read assessments:read".to_owned()),
            ("state", "x y&z=\"".to_owned()),
            ("code_challenge", challenge()),
            ("code_challenge_method", "S256".to_owned()),
        ]
    }

    /// The same with one thing changed, or left out.
    fn request_with(&self, name: &str, value: Option<&str>) -> Vec<(&'static str, String)> {
        let mut request = self.request();
        match value {
            Some(value) => {
                request.iter_mut().filter(|(key, _)| *key == name).for_each(|pair| value.clone_into(&mut pair.1));
            }
            None => request.retain(|(key, _)| *key != name),
        }
        request
    }

    /// Opens the page.
    async fn open(&self, request: &[(&str, String)], language: &str) -> Answer {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(request).finish();
        let call = self.app.call("GET", &format!("/oauth2/authorize?{query}"));
        call.header("Accept-Language", language).send().await
    }

    /// Enters this on the page.
    async fn enter(&self, request: &[(&str, String)], name: &str, password: &str) -> Answer {
        self.entering(request, name, password).send().await
    }

    fn entering(&self, request: &[(&str, String)], name: &str, password: &str) -> Call {
        let mut fields: Vec<(&str, &str)> = request.iter().map(|(key, value)| (*key, value.as_str())).collect();
        fields.extend([("username", name), ("password", password)]);
        let call = self.app.call("POST", "/oauth2/authorize").header("Sec-Fetch-Site", "same-origin");
        call.header("X-Forwarded-For", "192.0.2.7").form(&fields)
    }

    /// A code for the client, by the right password.
    async fn code(&self) -> String {
        let answer = self.enter(&self.request(), "noor", PASSWORD).await.expect(303);
        parameter(&answer, "code").unwrap()
    }

    async fn ask(&self, fields: &[(&str, &str)]) -> Answer {
        self.app.call("POST", "/oauth2/token").form(fields).send().await
    }

    async fn redeem(&self, code: &str) -> Answer {
        self.redeeming(code).send().await
    }

    fn redeeming(&self, code: &str) -> Call {
        self.app.call("POST", "/oauth2/token").form(&[
            ("grant_type", "authorization_code"),
            ("client_id", &self.client),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ])
    }

    async fn refresh(&self, token: &str) -> Answer {
        self.refreshing(token).send().await
    }

    fn refreshing(&self, token: &str) -> Call {
        let fields = [("grant_type", "refresh_token"), ("client_id", &self.client), ("refresh_token", token)];
        self.app.call("POST", "/oauth2/token").form(&fields)
    }

    /// Signs in and gets the first tokens.
    async fn tokens(&self) -> Tokens {
        Tokens::of(&self.redeem(&self.code().await).await)
    }

    /// What a request with this token is answered.
    async fn status_with(&self, access: &str) -> u16 {
        self.app.call("GET", "/v1/me").bearer(access).send().await.status
    }
}

/// What a client gets.
struct Tokens {
    access: String,
    refresh: String,
}

impl Tokens {
    #[track_caller]
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{answer:?}");
        let body = answer.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}

/// Registers a public client, unless changed.
async fn register(app: &TestApp, school: &School, title: &str, change: impl FnOnce(&mut NewClient)) -> Registered {
    let mut wanted = NewClient {
        title: title.to_owned(),
        kind: ClientKind::Public,
        redirect_uris: vec![RedirectUri::parse(BACK).unwrap()],
        scopes: Scopes::parse("school:read assessments:read goals:read personal-data:read personal-data:write"),
        acts_as: None,
    };
    change(&mut wanted);
    operator::register(&app.state, school.organisation, wanted).await.unwrap()
}

/// Says that this is OAuth's error of this kind.
#[track_caller]
fn is_denied(answer: &Answer, error: &str) {
    let status = if error == "invalid_client" { 401 } else { 400 };
    assert_eq!((answer.status, answer.header("content-type")), (status, "application/json"), "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    let body: Value = answer.json();
    assert_eq!(body["error"], error, "{body}");
    assert!(body["error_description"].is_string() && body["access_token"].is_null(), "{body}");
}
