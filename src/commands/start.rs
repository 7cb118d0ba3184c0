//! What several commands begin with: the log, the configuration, the state.

use std::{path::Path, sync::Arc, time::Instant};

use tracing_subscriber::EnvFilter;

use super::{CommandError, Configuration};
use crate::{
    auth::{gate::Gate, limits::Limits, seal::SealKey, token::Tokens},
    config::{
        Config,
        database::{DatabaseConfig, Durability, usual_connections},
        server::ServerConfig,
    },
    content::load,
    db::{Db, connect},
    domain::{clock::Clock, ids::IdSource},
    outside::{Outside, address::Reach, mail::Mail},
    resources::tally,
    state::{AppState, SystemClock, SystemIds},
};

/// Logs to standard error; `SAMENSPEL_LOG` sets what (usually `info`).
pub fn logging() {
    let filter = EnvFilter::try_from_env("SAMENSPEL_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    // A second subscriber in one process is refused; the first one stays.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).try_init();
}

/// The database file in a demo's folder.
pub const DEMO_DATABASE: &str = "samenspel.sqlite";

/// The secret in a demo's folder.
pub const DEMO_SECRET: &str = "secret";

/// The address of a demo's database, in a file of its folder where it is not the SQLite file beside it.
pub const DEMO_DATABASE_URL: &str = "database-url";

/// The address a demo goes by, in a file of its folder, so that `token` makes tokens for it.
pub const DEMO_ADDRESS: &str = "address";

impl Configuration {
    /// The configuration that is meant.
    pub(super) fn load(&self) -> Result<Config, CommandError> {
        let mut config = Config::load(self.config.as_deref()).map_err(CommandError::Configuration)?;
        if let Some(folder) = &self.data_dir {
            use_folder(&mut config, folder)?;
        }
        Ok(config)
    }
}

/// Points a configuration at a demo's folder.
pub fn use_folder(config: &mut Config, folder: &Path) -> Result<(), CommandError> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|e| CommandError::because(&path.display().to_string(), e))
    };
    config.database = match read(DEMO_DATABASE_URL) {
        Ok(url) => DatabaseConfig {
            url: url.trim().to_owned(),
            connections: usual_connections(),
            durability: Durability::Full,
        },
        Err(_) => DatabaseConfig::sqlite(&folder.join(DEMO_DATABASE), Durability::Full),
    };
    read(DEMO_SECRET)?.trim().clone_into(&mut config.server.secret);
    read(DEMO_ADDRESS)?.trim().clone_into(&mut config.server.public_url);
    // A demo is on one's own machine, and so may be what it asks.
    config.outside.reach = Reach::AndThisMachine;
    Ok(())
}

/// Opens the database, brings its schema up to date, loads the shipped content, and makes the tally where the schema just got one.
pub async fn state(config: &Config) -> Result<AppState, CommandError> {
    let db = connect::open_migrated(&config.database);
    let db = db.await.map_err(|e| CommandError::because("the database cannot be opened", e))?;
    let state = with_db(config, db, Arc::new(SystemClock), Arc::new(SystemIds)).await?;
    let built = tally::service::build_due(&state).await;
    let built = built.map_err(|e| CommandError::because("the rounds from before the tally cannot be counted", e))?;
    if built > 0 {
        tracing::info!(rounds = built, "the tally was made of the rounds from before it");
    }
    Ok(state)
}

/// The state over a migrated database, with this clock and these ids.
pub async fn with_db(
    config: &Config,
    db: Db,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
) -> Result<AppState, CommandError> {
    let catalogue = load::load(&db, &load::shipped(), clock.now()).await;
    let catalogue = catalogue.map_err(|e| CommandError::because("the content cannot be loaded", e))?;
    let since = Instant::now();
    Ok(AppState {
        db,
        clock,
        ids,
        tokens: Arc::new(tokens(&config.server)),
        under_way: Arc::default(),
        gate: Arc::new(Gate::new(
            &config.server.secret,
            config.server.other_secret.as_deref(),
            config.server.trusted_proxies,
        )),
        limits: Arc::new(Limits::new(config.limits.rates, move || since.elapsed())),
        origins: Arc::default(),
        outside: Arc::new(Outside::new(config.outside.reach)),
        mail: config.mail.mail.clone().filter(Mail::is_sent).map(Arc::new),
        seal_key: Arc::new(SealKey::derive(&config.server.secret)),
        catalogue: Arc::new(catalogue),
        public_url: config.server.public_url.clone(),
    })
}

fn tokens(server: &ServerConfig) -> Tokens {
    Tokens::new(&server.secret, server.other_secret.as_deref(), &server.public_url)
}

/// What is needed to make tokens, and no database.
pub struct TokenMaker {
    pub tokens: Tokens,
    pub clock: SystemClock,
    pub ids: SystemIds,
}

/// For making tokens with this configuration.
pub fn tokens_only(config: &Config) -> TokenMaker {
    TokenMaker { tokens: tokens(&config.server), clock: SystemClock, ids: SystemIds }
}
