//! The application as the server builds it, called in this process.

use std::{future::Future, num::NonZeroU32, pin::Pin, rc::Rc, sync::Arc};

use actix_http::Request;
use actix_web::{
    body::{BoxBody, to_bytes},
    dev::{Service, ServiceResponse},
    http::Method,
    test::{TestRequest, init_service},
    web::Data,
};
use chrono::{DateTime, TimeDelta};
use samenspel::{
    app,
    auth::{
        gate::Gate,
        limits::{Limits, Rates},
        right::Scopes,
        seal::SealKey,
        token::Tokens,
    },
    content::load::{self, File},
    db::{Db, sql},
    domain::{
        clock::Clock,
        ids::{Id, IdSource, OrganisationId, UserId},
    },
    outside::{Outside, address::Reach, mail::Mail},
    state::{AppState, SystemIds},
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};
use serde_json::Value;

use super::{
    answer::Answer,
    clock::TestClock,
    database::{self, Fresh},
    promise,
};

type Answering = Pin<Box<dyn Future<Output = ServiceResponse<BoxBody>>>>;

/// A running application on a fresh database.
pub struct TestApp {
    pub state: Data<AppState>,
    pub clock: Arc<TestClock>,
    service: Rc<dyn Fn(Request) -> Answering>,
}

/// The secret from which all keys are derived.
pub const SECRET: &str = "a secret for tests of thirty-two bytes";

/// The origin whose scripts may call.
pub const ORIGIN: &str = "https://app.example";

impl TestApp {
    /// Whether it is on `PostgreSQL`.
    pub fn is_postgres(&self) -> bool {
        self.state.db.reader().get_database_backend() == DbBackend::Postgres
    }

    /// A connection to the same database that is not the application's. On `PostgreSQL` alone.
    pub async fn beside(&self) -> DatabaseConnection {
        let name = sql::one(self.state.db.reader(), "SELECT CAST(current_database() AS text) AS name", vec![]);
        let name: String = name.await.unwrap().unwrap().try_get("", "name").unwrap();
        Database::connect(database::url(&database::server().unwrap(), &name)).await.unwrap()
    }

    /// Starts it with the shipped content.
    pub async fn start() -> Self {
        Self::with_content(load::shipped()).await
    }

    /// Starts it with this content.
    pub async fn with_content(files: Vec<File>) -> Self {
        Self::fresh(files, Arc::new(SystemIds)).await
    }

    /// Starts it with the shipped content, and ids and chance from here.
    pub async fn with_ids(ids: Arc<dyn IdSource>) -> Self {
        Self::fresh(load::shipped(), ids).await
    }

    async fn fresh(files: Vec<File>, ids: Arc<dyn IdSource>) -> Self {
        let clock = Arc::new(TestClock::new());
        let Fresh { db, .. } = keep(database::fresh().await);
        Self::over(db, clock, ids, Setting { files, ..Setting::default() }).await
    }

    /// The same installation after a restart: the database and the hour are what they were, all that was in memory is gone.
    pub async fn restarted(&self) -> Self {
        self.anew(Setting::default()).await
    }

    /// The same installation, with mail.
    pub async fn mailing(&self, mail: Mail) -> Self {
        self.anew(Setting { mail: Some(Arc::new(mail)), ..Setting::default() }).await
    }

    /// The same installation, where this many requests a minute may come from a caller, and from an address.
    pub async fn limited(&self, caller: u32, address: u32) -> Self {
        let rates = Rates { caller: NonZeroU32::new(caller), address: NonZeroU32::new(address) };
        self.anew(Setting { rates, ..Setting::default() }).await
    }

    async fn anew(&self, setting: Setting) -> Self {
        Self::over(self.state.db.clone(), Arc::clone(&self.clock), Arc::new(SystemIds), setting).await
    }

    async fn over(db: Db, clock: Arc<TestClock>, ids: Arc<dyn IdSource>, setting: Setting) -> Self {
        let Setting { files, mail, rates } = setting;
        let catalogue = load::load(&db, &files, clock.now()).await.unwrap();
        let public_url = "https://samenspel.example".to_owned();
        let elapsed = Arc::clone(&clock);
        let elapsed = move || (elapsed.now() - DateTime::UNIX_EPOCH).to_std().unwrap();
        let state = Data::new(AppState {
            db,
            clock: Arc::<TestClock>::clone(&clock),
            ids,
            tokens: Arc::new(Tokens::new(SECRET, None, &public_url)),
            under_way: Arc::default(),
            gate: Arc::new(Gate::new(SECRET, None, 1)),
            limits: Arc::new(Limits::new(rates, elapsed)),
            origins: Arc::default(),
            outside: Arc::new(Outside::new(Reach::AndThisMachine)),
            mail,
            seal_key: Arc::new(SealKey::derive(SECRET)),
            catalogue: Arc::new(catalogue),
            public_url,
        });
        let service = Rc::new(init_service(app::build(state.clone(), &[ORIGIN.to_owned()])).await);
        let call = move |request: Request| -> Answering {
            let service = Rc::clone(&service);
            Box::pin(async move { service.call(request).await.unwrap().map_into_boxed_body() })
        };
        Self { state, clock, service: Rc::new(call) }
    }

    /// A token for this user with all scopes.
    pub fn token(&self, organisation: OrganisationId, user: UserId) -> String {
        self.token_with(organisation, user, &Scopes::all())
    }

    /// A token for this user with these scopes.
    pub fn token_with(&self, organisation: OrganisationId, user: UserId, scope: &str) -> String {
        let (id, now) = (self.state.ids.next_raw(), self.state.clock.now());
        self.state.tokens.mint(organisation, user, "test", scope, id, now).unwrap()
    }

    /// Begins a call; `path` may hold a query.
    pub fn call(&self, method: &str, path: &str) -> Call {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = TestRequest::default().method(method.clone()).uri(path);
        let of = (method, path.to_owned());
        Call { service: Rc::clone(&self.service), of, request, sent: None, endless: false }
    }

    /// Moves the clock.
    pub fn later(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// How many statements the database was sent while `work` ran, `BEGIN` and `COMMIT` included.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let before = self.state.db.statements();
        let done = work.await;
        (done, self.state.db.statements() - before)
    }
}

/// What an installation is set to.
struct Setting {
    files: Vec<File>,
    mail: Option<Arc<Mail>>,
    rates: Rates,
}

impl Default for Setting {
    fn default() -> Self {
        // More than any test asks while its clock stands still.
        let plenty = NonZeroU32::new(1_000_000);
        Self { files: load::shipped(), mail: None, rates: Rates { caller: plenty, address: plenty } }
    }
}

/// Keeps a test's database until the process ends; the system clears its folder of temporary files.
fn keep(fresh: Fresh) -> Fresh {
    thread_local! {
        static KEPT: std::cell::RefCell<Vec<Option<tempfile::TempDir>>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    let Fresh { db, folder } = fresh;
    KEPT.with(|kept| kept.borrow_mut().push(folder));
    Fresh { db, folder: None }
}

/// A call that is being put together.
pub struct Call {
    service: Rc<dyn Fn(Request) -> Answering>,
    /// Its method and target.
    of: (Method, String),
    request: TestRequest,
    sent: Option<Vec<u8>>,
    /// Whether more is announced than will ever come.
    endless: bool,
}

impl Call {
    /// As whoever holds this token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.insert_header((name.to_owned(), value.to_owned()));
        self
    }

    /// With another line of this header.
    #[must_use]
    pub fn another(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.append_header((name.to_owned(), value.to_owned()));
        self
    }

    /// With the tag of what was seen.
    #[must_use]
    pub fn if_match(self, tag: &str) -> Self {
        self.header("If-Match", tag)
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").bytes(body.to_string().into_bytes())
    }

    /// With a form as its body.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.header("Content-Type", "application/x-www-form-urlencoded").bytes(body.into_bytes())
    }

    /// With a merge patch as its body.
    #[must_use]
    pub fn patch(self, body: &Value) -> Self {
        self.header("Content-Type", "application/merge-patch+json").bytes(body.to_string().into_bytes())
    }

    /// With this body, whatever it is.
    #[must_use]
    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.sent = Some(body);
        self
    }

    /// With a body that never ends.
    #[must_use]
    pub fn never_ending(mut self) -> Self {
        self.endless = true;
        self
    }

    /// Sends it. The answer is one that the contract promises, or the test fails here.
    pub async fn send(self) -> Answer {
        let mut request = self.request;
        if let Some(body) = self.sent {
            request = request.insert_header(("Content-Length", body.len().to_string())).set_payload(body);
        }
        // Held until the answer is there: a body ends when its sender goes.
        let (_sender, endless) = actix_http::h1::Payload::create(false);
        let mut request = request.to_request();
        if self.endless {
            request = request.replace_payload(endless.into()).0;
        }
        let response = (self.service)(request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap();
        let answer =
            Answer { status, headers, text: String::from_utf8_lossy(&body).into_owned(), bytes: body.to_vec() };
        promise::is_kept(self.of.0.as_str(), &self.of.1, &answer);
        answer
    }
}

/// The id in an answer, as one of ours.
pub fn id_of<T: Id>(text: &str) -> T {
    T::new(text.parse().unwrap())
}
