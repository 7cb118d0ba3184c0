//! A provider of `OpenID` Connect on this machine, that says what a test wants: also what no honest one would.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use samenspel::{auth::keys::Keys, domain::clock::Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What it calls us, and the secret that it gave us.
pub const CLIENT: &str = "samenspel";
pub const CLIENT_SECRET: &str = "a client secret, of the provider";

/// How an ID token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// With the key that it publishes.
    Right,
    /// With another key, under the name of the published one.
    ByAnother,
    /// With a key that it does not publish, under its own name.
    ByUnknown,
    /// Not at all: `alg` is `none`.
    Not,
    /// With the secret that both have (HS256).
    WithSecret,
    /// With the public key, as if that were a secret (HS256).
    WithPublicKey,
}

/// What it says.
pub struct Saying {
    pub signed: Signed,
    /// Laid over the claims of the ID token; `null` takes one away.
    pub id_token: Value,
    /// Whether there is an ID token.
    pub has_id_token: bool,
    /// Laid over what it says of itself; `null` takes one away.
    pub metadata: Value,
    /// What userinfo says.
    pub userinfo: Value,
    /// The key that it signs with and publishes.
    pub key: &'static str,
}

struct Given {
    challenge: String,
    redirect_uri: String,
    nonce: String,
    at: Timestamp,
}

struct Inside {
    base: String,
    saying: Mutex<Saying>,
    codes: Mutex<BTreeMap<String, Given>>,
    asked: Mutex<Vec<String>>,
}

/// A provider that runs.
pub struct Provider(Arc<Inside>);

impl Provider {
    /// Starts it; it goes with the process.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let saying = Saying {
            signed: Signed::Right,
            id_token: json!({}),
            has_id_token: true,
            metadata: json!({}),
            userinfo: json!({ "sub": "x7" }),
            key: "one key",
        };
        let inside =
            Arc::new(Inside { base, saying: Mutex::new(saying), codes: Mutex::default(), asked: Mutex::default() });
        let data = web::Data::from(Arc::clone(&inside));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .route("/.well-known/openid-configuration", web::get().to(metadata))
                .route("/keys", web::get().to(keys))
                .route("/token", web::post().to(token))
                .route("/userinfo", web::get().to(userinfo))
        });
        let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
        actix_web::rt::spawn(server);
        Self(inside)
    }

    /// Its issuer.
    pub fn issuer(&self) -> &str {
        &self.0.base
    }

    /// Changes what it says.
    pub fn says(&self, change: impl FnOnce(&mut Saying)) {
        change(&mut self.0.saying.lock().unwrap());
    }

    /// What it says of whoever signs in, besides `sub`.
    pub fn says_of(&self, subject: &str, claims: &Value) {
        let mut userinfo = json!({ "sub": subject });
        lay(&mut userinfo, claims);
        self.says(|saying| saying.userinfo = userinfo);
    }

    /// How often it was asked at this path.
    pub fn asked_at(&self, path: &str) -> usize {
        self.0.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }

    /// Signs somebody in who was sent here with these parameters, and gives a code.
    pub fn signs_in(&self, sent: &BTreeMap<String, String>, at: Timestamp) -> String {
        let of = |name: &str| sent.get(name).cloned().unwrap_or_default();
        let mut codes = self.0.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        let given = Given { challenge: of("code_challenge"), redirect_uri: of("redirect_uri"), nonce: of("nonce"), at };
        codes.insert(code.clone(), given);
        code
    }
}

/// Lays these members over those; `null` takes one away.
fn lay(under: &mut Value, over: &Value) {
    let members = under.as_object_mut().unwrap();
    for (name, value) in over.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
}

fn noted(inside: &Inside, request: &HttpRequest) {
    inside.asked.lock().unwrap().push(request.path().to_owned());
}

async fn metadata(inside: web::Data<Inside>, request: HttpRequest) -> HttpResponse {
    noted(&inside, &request);
    let base = &inside.base;
    let mut said = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize?kept=yes"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "jwks_uri": format!("{base}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    lay(&mut said, &inside.saying.lock().unwrap().metadata);
    HttpResponse::Ok().json(said)
}

async fn keys(inside: web::Data<Inside>, request: HttpRequest) -> HttpResponse {
    noted(&inside, &request);
    let key = Keys::derive(inside.saying.lock().unwrap().key);
    HttpResponse::Ok().json(json!({ "keys": [key.jwk()] }))
}

async fn token(inside: web::Data<Inside>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    noted(&inside, &request);
    let sent: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let of = |name: &str| sent.get(name).map(String::as_str).unwrap_or_default();
    let basic = format!(
        "Basic {}",
        STANDARD.encode(format!("{CLIENT}:{}", CLIENT_SECRET.replace(' ', "+").replace(',', "%2C")))
    );
    let told = request.headers().get("Authorization").and_then(|value| value.to_str().ok());
    let given = inside.codes.lock().unwrap().remove(of("code"));
    let given = given.filter(|given| {
        told == Some(basic.as_str())
            && of("redirect_uri") == given.redirect_uri
            && URL_SAFE_NO_PAD.encode(Sha256::digest(of("code_verifier"))) == given.challenge
    });
    let Some(given) = given else { return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" })) };
    let saying = inside.saying.lock().unwrap();
    let now = given.at.timestamp();
    let mut claims = json!({
        "iss": inside.base, "aud": CLIENT, "sub": saying.userinfo["sub"], "nonce": given.nonce, "iat": now, "exp": now + 300,
    });
    lay(&mut claims, &saying.id_token);
    let mut answer = json!({ "access_token": "at", "token_type": "Bearer", "expires_in": 300 });
    if saying.has_id_token {
        answer["id_token"] = json!(signed(&saying, &claims));
    }
    HttpResponse::Ok().json(answer)
}

fn signed(saying: &Saying, claims: &Value) -> String {
    let own = Keys::derive(saying.key);
    let other = Keys::derive("a key of somebody else's");
    let public = own.jwk()["x"].as_str().unwrap().to_owned();
    let with = |algorithm, kid: &str, key: &EncodingKey| {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
        jsonwebtoken::encode(&header, claims, key).unwrap()
    };
    match saying.signed {
        Signed::Right => with(Algorithm::EdDSA, &own.id, &own.signing),
        Signed::ByAnother => with(Algorithm::EdDSA, &own.id, &other.signing),
        Signed::ByUnknown => with(Algorithm::EdDSA, &other.id, &other.signing),
        Signed::WithSecret => with(Algorithm::HS256, &own.id, &EncodingKey::from_secret(CLIENT_SECRET.as_bytes())),
        Signed::WithPublicKey => {
            let bytes = URL_SAFE_NO_PAD.decode(public).unwrap();
            with(Algorithm::HS256, &own.id, &EncodingKey::from_secret(&bytes))
        }
        Signed::Not => {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}.", part(&json!({ "alg": "none", "typ": "JWT" })), part(claims))
        }
    }
}

async fn userinfo(inside: web::Data<Inside>, request: HttpRequest) -> HttpResponse {
    noted(&inside, &request);
    let told = request.headers().get("Authorization").and_then(|value| value.to_str().ok());
    if told != Some("Bearer at") {
        return HttpResponse::Unauthorized().finish();
    }
    HttpResponse::Ok().json(&inside.saying.lock().unwrap().userinfo)
}
