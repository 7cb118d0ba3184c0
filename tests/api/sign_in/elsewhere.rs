//! Signing in at an organisation's own provider: the way there and back, who somebody then is, and what is not believed.

mod journeys;
mod people;
mod tokens;

use std::collections::BTreeMap;

use samenspel::{domain::sign_in::provider::Provider as Set, resources::sign_in::service::providers};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{Answer, Call, Scene, Tokens, parameter};
use crate::support::{
    School, TestApp,
    provider::{CLIENT, CLIENT_SECRET, Provider},
};

/// A school whose people sign in at a provider of its own.
struct There {
    scene: Scene,
    provider: Provider,
}

/// Somebody on her way.
struct Away {
    /// What her browser keeps.
    cookie: String,
    /// What she was sent to the provider with.
    sent: BTreeMap<String, String>,
}

fn set(provider: &Provider) -> Set {
    Set {
        name: "SURFconext".to_owned(),
        issuer: provider.issuer().to_owned(),
        client_id: CLIENT.to_owned(),
        home_organization: None,
        external_id_claim: None,
        makes_accounts: true,
        learner_group: None,
    }
}

async fn give(app: &TestApp, school: &School, set: &Set) {
    providers::set(&app.state, school.organisation, set, Some(CLIENT_SECRET)).await.unwrap().unwrap();
}

impl There {
    async fn start() -> Self {
        Self::with(|_, _| {}).await
    }

    /// With the provider set otherwise than usual.
    async fn with(change: impl FnOnce(&mut Set, &School)) -> Self {
        let (scene, provider) = (Scene::set().await, Provider::start());
        let mut wanted = set(&provider);
        change(&mut wanted, &scene.school);
        give(&scene.app, &scene.school, &wanted).await;
        Self { scene, provider }
    }

    fn leaving(&self) -> Call {
        leaving(&self.scene.app, &self.scene.request())
    }

    /// Sends somebody on her way.
    async fn leave(&self) -> Away {
        Away::of(&self.leaving().send().await)
    }

    /// The provider signs her in; she comes back with this.
    fn back(&self, away: &Away) -> String {
        let code = self.provider.signs_in(&away.sent, self.scene.app.state.clock.now());
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("code", code.as_str()), ("state", &away.sent["state"])])
            .finish()
    }

    fn coming(&self, away: &Away, query: &str) -> Call {
        coming(&self.scene.app, "school", &away.cookie, query)
    }

    /// The whole way: what she is answered when she is back.
    async fn sign_in(&self) -> Answer {
        let away = self.leave().await;
        let query = self.back(&away);
        self.coming(&away, &query).send().await
    }

    /// The whole way, in full: who she is here.
    async fn me(&self) -> Value {
        let answer = self.sign_in().await.expect(303);
        assert!(answer.header("location").starts_with("https://app.example/back?code="), "{answer:?}");
        assert_eq!(parameter(&answer, "state").as_deref(), Some("x y&z=\""));
        let tokens = Tokens::of(&self.scene.redeem(&parameter(&answer, "code").unwrap()).await);
        self.scene.app.call("GET", "/v1/me").bearer(&tokens.access).send().await.expect(200).json()
    }

    /// How many accounts, sign-ins and identities there are.
    async fn rows(&self) -> [u64; 3] {
        let db = self.scene.app.state.db.reader();
        [
            entity::user_account::Entity::find().count(db).await.unwrap(),
            entity::oauth_grant::Entity::find().count(db).await.unwrap(),
            entity::federated_identity::Entity::find().count(db).await.unwrap(),
        ]
    }
}

fn leaving(app: &TestApp, request: &[(&str, String)]) -> Call {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(request).finish();
    app.call("GET", &format!("/oauth2/elsewhere?{query}")).header("Sec-Fetch-Site", "same-origin")
}

fn coming(app: &TestApp, school: &str, cookie: &str, query: &str) -> Call {
    let call = app.call("GET", &format!("/oauth2/callback/{school}?{query}")).header("Cookie", cookie);
    call.header("Sec-Fetch-Site", "cross-site").header("X-Forwarded-For", "192.0.2.7")
}

impl Away {
    #[track_caller]
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 303, "{}", answer.text);
        let (_, query) = answer.header("location").split_once('?').unwrap();
        let sent = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        Self { cookie, sent }
    }
}

/// Says that this page tells so, and that nothing leads on from it.
#[track_caller]
fn says(answer: &Answer, status: u16, words: &str) {
    assert_eq!((answer.status, answer.header("location")), (status, ""), "{}", answer.text);
    assert!(answer.text.contains(words), "{words} in {}", answer.text);
}

/// Members laid over what is usual.
fn over(name: &str, value: impl Into<Value>) -> Value {
    json!({ name: value.into() })
}
